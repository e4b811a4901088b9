"""What others see: the approver's inbox, who may leave today, what agencies are told."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.domains.classes import service_files as class_files
from chalicelib.domains.leave import store as leave_store
from chalicelib.domains.leave import store_policy
from chalicelib.domains.leave.access import APPROVERS, Inbox, load, open_inbox
from chalicelib.domains.leave.applying.applying import parts_of
from chalicelib.domains.leave.lists import store
from chalicelib.domains.leave.model import Effect, Leave, Listed, State, effect
from chalicelib.errors import Forbidden
from chalicelib.identity import Principal, Role

WATCHERS = APPROVERS | {Role.ROOM_ATTENDANT, Role.GUARD}
HR = frozenset({Role.AGENCY_HR})
FORMATS = ("ods", "xlsx", "csv")
_MOST = 200
_AT_ONCE = 8


@dataclass(frozen=True)
class Line:
    """One application as an approver sees it: `effect` is what the person's leave comes to with it."""

    leave: Leave
    effect: Effect


def inbox(who: Principal, class_id: str, now: datetime) -> tuple[Inbox, list[Line], list[Leave]]:
    """The class, what waits (the oldest first) and what is answered. Raises NotFound, Forbidden."""
    opened = open_inbox(who, class_id, now)
    every = leave_store.of_class(class_id)
    asked = [leave for leave in reversed(every) if leave.state is State.REQUESTED]
    return opened, _with_effect(asked, every, opened), [leave for leave in every if leave.state is not State.REQUESTED]


def show_leave(who: Principal, class_id: str, leave_id: str, now: datetime) -> tuple[Inbox, Line]:
    """Raises NotFound, Forbidden."""
    opened = open_inbox(who, class_id, now)
    leave = load(class_id, leave_id)
    return opened, _with_effect([leave], leave_store.leaves_of(class_id, leave.person), opened)[0]


def pending(who: Principal, now: datetime) -> list[Leave]:
    """What waits for this person, as organizer or as deputy, by first hour. Costs one query a class where somebody applied."""
    who.require(APPROVERS)
    ids = store_policy.classes_to_look_at(who.username, now)
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = [leave for leaves in pool.map(lambda class_id: _waiting(who, class_id, now), ids) for leave in leaves]
    return sorted(found, key=lambda leave: leave.starts_at)


def today(who: Principal, now: datetime) -> list[Listed]:
    """Who may leave today, in order of time; for the gate and the rooms, so without kind and reason. Raises Forbidden."""
    who.require(WATCHERS)
    return store.of_day(taipei(now).date())


def of_agency(who: Principal) -> list[Leave]:
    """The latest approved or cancelled leave of the account's agency. Raises Forbidden."""
    who.require(HR)
    if not who.agency:
        raise Forbidden("您的帳號沒有設定機關，請洽系統管理員。")
    return leave_store.of_agency(who.agency, _MOST)


def request_register(who: Principal, class_id: str, wanted: str, now: datetime) -> str:
    """Asks a worker for 請假清冊; returns the file's id. An unknown format is ODS. Raises NotFound, Forbidden."""
    kind = wanted if wanted in FORMATS else FORMATS[0]
    return class_files.request_file(who, class_id, f"leave.{kind}", {"format": kind}, now)


def _waiting(who: Principal, class_id: str, now: datetime) -> list[Leave]:
    try:
        open_inbox(who, class_id, now)
    except Forbidden:  # no longer organizer or deputy
        return []
    return leave_store.waiting(class_id)


def _with_effect(leaves: Iterable[Leave], every: list[Leave], opened: Inbox) -> list[Line]:
    wanted = list(leaves)
    total = sum(part.units for part in parts_of(opened.class_.id)) if wanted else 0
    return [Line(each, effect([other for other in every if other.person == each.person], opened.rules, total)) for each in wanted]

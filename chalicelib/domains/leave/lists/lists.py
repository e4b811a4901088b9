"""What others see: the approver's inbox, who may leave today, what agencies are told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from chalicelib.clock import taipei
from chalicelib.cloud.calls import at_once
from chalicelib.domains.classes import service_files as class_files
from chalicelib.domains.leave import store as leave_store
from chalicelib.domains.leave import store_policy
from chalicelib.domains.leave.access import APPROVERS, Inbox, load, open_inbox
from chalicelib.domains.leave.applying.applying import parts_of
from chalicelib.domains.leave.lists import store
from chalicelib.domains.leave.model import Effect, Leave, Listed, State, effect
from chalicelib.errors import Forbidden
from chalicelib.identity import Principal, Role
from chalicelib.web.paging_rules import Part, part_of

WATCHERS = APPROVERS | {Role.ROOM_ATTENDANT, Role.GUARD}
HR = frozenset({Role.AGENCY_HR})
FORMATS = ("ods", "xlsx", "csv")
_MOST = 200
MOST_WAITING = 100
_A_PAGE = 50


@dataclass(frozen=True)
class Line:
    """One application as an approver sees it: `effect` is what the person's leave comes to with it."""

    leave: Leave
    effect: Effect


@dataclass(frozen=True)
class ClassInbox:
    """`waiting` are the oldest of `asked` that wait for an answer; `answered` is a part, the latest first."""

    opened: Inbox
    waiting: list[Line]
    asked: int
    answered: Part[Leave]


def inbox(who: Principal, class_id: str, page: str, now: datetime) -> ClassInbox:
    """Of a class. Raises NotFound, Forbidden."""
    opened = open_inbox(who, class_id, now)
    every = leave_store.of_class(class_id)
    asked = [leave for leave in reversed(every) if leave.state is State.REQUESTED]
    answered = [leave for leave in every if leave.state is not State.REQUESTED]
    return ClassInbox(opened, _with_effect(asked[:MOST_WAITING], every, opened), len(asked), part_of(answered, page, _A_PAGE))


def show_leave(who: Principal, class_id: str, leave_id: str, now: datetime) -> tuple[Inbox, Line]:
    """Raises NotFound, Forbidden."""
    opened = open_inbox(who, class_id, now)
    leave = load(class_id, leave_id)
    return opened, _with_effect([leave], leave_store.leaves_of(class_id, leave.person), opened)[0]


def pending(who: Principal, now: datetime) -> tuple[list[Leave], int]:
    """What waits for this person, as organizer or as deputy: the first by their hours, and how many in all.

    Costs one query a class where somebody applied.
    """
    who.require(APPROVERS)
    ids = store_policy.classes_to_look_at(who.username, now)
    found = [leave for leaves in at_once(partial(_waiting, who, class_id, now) for class_id in ids) for leave in leaves]
    return sorted(found, key=lambda leave: leave.starts_at)[:MOST_WAITING], len(found)


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
    of_person: dict[str, list[Leave]] = {}
    for each in every:
        of_person.setdefault(each.person, []).append(each)
    return [Line(each, effect(of_person[each.person], opened.rules, total)) for each in wanted]

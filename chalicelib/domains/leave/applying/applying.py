"""What a trainee does: apply, change, withdraw; and what it would come to, before it is sent."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domains.classes import service as classes
from chalicelib.domains.leave import store, store_policy
from chalicelib.domains.leave.access import found_until, open_own
from chalicelib.domains.leave.applying.form_rules import Application, read_application
from chalicelib.domains.leave.deadline_rules import can_be_asked
from chalicelib.domains.leave.model import Effect, Leave, Part, Rules, State, effect
from chalicelib.domains.leave.transitions import BUSY, TRIES, move, notification
from chalicelib.errors import Conflict, InvalidInput, NotFound, TooMany
from chalicelib.messaging.unit_of_work import UnitOfWork

_CHANGED = "改為另一筆申請"
_BY = "學員本人"
_MOST = 60  # each is a mail to the organizers


@dataclass(frozen=True)
class LeaveForm:
    """All that is needed to apply: the sessions to come, what was applied for, what is held, and the rules. `total` is the class's 節."""

    class_: classes.Class
    trainee: classes.Trainee
    offered: tuple[Part, ...]
    leaves: tuple[Leave, ...]
    held_hours: Mapping[str, str]
    rules: Rules
    total: int

    def find(self, leave_id: str) -> Leave | None:
        return next((leave for leave in self.leaves if leave.id == leave_id), None)

    @property
    def effect(self) -> Effect:
        """As things stand."""
        return effect(self.leaves, self.rules, self.total)


def open_form(class_id: str, person: str, now: datetime) -> LeaveForm:
    """Raises NotFound, Forbidden for who is not on the roster."""
    class_, trainee = classes.on_roster(class_id, person)
    parts = parts_of(class_id)
    return LeaveForm(
        class_,
        trainee,
        tuple(part for part in parts if can_be_asked(part.ends_at, now) and not class_.cancelled),
        tuple(store.leaves_of(class_id, person)),
        store.slots(class_id, person),
        store_policy.rules(class_id),
        sum(part.units for part in parts),
    )


def parts_of(class_id: str) -> list[Part]:
    """The class's sessions that take place, each with its 節: those of the timetable, or one an hour where that has none."""
    held = classes.sessions_with_periods(class_id)
    return [Part(each.id, each.name, each.room, each.starts_at, each.ends_at, len(periods)) for each, periods in held]


def check(leave_form: LeaveForm, form: Mapping[str, str], now: datetime) -> tuple[Application, Effect]:
    """What the form asks for, and what it would come to; nothing is saved. Raises InvalidInput (sessions, kind, reason), Conflict."""
    wanted = read_application(form, leave_form.offered, now)
    replaced = _replaced(leave_form, form)
    blocked = store.conflicts(leave_form.held_hours, wanted.parts, replaced.parts if replaced else ())
    if blocked:
        names = "、".join(part.name for part in blocked)
        raise InvalidInput(fields={"sessions": f"{names} 的這些時間已經申請請假，不能重複；請先撤回或更改原申請。"})
    others = [leave for leave in leave_form.leaves if leave != replaced]
    return wanted, effect(others, leave_form.rules, leave_form.total, (wanted.kind, wanted.parts))


def apply(class_id: str, person: str, form: Mapping[str, str], now: datetime) -> Leave:
    """Sends the application; with `form["instead_of"]` it takes the place of one that waits, both in one transaction.

    `form["request"]` makes a repeat answer as the first did. Beyond the limit it needs `form["understood"]`.
    Raises InvalidInput, Conflict, NotFound, Forbidden.
    """
    token = _token(form.get("request") or secrets.token_hex(8), class_id, person)
    for _ in range(TRIES):
        here = open_form(class_id, person, now)
        repeated = here.find(f"{person}.{token}")
        if repeated:
            return repeated
        if len(here.leaves) >= _MOST:
            raise TooMany("您在本班的請假申請已太多筆，請直接與辦班人員聯絡。")
        wanted, comes_to = check(here, form, now)
        if not comes_to.within_limit and not form.get("understood"):
            raise InvalidInput(fields={"understood": f"{comes_to.text}。仍要申請，請勾選「我知道」。"})
        leave = _leave(here, f"{person}.{token}", wanted, _replaced(here, form), now)
        if _send(here, leave, now):
            return leave
    raise Conflict(BUSY)


def withdraw(class_id: str, person: str, leave_id: str, now: datetime) -> Leave:
    """Takes back what nobody has answered yet. Raises Conflict, NotFound, Forbidden."""
    open_own(class_id, person, leave_id)

    def build(work: UnitOfWork, leave: Leave) -> None:
        store.advance(work, leave, State.WITHDRAWN, {"ended_at": now, "ended_by": _BY})
        store.reserve(work, (class_id, person), store.slots(class_id, person), (), leave.parts)

    return move(class_id, leave_id, State.REQUESTED, build, now)


def _send(here: LeaveForm, leave: Leave, now: datetime) -> bool:
    store_policy.point_to(here.class_.organizers, leave.class_id, found_until(here.class_))
    work = UnitOfWork(now)
    replaced = here.find(leave.instead_of)
    if replaced:
        store.advance(work, replaced, State.WITHDRAWN, {"ended_at": now, "ended_by": _BY, "ended_reason": _CHANGED})
    store.create(work, leave)
    store.reserve(work, (leave.class_id, leave.person), here.held_hours, leave.parts, replaced.parts if replaced else ())
    work.announce(notification("leave.asked", leave, "asked"))
    return work.try_commit()


def _replaced(here: LeaveForm, form: Mapping[str, str]) -> Leave | None:
    if not form.get("instead_of"):
        return None
    found = here.find(form["instead_of"])
    if found is None:
        raise NotFound
    if found.state is not State.REQUESTED:
        raise Conflict(f"原申請{found.state.label}，不能更改；需要時請先銷假，再重新申請。")
    return found


def _leave(here: LeaveForm, leave_id: str, wanted: Application, replaced: Leave | None, now: datetime) -> Leave:
    return Leave(
        id=leave_id,
        class_id=here.class_.id,
        class_title=here.class_.title,
        name=here.trainee.name,
        agency=here.trainee.agency,
        seat=here.trainee.seat,
        kind=wanted.kind,
        reason=wanted.reason,
        parts=wanted.parts,
        state=State.REQUESTED,
        requested_at=now,
        instead_of=replaced.id if replaced else "",
        proof_key=replaced.proof_key if replaced else "",
        proof_at=replaced.proof_at if replaced else None,
    )


def _token(request: str, class_id: str, person: str) -> str:
    return hashlib.sha256(f"{class_id}|{person}|{request}".encode()).hexdigest()[:16]

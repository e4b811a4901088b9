"""What an approver does: approve, refuse, cancel; one, or many in one press."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.domains.attendance import service as attendance
from chalicelib.domains.classes import service as classes
from chalicelib.domains.leave import store
from chalicelib.domains.leave.access import load, open_inbox, open_own
from chalicelib.domains.leave.applying.form_rules import read_answer
from chalicelib.domains.leave.deadline_rules import can_be_cancelled_by_trainee
from chalicelib.domains.leave.hours_rules import begins_at, span_text
from chalicelib.domains.leave.lists import store as lists_store
from chalicelib.domains.leave.model import Leave, Part, State
from chalicelib.domains.leave.transitions import move, notification
from chalicelib.errors import AppError, Conflict, Forbidden, InvalidInput
from chalicelib.identity import Principal
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.records.many import Done, one_by_one

_TRAINEE = "學員本人"


def approve(who: Principal, class_id: str, leave_id: str, form: Mapping[str, str], now: datetime) -> Leave:
    """In one transaction: the answer, the attendance lists, who may leave that day, and the mails to the trainee and the agency.

    Pressed twice by the same person, the second answers as the first. Raises InvalidInput (reason), Conflict, NotFound, Forbidden.
    """
    open_inbox(who, class_id, now)
    answer = read_answer(form)

    def build(work: UnitOfWork, leave: Leave) -> None:
        held = _as_they_are(leave)
        for part in held:
            log = (f"{leave.id}.approved", _named(who), f"請假核准：{leave.kind}")
            attendance.add_leave(work, part.session_id, leave.person, _in_attendance(leave, part), log, now)
        values = {
            **_answered(who, answer, now),
            "parts": store.parts_to_data(_renewed(leave.parts, held)),
            "listed": lists_store.add(work, leave, held, now),
            **({"agency_told": leave.agency, "agency_order": f"{now.isoformat()}#{leave.id}"} if leave.agency else {}),
        }
        store.advance(work, leave, State.APPROVED, values)
        work.announce(notification("leave.answer", leave, "approved"), notification("leave.hr", leave, "approved"))

    return _once(who, class_id, leave_id, State.APPROVED, lambda: move(class_id, leave_id, State.REQUESTED, build, now))


def refuse(who: Principal, class_id: str, leave_id: str, form: Mapping[str, str], now: datetime) -> Leave:
    """With a reason; the hours are free again, and the trainee is told. Raises InvalidInput (reason), Conflict, NotFound, Forbidden."""
    open_inbox(who, class_id, now)
    answer = read_answer(form, required="請填寫不核准的理由，學員會看到。")

    def build(work: UnitOfWork, leave: Leave) -> None:
        store.advance(work, leave, State.REFUSED, _answered(who, answer, now))
        store.reserve(work, (class_id, leave.person), store.slots(class_id, leave.person), (), leave.parts)
        work.announce(notification("leave.answer", leave, "refused"))

    return _once(who, class_id, leave_id, State.REFUSED, lambda: move(class_id, leave_id, State.REQUESTED, build, now))


def cancel(who: Principal, class_id: str, leave_id: str, form: Mapping[str, str], now: datetime) -> Leave:
    """Takes an approved leave back, at any time, with a reason; everybody who was told is told. Raises as `refuse`."""
    open_inbox(who, class_id, now)
    reason = read_answer(form, required="請填寫銷假的理由，學員會看到。")
    return _cancelled(class_id, leave_id, _named(who), reason, now)


def cancel_own(class_id: str, person: str, leave_id: str, now: datetime) -> Leave:
    """銷假 by the trainee, until the leave begins. Raises Conflict, NotFound, Forbidden."""
    leave = open_own(class_id, person, leave_id)
    if not can_be_cancelled_by_trainee(begins_at(leave.parts), now):
        raise Conflict("請假時間已經開始，請與辦班人員聯絡銷假。")
    return _cancelled(class_id, leave_id, _TRAINEE, "", now)


def decide_many(who: Principal, chosen: Iterable[tuple[str, str]], form: Mapping[str, str], now: datetime) -> Done[Leave]:
    """Approves or refuses (`form["decision"]`) each (class id, leave id) by itself: what fails stops no other. Raises InvalidInput."""
    decide = {"approve": approve, "refuse": refuse}.get(form.get("decision", ""))
    wanted = list(chosen)
    if decide is None or not wanted:
        raise InvalidInput(fields={"leaves": "請勾選要處理的請假，再按「核准」或「不核准」。"})
    return one_by_one(wanted, lambda each: decide(who, *each, form, now), lambda each: _name_of(who, *each, now))


def _cancelled(class_id: str, leave_id: str, by: str, reason: str, now: datetime) -> Leave:
    def build(work: UnitOfWork, leave: Leave) -> None:
        store.advance(work, leave, State.CANCELLED, {"ended_at": now, "ended_by": by, "ended_reason": reason})
        store.reserve(work, (class_id, leave.person), store.slots(class_id, leave.person), (), leave.parts)
        lists_store.cross_out(work, leave.listed, now)
        for part in leave.parts:
            log = (f"{leave.id}.cancelled", by, f"銷假：{leave.kind}")
            attendance.remove_leave(work, part.session_id, leave.person, _in_attendance(leave, part), log, now)
        organizers = [notification("leave.ended", leave, "cancelled")] if by == _TRAINEE else []
        work.announce(notification("leave.answer", leave, "cancelled"), notification("leave.hr", leave, "cancelled"), *organizers)

    return move(class_id, leave_id, State.APPROVED, build, now)


def _as_they_are(leave: Leave) -> tuple[Part, ...]:
    """The parts with the sessions' times and rooms of now, without what does not take place. Raises Conflict."""
    try:
        classes.on_roster(leave.class_id, leave.person)
    except Forbidden as error:
        raise Conflict("這位學員已不在本班名冊上，不能核准。") from error
    held = {session.id: session for session in classes.sessions(leave.class_id) if not session.cancelled}
    found = [(part, held[part.session_id]) for part in leave.parts if part.session_id in held]
    if not found:
        raise Conflict("請假的場次都已取消，不需核准；請按「不核准」並說明。")
    return tuple(replace(part, starts_at=each.starts_at, ends_at=each.ends_at, room=each.room) for part, each in found)


def _renewed(parts: Iterable[Part], held: Iterable[Part]) -> list[Part]:
    """All that was asked for; cancelled sessions stay in, so that their hours are freed in the end."""
    fresh = {part.session_id: part for part in held}
    return [fresh.get(part.session_id, part) for part in parts]


def _in_attendance(leave: Leave, part: Part) -> tuple[str, str]:
    return leave.kind, span_text(part) if part.hours else ""


def _answered(who: Principal, answer: str, now: datetime) -> dict[str, object]:
    return {"answered_at": now, "answered_by": _named(who), "answer": answer}


def _named(who: Principal) -> str:
    return f"{who.name}（{who.username}）"


def _once(who: Principal, class_id: str, leave_id: str, wanted: State, act: Callable[[], Leave]) -> Leave:
    try:
        return act()
    except Conflict:
        leave = load(class_id, leave_id)
        if leave.state is wanted and leave.answered_by == _named(who):
            return leave
        raise


def _name_of(who: Principal, class_id: str, leave_id: str, now: datetime) -> str:
    try:
        open_inbox(who, class_id, now)
        return load(class_id, leave_id).name
    except AppError:
        return "一筆申請"

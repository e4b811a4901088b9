"""Adding, editing and cancelling the sessions of a class. The class's `sessions_version` makes one change at a time win."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time

from chalicelib.clock import taipei
from chalicelib.domains.classes import store, store_changes
from chalicelib.domains.classes.access import check_open, load_session, open_class
from chalicelib.domains.classes.changes import MOST_SESSIONS, announce_expected, revised
from chalicelib.domains.classes.drafts_rules import read_reason
from chalicelib.domains.classes.model import Class, ClassSession, Half
from chalicelib.domains.classes.planning_rules import make_session, overlapping
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.web import field_rules
from chalicelib.web.field_rules import Fields
from chalicelib.web.value_rules import read_day, read_time

_WHY = "學員已開始報到，改時間會影響遲到、早退與時數，請填寫理由（2 字以上）。"


def open_session(who: Principal, session_id: str) -> ClassSession:
    """A session for an organizer of its class or an administrator. Raises NotFound, Forbidden."""
    session = load_session(session_id)
    open_class(who, session.class_id)
    return session


def add_session(who: Principal, class_id: str, form: Mapping[str, str], now: datetime) -> ClassSession:
    """A session on a day of the class; a cancelled one of the same day and part is opened again; the same once more is the same.

    Raises Forbidden, NotFound, InvalidInput (fields day, half, starts, ends, room), and Conflict where another change came first.
    """
    class_ = open_class(who, class_id)
    fields = Fields(form)
    day = fields.take("day", read_day, date.min)
    half = fields.take("half", _half, Half.MORNING)
    starts, ends, room = _times_and_room(fields)
    if "day" not in fields.errors and not class_.starts_on <= day <= class_.ends_on:
        fields.errors["day"] = f"請選 {class_.starts_on} 到 {class_.ends_on} 之間的日期；若要延長，請先修改班期日期。"
    fields.check()
    existing = store.sessions(class_.id)
    session = make_session(class_, day, half, starts, ends, room)
    if session in existing and not class_.cancelled:
        return session
    if any(other.id == session.id and not other.cancelled for other in existing):
        raise InvalidInput(fields={"half": f"{session.name}已有場次。"})
    if len(existing) >= MOST_SESSIONS:
        raise InvalidInput(fields={"day": f"一個班期最多 {MOST_SESSIONS} 場，請分期辦理。"})
    return _put(class_, session, existing, now)


def edit_session(who: Principal, session_id: str, form: Mapping[str, str], now: datetime) -> ClassSession:
    """Other times of the same day, another room. Where people may have come already, other times need a reason (`why`), which goes into
    the record of whom they concern. Raises as add_session does."""
    session = load_session(session_id)
    class_ = open_class(who, session.class_id)
    fields = Fields(form)
    starts, ends, room = _times_and_room(fields)
    fields.check()
    if session.cancelled:
        raise Conflict("這個場次已取消，不能修改；需要時請重新新增。")
    made = make_session(class_, taipei(session.starts_at).date(), session.half, starts, ends, room)
    changed = replace(made, check_out_required=session.check_out_required)
    told = _times_changed(who, session, changed, form, now) if _judges_again(session, changed, now) else []
    return _put(class_, changed, store.sessions(class_.id), now, told)


def begun(session: ClassSession, now: datetime) -> bool:
    """Whether people may have come already."""
    return now >= session.opens_at


def cancel_session(who: Principal, session_id: str, form: Mapping[str, str], now: datetime) -> ClassSession:
    """Cancels with a reason; one already cancelled stays as it is."""
    session = load_session(session_id)
    class_ = open_class(who, session.class_id)
    cancelled = replace(session, cancelled=True, cancelled_reason=read_reason(form))
    return session if session.cancelled else _put(class_, cancelled, [], now)


def _judges_again(session: ClassSession, changed: ClassSession, now: datetime) -> bool:
    return begun(session, now) and (session.starts_at, session.ends_at) != (changed.starts_at, changed.ends_at)


def _times_changed(who: Principal, session: ClassSession, changed: ClassSession, form: Mapping[str, str], now: datetime) -> list[Message]:
    """The news that who came is judged by other times, with who changed them and why. Raises InvalidInput (why)."""
    reason = field_rules.read_reason(form, _WHY, shortest=2, field="why")
    before, after = ([each.starts_at.isoformat(), each.ends_at.isoformat()] for each in (session, changed))
    body = {
        "session_id": session.id,
        "before": before,
        "after": after,
        "changed_at": now.isoformat(),
        "who": who.username,
        "reason": reason,
    }
    return [Message("attendance.times-changed", body, session.class_id)]


def _put(class_: Class, session: ClassSession, existing: list[ClassSession], now: datetime, told: Iterable[Message] = ()) -> ClassSession:
    check_open(class_)
    other = overlapping(session, existing)
    if other is not None:
        raise InvalidInput(fields={"starts": f"時間與 {other.name}（{_span(other)}）重疊，請調整時間或先取消該場次。"})
    work = UnitOfWork(now)
    store_changes.claim_sessions(work, class_)
    store_changes.put_session(work, revised(session, store.find_session(session.id), now))
    announce_expected(work, class_.id)
    work.announce(*told)
    work.commit()
    return session


def _span(session: ClassSession) -> str:
    return f"{taipei(session.starts_at):%H:%M}–{taipei(session.ends_at):%H:%M}"


def _times_and_room(fields: Fields) -> tuple[time, time, str]:
    starts = fields.take("starts", read_time, time.min)
    ends = fields.take("ends", read_time, time.max)
    if "starts" not in fields.errors and "ends" not in fields.errors and ends <= starts:
        fields.errors["ends"] = "結束時間必須晚於開始時間。"
    return starts, ends, fields.text("room", "教室", 60, optional=True)


def _half(typed: str) -> Half:
    if typed not in set(Half):
        raise ValueError("請選擇上午、下午、晚間或全日。")
    return Half(typed)

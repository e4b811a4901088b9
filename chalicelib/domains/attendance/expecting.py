"""Who is expected: one item for each session and person on the roster. And who is still in when a session is over goes out with it.

Of a large class the rest is done session by session, each a message of its own, so that no message has thousands more to write.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from chalicelib.clock import taipei
from chalicelib.cloud.calls import at_once
from chalicelib.domains.attendance import store
from chalicelib.domains.attendance.deadline_rules import UPLOAD_UNTIL
from chalicelib.domains.attendance.model import Scan, Via
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes import service_calendar as calendar
from chalicelib.dynamodb import ConditionFailed
from chalicelib.errors import Conflict
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message

MOST_IN_ONE_MESSAGE = 4000  # items, and then to the session's end: some eight seconds of a core
_TRIES = 3
_HOUR, _TWO_RUNS = timedelta(hours=1), timedelta(minutes=20)
# What the attendance list copies from class, session and roster.
VALUES = ("starts_on", "class_id", "session_name", "class_name", "room", "name", "seat", "agency", "group", "active")


def expect(class_id: str, now: datetime) -> None:
    """attendance.expect: one item for each session and person on the roster; who left the roster becomes inactive.

    May run twice or be cut off anywhere: each item is put right by a write of its own, and what was scanned is never touched.
    """
    class_, left = _put_right(class_id, now)
    name = ".".join(map(str, _edition(class_)))
    body = {"class_id": class_id}
    outbox.announce(
        [Message("attendance.expect-in", {**body, "session_id": each}, class_id, id=f"expect.{each}.{name}") for each in left], now
    )


def expect_in(class_id: str, session_id: str, now: datetime) -> None:
    """attendance.expect-in: one session of a large class."""
    _put_right(class_id, now, session_id)


def _put_right(class_id: str, now: datetime, only: str = "") -> tuple[classes.Class, list[str]]:
    """The sessions of the class, or one, until so many items were written; returns the class as it was then, and what is left.

    Again while the class was changed meanwhile: so who ends last has written the latest, whoever else was at it. Raises Conflict.
    """
    for _ in range(_TRIES):
        class_ = classes.load_class(class_id)
        left = _put_right_once(class_, only, now)
        if _edition(classes.load_class(class_id)) == _edition(class_):
            return class_, left
    raise Conflict("班期正在修改，名單稍後更新。")


def _put_right_once(class_: classes.Class, only: str, now: datetime) -> list[str]:
    roster = {trainee.person: trainee for trainee in classes.roster(class_)}
    sessions = [session for session in classes.sessions(class_.id) if only in {"", session.id}]
    written = 0
    for number, session in enumerate(sessions):
        if written >= MOST_IN_ONE_MESSAGE:
            return [each.id for each in sessions[number:]]
        off = session.cancelled or class_.cancelled
        written += _expect_in(session.id, {} if off else {person: _values(class_, session, each) for person, each in roster.items()}, now)
    return []


def _edition(class_: classes.Class) -> tuple[int, int, str]:
    """Another one after every change of the class, its sessions or its roster."""
    return class_.version, class_.sessions_version, class_.roster_version


def _expect_in(session_id: str, wanted: Mapping[str, dict[str, Any]], now: datetime) -> int:
    """Writes only what is not so already, so that importing a roster of 2,000 again with one new line is one write a session. Returns
    how many were written."""
    standing = store.expected(session_id, VALUES)
    changed = [(person, values) for person, values in wanted.items() if standing.get(person) != values]
    gone = [person for person, values in standing.items() if person not in wanted and values["active"]]
    if changed or gone:
        store.note_change(session_id, now)
    at_once([partial(store.expect, session_id, *each) for each in changed])
    at_once([partial(store.dismiss, session_id, person) for person in gone])
    return len(changed) + len(gone)


def _values(class_: classes.Class, session: classes.ClassSession, trainee: classes.Trainee) -> dict[str, Any]:
    return {
        "starts_on": taipei(session.starts_at).isoformat(),
        "class_id": class_.id,
        "session_name": session.name,
        "class_name": class_.title,
        "room": session.room,
        "name": trainee.name,
        "seat": trainee.seat,
        "agency": trainee.agency,
        "group": trainee.group,
        "active": True,
    }


def ask_to_close(now: datetime) -> None:
    """For the ten-minute schedule: sessions without a sign-out are closed when they are over, and again each hour while the counter's
    kept scans may still come in."""
    days = (taipei(now).date(), (taipei(now) - timedelta(days=1)).date())
    over = [session for day in days for session in calendar.sessions_of_day(day) if _closes_by_itself(session, now)]
    late = [(session, now - session.closes_at) for session in over]
    messages = [
        Message("attendance.close", {"session_id": session.id}, session.class_id, id=f"close.{session.id}.{since // _HOUR}")
        for session, since in late
        if since <= UPLOAD_UNTIL + _HOUR and since % _HOUR < _TWO_RUNS
    ]
    outbox.announce(messages, now)


def close(session_id: str, now: datetime) -> None:
    """attendance.close: who is still in goes out at the session's end."""
    session = classes.load_session(session_id)
    if not _closes_by_itself(session, now):
        return

    def leave(person: str) -> None:
        try:
            store.mark_out(session.id, Scan(person, f"auto-{session.id}", "auto", Via.AUTO, session.ends_at, now))
        except ConditionFailed:  # corrected in this very moment
            return

    still_in = [each.person for each in store.entries(session.id) if each.in_at and not each.out_at and each.active and not each.leave]
    if still_in:
        store.note_change(session.id, now)
    at_once([partial(leave, person) for person in still_in])


def _closes_by_itself(session: classes.ClassSession, now: datetime) -> bool:
    return not session.check_out_required and not session.cancelled and now > session.closes_at

"""Who is expected: one item for each session and person on the roster. And who is still in when a session is over goes out with it."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from chalicelib.clock import taipei
from chalicelib.domains.attendance import store
from chalicelib.domains.attendance.model import Scan, Via
from chalicelib.domains.classes import service as classes
from chalicelib.dynamodb import ConditionFailed

_AT_ONCE = 8
# What the attendance list copies from class, session and roster.
VALUES = ("starts_on", "class_id", "session_name", "class_name", "room", "name", "id_masked", "seat", "agency", "group", "active")


def expect(class_id: str, now: datetime) -> None:
    """attendance.expect: one item for each session and person on the roster; who left the roster becomes inactive.

    May run twice or be cut off anywhere: each item is put right by a write of its own, and what was scanned is never touched.
    """
    class_ = classes.load_class(class_id)
    roster = {trainee.person: trainee for trainee in classes.roster(class_)}
    for session in classes.sessions(class_.id):
        off = session.cancelled or class_.cancelled
        _expect_in(session.id, {} if off else {person: _values(class_, session, each) for person, each in roster.items()})


def _expect_in(session_id: str, wanted: Mapping[str, dict[str, Any]]) -> None:
    """Writes only what is not so already, so that importing a roster of 2,000 again with one new line is one write a session."""
    standing = store.expected(session_id, VALUES)
    changed = {person: values for person, values in wanted.items() if standing.get(person) != values}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        writes = [pool.submit(store.expect, session_id, person, values) for person, values in changed.items()]
    for write in writes:
        write.result()
    for person, values in standing.items():
        if person not in wanted and values["active"]:
            store.dismiss(session_id, person)


def _values(class_: classes.Class, session: classes.ClassSession, trainee: classes.Trainee) -> dict[str, Any]:
    return {
        "starts_on": taipei(session.starts_at).isoformat(),
        "class_id": class_.id,
        "session_name": session.name,
        "class_name": class_.title,
        "room": session.room,
        "name": trainee.name,
        "id_masked": trainee.id_masked,
        "seat": trainee.seat,
        "agency": trainee.agency,
        "group": trainee.group,
        "active": True,
    }


def close_sessions(now: datetime) -> None:
    """Where no sign-out is asked for, signs out at the end of the session whoever is still in. Runs until a day after, harmlessly."""
    for day in {taipei(now).date(), (taipei(now) - timedelta(days=1)).date()}:
        for session in classes.sessions_of_day(day):
            if not session.check_out_required and not session.cancelled and now > session.closes_at:
                _close(session, now)


def _close(session: classes.ClassSession, now: datetime) -> None:
    for entry in store.entries(session.id):
        if entry.in_at and not entry.out_at and entry.active and not entry.leave:
            scan = Scan(entry.person, f"auto-{session.id}", "auto", Via.AUTO, session.ends_at, now)
            try:
                store.mark_out(session.id, scan)
            except ConditionFailed:  # corrected in this very moment
                continue

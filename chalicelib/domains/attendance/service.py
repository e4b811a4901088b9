"""The use cases of attendance: scans, and the lists that staff see. What stands already is put right in `corrections`."""

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta

from chalicelib.clock import taipei
from chalicelib.domains.attendance import store
from chalicelib.domains.attendance.leave_marks import add_leave, remove_leave
from chalicelib.domains.attendance.model import (
    OWN_DEVICE,
    Entry,
    Outcome,
    Result,
    Scan,
    SessionSnapshot,
    refusal_to_check_in,
    refusal_to_check_out,
    shared_devices,
)
from chalicelib.domains.classes import service as classes
from chalicelib.domains.people import service as people
from chalicelib.dynamodb import ConditionFailed
from chalicelib.errors import Forbidden
from chalicelib.identity import Principal, Role

__all__ = ["add_leave", "remove_leave"]  # for the workflow of leave
EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
CHECK_IN_STAFF = EDITORS | {Role.ROOM_ATTENDANT}
_LIVE = timedelta(seconds=1)
_live: dict[str, tuple[datetime, list[Entry]]] = {}


def own_entry(session_id: str, person: str) -> Entry | None:
    """One person's own line of a session; for callers that have checked who asks. None where the person is not expected."""
    return store.find(session_id, person)


def facts_of(session: classes.ClassSession) -> SessionSnapshot:
    """What a scan must know of the session."""
    return SessionSnapshot(
        session_id=session.id,
        class_id=session.class_id,
        class_title=session.class_title,
        session_name=session.name,
        room=session.room,
        opens_at=session.opens_at,
        starts_at=session.starts_at,
        late_after=session.late_after,
        check_out_opens_at=session.check_out_opens_at,
        ends_at=session.ends_at,
        closes_at=session.closes_at,
        cancelled=session.cancelled,
    )


def session_facts(session_id: str) -> SessionSnapshot:
    """For a phone that has shown the room's code. One read. Raises NotFound."""
    return facts_of(classes.load_session(session_id))


def open_session(who: Principal, session_id: str, roles: Collection[Role] = EDITORS) -> SessionSnapshot:
    """The session for one of its class's organizers, an administrator, or another of `roles`. Raises NotFound, Forbidden."""
    who.require(roles)
    session = classes.load_session(session_id)
    others = who.roles & set(roles) - {Role.ORGANIZER}
    if not others and who.username not in session.organizers:
        raise Forbidden
    return facts_of(session)


def check_in(facts: SessionSnapshot, scan: Scan) -> Result:
    """One conditional write. A repeat of the same request answers as the first did, even after the doors have closed."""
    refusal = refusal_to_check_in(facts, scan.happened_at)
    if refusal:
        return _repeated_in(facts, store.find(facts.session_id, scan.person), scan) or Result(refusal)
    _note_late(facts, scan)
    try:
        entry = store.mark_in(facts.session_id, scan)
    except ConditionFailed as failure:
        return _why_not_in(facts, store.blocking(failure), scan)
    forget_live(facts.session_id)
    return _seated(facts, entry)


def check_out(facts: SessionSnapshot, scan: Scan, *, early: bool = False) -> Result:
    """One conditional write. Leaving before the end needs `early`, which only those who could leave are asked for."""
    refusal = refusal_to_check_out(facts, scan.happened_at, early=early)
    if refusal:
        found = store.find(facts.session_id, scan.person)
        if refusal is Outcome.CONFIRM_EARLY and not (found and found.in_at and not found.out_at):
            return _why_not_out(facts, found, scan)
        # Too early or too late is said without a name: that would tell who is on the roster, and count no guess.
        return _repeated_out(found, scan) or Result(refusal, name=found.name if found and refusal is Outcome.CONFIRM_EARLY else "")
    _note_late(facts, scan)
    try:
        entry = store.mark_out(facts.session_id, scan)
    except ConditionFailed as failure:
        return _why_not_out(facts, store.blocking(failure), scan)
    forget_live(facts.session_id)
    return Result(Outcome.CHECKED_OUT, entry.seat, entry.name, entry.out_at)


def _note_late(facts: SessionSnapshot, scan: Scan) -> None:
    """One that was kept off line and comes after the session: by then its sheet may be made."""
    if scan.arrived_at > facts.closes_at:
        store.note_change(facts.session_id, scan.arrived_at)


def _seated(facts: SessionSnapshot, entry: Entry) -> Result:
    late = entry.in_at is not None and entry.in_at > facts.late_after
    return Result(Outcome.SEATED, entry.seat, entry.name, entry.in_at, late)


def _repeated_in(facts: SessionSnapshot, entry: Entry | None, scan: Scan) -> Result | None:
    return _seated(facts, entry) if entry and entry.in_request == scan.request_id else None


def _repeated_out(entry: Entry | None, scan: Scan) -> Result | None:
    same = entry and entry.out_request == scan.request_id
    return Result(Outcome.CHECKED_OUT, entry.seat, entry.name, entry.out_at) if entry and same else None


def _why_not_in(facts: SessionSnapshot, entry: Entry | None, scan: Scan) -> Result:
    if entry is None:
        return _not_here(scan, facts)
    if repeated := _repeated_in(facts, entry, scan):
        return repeated
    if entry.in_at is None:
        return _may_not(facts, entry)
    if entry.in_device != scan.device and scan.via in OWN_DEVICE:
        store.flag(facts.session_id, scan.person, scan.device, scan.arrived_at)
    return Result(Outcome.ALREADY, entry.seat, entry.name, entry.in_at)


def _why_not_out(facts: SessionSnapshot, entry: Entry | None, scan: Scan) -> Result:
    if entry is None:
        return _not_here(scan, facts)
    if repeated := _repeated_out(entry, scan):
        return repeated
    if entry.out_at:
        return Result(Outcome.ALREADY_OUT, entry.seat, entry.name, entry.out_at)
    return _may_not(facts, entry) if entry.leave or not entry.active else Result(Outcome.NOT_IN, name=entry.name)


def _may_not(facts: SessionSnapshot, entry: Entry) -> Result:
    """On leave, off the roster, or the session was cancelled after the phone or the counter was told of it."""
    if not entry.active and classes.load_session(facts.session_id).cancelled:
        return Result(Outcome.SESSION_CANCELLED)
    return Result(Outcome.ON_LEAVE if entry.active else Outcome.CANCELLED, name=entry.name, leave=entry.leave)


def _not_here(scan: Scan, facts: SessionSnapshot) -> Result:
    """Not of this session: perhaps of another one today, the nearest in time. The index lags, but this only tells where to go."""
    found = [item for item in store.expected_on(scan.person, f"{taipei(facts.starts_at):%Y-%m-%d}") if item.pk != facts.session_id]
    if not found:
        return Result(Outcome.NOT_ON_ROSTER)
    nearest = min(found, key=lambda item: abs(datetime.fromisoformat(str(item.starts_on)) - scan.happened_at))
    return Result(Outcome.WRONG_CLASS, elsewhere=(nearest.class_name or "", nearest.session_name or "", nearest.room or ""))


def identify(typed: str) -> str:
    """The person key of a typed number. Raises InvalidInput."""
    return people.identify(typed)


def mask_name(name: str) -> str:
    """As people may see it who are not staff of the class."""
    return people.mask_name(name)


def device_key(device: str) -> str:
    """What is kept of a browser's random id: enough to see that two scans came from one phone, useless as its cookie."""
    return hashlib.sha256(device.encode()).hexdigest()[:16]


def note_odd_clock(facts: SessionSnapshot, person: str, device: str, now: datetime) -> None:
    """A kept scan came with a time that cannot be: staff should look."""
    store.flag(facts.session_id, person, device_key(device), now, "clock")


def live(session_id: str, now: datetime) -> list[Entry]:
    """Everyone of the session, at most a second old, so that many watchers cost one read. The caller has authorised."""
    found = _live.get(session_id)
    if found is None or not timedelta(0) <= now - found[0] < _LIVE:
        found = _live[session_id] = (now, store.entries(session_id))
    return found[1]


def forget_live(session_id: str) -> None:
    """The next look reads anew; for whoever changes an entry."""
    _live.pop(session_id, None)


def odd_persons(session_id: str, entries: list[Entry]) -> set[str]:
    """Persons that staff should look at: one phone for many, or a second phone for one."""
    return shared_devices(entries) | store.flagged(session_id)


def columns(class_id: str) -> list[tuple[SessionSnapshot, list[Entry]]]:
    """For each session that takes place, in order of time, its facts and every entry, for the worker that writes the register."""
    taking_place = [facts_of(session) for session in classes.sessions(class_id) if not session.cancelled]
    return [(facts, store.entries(facts.session_id)) for facts in taking_place]

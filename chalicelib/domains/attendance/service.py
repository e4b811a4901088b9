"""The use cases of attendance: scans, the lists that staff see, corrections."""

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from chalicelib.clock import taipei
from chalicelib.domains.attendance import store
from chalicelib.domains.attendance.leaves import add_leave, remove_leave
from chalicelib.domains.attendance.model import (
    LEAVES,
    Correction,
    Entry,
    Facts,
    Outcome,
    Result,
    Scan,
    refusal_to_check_in,
    refusal_to_sign_out,
    shared_devices,
)
from chalicelib.domains.classes import service as classes
from chalicelib.domains.people import service as people
from chalicelib.errors import Conflict, Forbidden, InvalidInput, NotFound, TooMany
from chalicelib.session import Role, Session
from chalicelib.table import ConditionFailed

__all__ = ["add_leave", "remove_leave"]  # for the workflow of leave
EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
DOOR = EDITORS | {Role.ROOM_ATTENDANT}
FORMATS = ("ods", "xlsx", "csv")
UNDO_WITHIN = timedelta(minutes=15)
_LIVE = timedelta(seconds=1)
_NO_SUCH_SCAN = "找不到這一筆紀錄，可能已被更正。"
_LOCKED = "嘗試次數過多，請等候 15 分鐘，或直接至報到櫃台辦理。"
_live: dict[str, tuple[datetime, list[Entry]]] = {}


def facts_of(session: classes.ClassSession) -> Facts:
    """What a scan must know of the session."""
    return Facts(
        session_id=session.id,
        class_id=session.class_id,
        class_title=session.class_title,
        session_name=session.name,
        room=session.room,
        opens_at=session.opens_at,
        starts_at=session.starts_at,
        late_after=session.late_after,
        sign_out_opens_at=session.sign_out_opens_at,
        ends_at=session.ends_at,
        closes_at=session.closes_at,
        cancelled=session.cancelled,
    )


def session_facts(session_id: str) -> Facts:
    """For a phone that has shown the room's code. One read. Raises NotFound."""
    return facts_of(classes.load_session(session_id))


def open_session(who: Session, session_id: str, roles: Collection[Role] = EDITORS) -> Facts:
    """The session for one of its class's organizers, an administrator, or another of `roles`. Raises NotFound, Forbidden."""
    who.require(roles)
    session = classes.load_session(session_id)
    others = who.roles & set(roles) - {Role.ORGANIZER}
    if not others and who.username not in session.organizers:
        raise Forbidden
    return facts_of(session)


def check_in(facts: Facts, scan: Scan) -> Result:
    """One conditional write. A repeat of the same request answers as the first did, even after the doors have closed."""
    refusal = refusal_to_check_in(facts, scan.happened_at)
    if refusal:
        return _repeated_in(facts, store.find(facts.session_id, scan.person), scan) or Result(refusal)
    try:
        entry = store.mark_in(facts.session_id, scan)
    except ConditionFailed as failure:
        return _why_not_in(facts, store.blocking(failure), scan)
    _live.pop(facts.session_id, None)
    return _seated(facts, entry)


def sign_out(facts: Facts, scan: Scan, *, early: bool = False) -> Result:
    """One conditional write. Leaving before the end needs `early`."""
    refusal = refusal_to_sign_out(facts, scan.happened_at, early=early)
    if refusal:
        found = store.find(facts.session_id, scan.person)
        return _repeated_out(found, scan) or Result(refusal, name=found.name if found else "")
    try:
        entry = store.mark_out(facts.session_id, scan)
    except ConditionFailed as failure:
        return _why_not_out(facts, store.blocking(failure), scan)
    _live.pop(facts.session_id, None)
    return Result(Outcome.SIGNED_OUT, entry.seat, entry.name, entry.out_at)


def _seated(facts: Facts, entry: Entry) -> Result:
    late = entry.in_at is not None and entry.in_at > facts.late_after
    return Result(Outcome.SEATED, entry.seat, entry.name, entry.in_at, late)


def _repeated_in(facts: Facts, entry: Entry | None, scan: Scan) -> Result | None:
    return _seated(facts, entry) if entry and entry.in_request == scan.request_id else None


def _repeated_out(entry: Entry | None, scan: Scan) -> Result | None:
    same = entry and entry.out_request == scan.request_id
    return Result(Outcome.SIGNED_OUT, entry.seat, entry.name, entry.out_at) if entry and same else None


def _why_not_in(facts: Facts, entry: Entry | None, scan: Scan) -> Result:
    if entry is None:
        return _not_here(scan, facts)
    repeated = _repeated_in(facts, entry, scan)
    if repeated:
        return repeated
    if entry.in_at is None:
        return _may_not(entry)
    if entry.in_device != scan.device and scan.via in {"phone", "taipeipass"}:
        store.flag(facts.session_id, scan.person, scan.device, scan.arrived_at)
    return Result(Outcome.ALREADY, entry.seat, entry.name, entry.in_at)


def _why_not_out(facts: Facts, entry: Entry | None, scan: Scan) -> Result:
    if entry is None:
        return _not_here(scan, facts)
    repeated = _repeated_out(entry, scan)
    if repeated:
        return repeated
    if entry.out_at:
        return Result(Outcome.ALREADY_OUT, entry.seat, entry.name, entry.out_at)
    return _may_not(entry) if entry.leave or not entry.active else Result(Outcome.NOT_IN, name=entry.name)


def _may_not(entry: Entry) -> Result:
    outcome = Outcome.ON_LEAVE if entry.active else Outcome.CANCELLED
    return Result(outcome, name=entry.name, leave=entry.leave)


def _not_here(scan: Scan, facts: Facts) -> Result:
    """Not of this session: perhaps of another one today. The index lags, but this only tells where to go."""
    for item in store.expected_on(scan.person, f"{taipei(facts.starts_at):%Y-%m-%d}"):
        if item.pk != facts.session_id:
            return Result(Outcome.WRONG_CLASS, elsewhere=(item.class_name or "", item.session_name or "", item.room or ""))
    return Result(Outcome.NOT_ON_ROSTER)


def identify(typed: str) -> str:
    """The person key of a typed number. Raises InvalidInput."""
    return people.identify(typed)


def mask_name(name: str) -> str:
    """As people may see it who are not staff of the class."""
    return people.mask_name(name)


def refuse_locked(device: str, now: datetime) -> None:
    """Raises TooMany for a phone with too many failures."""
    if people.is_locked("scan", [device], now):
        raise TooMany(_LOCKED)


def device_key(device: str) -> str:
    """What is kept of a browser's random id: enough to see that two scans came from one phone, useless as its cookie."""
    return hashlib.sha256(device.encode()).hexdigest()[:16]


def count_stranger(device: str, person: str, now: datetime) -> None:
    """Somebody who is on no roster. Counted by phone and by number, never by address: a class shares one. Raises TooMany."""
    people.count_failure("scan", device, now)
    people.count_failure("stranger", person, now)
    if people.is_locked("scan", [device], now) or people.is_locked("stranger", [person], now):
        raise TooMany(_LOCKED)


def undo(facts: Facts, person: str, request_id: str, device: str, now: datetime) -> Entry:
    """Takes back a check-in or sign-out that this device made within 15 minutes; what stood is kept, and a repeat is answered as the first.

    Raises NotFound, Forbidden, Conflict.
    """
    entry = store.find(facts.session_id, person)
    if entry is None or not request_id:
        raise NotFound(_NO_SUCH_SCAN)
    marks = store.IN if entry.in_request == request_id else store.OUT if entry.out_request == request_id else None
    if marks is None:
        if store.was_undone(facts.session_id, person, request_id):
            return entry
        raise NotFound(_NO_SUCH_SCAN)
    if marks is store.IN and entry.out_at:
        raise Conflict("這位學員已經簽退，請改由辦班人員更正。")
    by, at = (entry.in_device, entry.in_arrived_at) if marks is store.IN else (entry.out_device, entry.out_arrived_at)
    if by != device or at is None or now - at > UNDO_WITHIN:
        raise Forbidden("只能由同一台裝置在 15 分鐘內復原；請改由辦班人員更正。")
    _change(entry, dict.fromkeys(marks), f"裝置 {device[:8]}", "復原", now)
    return entry


def note_odd_clock(facts: Facts, person: str, device: str, now: datetime) -> None:
    """A kept scan came with a time that cannot be: staff should look."""
    store.flag(facts.session_id, person, device_key(device), now, "clock")


def correct(who: Session, session_id: str, person: str, form: dict[str, str], now: datetime) -> None:
    """Staff put an entry right, with a reason: `state` is present, absent or leave. Raises InvalidInput, NotFound, Forbidden, Conflict."""
    facts = open_session(who, session_id)
    entry = store.find(session_id, person)
    if entry is None:
        raise NotFound
    reason = form.get("reason", "")
    if not 2 <= len(reason) <= 200:
        raise InvalidInput(fields={"reason": "請填寫更正的理由（2 至 200 字）。"})
    _change(entry, _corrected(facts, form, now), who.username, reason, now)


def _corrected(facts: Facts, form: dict[str, str], now: datetime) -> dict[str, Any]:
    state = form.get("state")
    nothing = dict.fromkeys((*store.IN, *store.OUT, "leave"))
    if state == "absent":
        return nothing
    if state == "leave":
        if form.get("leave") not in LEAVES:
            raise InvalidInput(fields={"leave": "請選擇假別。"})
        return {**nothing, "leave": form["leave"]}
    if state != "present":
        raise InvalidInput(fields={"state": "請選擇更正後的狀態。"})
    in_at = _time(facts, form.get("in_time", ""), "in_time", "到課時間")
    out_at = _time(facts, form["out_time"], "out_time", "離開時間") if form.get("out_time") else None
    if out_at and out_at < in_at:
        raise InvalidInput(fields={"out_time": "離開時間不可早於到課時間。"})
    marks_in = {"in_at": in_at, "in_arrived_at": now, "in_via": "staff"}
    marks_out = {"out_at": out_at, "out_arrived_at": now, "out_via": "staff"} if out_at else {}
    return {**nothing, **marks_in, **marks_out}


def _time(facts: Facts, typed: str, field: str, label: str) -> datetime:
    try:
        hour, minute = (int(part) for part in typed.split(":"))
        moment = taipei(facts.starts_at).replace(hour=hour, minute=minute, second=0, microsecond=0)
    except ValueError as error:
        raise InvalidInput(fields={field: f"{label}請填時與分，例如 09:05。"}) from error
    if not facts.opens_at <= moment <= facts.closes_at:
        raise InvalidInput(fields={field: f"{label}不在這個場次的時間內。"})
    return moment


def _change(entry: Entry, after: dict[str, Any], who: str, reason: str, now: datetime) -> None:
    try:
        store.correct(entry, after, (secrets.token_urlsafe(12), who, reason), now)
    except ConditionFailed as error:
        raise Conflict("這位學員的紀錄剛被更新，請重新整理後再更正。") from error
    _live.pop(entry.session_id, None)


def live(session_id: str, now: datetime) -> list[Entry]:
    """Everyone of the session, at most a second old, so that many watchers cost one read. The caller has authorised."""
    found = _live.get(session_id)
    if found is None or not timedelta(0) <= now - found[0] < _LIVE:
        found = _live[session_id] = (now, store.entries(session_id))
    return found[1]


def odd_persons(session_id: str, entries: list[Entry]) -> set[str]:
    """Persons that staff should look at: one phone for many, or a second phone for one."""
    return shared_devices(entries) | store.flagged(session_id)


def record(who: Session, session_id: str, person: str) -> tuple[Facts, Entry, list[Correction]]:
    """One person's entry and what was corrected in it. Raises NotFound, Forbidden."""
    facts = open_session(who, session_id)
    entry = store.find(session_id, person)
    if entry is None:
        raise NotFound
    return facts, entry, store.corrections(session_id, person)


def class_columns(who: Session, class_id: str) -> tuple[str, list[tuple[Facts, list[Entry]]]]:
    """The class's title, and for each session that takes place its facts and entries. Raises NotFound, Forbidden."""
    return classes.open_class(who, class_id).title, columns(class_id)


def columns(class_id: str) -> list[tuple[Facts, list[Entry]]]:
    """For each session that takes place, in order of time, its facts and entries; for callers that have authorised."""
    taking_place = [facts_of(session) for session in classes.sessions(class_id) if not session.cancelled]
    return [(facts, store.entries(facts.session_id)) for facts in taking_place]


def request_export(who: Session, class_id: str, wanted: str, now: datetime) -> str:
    """Asks a worker for the register; answers the file's id. Raises InvalidInput, NotFound, Forbidden."""
    if wanted not in FORMATS:
        raise InvalidInput("請選擇要匯出的格式：ODS、XLSX 或 CSV。")
    return classes.request_file(who, class_id, f"attendance.{wanted}", {"format": wanted}, now)

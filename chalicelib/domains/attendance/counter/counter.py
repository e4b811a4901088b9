"""The counter: staff scan or type for the people in front of them, on line or off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.cloud import sealed_values
from chalicelib.cloud.signed_values import dump_signed, load_signed
from chalicelib.domains.attendance import corrections, service, store
from chalicelib.domains.attendance.counter import member_codes
from chalicelib.domains.attendance.deadline_rules import CLOCKS_DIFFER_BY, UPLOAD_UNTIL
from chalicelib.domains.attendance.doors import desk
from chalicelib.domains.attendance.model import Entry, Outcome, Purpose, Result, Scan, SessionSnapshot, Via, clock_time
from chalicelib.domains.classes import service as classes
from chalicelib.domains.people import service as people
from chalicelib.errors import AppError, Expired, InvalidInput
from chalicelib.identity import Principal
from chalicelib.web.value_rules import compact

MOST_AT_ONCE = 25
_COUNTED = {Outcome.SEATED.value, Outcome.CHECKED_OUT.value}


@dataclass(frozen=True)
class Grant:
    """What opening the page gave: this session, this person, this device. So that a scan needs no further look."""

    facts: SessionSnapshot
    username: str
    device: str


def open_counter(who: Principal, session_id: str, device: str, now: datetime) -> tuple[SessionSnapshot, str]:
    """The session and its grant. Raises NotFound, Forbidden."""
    facts = service.open_session(who, session_id, service.CHECK_IN_STAFF)
    desk.look(session_id, who.username, now)
    until = int((facts.closes_at + UPLOAD_UNTIL).timestamp())
    return facts, dump_signed("attendance-counter", {"f": facts.pack(), "w": who.username, "d": device, "u": until})


def sealing_key() -> str:
    """With which the page's script seals what it keeps while there is no network."""
    return sealed_values.public_key()


def read_grant(token: object, who: Principal, device: str, now: datetime) -> Grant:
    """Raises Expired where it is over, forged, or another person's or device's."""
    claims = load_signed("attendance-counter", token) if isinstance(token, str) else None
    if not claims or claims["d"] != device or claims["w"] != who.username or now.timestamp() > claims["u"]:
        raise Expired("櫃台頁面已過期，請重新開啟。")
    return Grant(SessionSnapshot.unpack(claims["f"]), claims["w"], claims["d"])


def scan(grant: Grant, sent: Mapping[str, Any], via: Via, now: datetime) -> dict[str, Any]:
    """One scan: `text` (or `person`, chosen from the list), `purpose`, `request_id`, `early`; it happens now.

    Answers {request_id, person, outcome, seat, name (masked), at, late, …}. Raises InvalidInput, Unavailable.
    """
    return _recorded(grant, sent, via, now, now)


def _recorded(grant: Grant, sent: Mapping[str, Any], via: Via, happened: datetime, now: datetime) -> dict[str, Any]:
    request_id = str(sent.get("request_id", ""))
    if not 8 <= len(request_id) <= 40:
        raise InvalidInput
    text = "" if sent.get("person") else str(sent.get("text", "")).strip()
    person = str(sent.get("person") or "") or _person(grant, text, now)
    guess = desk.guess_of(grant.facts.session_id, grant.username, text) if _is_typed(text) else None
    if guess:
        desk.refuse_closed(guess, now)
    one = Scan(person, request_id, service.device_key(grant.device), via, happened, now)
    if sent.get("purpose") == Purpose.OUT:
        result = service.check_out(grant.facts, one, early=bool(sent.get("early")))
    else:
        result = service.check_in(grant.facts, one)
    if guess and result.outcome is Outcome.NOT_ON_ROSTER:
        people.count_guess(guess, now)
    return {"request_id": request_id, "person": person, **_shown(result)}


def _is_typed(text: str) -> bool:
    """A number by itself; passes and member codes are signed, so nobody tries them."""
    return bool(text) and not text.startswith("P1.") and not member_codes.looks_like_one(text)


def _person(grant: Grant, text: str, now: datetime) -> str:
    if text.startswith("P1."):
        return classes.pass_person(text, grant.facts.class_id)
    if not member_codes.looks_like_one(text):
        return people.identify(text)
    try:
        return people.identify(member_codes.id_number(text, now))
    except Expired as error:
        # To the page, 410 says that the counter itself is over; this is only one code.
        raise InvalidInput(error.message) from error


def _moment(sent: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(sent))
    except ValueError as error:
        raise InvalidInput from error
    if moment.tzinfo is None:
        raise InvalidInput
    return moment


def _shown(result: Result) -> dict[str, Any]:
    return {
        "outcome": result.outcome.value,
        "seat": result.seat,
        "name": people.mask_name(result.name),
        "at": clock_time(result.at),
        "late": result.late,
        "leave": result.leave,
        "elsewhere": list(result.elsewhere or ()),
    }


def sync(grant: Grant, scans: Sequence[Mapping[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """Uploads what an off-line counter kept. Each is answered by its request id, a refusal too; a repeat is answered as before.

    A time before the doors opened or after the upload cannot be true: it is moved to the nearest that can, and flagged for staff.
    """
    if len(scans) > MOST_AT_ONCE:
        raise InvalidInput("一次最多上傳 25 筆。")
    return [_synced(grant, each, now) for each in scans]


def _synced(grant: Grant, sent: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    try:
        at = _moment(sent.get("happened_at"))
        happened = min(max(at, grant.facts.opens_at), now)
        # What happened off line cannot be asked back: leaving before the end counts as early.
        answer = _recorded(grant, {**_unsealed(grant, sent), "early": True}, Via.OFFLINE, happened, now)
        if abs(happened - at) > CLOCKS_DIFFER_BY and answer["outcome"] in _COUNTED:
            service.note_odd_clock(grant.facts, answer["person"], grant.device, now)
        return answer
    except AppError as error:
        if error.status >= 500:
            raise
        return {"request_id": sent.get("request_id"), "outcome": "refused", "message": error.message}


def _unsealed(grant: Grant, sent: Mapping[str, Any]) -> Mapping[str, Any]:
    """What was scanned off line lay on the device so that only we can open it."""
    return {**sent, "text": sealed_values.opened(str(sent["sealed"]), grant.facts.session_id)} if sent.get("sealed") else sent


def roster(grant: Grant) -> dict[str, Any]:
    """What a counter keeps for working off line: {people: [{person, ending, seat, name (masked), in}]}.

    By the last digits it can tell which seat to show, and no more: what else told one number from another would, together with the masked
    number on a page, lead to the whole. Whose scan it was is decided here, when it is uploaded.
    """
    endings = {each.person: people.ending_of(each.id_masked) for each in classes.roster(classes.load_class(grant.facts.class_id))}
    entries = [entry for entry in store.entries(grant.facts.session_id) if entry.active]
    return {"people": [_kept(entry, endings.get(entry.person, "")) for entry in entries]}


def _kept(entry: Entry, ending: str) -> dict[str, Any]:
    return {"person": entry.person, "ending": ending, "seat": entry.seat, "name": people.mask_name(entry.name), "in": bool(entry.in_at)}


def search(grant: Grant, text: str, now: datetime) -> list[dict[str, Any]]:
    """Up to 20 people whose name holds the text or whose seat it is; for staff, so with names and agencies in full."""
    wanted = _plain(text)
    if not wanted:
        return []
    entries = [entry for entry in service.live(grant.facts.session_id, now) if entry.active]
    fits = [entry for entry in entries if wanted == _plain(entry.seat)] or [entry for entry in entries if wanted in _plain(entry.name)]
    return [{"person": e.person, "seat": e.seat, "name": e.name, "agency": e.agency, "in": clock_time(e.in_at)} for e in fits[:20]]


def _plain(text: str) -> str:
    return compact(text)


def undo(grant: Grant, sent: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Takes back this device's own check-in or sign-out of the last 15 minutes. Raises NotFound, Forbidden, Conflict."""
    device = service.device_key(grant.device)
    entry = corrections.undo(grant.facts, str(sent.get("person", "")), str(sent.get("request_id", "")), device, now)
    return {"outcome": "undone", "seat": entry.seat, "name": people.mask_name(entry.name)}

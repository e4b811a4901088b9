"""A trainee's phone at the door: scan, type the ID number once, see the seat."""

from chalice.app import Blueprint

from chalicelib.domains.attendance import scan_tokens, service
from chalicelib.domains.attendance.doors import phone
from chalicelib.domains.attendance.model import Outcome, Purpose, Result, Scan, SessionSnapshot, Via, clock_time
from chalicelib.domains.attendance.scan_code_rules import CODE_TURNS_EVERY_S
from chalicelib.errors import AppError, Expired, InvalidInput, TooMany
from chalicelib.identity import Trainee
from chalicelib.web.edge import Page, Request, route, trainee_cookie
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)
_COOKIE = "__Host-trainee"
_REMEMBER_AFTER = {Outcome.SEATED, Outcome.ALREADY, Outcome.CHECKED_OUT, Outcome.ALREADY_OUT}


@route(blueprint, "/q/{code}")
def scanned(request: Request, code: str) -> Page:
    """A room's code, scanned: asks who it is, or greets the phone that is known."""
    try:
        session_id, purpose = scan_tokens.read_code(code, request.now)
        facts = service.session_facts(session_id)
        if facts.cancelled:
            return _answer(facts, purpose, Result(Outcome.SESSION_CANCELLED))
        if not request.known_person:
            phone.refuse_closed(phone.guess_of(facts, request.ip), request.now)
    except (Expired, TooMany) as error:
        return _again(error)
    return _ask(request, facts, purpose, scan_tokens.give_nonce(facts, purpose, request.device, request.now))


def _ask(request: Request, facts: SessionSnapshot, purpose: Purpose, nonce: str, error: InvalidInput | None = None) -> Page:
    known = None if error or request.form.get("other") else scan_tokens.remembered(request.cookies.get(_COOKIE, ""), facts.class_id)
    values = {"facts": facts, "purpose": purpose, "nonce": nonce, "known": known}
    return form_page("attendance/ask.html", values, error, typed=request.form)


@route(blueprint, "/q", methods=["POST"])
def enter(request: Request) -> Page:
    """The scan itself: one conditional write."""
    try:
        return _entered(request, scan_tokens.read_nonce(request.form.get("nonce", ""), request.device, request.now))
    except (Expired, TooMany) as error:
        return _again(error)


def _again(error: AppError) -> Page:
    """What to do now, in place of an error page that leads nowhere."""
    return form_page("attendance/again.html", {"turns_every": CODE_TURNS_EVERY_S}, error)


def _entered(request: Request, nonce: scan_tokens.Nonce) -> Page:
    if request.form.get("other"):
        return _ask(request, nonce.facts, nonce.purpose, request.form["nonce"])
    known = scan_tokens.remembered(request.cookies.get(_COOKIE, ""), nonce.facts.class_id) if request.form.get("known") else None
    typed = "" if known else request.form.get("id_number", "")
    try:
        person = known.person if known else service.identify(typed)
    except InvalidInput as error:
        return _ask(request, nonce.facts, nonce.purpose, request.form["nonce"], error)
    # A number that this browser has proved before is no guess.
    guess = phone.guess_of(nonce.facts, request.ip, typed) if typed and person != request.known_person else None
    if guess:
        phone.refuse_closed(guess, request.now)
    via = Via.MEMBER_PASS if request.form.get("via") == Via.MEMBER_PASS else Via.PHONE
    scan = Scan(person, nonce.request_id, service.device_key(request.device), via, request.now, request.now)
    if nonce.purpose is Purpose.IN:
        result = service.check_in(nonce.facts, scan)
    else:
        result = service.check_out(nonce.facts, scan, early=bool(request.form.get("early")))
    if guess and result.outcome is Outcome.NOT_ON_ROSTER:
        phone.count(guess, request.now)
    cookies = {}
    if result.outcome in _REMEMBER_AFTER:
        name = service.mask_name(result.name)
        cookies[_COOKIE] = scan_tokens.remember(person, name, nonce.facts.class_id)
        # Who was let in at the door of the room need not type the number again at the class's pages.
        cookies |= trainee_cookie(Trainee(person, nonce.facts.class_id, name), request.now)
    return _answer(nonce.facts, nonce.purpose, result, cookies, request)


def _answer(
    facts: SessionSnapshot, purpose: Purpose, result: Result, cookies: dict[str, str] | None = None, request: Request | None = None
) -> Page:
    values = {
        "facts": facts,
        "purpose": purpose,
        "result": result,
        "name": service.mask_name(result.name),
        "at": clock_time(result.at),
        "left_early": result.at is not None and result.at < facts.check_out_opens_at,
        "opens": clock_time(facts.opens_at),
        "ends": clock_time(facts.ends_at),
        "again": {key: request.form.get(key, "") for key in ("nonce", "id_number", "known", "via")} if request else {},
    }
    return Page("attendance/result.html", values, cookies=cookies or {})


@route(blueprint, "/taipeipass")
def taipeipass(request: Request) -> Page:
    """Opened inside the city's app: scans the room's code through the app's own scanner."""
    return Page("attendance/member_pass.html")

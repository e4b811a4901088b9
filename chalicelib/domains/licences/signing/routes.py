"""The lecturer's pages, from the link in the mail to the answer. No account: the link, a press, and a mailed code where one is asked for.

A cookie names the letters that this browser opened, so that the answer can still be shown when the link is dead.
"""

import functools
import secrets
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalice.app import Blueprint

from chalicelib.clock import minguo, minutes, taipei
from chalicelib.domains.licences import wording_rules as wording
from chalicelib.domains.licences.deadline_rules import CODE_LIVES
from chalicelib.domains.licences.links import fingerprint
from chalicelib.domains.licences.model import Audience, Channel, Letter, Part, Right
from chalicelib.domains.licences.signing import signing
from chalicelib.domains.licences.signing.signing import Closed
from chalicelib.errors import AppError, Conflict, InvalidInput, TooMany
from chalicelib.records.hash_chain import Actor
from chalicelib.web.edge import Answer, Page, Redirect, Request, dump_signed, load_signed, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)
_COOKIE = "__Host-letter"
_LASTS = timedelta(hours=2)
_MOST = 4
_PARTS = ((Part.RIGHTS, Right), (Part.AUDIENCES, Audience), (Part.CHANNELS, Channel))
View = Callable[[Request, str], Answer]


@dataclass(frozen=True)
class _Opened:
    """A letter that was opened here; `read` once its code, if it asks for one, was entered."""

    letter_id: str
    until: float
    read: bool


def _lecturers(path: str, methods: Collection[str] = ("GET",)) -> Callable[[View], View]:
    """Registers a view of the link's holder; a link that has had its use gets its own page, or the answer that was given here."""

    def register(view: View) -> View:
        @functools.wraps(view)
        def answer(request: Request, token: str) -> Answer:
            try:
                return view(request, token)
            except Closed as closed:
                return _closed(request, token, closed)

        return route(blueprint, path, methods=methods)(answer)

    return register


@_lecturers("/l/{token}")
def cover(request: Request, token: str) -> Page:
    """Who asks for what. Renders only: mail scanners open links too."""
    return Page("licences/cover.html", _values(token, signing.cover(token, request.now)))


@_lecturers("/l/{token}/open", ("POST",))
def open_view(request: Request, token: str) -> Redirect:
    """The lecturer's press: the letter counts as opened."""
    letter = signing.mark_opened(token, _seen(request), request.now)
    cookies = _remembering(request, token, letter, read=not letter.with_code)
    return Redirect(f"/l/{token}/code" if letter.with_code else f"/l/{token}/read", cookies=cookies)


@_lecturers("/l/{token}/code")
def code_form(request: Request, token: str) -> Answer:
    """Asks for the six digits of the second mail."""
    opened = _opened(request, token)
    if opened is None or opened.read:
        return _first(request, token) or Redirect(f"/l/{token}/read")
    return _code_page(request, token)


@_lecturers("/l/{token}/code", ("POST",))
def enter_code(request: Request, token: str) -> Answer:
    """`action` is resend for other digits."""
    letter = signing.cover(token, request.now)
    if _opened(request, token) is None:
        return Redirect(f"/l/{token}")
    try:
        if request.form.get("action") == "resend":
            signing.send_code(token, request.now)
            return Redirect(f"/l/{token}/code", flash=("info", "驗證碼已寄出。一分鐘內重複索取時，請使用最近一封信中的驗證碼。"))
        signing.enter_code(token, request.form.get("code", ""), request.now)
    except (InvalidInput, TooMany) as error:
        return _code_page(request, token, error)
    return Redirect(f"/l/{token}/read", cookies=_remembering(request, token, letter, read=True))


@_lecturers("/l/{token}/read")
def read(request: Request, token: str) -> Answer:
    """The letter, what may be narrowed, and the signature, on one page."""
    return _first(request, token) or _read_page(request, token)


@_lecturers("/l/{token}/sign", ("POST",))
def sign(request: Request, token: str) -> Answer:
    """Signs what is left ticked."""
    return _answer(request, token, lambda: signing.sign(token, request.form, _seen(request), request.now))


@_lecturers("/l/{token}/decline", ("POST",))
def decline(request: Request, token: str) -> Answer:
    """Says no, with a reason."""
    return _answer(request, token, lambda: signing.decline(token, request.form, _seen(request), request.now))


@_lecturers("/l/{token}/ask", ("POST",))
def ask(request: Request, token: str) -> Answer:
    """A question to the organizer; the letter stays open."""
    return _answer(request, token, lambda: signing.ask(token, request.form.get("question", ""), _seen(request), request.now))


@_lecturers("/l/{token}/done")
def done(request: Request, token: str) -> Answer:
    """What was answered, also when the link is dead; for this browser only."""
    opened = _opened(request, token)
    letter = signing.answered(opened.letter_id) if opened and opened.read else None
    if letter is None or not (letter.answered_at or letter.question):
        return _first(request, token) or Redirect(f"/l/{token}/read")
    if letter.answered_at is None:
        signing.cover(token, request.now)
    return Page("licences/done.html", {**_values(token, letter), "grant_line": wording.grant_line})


@route(blueprint, "/l/{token}/out", methods=("POST",))
def leave(request: Request, token: str) -> Redirect:
    """This browser forgets which letters it opened, as on a tablet that is shared; the link in the mail stays as it is."""
    return Redirect("/", flash=("ok", "已離開，這台裝置沒有留下授權書的紀錄。"), cookies={_COOKIE: ""})


@_lecturers("/l/{token}/copy")
def copy(request: Request, token: str) -> Page:
    """Where the lecturer fetches the sealed letter."""
    return Page("licences/copy.html", {**_values(token, signing.copy_of(token, request.now)), "url": ""})


@_lecturers("/l/{token}/copy", ("POST",))
def fetch_copy(request: Request, token: str) -> Page:
    """Begins the download by the page itself: a form may not be redirected to another site."""
    url = signing.fetch_copy(token, _seen(request), request.now)
    return Page("licences/copy.html", {**_values(token, signing.copy_of(token, request.now)), "url": url})


def _answer(request: Request, token: str, act: Callable[[], Letter]) -> Answer:
    first = _first(request, token)
    if first:
        return Redirect(first.to, flash=("warn", "這個頁面已閒置過久，還沒有送出。請再開啟一次授權書。"))
    try:
        letter = act()
    except (InvalidInput, Conflict) as error:
        return _read_page(request, token, error)
    return Redirect(f"/l/{token}/done", cookies=_remembering(request, token, letter, read=True))


def _first(request: Request, token: str) -> Redirect | None:
    """Where to go before the letter is shown; None for a browser that opened it, and entered its code. Raises Closed, NotFound."""
    opened = _opened(request, token)
    if opened and opened.read:
        return None
    signing.cover(token, request.now)
    return Redirect(f"/l/{token}/code" if opened else f"/l/{token}")


def _closed(request: Request, token: str, closed: Closed) -> Answer:
    """A page that was answered here, in another tab or before "back", shows that answer."""
    opened = _opened(request, token)
    if opened and opened.read and signing.answered(opened.letter_id).answered_at:
        twice = ("info", "這份授權書先前已經送出，以下是當時的答覆；這一次沒有再送出。") if request.form else None
        return Redirect(f"/l/{token}/done", flash=twice)
    return form_page("licences/closed.html", {"why": str(closed.why), "contact": closed.contact}, closed)


def _code_page(request: Request, token: str, error: AppError | None = None) -> Page:
    letter = signing.cover(token, request.now)
    values = {**_values(token, letter), "minutes": minutes(CODE_LIVES), "left": signing.digits_left(letter)}
    return form_page("licences/code.html", values, error, typed=request.form)


def _read_page(request: Request, token: str, error: AppError | None = None) -> Page:
    letter = signing.cover(token, request.now)
    shown = {"text_sha256": wording.text_sha256(letter), "request": request.form.get("request") or secrets.token_urlsafe(16)}
    scope = {"parts": _PARTS, "term_text": wording.term_text}
    values = {**_values(token, letter), **shown, **scope}
    return form_page("licences/read.html", values, error, typed=request.form)


def _values(token: str, letter: Letter) -> dict[str, object]:
    name, _, domain = letter.email.partition("@")
    texts = {"paragraphs": wording.paragraphs(letter), "fee": wording.fee_text(letter.fee), "minguo": minguo, "moment": _moment}
    return {"token": token, "letter": letter, "masked_email": f"{name[:1]}***@{domain}", "contact": signing.asked(letter), **texts}


def _moment(at: datetime) -> str:
    return f"{minguo(taipei(at).date())} {taipei(at):%H:%M}"


def _seen(request: Request) -> Actor:
    return Actor("講座", request.ip, request.user_agent)


def _opened(request: Request, token: str) -> _Opened | None:
    found = _remembered(request).get(fingerprint(token))
    return found if found and request.now.timestamp() < found.until else None


def _remembered(request: Request) -> Mapping[str, _Opened]:
    claims = load_signed("letter", request.cookies.get(_COOKIE, "")) or {}
    return {link: _Opened(*values) for link, values in claims.items()}


def _remembering(request: Request, token: str, letter: Letter, *, read: bool) -> dict[str, str]:
    """The cookie with this letter added, as the last of a few: a lecturer may have several open."""
    own = fingerprint(token)
    others = [(link, each) for link, each in _remembered(request).items() if link != own][1 - _MOST :]
    kept = dict([*others, (own, _Opened(letter.id, (request.now + _LASTS).timestamp(), read))])
    return {_COOKIE: dump_signed("letter", {link: [each.letter_id, each.until, each.read] for link, each in kept.items()})}

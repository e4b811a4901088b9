"""The lecturer's pages, by the link of the mail or by number and password: read, give an account, object, confirm, fetch the paper.

A cookie of a quarter of an hour opens one case in this browser. Each page renews it; signing out, or leaving the centre's tablet alone,
ends it.
"""

import functools
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass

from chalice.app import Blueprint

from chalicelib.clock import minguo, minutes, taipei
from chalicelib.domains.fees.amount_in_words_rules import in_words
from chalicelib.domains.fees.confirming import confirming, login, verification
from chalicelib.domains.fees.confirming.login import Closed, Known
from chalicelib.domains.fees.confirming.rules import DECLARATION, when
from chalicelib.domains.fees.deadline_rules import LECTURER_IDLE
from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.payees import banks_rules
from chalicelib.errors import AppError, Conflict, InvalidInput, NotFound
from chalicelib.records.hash_chain import Actor
from chalicelib.web.edge import Answer, Page, Redirect, Request, dump_signed, load_signed, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)
COOKIE, _KNOWN = "__Host-fee", "__Host-fee-known"


@dataclass(frozen=True)
class Entered:
    """What the cookie says: which case, by which of its sendings, until when, and the id of this visit."""

    case_id: str
    number: int
    until: float
    visit: str = ""


View = Callable[[Request, Entered], Answer]


def _lecturers(path: str, methods: Collection[str] = ("GET",)) -> Callable[[View], View]:
    """Registers a view for who has a case open; others are led to the door, and a case that closed meanwhile says why."""

    def register(view: View) -> View:
        @functools.wraps(view)
        def answer(request: Request) -> Answer:
            entered = entered_of(request)
            if entered is None or not login.stands(entered.case_id, entered.visit):
                return Redirect("/fee", flash=("warn", "您還沒有登入，或閒置過久已自動登出；還沒送出的內容沒有送出。"))
            try:
                return view(request, entered)
            except Closed as closed:
                return _closed_page(closed)

        return route(blueprint, path, methods=methods)(answer)

    return register


@route(blueprint, "/fee/l/{token}")
def cover(request: Request, token: str) -> Page:
    """Who asks for what. Renders only: mail scanners open links too."""
    try:
        case = login.by_link(token, request.now)
        return Page("fees/cover.html", {"case": case, "contact": login.asked(case), "token": token, "minguo": minguo})
    except Closed as closed:
        return _closed_page(closed)


@route(blueprint, "/fee/l/{token}", methods=("POST",))
def enter_by_link(request: Request, token: str) -> Answer:
    """The lecturer's press opens the case in this browser."""
    try:
        case = login.by_link(token, request.now)
    except Closed as closed:
        return _closed_page(closed)
    confirming.note_opened(case, "link", _seen(request), request.now)
    return Redirect("/fee/case", cookies=entering(request, case))


@_lecturers("/fee/case")
def show(request: Request, entered: Entered) -> Page:
    """The case: to be confirmed, or how it stands."""
    return _case_page(request, entered)


@_lecturers("/fee/account")
def account_form(request: Request, entered: Entered) -> Answer:
    """ID number, account, address, phone: what is missing, or is to be corrected."""
    return _account_page(request, entered)


@_lecturers("/fee/account", ("POST",))
def save_account(request: Request, entered: Entered) -> Answer:
    """Saves what was typed; what was left empty stays as it was."""
    try:
        case = confirming.save_account(entered.case_id, entered.number, request.form, _seen(request), request.now)
    except (InvalidInput, Conflict) as error:
        return _account_page(request, entered, error)
    done = "匯款資料已更正，會重新辦理付款。" if case.state is State.CONFIRMED else "匯款資料已儲存，請確認後簽名。"
    return Redirect("/fee/case", flash=("ok", done), cookies=_renewed(request, entered))


@_lecturers("/fee/confirm", ("POST",))
def confirm(request: Request, entered: Entered) -> Answer:
    """Confirms by signature."""
    try:
        confirming.confirm(entered.case_id, entered.number, request.form, _seen(request), request.now)
    except (InvalidInput, Conflict) as error:
        return _case_page(request, entered, error)
    return Redirect("/fee/case", cookies=_renewed(request, entered))


@_lecturers("/fee/object", ("POST",))
def object_to(request: Request, entered: Entered) -> Answer:
    """Says what is wrong; the organizer is told."""
    try:
        confirming.object_to(entered.case_id, entered.number, request.form, _seen(request), request.now)
    except (InvalidInput, Conflict) as error:
        return _case_page(request, entered, error)
    return Redirect("/fee/case", cookies=_renewed(request, entered))


@_lecturers("/fee/document", ("POST",))
def fetch_document(request: Request, entered: Entered) -> Answer:
    """Begins the download by the page itself: a form may not be redirected to another site."""
    try:
        url = confirming.fetch_document(entered.case_id, entered.number, _seen(request), request.now)
    except NotFound as error:
        return Redirect("/fee/case", flash=("info", error.message), cookies=_renewed(request, entered))
    return _case_page(request, entered, url=url)


@route(blueprint, "/fee/out", methods=("POST",))
def end_visit(request: Request) -> Redirect:
    """Ends the visit, in every browser that has its cookie; the centre's tablet is ready for the next lecturer."""
    if entered := entered_of(request):
        login.leave(entered.case_id, entered.visit, request.now)
    return Redirect("/fee", flash=("ok", "已登出，這台裝置沒有留下您的資料。"), cookies={COOKIE: ""})


@route(blueprint, "/fee/papers/{code}")
def check_paper(request: Request, code: str) -> Page:
    """What the QR on a sealed confirmation opens: that it is ours, and how its case stands."""
    try:
        values = {"found": verification.by_code(code), "problem": ""}
    except NotFound as error:
        return form_page("fees/paper_check.html", {"found": None, "problem": error.message}, error)
    return Page("fees/paper_check.html", {**values, "in_words": in_words})


def known_of(request: Request) -> Known | None:
    """Which case this browser had open before, as its mark says."""
    claims = load_signed("fee-known", request.cookies.get(_KNOWN, ""))
    return Known(**claims) if claims else None


def entering(request: Request, case: Case) -> dict[str, str]:
    """The cookies of a browser that just opened the case."""
    return {
        **_cookie(request, case.id, case.links, secrets.token_urlsafe(12)),
        _KNOWN: dump_signed("fee-known", login.mark_of_browser(case, request.now)),
    }


def _case_page(request: Request, entered: Entered, error: AppError | None = None, url: str = "") -> Page:
    shown = confirming.show(entered.case_id, entered.number, request.now)
    case = shown.case
    values = {
        "case": case,
        "contact": login.asked(case),
        "shown": shown,
        "when": when,
        "words": in_words(case.net),
        "moment": _moment,
        "minguo": minguo,
        "idle": minutes(LECTURER_IDLE),
    }
    cookies = _renewed(request, entered)
    if case.state is State.SENT:
        own = {"request_id": request.form.get("request") or secrets.token_urlsafe(16), "declaration": DECLARATION}
        return form_page("fees/confirm.html", {**values, **own}, error, typed=request.form, cookies=cookies)
    return form_page("fees/standing.html", {**values, "url": url}, error, cookies=cookies)


def _account_page(request: Request, entered: Entered, error: AppError | None = None) -> Answer:
    shown = confirming.show(entered.case_id, entered.number, request.now)
    if shown.case.state not in {State.SENT, State.FAILED}:
        why = error.message if error else "案件目前的狀態不能更正匯款資料。"
        return Redirect("/fee/case", flash=("warn", why), cookies=_renewed(request, entered))
    values = {
        "case": shown.case,
        "contact": login.asked(shown.case),
        "shown": shown,
        "banks": banks_rules.choices(),
        "idle": minutes(LECTURER_IDLE),
    }
    return form_page("fees/account.html", values, error, typed=request.form, cookies=_renewed(request, entered))


def _closed_page(closed: Closed) -> Page:
    return form_page("fees/closed.html", {"why": closed.why, "contact": closed.contact}, closed, cookies={COOKIE: ""})


def _moment(at: object) -> str:
    return f"{minguo(taipei(at).date())} {taipei(at):%H:%M}" if at else ""  # type: ignore[arg-type]


def _seen(request: Request) -> Actor:
    return Actor("講座", request.ip, request.user_agent)


def entered_of(request: Request) -> Entered | None:
    """Which case this browser has open."""
    claims = load_signed("fee", request.cookies.get(COOKIE, ""))
    entered = Entered(*claims) if claims else None
    return entered if entered and request.now.timestamp() < entered.until else None


def _renewed(request: Request, entered: Entered) -> dict[str, str]:
    return _cookie(request, entered.case_id, entered.number, entered.visit)


def _cookie(request: Request, case_id: str, number: int, visit: str) -> dict[str, str]:
    return {COOKIE: dump_signed("fee", [case_id, number, (request.now + LECTURER_IDLE).timestamp(), visit])}

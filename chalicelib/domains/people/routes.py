"""Signing in and out, the first password, one's own account, and the start page."""

from chalice.app import Blueprint

from chalicelib.domains.people import login
from chalicelib.domains.people.account_rules import safe_next
from chalicelib.errors import AppError, Forbidden, InvalidInput, TooMany, Unavailable
from chalicelib.identity import STAFF, Principal
from chalicelib.web.edge import Answer, Page, Redirect, Request, dump_signed, load_signed, route, session_cookie
from chalicelib.web.form_page import form_page
from chalicelib.web.pages import menu_of

blueprint = Blueprint(__name__)


@route(blueprint, "/")
def start(request: Request) -> Page:
    """What this person can do now; for those not signed in, the two ways on."""
    if request.principal is None:
        return Page("people/welcome.html")
    return Page("people/start.html", {"cards": menu_of(request.principal)})


@route(blueprint, "/sign-in")
def sign_in_form(request: Request) -> Page:
    return _sign_in_page(request, safe_next(request.query.get("next", "/")))


@route(blueprint, "/sign-in", methods=("POST",))
def sign_in(request: Request) -> Answer:
    onward = safe_next(request.form.get("next", "/"))
    try:
        answer = login.sign_in(request.form.get("username", ""), request.form.get("password", ""), _known(request), request.ip, request.now)
    except (InvalidInput, login.CredentialsRefused, TooMany, Forbidden, Unavailable) as error:
        return _sign_in_page(request, onward, error)
    if isinstance(answer, login.NewPasswordNeeded):
        token = dump_signed("new-password", login.challenge_form(answer, request.now))
        return _new_password_page(token, onward)
    return _signed_in(request, answer, onward)


@route(blueprint, "/sign-in/new-password")
def new_password_form(request: Request) -> Redirect:
    """The form is only an answer to a temporary password; whoever reloads it begins again."""
    return Redirect("/sign-in")


@route(blueprint, "/sign-in/new-password", methods=("POST",))
def new_password(request: Request) -> Answer:
    token, onward = request.form.get("challenge", ""), safe_next(request.form.get("next", "/"))
    try:
        challenge = login.challenge_of(load_signed("new-password", token), request.now)
        session = login.set_first_password(challenge, request.form.get("new_password", ""), request.form.get("again", ""), request.now)
    except InvalidInput as error:
        return _new_password_page(token, onward, error)
    except AppError as error:
        return _sign_in_page(request, onward, error)
    return _signed_in(request, session, onward)


@route(blueprint, "/sign-out", methods=("POST",))
def sign_out(request: Request) -> Redirect:
    """Whatever happens, this browser forgets the session."""
    flash = ("ok", "您已登出。")
    try:
        login.sign_out(request.session)
    except Unavailable:
        flash = (
            "warn",
            "這個瀏覽器已登出，但系統暫時忙碌，登出沒有記下。若用的是公用電腦，請稍後再登入，在「我的帳號」按「登出所有裝置」。",
        )
    return Redirect("/sign-in", flash=flash, cookies={"__Host-session": ""})


@route(blueprint, "/account/sign-out-everywhere", methods=("POST",), roles=STAFF)
def sign_out_everywhere(request: Request) -> Redirect:
    """For a device that was lost or left signed in."""
    login.sign_out_everywhere(request.who, request.now)
    return Redirect("/sign-in", flash=("ok", "您已在所有裝置登出。"), cookies={"__Host-session": ""})


@route(blueprint, "/account", roles=STAFF)
def own_account(request: Request) -> Page:
    return form_page("people/own_account.html", {})


@route(blueprint, "/account/password", methods=("POST",), roles=STAFF)
def own_password(request: Request) -> Answer:
    try:
        begins = login.change_own_password(request.who, request.form, _known(request), request.now)
    except (InvalidInput, TooMany) as error:
        return form_page("people/own_account.html", {}, error)
    cookies = {**session_cookie(request.who, begins), **_mark(request, request.who)}
    return Redirect("/account", flash=("ok", "密碼已變更，其他裝置都已登出；下次登入請使用新密碼。"), cookies=cookies)


def _sign_in_page(request: Request, onward: str, error: AppError | None = None) -> Page:
    values = {"next": onward, "username": request.form.get("username", "")}
    return form_page("people/sign_in.html", values, error)


def _new_password_page(token: str, onward: str, error: InvalidInput | None = None) -> Page:
    return form_page("people/new_password.html", {"challenge": token, "next": onward}, error)


def _signed_in(request: Request, session: Principal, onward: str) -> Redirect:
    return Redirect(onward, cookies={**session_cookie(session, request.now), **_mark(request, session)})


def _mark(request: Request, session: Principal) -> dict[str, str]:
    return {"__Host-known": dump_signed("known", login.mark_of_browser(session.username, request.now))}


def _known(request: Request) -> login.Known | None:
    claims = load_signed("known", request.cookies.get("__Host-known", ""))
    return login.Known(**claims) if claims else None

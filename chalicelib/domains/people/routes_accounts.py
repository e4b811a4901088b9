"""The administrator's pages of accounts."""

from urllib.parse import quote

from chalice.app import Blueprint

from chalicelib.domains.people import directory
from chalicelib.domains.people.account_rules import checked_account
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Role
from chalicelib.messaging.returned import returned
from chalicelib.web.edge import Answer, Page, Redirect, Request, dump_signed, load_signed, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})


@route(blueprint, "/accounts", roles=ADMINISTRATOR)
def accounts(request: Request) -> Page:
    """Cognito's page token is signed, so that nobody hands it one of their own."""
    begins = request.query.get("q", "")
    found, following = directory.list_accounts(request.who, _opened_cursor(request.query.get("page", "")), begins)
    onward = f"/accounts?q={quote(begins)}&page={dump_signed('accounts-page', following)}" if following else ""
    return Page("people/accounts.html", {"accounts": found, "q": begins, "next": onward, "first": "page" not in request.query})


@route(blueprint, "/accounts/new", roles=ADMINISTRATOR)
def new_account(request: Request) -> Page:
    return form_page("people/account_new.html", {"chosen": frozenset(), "roles": list(Role)})


@route(blueprint, "/accounts", methods=("POST",), roles=ADMINISTRATOR)
def create_account(request: Request) -> Page:
    """The temporary password is in the answer itself, shown this once: never in an address, a cookie or a table."""
    try:
        account = checked_account(request.form, _roles(request))
        password = directory.create_account(request.who, account, request.now)
    except (InvalidInput, Conflict) as error:
        values = {"chosen": _roles(request), "roles": list(Role)}
        return form_page("people/account_new.html", values, error, typed=request.form, about="username")
    return Page("people/password_once.html", {"account": account, "password": password, "created": True})


@route(blueprint, "/accounts/{username}", roles=ADMINISTRATOR)
def account(request: Request, username: str) -> Page:
    return _account_page(request, username)


@route(blueprint, "/accounts/{username}", methods=("POST",), roles=ADMINISTRATOR)
def edit_account(request: Request, username: str) -> Answer:
    directory.open_account(request.who, username)
    try:
        directory.edit_account(request.who, checked_account({**request.form, "username": username}, _roles(request)), request.now)
    except InvalidInput as error:
        return _account_page(request, username, error)
    return Redirect(f"/accounts/{username}", flash=("ok", "帳號已更新。角色的變更在一分鐘內生效。"))


@route(blueprint, "/accounts/{username}/state", methods=("POST",), roles=ADMINISTRATOR)
def set_state(request: Request, username: str) -> Redirect:
    enabled = request.form.get("enabled") == "1"
    directory.set_enabled(request.who, username, enabled, request.now)
    return Redirect(f"/accounts/{username}", flash=("ok", "帳號已啟用。" if enabled else "帳號已停用，這個人已登出，無法再登入。"))


@route(blueprint, "/accounts/{username}/password", methods=("POST",), roles=ADMINISTRATOR)
def reset_password(request: Request, username: str) -> Page:
    password = directory.reset_password(request.who, username, request.now)
    return Page("people/password_once.html", {"account": directory.find_account(username), "password": password, "created": False})


@route(blueprint, "/accounts/{username}/end-sessions", methods=("POST",), roles=ADMINISTRATOR)
def end_sessions(request: Request, username: str) -> Redirect:
    directory.end_sessions(request.who, username, request.now)
    return Redirect(f"/accounts/{username}", flash=("ok", "這個帳號已在所有裝置登出。"))


def _account_page(request: Request, username: str, error: InvalidInput | None = None) -> Page:
    found, changes = directory.open_account(request.who, username)
    values = {
        "account": found,
        "changes": changes,
        "returned": returned.of(f"people_{returned.plain(username)}", request.now),
        "roles": list(Role),
        "chosen": _roles(request) if error else found.roles,
    }
    typed = request.form if error else {"name": found.name, "email": found.email, "agency": found.agency}
    return form_page("people/account.html", values, error, typed=typed)


def _roles(request: Request) -> frozenset[Role]:
    return frozenset(role for role in Role if request.form.get(f"role_{role.value}"))


def _opened_cursor(token: str) -> str:
    cursor = load_signed("accounts-page", token)
    if token and not cursor:
        raise InvalidInput("頁碼已失效，請回帳號管理重新查詢。")
    return str(cursor or "")

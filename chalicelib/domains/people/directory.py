"""The accounts: Cognito is their one home; what was changed on them is recorded here before Cognito is asked.

A crash between the two leaves a record of something that was tried, never a change without a record.
"""

from dataclasses import replace
from datetime import datetime

from chalicelib.cloud import accounts
from chalicelib.domains.people import store
from chalicelib.domains.people.account_rules import Account, begins_username, change_of, normalise_username, temporary_password
from chalicelib.domains.people.visits import visits
from chalicelib.errors import AppError, Conflict, InvalidInput, NotFound, OutcomeUnknown
from chalicelib.identity import Principal, Role
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork

PAGE = 20
_ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


def find_account(username: str) -> Account:
    """For callers that do their own authorisation. Raises NotFound."""
    return account_of(accounts.find(normalise_username(username)))


def address_of(username: str) -> str:
    """The mail address of an account; empty where it is no more."""
    try:
        return find_account(username).email
    except NotFound:
        return ""


def accounts_of(role: Role, agency: str | None = None) -> list[Account]:
    """The enabled accounts of a role, of one agency where given; `roles` holds only the role asked for. One call for 60 accounts."""
    found = [replace(account_of(user), roles=frozenset({role})) for user in accounts.in_group(role.value)]
    return [account for account in found if account.enabled and agency in {None, account.agency}]


def list_accounts(who: Principal, token: str = "", name_begins: str = "") -> tuple[list[Account], str]:
    """A page of 20 with their roles, and the token of the next page; names (usernames) that begin so, where given."""
    who.require(_ADMINISTRATORS)
    begins = normalise_username(name_begins)
    if not begins_username(begins):
        return [], ""
    users, following = accounts.page(PAGE, token, begins)
    return [account_of(replace(user, groups=accounts.groups_of(user.username))) for user in users], following


def open_account(who: Principal, username: str) -> tuple[Account, list[store.ChangeItem]]:
    """The account and its latest changes, newest first. Raises NotFound."""
    who.require(_ADMINISTRATORS)
    account = find_account(username)
    return account, store.changes(account.username)


def create_account(who: Principal, account: Account, now: datetime) -> str:
    """Returns the temporary password, which is shown once and kept nowhere; a mail without it goes to the person. Raises Conflict."""
    who.require(_ADMINISTRATORS)
    password = temporary_password()
    with _Recorded(who, account.username, "建立帳號", f"角色：{account.role_name}", now) as recorded:
        _create_or_finish(account, password)
        _set_roles(account.username, frozenset(), account.roles)
        recorded.announce(Message("people.welcome", {"username": account.username}, queue="mail"))
    return password


def _create_or_finish(account: Account, password: str) -> None:
    """Creates it; one that an earlier call left half made, its reply lost, is finished instead. Raises Conflict where the name is taken."""
    try:
        accounts.create(account.username, _attributes(account), password)
    except Conflict:
        standing = find_account(account.username)
        if standing.roles < account.roles and replace(standing, roles=account.roles) == replace(account, enabled=True, waiting=True):
            accounts.set_password(account.username, password, temporary=True)
        else:
            raise


def edit_account(who: Principal, account: Account, now: datetime) -> None:
    """Name, e-mail, agency and roles. Raises NotFound, Conflict when administrators would take their own role away."""
    who.require(_ADMINISTRATORS)
    before = find_account(account.username)
    if account.username == who.username and Role.ADMINISTRATOR not in account.roles:
        raise InvalidInput(fields={"roles": "不能取消自己的系統管理員角色，請由另一位系統管理員操作。"})
    if detail := change_of(before, account):
        with _Recorded(who, account.username, "修改帳號", detail, now):
            accounts.update(account.username, _attributes(account))
            _set_roles(account.username, before.roles, account.roles)
            visits.note_change(account.username, now)


def set_enabled(who: Principal, username: str, enabled: bool, now: datetime) -> None:
    """Disabled, its sessions are over. Raises NotFound, Conflict for one's own account."""
    who.require(_ADMINISTRATORS)
    account = find_account(username)
    if account.username == who.username:
        raise Conflict("不能停用自己的帳號，請由另一位系統管理員操作。")
    with _Recorded(who, account.username, "啟用帳號" if enabled else "停用帳號", "", now):
        accounts.set_enabled(account.username, enabled)
        if not enabled:
            visits.end_all(account.username, now)


def reset_password(who: Principal, username: str, now: datetime) -> str:
    """Returns the temporary password, shown once; it must be changed at the next sign-in. All sessions are over. Raises NotFound."""
    who.require(_ADMINISTRATORS)
    account = find_account(username)
    password = temporary_password()
    with _Recorded(who, account.username, "重設密碼", "", now):
        accounts.set_password(account.username, password, temporary=True)
        visits.end_all(account.username, now)
    return password


def end_sessions(who: Principal, username: str, now: datetime) -> None:
    """Signs the account out on every device, as where one was lost. Raises NotFound."""
    who.require(_ADMINISTRATORS)
    account = find_account(username)
    with _Recorded(who, account.username, "登出所有裝置", "", now):
        visits.end_all(account.username, now)


def record_own(username: str, what: str, now: datetime) -> None:
    store.record(store.change_item(username, username, what, now))


def account_of(user: accounts.User) -> Account:
    known = frozenset(Role(group) for group in user.groups if group in set(Role))
    agency, waiting = user.attributes.get("custom:agency", ""), user.status == "FORCE_CHANGE_PASSWORD"
    return Account(
        user.username, user.attributes.get("name", user.username), user.attributes.get("email", ""), known, agency, user.enabled, waiting
    )


def _attributes(account: Account) -> dict[str, str]:
    return {"name": account.name, "email": account.email, "email_verified": "true", "custom:agency": account.agency}


def _set_roles(username: str, before: frozenset[Role], after: frozenset[Role]) -> None:
    for role in sorted(after - before):
        accounts.add_to_group(username, role.value)
    for role in sorted(before - after):
        accounts.remove_from_group(username, role.value)


class _Recorded:
    """Records what is about to be done; where it fails, records that too. A message is committed with the record of completion."""

    def __init__(self, who: Principal, username: str, what: str, detail: str, now: datetime) -> None:
        self._by, self._username, self._what, self._detail, self._now = who.username, username, what, detail, now
        self._message: Message | None = None

    def announce(self, message: Message) -> None:
        self._message = message

    def __enter__(self) -> "_Recorded":
        store.record(self._item(self._what, self._detail, step=0))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is not None:
            why = error.message if isinstance(error, AppError) else "系統發生錯誤"
            became = "結果不明" if isinstance(error, OutcomeUnknown) else "未完成"
            store.record(self._item(f"{self._what}{became}", why, step=1))
        elif self._message:
            work = UnitOfWork(self._now)
            work.create(self._item(f"{self._what}完成，寄出通知信", "", step=1))
            work.announce(self._message)
            work.commit()

    def _item(self, what: str, detail: str, *, step: int) -> store.ChangeItem:
        return store.change_item(self._username, self._by, what, self._now, detail=detail, step=step)

"""Signing in with a password, and changing one's own. Every attempt is counted before Cognito is asked.

A browser that has signed in as somebody keeps a signed mark of it (cookie __Host-known) and has a counter of its own; all other browsers
share the username's second counter. So a stranger who fails five times closes the door for strangers alone. Who tries one password on many
accounts is bounded by address (guesses).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chalicelib.cloud import accounts
from chalicelib.cloud.accounts import CredentialsRefused, NewPasswordNeeded
from chalicelib.domains.people import service_attempts as attempts
from chalicelib.domains.people.account_rules import check_new_password, normalise_username
from chalicelib.domains.people.directory import account_of, record_own
from chalicelib.domains.people.guesses import guesses
from chalicelib.domains.people.guesses.guesses import Guess
from chalicelib.domains.people.guesses.rules import Door
from chalicelib.domains.people.lockout_rules import LOCK_MINUTES
from chalicelib.domains.people.visits import visits
from chalicelib.errors import Expired, Forbidden, InvalidInput, NotFound, NotSignedIn, TooMany
from chalicelib.identity import Principal, Session

__all__ = [
    "CHALLENGE_FOR",
    "KNOWN_FOR",
    "CredentialsRefused",
    "Known",
    "NewPasswordNeeded",
    "as_it_stands",
    "challenge_form",
    "challenge_of",
    "change_own_password",
    "mark_of_browser",
    "set_first_password",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
]

KNOWN_FOR = timedelta(days=180)
CHALLENGE_FOR = timedelta(minutes=15)


@dataclass(frozen=True)
class Known:
    """What a browser's mark says: as whom it signed in, until when it counts; `nonce` names its counter."""

    username: str
    nonce: str
    until: float


def sign_in(username: str, password: str, known: Known | None, address: str, now: datetime) -> Principal | NewPasswordNeeded:
    """Raises InvalidInput, CredentialsRefused, TooMany, Forbidden (an account without a role), Unavailable."""
    name = normalise_username(username)
    missing = {"username": "" if name else "請輸入帳號。", "password": "" if password else "請輸入密碼。"}
    if fields := {field: text for field, text in missing.items() if text}:
        raise InvalidInput(fields=fields)
    guess = Guess.of_failure(Door.SIGN_IN, address)
    if not _is_known(name, known, now) and guesses.closed(guess, now):
        raise TooMany(f"這個網路登入失敗太多次，請等候 {LOCK_MINUTES} 分鐘再試；以前登入過的瀏覽器不受影響。")
    attempt = attempts.begin("sign-in", _counter_key(name, known, now), now)
    try:
        answer = _asked(name, password, attempt)
    except CredentialsRefused:
        guesses.count(guess, now)
        raise
    return answer if isinstance(answer, NewPasswordNeeded) else _session(answer)


def set_first_password(challenge: NewPasswordNeeded, password: str, again: str, now: datetime) -> Principal:
    """Returns the signed-in person. Raises InvalidInput, Expired, TooMany, Unavailable."""
    check_new_password(password, again)
    user = accounts.set_first_password(challenge, password)
    record_own(user.username, "第一次登入，已自行設定密碼", now)
    return _session(user)


def sign_out(session: Session | None) -> None:
    """Ends the session in every browser that has its cookie. Raises Unavailable."""
    if session:
        visits.end(session.principal.username, session.visit)


def sign_out_everywhere(who: Principal, now: datetime) -> None:
    """Ends all sessions of the account. Raises Unavailable."""
    record_own(who.username, "登出所有裝置", now)
    visits.end_all(who.username, now)


def change_own_password(who: Principal, form: Mapping[str, str], known: Known | None, now: datetime) -> datetime:
    """`form` has current, new_password and again. Ends all sessions of the account; returns when this browser's new one begins.

    Raises InvalidInput (a wrong current password too), TooMany, Unavailable.
    """
    current, password = form.get("current", ""), form.get("new_password", "")
    if not current:
        raise InvalidInput(fields={"current": "請輸入目前的密碼。"})
    check_new_password(password, form.get("again", ""))
    if password == current:
        raise InvalidInput(fields={"new_password": "新密碼不可與目前的密碼相同。"})
    attempt = attempts.begin("sign-in", _counter_key(who.username, known, now), now)
    try:
        _asked(who.username, current, attempt)
    except NotSignedIn as error:
        raise InvalidInput(fields={"current": "目前的密碼不正確。"}) from error
    accounts.set_password(who.username, password, temporary=False)
    record_own(who.username, "已自行變更密碼", now)
    return visits.end_all(who.username, now)


def as_it_stands(session: Session, *, renew: bool) -> Principal | None:
    """Whose session it is; None where it was ended. Renewed, or after a change of the account: as the account is now, None where that is
    disabled, gone, or without a role. Raises Unavailable, TooMany.
    """
    goes_on, changed = visits.look(session.principal.username, session.visit)
    if not goes_on:
        return None
    if not renew and not changed:
        return session.principal
    try:
        user = accounts.find(session.principal.username)
        return _session(user) if user.enabled else None
    except (NotFound, Forbidden):
        return None


def mark_of_browser(username: str, now: datetime) -> dict[str, Any]:
    """What the browser's mark is to say, renewed at each sign-in: its failures so far are forgotten with the old nonce."""
    return {"username": username, "nonce": secrets.token_urlsafe(12), "until": (now + KNOWN_FOR).timestamp()}


def challenge_form(challenge: NewPasswordNeeded, now: datetime) -> dict[str, Any]:
    """What the signed token in the form of the new password holds."""
    return {"username": challenge.username, "session": challenge.session, "until": (now + CHALLENGE_FOR).timestamp()}


def challenge_of(claims: Any, now: datetime) -> NewPasswordNeeded:
    """The other way round; `claims` is None where the token was not ours. Raises Expired."""
    if not claims or now.timestamp() > claims["until"]:
        raise Expired("設定新密碼的時間已過，請用臨時密碼重新登入一次。")
    return NewPasswordNeeded(claims["username"], claims["session"])


def _counter_key(username: str, known: Known | None, now: datetime) -> str:
    return f"{username}|{known.nonce}" if known and _is_known(username, known, now) else username


def _is_known(username: str, known: Known | None, now: datetime) -> bool:
    return known is not None and known.username == username and now.timestamp() <= known.until


def _asked(username: str, password: str, attempt: attempts.Attempt) -> accounts.User | NewPasswordNeeded:
    answer = accounts.sign_in(username, password)
    attempts.forgive(attempt)
    return answer


def _session(user: accounts.User) -> Principal:
    account = account_of(user)
    if not account.roles:
        raise Forbidden("您的帳號還沒有設定角色，請洽系統管理員。")
    return Principal(account.username, account.name, account.roles, account.agency)

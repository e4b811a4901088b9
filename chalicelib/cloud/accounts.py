"""Cognito: passwords, groups, accounts. Its answers become our errors, so that no caller sees which part of a sign-in was wrong."""

import base64
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.cloud.calls import after_lost_reply, outage
from chalicelib.cloud.clients import client
from chalicelib.errors import AppError, Conflict, Expired, InvalidInput, NotFound, NotSignedIn, TooMany, Unavailable
from chalicelib.settings import settings

_REFUSED = {"NotAuthorizedException", "UserNotFoundException", "UserNotConfirmedException", "PasswordResetRequiredException"}
_LATER = "系統忙碌中，請稍候一分鐘再試。"
_BUSY = {"TooManyRequestsException", "LimitExceededException", "ThrottlingException"}


class CredentialsRefused(NotSignedIn):
    """Unknown, wrong or disabled: one answer for all."""

    message = "帳號或密碼不正確，請再試一次。忘記密碼請洽系統管理員。"


@dataclass(frozen=True)
class User:
    """An account as Cognito has it. `groups` is empty in a listing, which costs one call for many users."""

    username: str
    attributes: Mapping[str, str]
    enabled: bool = True
    status: str = "CONFIRMED"
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class NewPasswordNeeded:
    """The temporary password was right; `session` lets the same person set an own one."""

    username: str
    session: str


def sign_in(username: str, password: str) -> User | NewPasswordNeeded:
    """Raises CredentialsRefused, TooMany or Unavailable."""
    with _translated(refused=CredentialsRefused):
        answer = client("cognito-idp").admin_initiate_auth(
            **_pool(),
            ClientId=settings().user_pool_client_id,
            AuthFlow="ADMIN_USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )
        if answer.get("ChallengeName") == "NEW_PASSWORD_REQUIRED":
            return NewPasswordNeeded(username, answer["Session"])
        return _signed_in(answer)


def set_first_password(challenge: NewPasswordNeeded, password: str) -> User:
    """Raises Expired when the challenge had its time, InvalidInput when the pool finds the password weak."""
    with _translated(refused=Expired):
        try:
            answer = client("cognito-idp").admin_respond_to_auth_challenge(
                **_pool(),
                ClientId=settings().user_pool_client_id,
                ChallengeName="NEW_PASSWORD_REQUIRED",
                Session=challenge.session,
                ChallengeResponses={"USERNAME": challenge.username, "NEW_PASSWORD": password},
            )
        except ClientError as error:
            if after_lost_reply(error) and (user := _answered_before(challenge, password)):
                return user
            raise
        return _signed_in(answer)


def _answered_before(challenge: NewPasswordNeeded, password: str) -> User | None:
    """A challenge is answered once: where the first try was taken, the password is the new one by now."""
    try:
        user = sign_in(challenge.username, password)
    except CredentialsRefused:
        return None
    return user if isinstance(user, User) else None


def set_password(username: str, password: str, *, temporary: bool) -> None:
    """A temporary one must be changed at the next sign-in."""
    with _translated():
        client("cognito-idp").admin_set_user_password(**_pool(), Username=username, Password=password, Permanent=not temporary)


def create(username: str, attributes: Mapping[str, str], temporary_password: str) -> None:
    """Cognito sends no mail of its own. Raises Conflict when the name is taken."""
    with _translated():
        try:
            client("cognito-idp").admin_create_user(
                **_pool(),
                Username=username,
                UserAttributes=_listed(attributes),
                TemporaryPassword=temporary_password,
                MessageAction="SUPPRESS",
            )
        except ClientError as error:
            if not (after_lost_reply(error) and _is_fresh(find(username), attributes)):
                raise


def _is_fresh(user: User, attributes: Mapping[str, str]) -> bool:
    """Whether nothing was done with the account since a call created it with these attributes."""
    same = all(user.attributes.get(name, "") == value for name, value in attributes.items())
    return same and user.status == "FORCE_CHANGE_PASSWORD" and not user.groups


def update(username: str, attributes: Mapping[str, str]) -> None:
    with _translated():
        client("cognito-idp").admin_update_user_attributes(**_pool(), Username=username, UserAttributes=_listed(attributes))


def set_enabled(username: str, enabled: bool) -> None:
    with _translated():
        cognito = client("cognito-idp")
        change = cognito.admin_enable_user if enabled else cognito.admin_disable_user
        change(**_pool(), Username=username)


def add_to_group(username: str, group: str) -> None:
    with _translated():
        client("cognito-idp").admin_add_user_to_group(**_pool(), Username=username, GroupName=group)


def remove_from_group(username: str, group: str) -> None:
    with _translated():
        client("cognito-idp").admin_remove_user_from_group(**_pool(), Username=username, GroupName=group)


def find(username: str) -> User:
    """With its groups; two calls. Raises NotFound."""
    with _translated():
        found = client("cognito-idp").admin_get_user(**_pool(), Username=username)
        return User(found["Username"], _mapped(found["UserAttributes"]), found["Enabled"], found["UserStatus"], groups_of(username))


def groups_of(username: str) -> tuple[str, ...]:
    with _translated():
        return tuple(group["GroupName"] for group in _all("admin_list_groups_for_user", "Groups", "NextToken", Username=username))


def in_group(group: str) -> Iterator[User]:
    """Every user of the group, 60 a call."""
    with _translated():
        for found in _all("list_users_in_group", "Users", "NextToken", GroupName=group, Limit=60):
            yield _listed_user(found)


def page(most: int, token: str = "", name_begins: str = "") -> tuple[list[User], str]:
    """At most `most` users (60 at the utmost) and the token of the next page, empty at the end."""
    more = {"PaginationToken": token} if token else {}
    if name_begins:
        more["Filter"] = 'username ^= "' + name_begins.replace("\\", "\\\\").replace('"', '\\"') + '"'
    with _translated():
        answer = client("cognito-idp").list_users(**_pool(), Limit=most, **more)
        return [_listed_user(found) for found in answer["Users"]], answer.get("PaginationToken", "")


def _all(operation: str, part: str, token_name: str, **arguments: Any) -> Iterator[Mapping[str, Any]]:
    more: dict[str, str] = {}
    while True:
        answer = getattr(client("cognito-idp"), operation)(**_pool(), **arguments, **more)
        yield from answer[part]
        if not answer.get(token_name):
            return
        more = {token_name: answer[token_name]}


def _signed_in(answer: Mapping[str, Any]) -> User:
    """The IdToken comes straight from Cognito over TLS, so its claims need no further proof."""
    if "AuthenticationResult" not in answer:
        raise Unavailable("這個帳號需要另一種驗證方式，請洽系統管理員。")
    payload = answer["AuthenticationResult"]["IdToken"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    # The claims hold only those attributes that the client may read; the account itself has them all.
    found = client("cognito-idp").admin_get_user(**_pool(), Username=claims["cognito:username"])
    return User(found["Username"], _mapped(found["UserAttributes"]), groups=tuple(claims.get("cognito:groups", ())))


def _pool() -> dict[str, str]:
    return {"UserPoolId": settings().user_pool_id}


def _listed_user(found: Mapping[str, Any]) -> User:
    return User(found["Username"], _mapped(found.get("Attributes", ())), found["Enabled"], found["UserStatus"])


def _listed(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in attributes.items()]


def _mapped(attributes: Sequence[Mapping[str, str]]) -> dict[str, str]:
    return {each["Name"]: each.get("Value", "") for each in attributes}


@contextmanager
def _translated(refused: type[AppError] = NotFound) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        raise _our_error(error, refused) from error
    except Unavailable as error:
        if type(error) is Unavailable and isinstance(error.__cause__, ClientError) and _code(error.__cause__) in _BUSY:
            raise TooMany(_LATER) from error
        raise


def _our_error(error: ClientError, refused: type[AppError]) -> AppError:
    code, text = _code(error), error.response["Error"].get("Message", "")
    if code == "NotAuthorizedException" and "attempts exceeded" in text:
        return TooMany("嘗試次數過多，請等候 15 分鐘後再試。")
    if code in _REFUSED or (code == "ResourceNotFoundException" and refused is Expired):
        return refused()
    if code in _BUSY:
        return TooMany(_LATER)
    if code in {"InvalidPasswordException", "PasswordHistoryPolicyViolationException"}:
        return InvalidInput(fields={"new_password": "新密碼不符合規定：至少 12 個字，含英文大寫、小寫與數字，且不可與先前的密碼相同。"})
    if code == "UsernameExistsException":
        return Conflict("這個帳號已經有人使用，請換一個帳號名稱。")
    return outage()


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])

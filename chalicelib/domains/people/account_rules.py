"""Accounts of staff: what is asked of a username, a name, an address, roles and a password. Pure."""

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from chalicelib.centre import centre
from chalicelib.errors import InvalidInput
from chalicelib.identity import Role
from chalicelib.web.field_rules import has_unseen
from chalicelib.web.value_rules import is_email, is_new_username, is_username, plain

PASSWORD_LENGTH = 12
_LONGEST_PASSWORD = 98
# Without what looks alike on a slip of paper: 0 O, 1 l I.
_UPPER, _LOWER, _DIGITS = "ABCDEFGHJKMNPQRSTUVWXYZ", "abcdefghjkmnpqrstuvwxyz", "23456789"
_OF_AN_AGENCY = frozenset({Role.AGENCY_HR, Role.EXCHANGE_AGENCY})


@dataclass(frozen=True)
class Account:
    """One person who may sign in. `agency` is empty for the centre's own people; `waiting` until the first password is changed."""

    username: str
    name: str
    email: str
    roles: frozenset[Role]
    agency: str = ""
    enabled: bool = True
    waiting: bool = False

    @property
    def role_name(self) -> str:
        return "、".join(role.label for role in Role if role in self.roles)


def checked_account(form: Mapping[str, str], roles: Collection[Role]) -> Account:
    """The account that a form describes (username, name, email, agency). Raises InvalidInput naming every wrong field."""
    username, name = normalise_username(form.get("username", "")), form.get("name", "").strip()
    email, agency = plain(form.get("email", "")), form.get("agency", "").strip()
    wrong = {
        "username": _username_problem(username),
        "name": _name_problem(name),
        "email": not is_email(email) and f"電子郵件不正確，例如 name@{centre().domain}。",
        "roles": not roles and "請至少選擇一個角色。",
        "agency": _agency_problem(agency, roles),
    }
    if fields := {field: text for field, text in wrong.items() if text}:
        raise InvalidInput(fields=fields)
    return Account(username, name, email, frozenset(roles), agency)


def _username_problem(username: str) -> str:
    if username == "new":  # /accounts/new is the page that makes accounts
        return "這個帳號名稱保留給系統，請換一個。"
    return "" if is_new_username(username) else "帳號請用 3 到 32 個英文小寫字母或數字，並以字母開頭。"


def _name_problem(name: str) -> str:
    if has_unseen(name):
        return "姓名裡有看不見的字元，請刪除後重新輸入。"
    return "" if 1 <= len(name) <= 60 else "請輸入姓名（60 字以內）。"


def _agency_problem(agency: str, roles: Collection[Role]) -> str:
    if not agency and _OF_AN_AGENCY & set(roles):
        return "機關人事與交換機關請填寫機關名稱。"
    if has_unseen(agency):
        return "機關名稱裡有看不見的字元，請刪除後重新輸入。"
    return "機關名稱請在 100 字以內。" if len(agency) > 100 else ""


def normalise_username(typed: str) -> str:
    """Cognito tells no capitals from small letters, so neither do we."""
    return plain(typed).lower()


def begins_username(typed: str) -> bool:
    """Whether a normalised username could begin so; Cognito answers anything else with an error."""
    return not typed or is_username(typed)


def check_new_password(password: str, again: str) -> None:
    """The same rules as the user pool's policy, each with its own words. Raises InvalidInput."""
    missing = [
        text
        for fulfilled, text in (
            (PASSWORD_LENGTH <= len(password) <= _LONGEST_PASSWORD, f"{PASSWORD_LENGTH} 個字以上"),
            (re.search("[A-Z]", password), "一個英文大寫字母"),
            (re.search("[a-z]", password), "一個英文小寫字母"),
            (re.search("[0-9]", password), "一個數字"),
        )
        if not fulfilled
    ]
    if missing:
        raise InvalidInput(fields={"new_password": f"新密碼還缺少：{'、'.join(missing)}。"})
    if password != again:
        raise InvalidInput(fields={"again": "兩次輸入的新密碼不同，請再輸入一次。"})


def temporary_password() -> str:
    """Sixteen characters in fours, easy to read out, as Kp7m-x4Tr-…; fulfils the pool's policy."""
    letters = [secrets.choice(kind) for kind in (_UPPER, _LOWER, _DIGITS)]
    letters += [secrets.choice(_UPPER + _LOWER + _DIGITS) for _ in range(13)]
    secrets.SystemRandom().shuffle(letters)
    return "-".join("".join(letters[start : start + 4]) for start in range(0, 16, 4))


def safe_next(path: str) -> str:
    """Where to go after signing in: a path of ours, or the start page for anything else."""
    ours = re.fullmatch(r"/(?![/\\])[\x21-\x7e]*", path) and "\\" not in path and not path.startswith("/sign-")
    return path if ours else "/"


def change_of(before: Account, after: Account) -> str:
    """What an edit changed, in words for the record; empty where nothing did."""
    pairs = (
        ("姓名", before.name, after.name),
        ("電子郵件", before.email, after.email),
        ("機關", before.agency, after.agency),
        ("角色", before.role_name, after.role_name),
    )
    return "；".join(f"{label}：{old or '（空白）'} → {new or '（空白）'}" for label, old, new in pairs if old != new)

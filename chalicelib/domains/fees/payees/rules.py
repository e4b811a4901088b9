"""What a lecturer gives to be paid: read from a form, checked, and masked. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Set

from chalicelib.domains.fees.payees import banks_rules
from chalicelib.errors import InvalidInput
from chalicelib.web.field_rules import has_unseen
from chalicelib.web.value_rules import compact

# The last four may be empty: what is empty is kept as it was.
FIELDS = ("id_number", "bank_code", "branch", "account", "holder", "address", "phone")
NEEDED = frozenset({"id_number", "bank_code", "account", "holder", "address"})
_LONGEST = {"branch": 30, "holder": 60, "address": 120, "phone": 20}
_PASSPORT = re.compile(r"[A-Z0-9]{6,20}")
_PHONE = re.compile(r"\+?[0-9]{8,15}(#[0-9]{1,6})?")
_PLACE = re.compile(r"^(.{1,6}?[市縣])?(.{1,5}?[區鄉鎮市])?")
_BRACKETS = re.compile(r"[()]")
CheckId = Callable[[str], str]


def read(form: Mapping[str, str], known: Set[str], check_id: CheckId, *, resident: bool) -> dict[str, str]:
    """The fields that were typed, checked. What stands in `known` already may be left empty; the account is typed twice.

    `check_id` is people's, for residents; who is not has a passport's number. Raises InvalidInput with every field that is wrong.
    """
    typed = _typed(form, known)
    errors = {name: _missing(name) for name in _left_out(typed, known)}
    found: dict[str, str] = {}
    for name in (each for each in FIELDS if typed[each]):
        try:
            found[name] = _checked(name, typed, check_id, resident=resident)
        except InvalidInput as error:
            errors[name] = error.message
    if "account" in found and digits(form.get("account_again", "")) != found["account"]:
        errors["account_again"] = "兩次輸入的帳號不同，請對照存摺再輸入一次。"
    if errors:
        raise InvalidInput(fields={_on_page(name, form): text for name, text in errors.items()})
    if "account" in found and "branch" not in found:
        found["branch"] = ""  # the branch of the account before is not this one's
    return found


def _typed(form: Mapping[str, str], known: Set[str]) -> dict[str, str]:
    typed = {name: form.get(name, "").strip() for name in FIELDS} | {"bank_code": _bank_code(form)}
    if not typed["account"] and "account" in known:
        typed["bank_code"] = typed["branch"] = ""  # a bank without its account is no change
    return typed


def _left_out(typed: Mapping[str, str], known: Set[str]) -> set[str]:
    """What is needed, and neither typed nor known; an account is always typed together with its bank."""
    missing = {name for name in NEEDED if not typed[name] and name not in known}
    return missing | ({"bank_code"} if typed["account"] and not typed["bank_code"] else set())


def digits(typed: str) -> str:
    """An account as it is compared and kept: half width, without spaces and hyphens."""
    return _BRACKETS.sub("", compact(typed))


def masked(name: str, value: str, mask_id: Callable[[str], str], mask_name: Callable[[str], str]) -> str:
    """What pages may show of a field."""
    if name == "id_number":
        return mask_id(value)
    if name == "account":
        return "*" * (len(value) - 4) + value[-4:]
    if name == "holder":
        return mask_name(value)
    if name == "address":
        place = _PLACE.match(value)
        return f"{place[0] if place else ''}○○○"
    if name == "phone":
        return value[:4] + "***" + value[-2:]
    return value


def _checked(name: str, typed: Mapping[str, str], check_id: CheckId, *, resident: bool) -> str:
    value = typed[name]
    if name == "id_number":
        return check_id(value) if resident else _passport(value)
    if name == "bank_code":
        return _or_problem(value, banks_rules.code_problem(value))
    if name == "account":
        return _or_problem(digits(value), banks_rules.account_problem(typed["bank_code"], digits(value)))
    if name == "phone":
        plain = digits(value)
        return _or_problem(plain, "" if _PHONE.fullmatch(plain) else "電話請輸入數字，例如 0912345678。")
    text = unicodedata.normalize("NFC", value)
    long = len(text) > _LONGEST[name] or has_unseen(text)
    return _or_problem(text, f"最多 {_LONGEST[name]} 字，不能有換行。" if long else "")


def _or_problem(value: str, problem: str) -> str:
    if problem:
        raise InvalidInput(problem)
    return value


def _passport(typed: str) -> str:
    number = digits(typed).upper()
    return _or_problem(number, "" if _PASSPORT.fullmatch(number) else "請輸入護照號碼或統一證號，6 到 20 碼英文字母與數字。")


def _bank_code(form: Mapping[str, str]) -> str:
    chosen = form.get("bank_code", "")
    return digits(form.get("bank_other", "")) if chosen == banks_rules.OTHER else chosen


def _on_page(name: str, form: Mapping[str, str]) -> str:
    """The field of the page that an error belongs to."""
    return "bank_other" if name == "bank_code" and form.get("bank_code") == banks_rules.OTHER else name


def _missing(name: str) -> str:
    return {
        "id_number": "請輸入身分證字號或統一證號。",
        "bank_code": "請選擇銀行或郵局。",
        "account": "請輸入帳號。",
        "holder": "請輸入存摺上的戶名。",
        "address": "請輸入戶籍地址（扣繳憑單使用）。",
    }[name]

"""What is typed into the forms of a class, checked. Pure."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from chalicelib.contact import Contact
from chalicelib.domains.classes.model import Mode
from chalicelib.web.field_rules import LONGEST_REASON, Fields
from chalicelib.web.value_rules import day_of, is_email, is_username, number_of

_CODE = re.compile(r"[A-Z]{1,4}[0-9]{1,8}")
_LONGEST = timedelta(days=366)
_TELEPHONE = re.compile(r"[0-9+()\- ]{6,24}")
_EXTENSION = re.compile(r"[0-9]{1,6}")


@dataclass(frozen=True)
class ClassDraft:
    """What an organizer decides of a class besides year, code and run."""

    name: str
    starts_on: date
    ends_on: date
    room: str
    mode: Mode
    seats: int
    organizers: tuple[str, ...]
    check_out_required: bool
    contact: Contact


def read_identity(form: Mapping[str, str]) -> tuple[int, str, int]:
    """民國 year, code as B00492, run. Raises InvalidInput."""
    fields = Fields(form)
    year = fields.take("year", number_of("年度", 100, 199), 0)
    code = fields.take("code", _code, "")
    run = fields.take("run", number_of("期別", 1, 999), 0)
    fields.check()
    return year, code, run


def read_class(form: Mapping[str, str]) -> ClassDraft:
    """Raises InvalidInput."""
    fields = Fields(form)
    name = fields.text("name", "班期名稱", 100)
    starts_on = fields.take("starts_on", day_of("開班日期"), date.min)
    ends_on = fields.take("ends_on", day_of("結束日期"), date.max)
    mode = fields.take("mode", _mode, Mode.ROOM)
    room = fields.text("room", "上課教室", 60, optional=mode is Mode.STREAM)
    seats = fields.take("seats", number_of("座位數", 0 if mode is Mode.STREAM else 1, 3000), 0)
    organizers = fields.take("organizers", _usernames, tuple[str, ...]())
    if not fields.errors.keys() & {"starts_on", "ends_on"}:
        _check_range(fields, starts_on, ends_on)
    contact = _contact(fields)
    fields.check()
    return ClassDraft(name, starts_on, ends_on, room, mode, seats, organizers, form.get("check_out_required") == "1", contact)


def read_reason(form: Mapping[str, str]) -> str:
    """Why something is cancelled. Raises InvalidInput."""
    fields = Fields(form)
    reason = fields.text("reason", "取消原因", LONGEST_REASON)
    fields.check()
    return reason


read_count = number_of("節數", 1, 12)


def _code(typed: str) -> str:
    code = re.sub(r"[\s\-]", "", typed).upper()
    if not _CODE.fullmatch(code):
        raise ValueError("班期代碼是英文字母加數字，例如 B00492、AA3135。")
    return code


def _mode(typed: str) -> Mode:
    if typed not in set(Mode):
        raise ValueError("請選擇辦理方式。")
    return Mode(typed)


def _usernames(typed: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(re.split(r"[\s,;、]+", typed.lower()))) if typed else ()
    wrong = [name for name in names if name and not is_username(name)]
    if wrong or len(names) > 20:
        raise ValueError("承辦人員請輸入帳號，每行一個，最多 20 位。")
    return tuple(filter(None, names))


def _contact(fields: Fields) -> Contact:
    """What is left empty falls back on the account and the centre."""
    return Contact(
        fields.text("contact_name", "承辦人姓名", 30, optional=True),
        fields.take("contact_telephone", _or_nothing(_TELEPHONE.fullmatch, "電話請用數字與 - ( )，例如 02-2932-0212。"), ""),
        fields.take("contact_extension", _or_nothing(_EXTENSION.fullmatch, "分機請輸入數字，例如 341。"), ""),
        fields.take("contact_email", _or_nothing(is_email, "電子郵件不正確，請檢查。"), ""),
    )


def _or_nothing(fits: Callable[[str], object], problem: str) -> Callable[[str], str]:
    def read(typed: str) -> str:
        if typed and not fits(typed):
            raise ValueError(problem)
        return typed

    return read


def _check_range(fields: Fields, starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        fields.errors["ends_on"] = "結束日期不可早於開班日期。"
    elif ends_on - starts_on > _LONGEST:
        fields.errors["ends_on"] = "班期最長一年，請檢查日期。"

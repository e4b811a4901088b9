"""What is typed into a form, checked field by field; every error is told at once. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import TypeVar

from chalicelib.domains.classes.model import Mode
from chalicelib.errors import InvalidInput

T = TypeVar("T")
_CODE = re.compile(r"[A-Z]{1,4}[0-9]{1,8}")
_USERNAME = re.compile(r"[A-Za-z0-9._@+\-]{1,64}")
_LONGEST = timedelta(days=366)
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):?([0-5][0-9])")


class Fields:
    """Takes values out of a form one by one and collects what is wrong with them; `check` raises it."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self.errors: dict[str, str] = {}

    def take(self, name: str, read: Callable[[str], T], otherwise: T) -> T:
        """What `read` makes of the field, or `otherwise` when it raises ValueError, whose text is told."""
        try:
            return read(unicodedata.normalize("NFKC", self._form.get(name, "")).strip())
        except ValueError as error:
            self.errors[name] = str(error)
            return otherwise

    def text(self, name: str, label: str, longest: int, *, optional: bool = False) -> str:
        """As typed: compatibility characters in names are kept."""
        value = self._form.get(name, "").strip()
        if not value and not optional:
            self.errors[name] = f"請輸入{label}。"
        elif len(value) > longest:
            self.errors[name] = f"{label}最多 {longest} 個字。"
        return value

    def check(self) -> None:
        if self.errors:
            raise InvalidInput(fields=self.errors)


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
    sign_out_required: bool


def read_identity(form: Mapping[str, str]) -> tuple[int, str, int]:
    """民國 year, code as B00492, run. Raises InvalidInput."""
    fields = Fields(form)
    year = fields.take("year", _number("年度", 100, 199), 0)
    code = fields.take("code", _code, "")
    run = fields.take("run", _number("期別", 1, 999), 0)
    fields.check()
    return year, code, run


def read_class(form: Mapping[str, str]) -> ClassDraft:
    """Raises InvalidInput."""
    fields = Fields(form)
    name = fields.text("name", "班期名稱", 100)
    starts_on = fields.take("starts_on", read_day, date.min)
    ends_on = fields.take("ends_on", read_day, date.max)
    mode = fields.take("mode", _mode, Mode.ROOM)
    room = fields.text("room", "上課教室", 60, optional=mode is Mode.STREAM)
    seats = fields.take("seats", _number("座位數", 0 if mode is Mode.STREAM else 1, 3000), 0)
    organizers = fields.take("organizers", _usernames, tuple[str, ...]())
    if not fields.errors.keys() & {"starts_on", "ends_on"}:
        _check_range(fields, starts_on, ends_on)
    fields.check()
    return ClassDraft(name, starts_on, ends_on, room, mode, seats, organizers, form.get("sign_out_required") == "1")


def read_day(typed: str) -> date:
    """2026-03-02, 2026/3/2, or 115/3/2 and 115.03.02 in 民國 years. Raises ValueError."""
    parts = re.fullmatch(r"([0-9]{2,4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", typed)
    if not parts:
        raise ValueError("請輸入日期，例如 2026-03-02。")
    year, month, day = map(int, parts.groups())
    try:
        found = date(year if len(parts[1]) == 4 else year + 1911, month, day)
    except ValueError as error:
        raise ValueError("沒有這一天，請檢查日期。") from error
    if not 2000 <= found.year < 2200:
        raise ValueError("年份不合理，請檢查日期。")
    return found


def read_time(typed: str) -> time:
    """09:00, 9:00 or 0900. Raises ValueError."""
    parts = _TIME.fullmatch(typed)
    if not parts:
        raise ValueError("請輸入時間，例如 09:00。")
    return time(int(parts[1]), int(parts[2]))


def read_reason(form: Mapping[str, str]) -> str:
    """Why something is cancelled. Raises InvalidInput."""
    fields = Fields(form)
    reason = fields.text("reason", "取消原因", 200)
    fields.check()
    return reason


def _number(label: str, least: int, most: int) -> Callable[[str], int]:
    def read(typed: str) -> int:
        if not re.fullmatch(r"[0-9]{1,6}", typed) or not least <= int(typed) <= most:
            raise ValueError(f"{label}請輸入 {least} 到 {most} 的數字。")
        return int(typed)

    return read


read_count = _number("節數", 1, 12)


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
    wrong = [name for name in names if name and not _USERNAME.fullmatch(name)]
    if wrong or len(names) > 20:
        raise ValueError("承辦人員請輸入帳號，每行一個，最多 20 位。")
    return tuple(filter(None, names))


def _check_range(fields: Fields, starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on:
        fields.errors["ends_on"] = "結束日期不可早於開班日期。"
    elif ends_on - starts_on > _LONGEST:
        fields.errors["ends_on"] = "班期最長一年，請檢查日期。"

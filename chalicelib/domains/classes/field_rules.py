"""Fields of a form, read one by one; every error is told at once, none hides another. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, time
from typing import TypeVar

from chalicelib.errors import InvalidInput

T = TypeVar("T")
# They end a mail's subject early, or turn the writing round: nobody types them, and nobody would see them.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
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
        elif _UNSEEN.search(value):
            self.errors[name] = f"{label}裡有換行或看不見的字元，請刪除後重新輸入。"
        return value

    def check(self) -> None:
        if self.errors:
            raise InvalidInput(fields=self.errors)


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


def day_of(label: str) -> Callable[[str], date]:
    """Reads a day, and says in the summary of all errors which one is wrong."""

    def read(typed: str) -> date:
        try:
            return read_day(typed)
        except ValueError as error:
            raise ValueError(f"{label}：{error}") from error

    return read


def number_of(label: str, least: int, most: int) -> Callable[[str], int]:
    def read(typed: str) -> int:
        if not re.fullmatch(r"[0-9]{1,6}", typed) or not least <= int(typed) <= most:
            raise ValueError(f"{label}請輸入 {least} 到 {most} 的數字。")
        return int(typed)

    return read

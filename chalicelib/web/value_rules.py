"""What one typed value means: an address, a user name, a day, a time, a number. One rule each, everywhere the same. Pure."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from typing import TypeVar

from chalicelib.clock import TAIPEI

T = TypeVar("T")
# What pasting from a mail, a chat or a PDF brings along and nobody sees: joiners, marks of direction, soft hyphens, byte order marks.
INVISIBLE = r"\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
# Every line that somebody takes for a hyphen, those of the input methods (ー─) among them.
_BETWEEN = re.compile(r"[\s\-\u058a\u2010-\u2015\u2043\u2212\u2500\u2501\u301c\u3030\u30fc\ufe58]")
_BUT_RAISED = re.compile(r"[^\u00b2\u00b3\u00b9\u2070-\u209c]+")
LONGEST_EMAIL = 254
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):?([0-5][0-9])")
_DAY = re.compile(r"([0-9]{2,4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_MOMENT = re.compile(r"(\S+?)[T ]+([0-9]{1,2}:?[0-9]{2})(?::[0-9]{2})?")
_USERNAME = re.compile(r"[a-z0-9._@+-]{1,64}")
_NEW_USERNAME = re.compile(r"[a-z][a-z0-9._-]{2,31}")
# What SES takes: a name of 64 ASCII characters at most, whose dots stand alone and between others, and a domain that ends in letters.
# A domain in another script is written as its servers know it, xn--…; SES takes no name in another script at all.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_EMAIL = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+[A-Za-z](?:[A-Za-z0-9-]{{0,61}}[A-Za-z0-9])")


def plain(typed: str) -> str:
    """Codes, numbers, days and addresses in one form: full-width characters as half-width ones, nothing unseen, nothing around them.

    Raised and lowered figures stay what they are: 10² is not 102.
    """
    return without_unseen(_BUT_RAISED.sub(lambda run: unicodedata.normalize("NFKC", run[0]), typed)).strip()


def compact(typed: str) -> str:
    """A code, a serial or an account as it is compared: as `plain`, without spaces and hyphens of any kind, in capitals."""
    return _BETWEEN.sub("", plain(typed)).upper()


def without_unseen(text: str) -> str:
    """Without the characters that have no picture at all."""
    return _INVISIBLE.sub("", text)


def is_email(typed: str) -> bool:
    """Whether mail can be sent there, to one recipient, of what `plain` gives. The one rule of all forms and imports."""
    return len(typed) <= LONGEST_EMAIL and bool(_EMAIL.fullmatch(typed))


def is_username(username: str) -> bool:
    """Whether an account of this name may exist: made here, or beside us in the user pool, where an address may be the name."""
    return bool(_USERNAME.fullmatch(username))


def is_new_username(username: str) -> bool:
    """Whether an account may be made here under this name."""
    return bool(_NEW_USERNAME.fullmatch(username))


def read_day(typed: str) -> date:
    """2026-03-02, 2026/3/2, or 115/3/2 and 115.03.02 in 民國 years. Raises ValueError."""
    parts = _DAY.fullmatch(plain(typed))
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
    parts = _TIME.fullmatch(plain(typed))
    if not parts:
        raise ValueError("請輸入時間，例如 09:00。")
    return time(int(parts[1]), int(parts[2]))


def read_moment(typed: str) -> datetime:
    """As a browser's field of date and time has it, 2026-03-04T16:30, on Taipei's clock. Raises ValueError."""
    parts = _MOMENT.fullmatch(plain(typed))
    if not parts:
        raise ValueError("請輸入日期與時間，例如 2026-03-04 16:30。")
    return datetime.combine(read_day(parts[1]), read_time(parts[2]), TAIPEI)


def told(problem: str, read: Callable[[str], T]) -> Callable[[str], T]:
    """Reads in the same way, and tells `problem` whatever is wrong."""

    def again(typed: str) -> T:
        try:
            return read(typed)
        except ValueError as error:
            raise ValueError(problem) from error

    return again


def day_of(label: str) -> Callable[[str], date]:
    """Reads a day, and says in the summary of all errors which one is wrong."""

    def read(typed: str) -> date:
        try:
            return read_day(typed)
        except ValueError as error:
            raise ValueError(f"{label}：{error}") from error

    return read


def day_between(problem: str, first: date, last: date, outside: str = "") -> Callable[[str], date]:
    """Reads a day from `first` to `last`; `problem` where none can be read, `outside` (else `problem`) where it lies outside."""

    def read(typed: str) -> date:
        day = told(problem, read_day)(typed)
        if not first <= day <= last:
            raise ValueError(outside or problem)
        return day

    return read


def number_of(label: str, least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number."""
    return whole(f"{label}請輸入 {least} 到 {most} 的數字。", least, most)


def whole(problem: str, least: int, most: int) -> Callable[[str], int]:
    """Reads a whole number from `least` to `most`."""

    def read(typed: str) -> int:
        number = plain(typed)
        if not re.fullmatch(r"[0-9]{1,9}", number) or not least <= int(number) <= most:
            raise ValueError(problem)
        return int(number)

    return read


def money(problem: str, most: int) -> Callable[[str], int]:
    """Reads whole dollars, also as 1,600."""
    return lambda typed: whole(problem, 0, most)(plain(typed).replace(",", ""))


def number_or_zero(typed: str) -> int:
    """What a page sends along itself, as a version or a count; 0 for what is none."""
    return int(typed) if re.fullmatch(r"[0-9]{1,5}", typed) else 0

"""Fields of a form: texts, reasons, and errors. Every error is told at once, none hides another. Pure."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from chalicelib.errors import InvalidInput
from chalicelib.web.value_rules import plain, read_moment

T = TypeVar("T")
LONGEST_REASON = 200
ODD = "裡面有看不見的字元，請刪除後重新輸入。"
# Control characters, what turns the writing round, ends of lines in disguise, halves of characters: nobody types them, nobody sees them.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")


class Fields:
    """Takes values out of a form one by one and collects what is wrong with them; `check` raises it."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self._form = form
        self.errors: dict[str, str] = {}

    def take(self, name: str, read: Callable[[str], T], otherwise: T) -> T:
        """What `read` makes of the field, or `otherwise` when it raises ValueError, whose text is told."""
        try:
            return read(plain(self._form.get(name, "")))
        except ValueError as error:
            self.errors[name] = str(error)
            return otherwise

    def text(self, name: str, label: str, longest: int, *, optional: bool = False) -> str:
        """One line, as typed: compatibility characters in names are kept."""
        value = self._form.get(name, "").strip()
        if not value and not optional:
            self.errors[name] = f"請輸入{label}。"
        elif len(value) > longest:
            self.errors[name] = f"{label}最多 {longest} 個字。"
        elif has_unseen(value):
            self.errors[name] = f"{label}裡有換行或看不見的字元，請刪除後重新輸入。"
        return value

    def line(self, name: str, longest: int, problem: str, *, optional: bool = False) -> str:
        """One line, as typed; `problem` is told whatever is wrong with it."""
        value = self._form.get(name, "").strip()
        if not (value or optional) or len(value) > longest or has_unseen(value):
            self.errors[name] = problem
        return value

    def check(self) -> None:
        """Raises InvalidInput with every field that is wrong."""
        if self.errors:
            raise InvalidInput(fields=self.errors)


def has_unseen(text: str, *, lines: bool = False) -> bool:
    """Whether there is a character that nobody sees; with `lines`, ends of lines and tabs are none."""
    return bool(_UNSEEN.search(re.sub(r"[\t\n\r]", "", text) if lines else text))


def read_lines(typed: str) -> str:
    """A text of many lines: browsers send the ends of lines as CR LF."""
    return typed.replace("\r\n", "\n").replace("\r", "\n").strip()


def read_reason(form: Mapping[str, str], missing: str, *, shortest: int = 1, longest: int = LONGEST_REASON, field: str = "reason") -> str:
    """Why, in a few lines; `missing` is told where there are fewer characters than `shortest`. Raises InvalidInput (the field)."""
    reason = form.get(field, "").strip()
    problem = ""
    if len(reason) < shortest:
        problem = missing
    elif len(reason) > longest:
        problem = f"最多 {longest} 字，目前 {len(reason)} 字。"
    elif has_unseen(reason, lines=True):
        problem = ODD
    if problem:
        raise InvalidInput(fields={field: problem})
    return reason


def moment_after(form: Mapping[str, str], field: str, label: str, after: datetime, than: str) -> datetime | None:
    """A moment later than `after`, which the person knows as `than`; None where the field is empty. Raises InvalidInput (the field)."""
    if not form.get(field):
        return None
    try:
        found = read_moment(form[field])
    except ValueError as error:
        raise InvalidInput(fields={field: f"{label}時間請填 2026-03-04 16:30 這樣的日期與時間。"}) from error
    if found <= after:
        raise InvalidInput(fields={field: f"{label}時間必須晚於{than}。"})
    return found

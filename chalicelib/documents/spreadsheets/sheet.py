"""A register before it is a file: columns with a kind, and rows checked against them.

A cell is of its column's kind, a text (as "合計"), or empty (None).
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal, TypeVar

from chalicelib.errors import InvalidInput

Kind = Literal["text", "integer", "number", "date", "time"]
Cell = str | int | float | Decimal | date | time | None

SHEET_NAME_LENGTH = 31
# Excel's limit; XlsxWriter leaves a longer text out without a word.
CELL_LENGTH = 32_767
# A spreadsheet keeps fifteen digits of a number.
LARGEST_INTEGER = 10**15
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_TYPES: dict[Kind, tuple[type, ...]] = {
    "text": (object,), "integer": (int,), "number": (int, float, Decimal), "date": (date,), "time": (time,),
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """`width` is in characters of Latin text; a Chinese character takes two."""

    title: str
    kind: Kind = "text"
    width: float = 14


@dataclass(frozen=True)
class Sheet:
    """`rows` is walked once. `notes` go on a second sheet 說明; a CSV has no place for them."""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[object]]
    notes: tuple[str, ...] = ()

    def cells(self) -> Iterator[list[Cell]]:
        """The rows, each value checked against its column.

        Raises ValueError for a row of the wrong length or a value that is not of its column's kind, and InvalidInput for a text
        that no file can hold.
        """
        for row in self.rows:
            yield [_cell(value, column.kind) for value, column in zip(row, self.columns, strict=True)]


def sheet_name(title: str) -> str:
    """The title as Excel allows it for a sheet: without []:*?/\\ and at most 31 UTF-16 units."""
    name = _NOT_IN_SHEET_NAME.sub(" ", title).strip().strip("'").strip()
    units = name.encode("utf-16-le")[: SHEET_NAME_LENGTH * 2]
    return units.decode("utf-16-le", "ignore").strip().strip("'") or "工作表1"


# What a register shows of one line, column by column: the head, and how the line's value is read.
Line = TypeVar("Line")
Columns = Sequence[tuple[Column, Callable[[Line], object]]]


def values(columns: Columns[Line], line: Line) -> list[object]:
    """What one line has in these columns."""
    return [read(line) for _, read in columns]


def register(title: str, columns: Columns[Line], lines: Iterable[Line]) -> Sheet:
    """One row for each line, read while the sheet is written."""
    return Sheet(title, tuple(column for column, _ in columns), (values(columns, line) for line in lines))


def _cell(value: object, kind: Kind) -> Cell:
    if value is None or value == "":
        return None
    if kind == "text" or isinstance(value, str):
        return _text(str(value))
    # A datetime is a date to Python, a bool an integer; neither is what the column says.
    if isinstance(value, datetime | bool) or not isinstance(value, _TYPES[kind]):
        raise ValueError(f"a {type(value).__name__} does not go into a column of kind {kind}")
    if isinstance(value, int | float | Decimal) and not (math.isfinite(value) and -LARGEST_INTEGER < value < LARGEST_INTEGER):
        raise ValueError(f"a number too large for a spreadsheet in a column of kind {kind}")
    return value  # type: ignore[return-value]  # narrowed by _TYPES, which mypy cannot follow


def _text(text: str) -> str:
    if _NOT_IN_XML.search(text):
        raise InvalidInput("資料中有無法存入檔案的控制字元，未製作檔案。請先修正該筆資料。")
    if len(text.encode("utf-16-le")) // 2 > CELL_LENGTH:
        raise InvalidInput(f"有一格文字超過 {CELL_LENGTH:,} 字，試算表放不下，未製作檔案。請先縮短該筆資料。")
    return text

"""Which field stands in which columns of the bank's files: the tables of docs/bank-format.md. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

ORDER, RESULT = "TF01", "TR01"
HEADER, DETAIL, TRAILER = "1", "2", "9"
WIDTH = {ORDER: 120, RESULT: 80}


@dataclass(frozen=True)
class Field:
    """`start` counts from 1, as the document does. Kind N is digits, filled with zeros on the left; A is text, filled with spaces."""

    name: str
    start: int
    width: int
    kind: Literal["N", "A"]

    def of(self, line: str) -> str:
        """What stands in its columns; shorter where the line ends before them."""
        return line[self.start - 1 : self.start - 1 + self.width]

    def filled(self, value: str) -> str:
        """Raises ValueError for what does not fit: nothing is cut."""
        if self.kind == "N" and not (value.isascii() and value.isdigit()):
            raise ValueError("a value that is not digits")
        if len(value) > self.width or not value.isascii() or not value.isprintable():
            raise ValueError(f"a value that does not fit {self.width} characters")
        return value.rjust(self.width, "0") if self.kind == "N" else value.ljust(self.width)


Line = Mapping[str, Field]


def _line(*fields: Field) -> Line:
    return {field.name: field for field in fields}


LAYOUT: Mapping[tuple[str, str], Line] = {
    (ORDER, HEADER): _line(
        Field("line", 1, 1, "N"),
        Field("file", 2, 4, "A"),
        Field("batch", 6, 13, "A"),
        Field("day", 19, 8, "N"),
        Field("payer bank", 27, 7, "N"),
        Field("payer account", 34, 16, "N"),
        Field("payments", 50, 6, "N"),
        Field("total", 56, 13, "N"),
    ),
    (ORDER, DETAIL): _line(
        Field("line", 1, 1, "N"),
        Field("sequence", 2, 6, "N"),
        Field("case", 8, 12, "N"),
        Field("bank", 20, 7, "N"),
        Field("account", 27, 16, "N"),
        Field("digits of account", 43, 2, "N"),
        Field("amount", 45, 11, "N"),
        Field("id number", 56, 20, "A"),
    ),
    (ORDER, TRAILER): _line(
        Field("line", 1, 1, "N"),
        Field("payments", 2, 6, "N"),
        Field("total", 8, 13, "N"),
        Field("control", 21, 16, "N"),
    ),
    (RESULT, HEADER): _line(
        Field("line", 1, 1, "N"),
        Field("file", 2, 4, "A"),
        Field("batch", 6, 13, "A"),
        Field("day", 19, 8, "N"),
    ),
    (RESULT, DETAIL): _line(
        Field("line", 1, 1, "N"),
        Field("sequence", 2, 6, "N"),
        Field("case", 8, 12, "N"),
        Field("amount", 20, 11, "N"),
        Field("code", 31, 2, "N"),
        Field("day", 33, 8, "N"),
    ),
    (RESULT, TRAILER): _line(
        Field("line", 1, 1, "N"),
        Field("lines", 2, 6, "N"),
        Field("paid", 8, 6, "N"),
        Field("total of paid", 14, 13, "N"),
        Field("failed", 27, 6, "N"),
        Field("total of failed", 33, 13, "N"),
    ),
}


def written(file: str, line: str, values: Mapping[str, str | int]) -> str:
    """One line, filled to the file's width. `values` are those of all its fields but `line` and `file`. Raises ValueError."""
    text, said = "", {"line": line, "file": file, **values}
    for field in LAYOUT[file, line].values():
        text = text.ljust(field.start - 1) + field.filled(str(said[field.name]))
    return text.ljust(WIDTH[file])

"""Registers and exports as ODS, XLSX and CSV: one header row, then the rows, so that reading the file again gives exactly those.

Text is written as text, never as a formula.
"""

import csv
import io
import re
from collections.abc import Callable
from datetime import time
from typing import NamedTuple

from chalicelib.documents.spreadsheets.ods import write_ods
from chalicelib.documents.spreadsheets.sheet import Cell, Column, Kind, Sheet
from chalicelib.documents.spreadsheets.xlsx import write_xlsx

__all__ = ["WRITERS", "Column", "Kind", "Sheet", "Writer", "to_csv", "to_ods", "to_xlsx"]

# What a spreadsheet would take for a formula, and what already has our apostrophe; the reader takes one apostrophe off again.
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def to_csv(table: Sheet) -> bytes:
    """UTF-8 with a byte order mark, CRLF. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_guarded(column.title) for column in table.columns])
    writer.writerows([_plain(cell) for cell in row] for row in table.cells())
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(table: Sheet) -> bytes:
    """An Excel workbook, header bold, frozen and repeated on each printed page."""
    return write_xlsx(table)


def to_ods(table: Sheet) -> bytes:
    """An OpenDocument spreadsheet (CNS 15251), header bold, frozen and repeated on each printed page."""
    return write_ods(table)


class Writer(NamedTuple):
    """One format: how to write it, the file name's extension, and the MIME type."""

    write: Callable[[Sheet], bytes]
    extension: str
    mime_type: str


WRITERS: dict[str, Writer] = {
    "ods": Writer(to_ods, ".ods", "application/vnd.oasis.opendocument.spreadsheet"),
    "xlsx": Writer(to_xlsx, ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": Writer(to_csv, ".csv", "text/csv; charset=utf-8"),
}


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return _guarded(cell)
        case time():
            return f"{cell:%H:%M}"
        case _:
            return str(cell)


def _guarded(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text

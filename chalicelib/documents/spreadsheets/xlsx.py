"""Write a Sheet as XLSX."""

from datetime import date, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter

from chalicelib.documents.spreadsheets.sheet import Cell, Sheet, sheet_name


def write_xlsx(table: Sheet) -> bytes:
    """The workbook's bytes; see tables.to_xlsx."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        book.set_properties({"title": table.title})
        bold = book.add_format({"bold": True, "bottom": 1})
        formats = {date: book.add_format({"num_format": "yyyy-mm-dd"}), time: book.add_format({"num_format": "hh:mm"})}
        sheet = book.add_worksheet(sheet_name(table.title))
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        for at, column in enumerate(table.columns):
            sheet.set_column(at, at, column.width)
            sheet.write_string(0, at, column.title, bold)
        for line, row in enumerate(table.cells(), start=1):
            for at, cell in enumerate(row):
                _write(sheet, line, at, cell, formats)
        _add_notes(book, table.notes)
    return out.getvalue()


def _write(sheet: Any, line: int, at: int, cell: Cell, formats: dict[type, Any]) -> None:
    match cell:
        case None:
            return
        case str():
            sheet.write_string(line, at, cell)
        case int() | float() | Decimal():
            sheet.write_number(line, at, cell)
        case _:
            sheet.write_datetime(line, at, cell, formats[type(cell)])


def _add_notes(book: Any, notes: tuple[str, ...]) -> None:
    if notes:
        sheet = book.add_worksheet("說明")
        sheet.set_column(0, 0, 100)
        for line, note in enumerate(notes):
            sheet.write_string(line, 0, note)

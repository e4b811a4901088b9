"""Text tables (CSV, and Excel's tab-separated "Unicode text") in the encodings that government offices produce."""

import codecs
import csv
import io
import re

from chalicelib.documents.spreadsheets.limits import MAX_ROWS, check_size
from chalicelib.errors import InvalidInput

# With a mark at its start the encoding is certain. Without one, UTF-8 goes before cp950: Chinese in Big5 is hardly ever valid UTF-8,
# while UTF-8 is often valid Big5.
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UNMARKED = ("utf-8", "cp950")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# The apostrophe that `to_csv` sets before what a spreadsheet would take for a formula.
GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
# ="0123": so do systems write a number that Excel shall not shorten.
_AS_TEXT = re.compile(r'\s*="((?:[^"]|"")*)"\s*', re.DOTALL)
# Excel's own line, which tells the separator and is no row.
_SEP_LINE = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)
_SEPARATORS = ",\t;|"
_LOOKED_AT = 20
_LOST = "\ufffd"


def rows_of_text(data: bytes) -> list[list[str]]:
    """The trimmed cells of a CSV file, up to the last that holds something: Excel writes empty ones as commas.

    The separator is what a line `sep=` says, else the comma, tab, semicolon or bar that most of the first lines have.

    Raises InvalidInput when it is no text in a known encoding, a quotation mark is not closed, or it has too many rows or columns.
    """
    text = _decoded(data)
    if _CONTROL.search(text):
        raise InvalidInput("無法讀取這種檔案，請上傳 .xlsx、.ods 或 .csv 檔。")
    said = _SEP_LINE.match(text)
    text = text[said.end() :] if said else text
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=said[1] if said else _separator(text), strict=True)
    rows: list[list[str]] = []
    empty = 0
    try:
        for line in lines:
            row = _filled([_unguarded(cell).strip() for cell in line])
            if not row:
                empty += 1
                continue
            rows += [[] for _ in range(min(empty, MAX_ROWS))]
            rows.append(row)
            empty = 0
            check_size(len(rows), len(row))
    except csv.Error as error:
        raise InvalidInput(f"第 {lines.line_num} 行附近的引號不成對或欄位過長，請用試算表軟體開啟檢查後，另存再上傳。") from error
    return rows


def _decoded(data: bytes) -> str:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else _UNMARKED:
        try:
            text = data.decode(encoding)
            if _LOST not in text:
                return text
            line = text[: text.index(_LOST)].count("\n") + 1
            break
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
    raise InvalidInput(
        f"第 {line} 行有無法辨識的文字（可能是 Big5 造字，或檔案已損壞）。請用 Excel 開啟，確認文字正確後另存為 .xlsx 再上傳。"
    )


def _separator(text: str) -> str:
    """What stands in most of the first lines, and there most often: above the headings there may be a title."""
    lines = text.lstrip("\r\n").splitlines()[:_LOOKED_AT]
    return max(_SEPARATORS, key=lambda mark: (sum(mark in line for line in lines), sum(line.count(mark) for line in lines)))


def _filled(row: list[str]) -> list[str]:
    while row and not row[-1]:
        row.pop()
    return row


def _unguarded(cell: str) -> str:
    if quoted := _AS_TEXT.fullmatch(cell):
        return quoted[1].replace('""', '"')
    return cell[1:] if GUARDED.match(cell) else cell

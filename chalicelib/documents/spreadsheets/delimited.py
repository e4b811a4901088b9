"""Text tables (CSV, and Excel's tab-separated "Unicode text") in the encodings that government offices produce."""

import codecs
import csv
import io
import re

from chalicelib.documents.spreadsheets.limits import check_size
from chalicelib.errors import InvalidInput

# With a mark at its start the encoding is certain. Without one, UTF-8 goes before cp950: Chinese in Big5 is hardly ever valid UTF-8,
# while UTF-8 is often valid Big5.
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_UNMARKED = ("utf-8", "cp950")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
# The apostrophe that `to_csv` sets before what a spreadsheet would take for a formula.
GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def rows_of_text(data: bytes) -> list[list[str]]:
    """The trimmed cells of a CSV file; separators are commas, tabs or semicolons, whichever the first line has most of.

    Raises InvalidInput when it is no text in a known encoding, a quotation mark is not closed, or it has too many rows or columns.
    """
    text = _decoded(data)
    if _CONTROL.search(text):
        raise InvalidInput("無法讀取這種檔案，請上傳 .xlsx、.ods 或 .csv 檔。")
    first_line = text.lstrip("\r\n").partition("\n")[0]
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=max(",\t;", key=first_line.count), strict=True)
    rows: list[list[str]] = []
    try:
        for row in lines:
            rows.append([_unguarded(cell).strip() for cell in row])
            check_size(len(rows), len(row))
    except csv.Error as error:
        raise InvalidInput(f"第 {lines.line_num} 行附近的引號不成對或欄位過長，請用試算表軟體開啟檢查後，另存再上傳。") from error
    return rows


def _decoded(data: bytes) -> str:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else _UNMARKED:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
    raise InvalidInput(
        f"第 {line} 行有無法辨識的文字（可能是 Big5 造字，或檔案已損壞）。請用 Excel 開啟，確認文字正確後另存為 .xlsx 再上傳。"
    )


def _unguarded(cell: str) -> str:
    return cell[1:] if GUARDED.match(cell) else cell

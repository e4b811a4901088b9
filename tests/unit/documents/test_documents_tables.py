"""What is written can be read again, by another tool than the one that wrote it."""

import csv
import io
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from chalicelib.documents.spreadsheets.export import WRITERS, Column, Sheet, to_csv, to_ods, to_xlsx
from chalicelib.documents.spreadsheets.reader import read_rows
from chalicelib.errors import InvalidInput

ALPHABET = st.sampled_from("王𠮷祥堃喆栢峯煊﨑𠊎‧·•・ＡＢ1０aZé=+-@'\"<&>,;:/_x[] \n")
TEXTS = st.text(ALPHABET, max_size=20).map(lambda text: f"姓{text}名") | st.text(st.sampled_from("=+-@'1王＝"), min_size=1, max_size=6)
GRIDS = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5)
FEW = settings(max_examples=30, deadline=None)


def text_table(rows: list[tuple[str, str]]) -> Sheet:
    return Sheet("名冊", (Column("姓名"), Column("備註")), rows)


def cells(data: bytes, sheet: int = 0) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(sheet).to_python(skip_empty_area=False)


@FEW
@given(GRIDS)
@pytest.mark.parametrize("write", [to_ods, to_xlsx])
def test_every_text_comes_back_from_a_spreadsheet(write, rows):
    """Calamine reads exactly the texts that were written, rare characters and would-be formulas included."""
    assert cells(write(text_table(rows))) == [["姓名", "備註"], *[list(row) for row in rows]]


@FEW
@given(GRIDS)
def test_every_text_comes_back_from_csv(rows):
    """The csv module reads the texts that were written, with an apostrophe before what would be a formula, and never a bare formula."""
    read = list(csv.reader(io.StringIO(to_csv(text_table(rows)).decode("utf-8-sig"), newline="")))
    for line, row in zip(read[1:], rows, strict=True):
        assert all(cell in (text, f"'{text}") for cell, text in zip(line, row, strict=True))
    assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for line in read for cell in line)


@FEW
@given(GRIDS)
@pytest.mark.parametrize("name", sorted(WRITERS))
def test_our_reader_takes_back_what_our_writers_write(name, rows):
    """An export imported again gives header and rows, trimmed."""
    data = WRITERS[name].write(text_table(rows))
    assert read_rows(data, f"a{WRITERS[name].extension}") == [["姓名", "備註"], *[[cell.strip() for cell in row] for row in rows]]


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_kinds_come_back_as_a_person_sees_them(name):
    """Numbers, dates, times, leading zeros and empty cells read as they are shown."""
    columns = (Column("座號", "integer"), Column("率", "number"), Column("日期", "date"), Column("時間", "time"), Column("代碼"))
    rows = [(12, 0.5, date(2025, 3, 5), time(8, 5), "0012"), (None, None, None, None, "x"), ("合計", 3.0, "", None, "-1")]
    data = WRITERS[name].write(Sheet("紀錄", columns, iter(rows)))
    assert read_rows(data, f"a{WRITERS[name].extension}") == [
        ["座號", "率", "日期", "時間", "代碼"],
        ["12", "0.5", "2025-03-05", "08:05", "0012"],
        ["", "", "", "", "x"],
        ["合計", "3" if name != "csv" else "3.0", "", "", "-1"],
    ]


@pytest.mark.parametrize("write", [to_ods, to_xlsx])
def test_spreadsheet_cells_are_typed(write):
    """A date is a date and a number a number in the file, so that staff can sort and add."""
    data = write(Sheet("紀錄", (Column("日", "date"), Column("時", "time"), Column("數", "integer")), [(date(2025, 3, 5), time(8, 5), 7)]))
    assert cells(data)[1] == [date(2025, 3, 5), time(8, 5), 7.0]


@pytest.mark.parametrize("write", [to_ods, to_xlsx])
def test_title_names_the_sheet_and_notes_stand_apart(write):
    """The sheet's name is the title without forbidden characters, at most 31 long; notes are on a second sheet."""
    data = write(Sheet("出勤/紀錄：" + "𠮷" * 40, (Column("a"),), [["1"]], ("說明文字",)))
    first, second = CalamineWorkbook.from_filelike(io.BytesIO(data)).sheet_names
    assert first.startswith("出勤 紀錄：𠮷")
    assert len(first.encode("utf-16-le")) // 2 <= 31
    assert second == "說明"
    assert cells(data, 1) == [["說明文字"]]


def test_csv_has_mark_and_line_ends():
    """A CSV begins with the UTF-8 mark and ends its lines with CRLF."""
    assert to_csv(text_table([("甲", "乙")])) == b"\xef\xbb\xbf" + "姓名,備註\r\n甲,乙\r\n".encode()


@pytest.mark.parametrize("text", ["a\x00", "a\x1b", "a\ud800", "a" * 32_768])
@pytest.mark.parametrize("name", sorted(WRITERS))
def test_what_no_file_can_hold_is_refused(name, text):
    """Control characters, half surrogates and over-long texts are an error, never dropped."""
    with pytest.raises(InvalidInput):
        WRITERS[name].write(text_table([(text, "")]))


@pytest.mark.parametrize(("kind", "value"), [("date", datetime(2025, 1, 1)), ("integer", 1.5), ("integer", True), ("number", float("nan"))])  # noqa: DTZ001
def test_a_value_of_another_kind_is_refused(kind, value):
    """A value that is not of its column's kind is an error."""
    with pytest.raises(ValueError, match="kind"):
        to_csv(Sheet("t", (Column("c", kind),), [[value]]))

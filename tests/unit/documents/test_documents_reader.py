"""Files from offices are read as a person sees them, and what cannot be read says what to do."""

from datetime import datetime, time, timedelta

import pytest

from chalicelib.documents.spreadsheets.export import Column, Sheet, to_ods, to_xlsx
from chalicelib.documents.spreadsheets.reader import read_rows
from chalicelib.errors import InvalidInput
from tests.support.workbooks import replaced, xlsx

TEXT = '座號,姓名,備註\r\n0012,王堃,Ａ棟\r\n13, 李煊 ,"a,b"\r\n,,\r\n'
ROWS = [["座號", "姓名", "備註"], ["0012", "王堃", "Ａ棟"], ["13", "李煊", "a,b"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp950"])
def test_text_encodings(encoding):
    """UTF-8 with and without mark, UTF-16 with mark and Big5 give the same cells, trimmed, zeros and full width kept."""
    text = TEXT.replace("堃", "強").replace("煊", "明") if encoding == "cp950" else TEXT
    expected = [[cell.replace("堃", "強").replace("煊", "明") for cell in row] for row in ROWS] if encoding == "cp950" else ROWS
    assert read_rows(text.encode(encoding), "名單.csv") == expected


def test_cp950_rare_characters():
    """The characters that Windows added to Big5 are read."""
    assert read_rows("姓名\r\n碁銹裏墻恒粧嫺\r\n黃裏\r\n".encode("cp950", "strict"), "a.csv") == [["姓名"], ["碁銹裏墻恒粧嫺"], ["黃裏"]]


def test_tab_separated_unicode_text():
    """Excel's "Unicode text" (UTF-16, tabs) is read."""
    assert read_rows("座號\t姓名\r\n1\t王,𠮷\r\n".encode("utf-16"), "a.txt") == [["座號", "姓名"], ["1", "王,𠮷"]]


def test_spreadsheet_values_as_seen():
    """Dates in 民國 format, times a little short, sums and durations come out as text; empty first rows keep their numbers."""

    def fill(book, sheet):
        roc, clock, span = (book.add_format({"num_format": f}) for f in ("[$-404]e/m/d", "hh:mm", "[h]:mm"))
        moment = book.add_format({"num_format": "yyyy/m/d h:mm"})
        sheet.write_datetime(1, 1, datetime(2025, 3, 5), roc)  # noqa: DTZ001
        sheet.write_number(1, 2, time(8, 30).hour / 24 + 30 / 1440 - 1e-9, clock)
        sheet.write_datetime(1, 3, timedelta(hours=30, minutes=5), span)
        sheet.write_datetime(1, 4, datetime(2025, 3, 5, 8, 30), moment)  # noqa: DTZ001
        sheet.write_number(1, 5, 0.1 + 0.2)
        sheet.write_number(1, 6, 202102150002)
        sheet.write_boolean(1, 7, True)
        sheet.write_string(1, 8, " Ａ王𠮷 ")
        sheet.write_blank(30, 30, None, roc)

    assert read_rows(xlsx(fill), "a.xlsx") == [
        [""] * 9,
        ["", "2025-03-05", "08:30", "30:05", "2025-03-05 08:30", "0.3", "202102150002", "TRUE", "Ａ王𠮷"],
    ]


def test_first_visible_sheet_is_read():
    """A hidden sheet before it is passed over."""

    def fill(book, sheet):
        sheet.write_string(0, 0, "hidden")
        shown = book.add_worksheet("名單")
        shown.write_string(0, 0, "姓名")
        shown.activate()
        shown.set_first_sheet()
        sheet.hide()

    assert read_rows(xlsx(fill), "a.xlsx") == [["姓名"]]


def test_type_is_decided_by_content():
    """An ODS that is named .xlsx is read as what it is, and so is a CSV that is named .xls."""
    assert read_rows(to_ods(Sheet("t", (Column("甲"),), [["乙"]])), "a.xlsx") == [["甲"], ["乙"]]
    assert read_rows("甲,乙\n".encode(), "a.xls") == [["甲", "乙"]]


GOOD = to_xlsx(Sheet("t", (Column("甲"),), [["乙"]]))


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.csv", "沒有資料"),
        (b" ,,\r\n", "a.csv", "沒有資料"),
        (b"%PDF-1.7 x", "a.csv", "無法讀取這種檔案"),
        (b"<html><table></table></html>", "a.xls", "無法讀取這種檔案"),
        (b"hello", "a.docx", "無法讀取這種檔案"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.csv", "造字|無法讀取"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", "舊版"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "密碼"),
        (GOOD[: len(GOOD) // 2], "a.xlsx", "損壞"),
        (replaced(GOOD, "xl/worksheets/sheet1.xml", lambda part: part[:-40]), "a.xlsx", "損壞"),
        (replaced(GOOD, "xl/workbook.xml", lambda part: b""), "a.xlsx", "損壞"),
        ("姓名\n".encode("cp950") + b"\xfa\x40\xff\n", "a.csv", "第 2 行"),
        ('甲,"乙\n丙'.encode(), "a.csv", "引號"),
        ("甲\n".encode() * 20_001, "a.csv", "20,000"),
        (b",".join([b"1"] * 201), "a.csv", "200"),
        (bytes(20 * 1024 * 1024 + 1), "a.csv", "20 MB"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(data, name, says):
    """Unknown, locked, damaged, empty and over-large files are refused with a message that fits."""
    with pytest.raises(InvalidInput, match=says) as refused:
        read_rows(data, name)
    assert "請" in refused.value.message


@pytest.mark.parametrize("write", [to_xlsx, to_ods])
def test_any_flipped_byte_is_read_or_refused(write):
    """A damaged package never ends in another error than InvalidInput."""
    whole = write(Sheet("t", (Column("甲"),), [["乙"]]))
    refused = 0
    for at in range(4, len(whole), 29):
        try:
            read_rows(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :], "a.xlsx")
        except InvalidInput:
            refused += 1
    assert refused > 20


def test_locked_ods_is_told_from_a_damaged_one():
    """An ODS whose manifest speaks of encryption is said to have a password."""
    locked = replaced(to_ods(Sheet("t", (Column("甲"),), [])), "META-INF/manifest.xml", lambda part: b"<x><manifest:encryption-data/></x>")
    with pytest.raises(InvalidInput, match="密碼"):
        read_rows(locked, "a.ods")


def test_zip_bomb_is_refused_unopened():
    """A part that declares more than the limit is refused; the message says what to do with rows that are only formatted."""
    bomb = replaced(GOOD, "xl/worksheets/sheet1.xml", lambda part: bytes(65_000_000))
    assert len(bomb) < 200_000
    with pytest.raises(InvalidInput, match="1,048,576 列"):
        read_rows(bomb, "a.xlsx")
    other = replaced(GOOD, "xl/styles.xml", lambda part: bytes(65_000_000))
    with pytest.raises(InvalidInput, match="過大"):
        read_rows(other, "a.xlsx")


def test_zip_that_lies_about_its_size_is_refused():
    """A part that unpacks to more than it declares does not reach the parser."""
    bomb = replaced(GOOD, "xl/worksheets/sheet1.xml", lambda part: bytes(65_000_000))
    lie = bomb.replace((65_000_000).to_bytes(4, "little"), (500).to_bytes(4, "little"))
    with pytest.raises(InvalidInput, match="損壞"):
        read_rows(lie, "a.xlsx")


def test_one_far_cell_does_not_fill_the_memory():
    """A single cell at the sheet's last corner is refused before calamine lays out seventeen thousand million cells."""
    far = xlsx(lambda _, sheet: sheet.write_string(1_048_575, 16_383, "x"))
    with pytest.raises(InvalidInput, match="20,000"):
        read_rows(far, "a.xlsx")


REPEATED = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell{}</table:table-row>'
EMPTY = REPEATED.format(' table:number-columns-repeated="16384"/>').encode()
FILLED = REPEATED.format("><text:p>x</text:p></table:table-cell>").encode()


def ods_ending_in(rows: bytes) -> bytes:
    """An ODS of one row, followed by these."""
    ods = to_ods(Sheet("t", (Column("甲"),), [["乙"]]))
    return replaced(ods, "content.xml", lambda part: part.replace(b"</table:table>", rows + b"</table:table>"))


def test_repeated_cells_of_an_ods_are_counted():
    """A filled row that is repeated a million times is refused; the empty repeats that LibreOffice writes are not."""
    assert read_rows(ods_ending_in(EMPTY), "a.ods") == [["甲"], ["乙"]]
    with pytest.raises(InvalidInput, match="20,000"):
        read_rows(ods_ending_in(FILLED), "a.ods")


def test_a_text_that_many_cells_share_is_counted_for_each():
    """A small file whose cells all show one long text is refused before calamine gives each a copy of it: it took 3.3 GB."""
    shared = xlsx(lambda _, sheet: [sheet.write_string(row, column, "長" * 2000) for row in range(300) for column in range(40)])
    assert len(shared) < 100_000
    with pytest.raises(InvalidInput, match="2,000 萬字"):
        read_rows(shared, "a.xlsx")


LONG = '<table:table-row{}><table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell></table:table-row>'
SPACES = LONG.format("", "", 'x<text:s text:c="{}"/>y')


@pytest.mark.parametrize(
    "rows",
    [
        SPACES.format(4_000_000_000),
        LONG.format(' table:number-rows-repeated="15000"', "", "長" * 2000),
        LONG.format("", ' table:number-columns-repeated="100"', "長" * 250_000),
        LONG.format("", "", "長") * 3
        + LONG.format(' table:number-rows-repeated="10000"', ' table:number-columns-repeated="50"', "長" * 50),
    ],
    ids=["spaces as a number", "rows", "columns", "both"],
)
def test_a_text_that_an_ods_repeats_is_counted_for_each(rows):
    """Repeated rows, repeated cells, and spaces of which only the number is written: refused before they are laid out."""
    with pytest.raises(InvalidInput, match="2,000 萬字"):
        read_rows(ods_ending_in(rows.encode()), "a.ods")


def test_spaces_and_repeats_within_the_limit_are_read():
    """As LibreOffice writes them."""
    rows = SPACES.format(3) + LONG.format(' table:number-rows-repeated="2"', ' table:number-columns-repeated="2"', "丙")
    assert read_rows(ods_ending_in(rows.encode()), "a.ods")[2:] == [["x   y", ""], ["丙", "丙"], ["丙", "丙"]]


def test_a_broken_number_of_a_text_is_told():
    """A cell that names a text which is not there is a damaged file, not an error of ours."""
    one = xlsx(lambda _, sheet: sheet.write_string(0, 0, "x"))
    with pytest.raises(InvalidInput, match="損壞"):
        read_rows(replaced(one, "xl/worksheets/sheet1.xml", lambda part: part.replace(b"<v>0</v>", b"<v>99</v>")), "a.xlsx")

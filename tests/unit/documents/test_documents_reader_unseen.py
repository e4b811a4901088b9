"""What of a file does not meet the eye is read as a person means it, or said."""

import io
import zipfile

import pytest

from chalicelib.documents.spreadsheets.reader import SheetRows, read_rows, read_sheets
from chalicelib.errors import InvalidInput
from tests.support.workbooks import ods, replaced, text_row, xlsx


def first(data: bytes, name: str = "a.xlsx") -> SheetRows:
    return next(read_sheets(data, name))


def test_merged_cells_say_the_same_of_each_row():
    """A unit that is merged over three people is the unit of all three, and the person is told; across columns nothing is doubled."""

    def fill(book, sheet):
        sheet.merge_range("A1:B1", "名冊")
        for row, name in enumerate(("甲", "乙", "丙"), start=1):
            sheet.write_string(row, 0, name)
        sheet.merge_range("B2:B4", "人事處")

    found = first(xlsx(fill))
    assert found.rows == [["名冊", ""], ["甲", "人事處"], ["乙", "人事處"], ["丙", "人事處"]]
    assert ["B2 到 B4" in note for note in found.notes] == [True]
    merged = '<table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>人事處</text:p></table:table-cell>'
    rows = text_row("甲").replace("</table:table-row>", merged + "</table:table-row>")
    rows += text_row("乙").replace("</table:table-row>", "<table:covered-table-cell/></table:table-row>")
    assert first(ods(rows)).rows == [["甲", "人事處"], ["乙", "人事處"]]


def test_hidden_rows_and_columns_are_said():
    """What a filter hides is read, and named; hidden rows without anything in them are nothing to tell."""

    def fill(book, sheet):
        for row, name in enumerate(("姓名", "甲", "乙")):
            sheet.write_row(row, 0, [name, "x"])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(50, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})

    found = first(xlsx(fill))
    assert len(found.rows) == 3
    assert [("1 列被隱藏" in note and "第 3 列" in note, "B 欄" in note) for note in found.notes] == [(True, False), (False, True)]
    said = first(ods(text_row("姓名") + text_row("甲", visibility="filter") + text_row("乙"))).notes
    assert ["第 2 列" in note for note in said] == [True]


def test_cells_without_a_result_are_named():
    """A formula whose result is not in the file, and one that ended in an error, are no empty cells."""

    def fill(book, sheet):
        sheet.write_string(0, 0, "甲")
        sheet.write_formula(1, 0, "=ROW()-1", None, 1)
        sheet.write_formula(2, 0, "=1/0", None, "#DIV/0!")
        sheet.write_formula(3, 0, '=""', None, "")
        sheet.write_string(4, 0, "乙")

    def as_others_write(part: bytes) -> bytes:
        return part.replace(b"<f>ROW()-1</f><v>1</v>", b"<f>ROW()-1</f><v></v>").replace(b'<c r="A4">', b'<c r="A4" t="str">')

    found = first(replaced(xlsx(fill), "xl/worksheets/sheet1.xml", as_others_write))
    assert {place: "公式錯誤" in said for place, said in found.faults.items()} == {(2, 1): False, (3, 1): True}
    cells = (
        '<table:table-row><table:table-cell table:formula="of:=1+1"/><table:table-cell table:formula="of:=1/0" office:value-type="string"'
    )
    cells += ' office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>'
    assert {place: "公式錯誤" in said for place, said in first(ods(text_row("甲") + cells)).faults.items()} == {(2, 1): False, (2, 2): True}


def test_readings_beside_a_name_are_no_part_of_it():
    """注音 above a name, and a comment on a cell, are left out."""
    ruby = "<text:ruby><text:ruby-base>林</text:ruby-base><text:ruby-text>ㄌㄧㄣˊ</text:ruby-text></text:ruby>美玲"
    noted = "</text:p><office:annotation><text:p>請再確認</text:p></office:annotation><text:p>甲"
    assert first(ods(text_row("姓名") + text_row(ruby) + text_row(noted))).rows == [["姓名"], ["林美玲"], ["甲"]]


def test_names_of_parts_as_other_systems_write_them():
    """Backslashes and other capitals in the container change nothing, for what is read and for what is told."""

    def fill(book, sheet):
        sheet.write_string(0, 0, "甲")
        sheet.set_row(0, None, None, {"hidden": True})

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(fill))) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            entry = zipfile.ZipInfo("x")
            entry.filename = info.filename.replace("/", "\\").replace("workbook.xml", "Workbook.xml")
            new.writestr(entry, old.read(info))
    found = first(out.getvalue())
    assert (found.rows, len(found.notes)) == ([["甲"]], 1)


def test_empty_cells_at_the_end_count_nothing():
    """Excel writes them as commas, three hundred columns or thirty thousand rows; the limits are of what is filled."""
    assert read_rows(("甲,乙" + "," * 300 + "\n1,2\n").encode(), "a.csv") == [["甲", "乙"], ["1", "2"]]
    assert read_rows(("甲,乙\n" + ",,\n" * 30_000).encode(), "a.csv") == [["甲", "乙"]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('甲,乙\n="0123","=""A1"""\n', [["甲", "乙"], ["0123", "A1"]]),
        ("sep=|\n甲|乙\n", [["甲", "乙"]]),
        ("115 年度名冊\n甲;乙,丙\n1;2\n", [["115 年度名冊", ""], ["甲", "乙,丙"], ["1", "2"]]),
    ],
)
def test_ways_of_writing_text_files(text: str, rows: list[list[str]]):
    """="0123" is the text between the quotes; a separator is told by sep= or by most lines, not by a title above them."""
    assert read_rows(text.encode(), "a.csv") == rows


def test_a_text_in_which_characters_were_lost_is_refused():
    """A system that could not write a character put U+FFFD there; nobody is called so."""
    with pytest.raises(InvalidInput, match="第 2 行有無法辨識的文字"):
        read_rows("姓名\n王\ufffd\n".encode(), "a.csv")


def test_further_sheets_are_read_on_demand_and_said():
    """Every visible sheet with something on it can be had, and each tells which others were not read."""

    def fill(book, sheet):
        sheet.write_string(0, 0, "說明")
        book.add_worksheet("空的")
        book.add_worksheet("名單").write_string(0, 0, "姓名")
        hidden = book.add_worksheet("舊的")
        hidden.write_string(0, 0, "x")
        hidden.hide()

    found = list(read_sheets(xlsx(fill), "a.xlsx"))
    assert [(each.name, each.rows) for each in found] == [("Sheet1", [["說明"]]), ("名單", [["姓名"]])]
    assert "「名單」、「舊的」（隱藏）沒有讀取" in found[0].notes[0]

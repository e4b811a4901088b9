"""Sheets as offices write them: which column is which, and which rows are no line of the list."""

import pytest

from chalicelib.domains.classes.imports.sheet_rules import NONE, ROSTER_COLUMNS, Sheet, read_sheet
from chalicelib.domains.classes.imports.timetable_rules import TIMETABLE_COLUMNS

WANG = {"name": "王小明", "id_number": "A123456789"}


def read(*rows: list[str], **chosen: str) -> Sheet:
    width = max(map(len, rows))
    return read_sheet([[*row, *[""] * (width - len(row))] for row in rows], ROSTER_COLUMNS, chosen=chosen)


def test_our_own_title_goes_before_a_synonym() -> None:
    """單位 is read as the agency only where no column is headed 服務機關; what is left out is said."""
    sheet = read(["姓名", "身分證字號", "單位", "服務機關"], ["王小明", "A123456789", "第二科", "人事處"])
    assert sheet.lines[0][1] == {**WANG, "agency": "人事處"}
    assert sheet.notes == ("沒有讀取的欄：「單位」（C 欄）。",)


def test_two_columns_alike_are_for_the_person_to_choose() -> None:
    """Two columns of names with something in both are told with their places; one that is empty is none; a choice settles it."""
    rows = ["姓名", "姓名", "身分證字號"], ["承辦甲", "王小明", "A123456789"]
    (problem,) = read(*rows).problems
    assert "「姓名」（A 欄）、「姓名」（B 欄）" in problem.message
    assert read(rows[0], ["", "王小明", "A123456789"]).lines[0][1] == WANG
    chosen = read(*rows, name="B")
    assert (chosen.problems, chosen.lines[0][1]) == ((), WANG)


def test_a_column_can_be_left_out() -> None:
    """What a person says the file does not have is not read, whatever the heading."""
    assert read(["姓名", "身分證字號", "單位"], ["王小明", "A123456789", "第二科"], agency=NONE).lines[0][1] == WANG


@pytest.mark.parametrize("heading", ["姓名(全名)", "姓 名（中文）", "參訓學員", "姓\n名", "姓名\u200b"])
def test_headings_in_other_words(heading: str) -> None:
    """Something in brackets, line breaks and unseen marks change no heading."""
    assert read([heading, "身分證字號"], ["王小明", "A123456789"]).lines[0][1] == WANG


@pytest.mark.parametrize(
    "foot",
    [
        ["合計", "", "2"],
        ["", "合計 1 人"],
        ["共 1 人"],
        ["備註：請準時報到"],
        ["以下空白"],
        ["承辦人：", "", "單位主管："],
        ["座號", "姓名", "身分證字號"],
    ],
)
def test_what_stands_under_a_list_is_no_line_of_it(foot: list[str]) -> None:
    """Sums, remarks and headings printed again are left out, and said with their row."""
    sheet = read(["座號", "姓名", "身分證字號"], ["1", "王小明", "A123456789"], foot)
    assert [number for number, _ in sheet.lines] == [2]
    assert ["第 3 列" in note and "沒有匯入" in note for note in sheet.notes] == [True]


def test_a_person_with_a_strange_name_is_no_sum() -> None:
    """With a number that could be one's own, a line is a line."""
    assert len(read(["姓名", "身分證字號"], ["共小明", "A123456789"], ["合計", "A123456788"]).lines) == 2


def test_a_number_among_the_headings_is_never_told() -> None:
    """Where the first person stands in the place of the headings, the message does not repeat the number."""
    sheet = read(["王小明", "A123456789"], ["林美玲", "B220011227"])
    assert sheet.problems
    assert "A123456789" not in str(sheet)


def test_cells_without_a_result_are_problems_of_their_column() -> None:
    """Of a column that is read; in others they do not matter."""
    rows = [["座位", "姓名", "身分證字號", "備註"], ["", "王小明", "A123456789", ""]]
    sheet = read_sheet(rows, ROSTER_COLUMNS, faults={(2, 1): "這格是公式", (2, 4): "這格是公式"})
    assert [(each.row, each.column) for each in sheet.problems] == [(2, "座位（A 欄）")]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("張同一\n張同二", "張同一、張同二"),
        ("王　明、李 大 同", "王明、李大同"),
        ("John\nSmith", "John Smith"),
        ("王\n小明", "王小明"),
        ("張同一 教授", "張同一 教授"),
    ],
)
def test_lecturers_of_one_cell(written: str, kept: str) -> None:
    """Names on lines of their own are several; padding goes; a title stays behind its name."""
    rows = [["日期", "開始", "結束", "課程", "講座"], ["115/3/2", "9:00", "9:50", "公文\u200b寫作\n實務", written]]
    cells = read_sheet(rows, TIMETABLE_COLUMNS).lines[0][1]
    assert (cells["subject"], cells["lecturer"]) == ("公文寫作實務", kept)

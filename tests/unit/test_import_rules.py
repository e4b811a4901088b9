"""What a roster or a timetable file must look like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.classes.imports.rules import (
    Checked,
    Identified,
    check_roster,
    compare,
    keep_seats,
)
from chalicelib.domains.classes.imports.sheet_rules import ROSTER_COLUMNS, column_letters, read_sheet
from chalicelib.domains.classes.model import Trainee
from chalicelib.domains.people.model import is_valid_id, normalise_id
from chalicelib.errors import InvalidInput

HEADINGS = ["座位", "姓名", "身分證字號", "服務機關", "職稱", "電子郵件", "組別"]
GOOD = ["1", "王小明", "A123456789", "臺北市政府民政局", "科員", "a@example.com", "第1組"]


def identify(typed: str) -> Identified:
    number = normalise_id(typed)
    if not is_valid_id(number):
        raise InvalidInput
    return Identified("key-" + number[-4:], "masked")


def check(*rows: list[str], seats: int = 40) -> Checked:
    return check_roster(read_sheet([HEADINGS, *rows], ROSTER_COLUMNS), seats=seats, identify=identify)


def told(*rows: list[str], seats: int = 40) -> list[tuple[int, str]]:
    return [(problem.row, problem.column) for problem in check(*rows, seats=seats).problems]


def changed(**values: str) -> list[str]:
    places = dict(zip(("seat", "name", "id_number", "agency", "title", "email", "group"), range(7), strict=True))
    row = list(GOOD)
    for name, value in values.items():
        row[places[name]] = value
    return row


def test_a_good_row_becomes_a_trainee() -> None:
    """Every column of a good row arrives in the trainee, and nothing is wrong."""
    checked = check(GOOD)
    assert checked.problems == ()
    assert checked.trainees == (
        Trainee("key-6789", "masked", "王小明", "臺北市政府民政局", "1", "科員", "a@example.com", "第1組"),
    )  # fmt: skip


@pytest.mark.parametrize("heading", ["身分證統一編號", "統一證號", "身 分 證 字 號", "身分證字號＊", "身份證字號："])
def test_synonyms_of_the_id_heading(heading: str) -> None:
    """Headings that offices use for the ID number are found, whatever their spaces, width and marks."""
    sheet = read_sheet([["姓名", heading], ["王小明", "A123456789"]], ROSTER_COLUMNS)
    assert sheet.lines[0][1]["id_number"] == "A123456789"


def test_title_lines_above_the_headings() -> None:
    """Rows are counted as the spreadsheet does, also below title lines and empty lines."""
    rows = [["參訓名冊", *[""] * 6], [""] * 7, HEADINGS, [""] * 7, changed(id_number="A123456788")]
    sheet = read_sheet(rows, ROSTER_COLUMNS)
    problems = check_roster(sheet, seats=40, identify=identify).problems
    assert [(problem.row, problem.column) for problem in problems] == [(5, "身分證字號（C 欄）")]


def test_a_missing_column_is_named() -> None:
    """A file without ID numbers is refused with the column's name."""
    (problem,) = read_sheet([["姓名", "服務機關"], ["王小明", "民政局"]], ROSTER_COLUMNS).problems
    assert (problem.row, "找不到「身分證字號」欄" in problem.message, "「姓名」、「服務機關」" in problem.message) == (1, True, True)


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"id_number": "A123456788"}, "身分證字號（C 欄）"),
        ({"id_number": ""}, "身分證字號（C 欄）"),
        ({"name": ""}, "姓名（B 欄）"),
        ({"name": "王" * 61}, "姓名（B 欄）"),
        ({"name": "王小\n明"}, None),
        ({"name": "王\x07明"}, "姓名（B 欄）"),
        ({"seat": "０12號"}, None),
        ({"seat": "41"}, "座位（A 欄）"),
        ({"seat": "0"}, "座位（A 欄）"),
        ({"seat": "窗邊"}, "座位（A 欄）"),
        ({"seat": "²"}, "座位（A 欄）"),
        ({"email": "a＠b"}, "電子郵件（F 欄）"),
        ({"email": "a@b"}, "電子郵件（F 欄）"),
        ({"email": "a b@c.tw"}, "電子郵件（F 欄）"),
        ({"email": "<a@c.tw>"}, "電子郵件（F 欄）"),
    ],
)
def test_each_mistake_is_told_once_with_its_column(values: dict[str, str], column: str | None) -> None:
    """One mistake in one cell is one problem in that column of row 2."""
    assert told(changed(**values)) == ([(2, column)] if column else [])


def test_the_same_person_twice() -> None:
    """A second row of the same ID number, written otherwise, is told with the first row's number."""
    problems = check(GOOD, changed(seat="2", id_number=" ａ123456789 ")).problems
    assert [(problem.row, problem.column) for problem in problems] == [(3, "身分證字號（C 欄）")]
    assert "第 2 列" in problems[0].message


def test_the_same_seat_twice() -> None:
    """Two people on seat 1, written 1 and ０１, are told."""
    assert told(GOOD, changed(seat="０１", id_number="B123456780")) == [(3, "座位（A 欄）")]


def test_more_people_than_seats() -> None:
    """A roster larger than the room is told at the first row that has no seat."""
    assert told(changed(seat=""), changed(seat="", id_number="B123456780"), seats=1) == [(3, "姓名（B 欄）")]


def test_an_id_number_elsewhere_is_taken_out() -> None:
    """An ID number in another column is told and does not get into the trainee."""
    checked = check(changed(title="ａ123456789"))
    assert [(problem.row, problem.column) for problem in checked.problems] == [(2, "職稱（E 欄）")]
    assert checked.trainees[0].title == ""


def test_no_problem_repeats_an_id_number() -> None:
    """What is told of a wrong, a repeated and a misplaced number never holds the number."""
    texts = str(check(GOOD, GOOD, changed(id_number="A123456788"), changed(agency="A123456789")).problems)
    assert "123456" not in texts


@given(st.integers(min_value=0, max_value=20_000))
def test_column_letters_count_as_a_spreadsheet_does(at: int) -> None:
    """Letters read as a number of base 26 without zero give the column back."""
    number = 0
    for letter in column_letters(at):
        number = number * 26 + ord(letter) - ord("A") + 1
    assert number - 1 == at


def person(key: str, seat: str = "", name: str = "王小明") -> Trainee:
    return Trainee(key, "masked", name, "民政局", seat)


def test_present_people_keep_their_seat() -> None:
    """Without a seat in the file, a present person keeps the old one."""
    assert keep_seats([person("a"), person("b")], [person("a", "7")], 40) == [person("a", "7"), person("b")]


def test_a_kept_seat_gives_way_to_a_given_one() -> None:
    """The file may give a present person's seat to somebody else."""
    assert keep_seats([person("a"), person("b", "7")], [person("a", "7")], 40) == [person("a"), person("b", "7")]


def test_differences_are_added_changed_removed_and_unchanged() -> None:
    """Comparing two rosters sorts every person into one of four kinds."""
    change = compare([person("a"), person("b", name="李四"), person("c")], [person("a"), person("b"), person("d")])
    assert [each.person for each in change.added] == ["c"]
    assert [each.person for each in change.changed] == ["b"]
    assert [each.person for each in change.removed] == ["d"]
    assert change.unchanged == 1

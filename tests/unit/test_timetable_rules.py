"""What a timetable file must look like."""

from datetime import date

import pytest

from chalicelib.domains.classes.imports.sheet_rules import read_sheet
from chalicelib.domains.classes.imports.timetable_rules import TIMETABLE_COLUMNS, check_timetable
from chalicelib.domains.classes.model import Period, Problem

HEADINGS = ["日期", "開始", "結束", "節數", "課程", "講座"]
GOOD = ["115/03/02", "09:00", "09:50", "1", "行政中立", "林書豪"]


def check(*rows: list[str]) -> tuple[list[Period], list[Problem]]:
    return check_timetable(read_sheet([HEADINGS, *rows], TIMETABLE_COLUMNS), first=date(2026, 3, 2), last=date(2026, 3, 4))


DAYS = ["115/03/02", "115/3/2", "115.3.2", "1150302", "115年3月2日", "民國115年3月2日", "2026-03-02", "2026/3/2", "１１５/３/２"]
DAYS += ["115年3月2日（一）", "115/3/2 星期一", "115/3/2(週一)", "\u200b115/3/2"]


@pytest.mark.parametrize("day", DAYS)
def test_days_of_both_calendars(day: str) -> None:
    """民國 and Western days in the usual ways of writing are the same day."""
    periods, problems = check([day, *GOOD[1:]])
    assert problems == []
    assert periods[0].day == date(2026, 3, 2)


@pytest.mark.parametrize("clock", ["09:00", "9:00", "0900", "09:00:00", "０９：００", "1899-12-31 09:00"])
def test_times_of_day(clock: str) -> None:
    """Times in the usual ways of writing are 09:00."""
    assert check([GOOD[0], clock, *GOOD[2:]])[0][0].starts == "09:00"


AFTERNOON = [
    "下午 01:30:00",
    "下午1:30",
    "PM 1:30",
    "1:30 PM",
    "01:30:00 p.m.",
    "13時30分",
    "下午 13:30",
    "2026/3/2 下午 01:30:00",
    "中午 1:30",
]


@pytest.mark.parametrize("clock", AFTERNOON)
def test_times_of_the_afternoon(clock: str) -> None:
    """The half of the day counts, before the time or behind it: 13:30, never 01:30."""
    assert check([GOOD[0], clock, "16:20", "1", *GOOD[4:]])[0][0].starts == "13:30"


@pytest.mark.parametrize(
    ("clock", "starts"), [("上午 12:10", "00:10"), ("中午 12:10", "12:10"), ("下午 12:10", "12:10"), ("上午9時", "09:00")]
)
def test_times_around_noon(clock: str, starts: str) -> None:
    """上午 12 is midnight, 中午 and 下午 12 are noon."""
    assert check([GOOD[0], clock, "16:20", "1", *GOOD[4:]])[0][0].starts == starts


@pytest.mark.parametrize("clock", ["上午 13:30", "晚上 12:00", "下午 1:30 PM", "下下午1:30", "午後 1:30", "1:30左右"])
def test_a_time_that_says_two_things_is_a_problem(clock: str) -> None:
    """Nothing is guessed: the cell is named."""
    assert [problem.column for problem in check([GOOD[0], clock, "16:20", "1", *GOOD[4:]])[1]] == ["開始（B 欄）"]


@pytest.mark.parametrize(
    ("at", "text", "column"),
    [
        (0, "115/02/30", "日期（A 欄）"),
        (0, "115/03/05", "日期（A 欄）"),
        (0, "", "日期（A 欄）"),
        (1, "25:00", "開始（B 欄）"),
        (2, "08:00", "結束（C 欄）"),
        (3, "0", "節數（D 欄）"),
        (3, "兩節", "節數（D 欄）"),
        (4, "", "課程（E 欄）"),
        (4, "課" * 101, "課程（E 欄）"),
    ],
)
def test_each_mistake_is_told_once_with_its_column(at: int, text: str, column: str) -> None:
    """One mistake in one cell is one problem in that column of row 2, and no period."""
    row = list(GOOD)
    row[at] = text
    periods, problems = check(row)
    assert [(problem.row, problem.column) for problem in problems] == [(2, column)]
    assert periods == []


def test_periods_that_overlap() -> None:
    """A lesson that begins before the one before it has ended is told."""
    assert [problem.row for problem in check(GOOD, ["115/03/02", "09:30", "10:20", "1", "綜合座談", ""])[1]] == [3]


def test_no_count_is_made_of_the_times() -> None:
    """Without a number of periods, 110 minutes are two."""
    assert check([GOOD[0], "10:00", "11:50", "", *GOOD[4:]])[0][0].count == 2

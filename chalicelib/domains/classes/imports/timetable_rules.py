"""What a timetable file (課表) must look like, and what is wrong with one that does not. Pure."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from typing import TypeVar

from chalicelib.domains.classes.imports.rules import check_texts
from chalicelib.domains.classes.imports.sheet_rules import Sheet, make_column
from chalicelib.domains.classes.model import Period, Problem
from chalicelib.web.value_rules import plain

TIMETABLE_COLUMNS = (
    make_column("day", "日期", 30, "上課日期", "課程日期", "日期(星期)", required=True),
    make_column("starts", "開始", 30, "開始時間", "起", "起時", "起始時間", "上課時間", "上課時間(起)", "時間(起)", required=True),
    make_column("ends", "結束", 30, "結束時間", "迄", "訖", "迄時", "下課時間", "上課時間(迄)", "時間(迄)", "結束時刻", required=True),
    make_column("count", "節數", 4, "時數", "節"),
    make_column("subject", "課程", 100, "課程名稱", "科目", "課目", "講題", "課程/講題", "單元名稱", "課程內容", "主題", required=True),
    make_column("lecturer", "講座", 60, "講師", "授課講座", "講座姓名", "授課講師", "講師姓名", "授課教師", "主講人"),
)  # fmt: skip
_MOST_PERIODS = 12
_MOST_LINES = 500
_DAY = re.compile(
    r"(?:民國)?\s*(\d{2,4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?\s*(?:\(?(?:星期|週|周)?[一二三四五六日]\)?)?(?:\s.*)?"
)
_DAY_PLAIN = re.compile(r"(\d{3,4})(\d{2})(\d{2})")
_HALF = r"上午|早上|清晨|凌晨|中午|下午|傍晚|晚上|晚間|am|pm"
# The half of the day before or behind: 下午 1:30, 1:30 PM; after a day and a blank, as sheets write both together.
_CLOCK = re.compile(
    rf"(?:(?:民國)?[\d年月日/.\-]+\s+)?(?P<before>{_HALF})?\s*(?P<hour>\d{{1,2}})"
    rf"(?::(?P<minute>\d{{2}})(?::\d{{2}})?|[時點](?:(?P<spoken>\d{{2}})分?)?|(?P<bare>\d{{2}}))\s*(?P<behind>{_HALF})?",
    re.IGNORECASE,
)
_MORNING = frozenset({"上午", "早上", "清晨", "凌晨", "am"})
_AFTERNOON = frozenset({"下午", "傍晚", "晚上", "晚間", "pm"})
_Value = TypeVar("_Value")


def check_timetable(sheet: Sheet, *, first: date, last: date) -> tuple[list[Period], list[Problem]]:
    """The periods in order of time, and everything that is wrong; days must lie between `first` and `last`."""
    problems = check_texts(sheet, TIMETABLE_COLUMNS)
    periods: list[tuple[int, Period]] = []
    for row, cells in sheet.lines:
        period = _period(_Line(sheet, row, cells, problems), first, last)
        if period and not any(problem.row == row for problem in problems):
            periods.append((row, period))
    periods.sort(key=lambda each: (each[1].day, each[1].starts))
    problems += _overlaps(sheet, periods)
    if not sheet.lines:
        problems.append(Problem(1, "", "標題列下面沒有任何課程。"))
    if len(sheet.lines) > _MOST_LINES:
        problems.append(Problem(sheet.lines[_MOST_LINES][0], "", f"課表最多 {_MOST_LINES} 列。"))
    return [period for _, period in periods], sorted(problems, key=lambda problem: problem.row)


class _Line:
    """Reads one line's cells, and notes what cannot be read; an empty cell was noted before."""

    def __init__(self, sheet: Sheet, row: int, cells: dict[str, str], problems: list[Problem]) -> None:
        self.sheet, self.row, self.cells, self.problems = sheet, row, cells, problems

    def read(self, name: str, parse: Callable[[str], _Value | None], message: str) -> _Value | None:
        text = plain(self.cells.get(name, ""))
        value = parse(text) if text else None
        if text and value is None:
            self.wrong(name, message)
        return value

    def wrong(self, name: str, message: str) -> None:
        self.problems.append(self.sheet.problem(self.row, name, message))


def _period(line: _Line, first: date, last: date) -> Period | None:
    """What the line says; None where day or times cannot be read."""
    day = line.read("day", _day, "日期請填 115/03/02 或 2026-03-02。")
    starts = line.read("starts", _clock, "時間請填 09:00 這樣的 24 小時制，或下午 1:30。")
    ends = line.read("ends", _clock, "時間請填 09:00 這樣的 24 小時制，或下午 1:30。")
    if day and not first <= day <= last:
        line.wrong("day", f"日期不在本班期間（{first:%Y-%m-%d} 到 {last:%Y-%m-%d}）。")
    if not (starts and ends):
        return None
    count = _count(line.cells.get("count", ""), starts, ends)
    if ends <= starts:
        line.wrong("ends", "結束時間要晚於開始時間。")
    elif not 1 <= count <= _MOST_PERIODS:
        line.wrong("count", f"節數請填 1 到 {_MOST_PERIODS} 的整數。")
    return Period(day, starts, ends, count, line.cells.get("subject", ""), line.cells.get("lecturer", "")) if day else None


def _day(text: str) -> date | None:
    """民國 115/3/2, 115.03.02, 1150302, 115年3月2日 or 2026-03-02, with or without a time behind."""
    found = _DAY.fullmatch(text) or _DAY_PLAIN.fullmatch(text)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups())
    try:
        return date(year if year > 1911 else year + 1911, month, day)
    except ValueError:
        return None


def _clock(text: str) -> str | None:
    """9:00, 0900, 09:00:00, 下午1:30, 1:30 PM, 13時30分, or a sheet's date and time → 09:00. None where it says two things at once."""
    found = _CLOCK.fullmatch(text.replace(".", "") if re.search(r"[ap]\.m", text, re.IGNORECASE) else text)
    if not found or (found["before"] and found["behind"]):
        return None
    hour = _hour((found["before"] or found["behind"] or "").casefold(), int(found["hour"]))
    minute = int(found["minute"] or found["spoken"] or found["bare"] or 0)
    return f"{hour:02}:{minute:02}" if hour is not None and minute <= 59 else None


def _hour(half: str, hour: int) -> int | None:
    """Of the day. 下午 13:30 says the same twice; 上午 13:30 and 晚上 12:00 are for the person to say."""
    if half in _MORNING:
        return hour % 12 if hour <= 12 else None
    if half in _AFTERNOON:
        noon = hour == 12 and half in {"下午", "pm"}
        return hour + 12 if 1 <= hour < 12 else hour if noon or 12 < hour <= 23 else None
    if half == "中午":
        return {11: 11, 12: 12, 1: 13, 13: 13}.get(hour)
    return hour if hour <= 23 else None


def _count(text: str, starts: str, ends: str) -> int:
    """The number of periods; where the file gives none, as many times 50 minutes as fit, at least one. 0 for what is no number."""
    typed = plain(text).removesuffix("節")
    if typed:
        return int(typed) if typed.isascii() and typed.isdigit() else 0
    return max(1, round((_minutes(ends) - _minutes(starts)) / 50))


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _overlaps(sheet: Sheet, periods: Sequence[tuple[int, Period]]) -> list[Problem]:
    """A line that starts before the one before it has ended. Two at the very same time are parallel groups, and allowed."""
    problems = []
    for (_, before), (row, after) in pairwise(periods):
        same = (before.starts, before.ends) == (after.starts, after.ends)
        if before.day == after.day and after.starts < before.ends and not same:
            problems.append(sheet.problem(row, "starts", f"與 {before.starts} 到 {before.ends} 的課程時間重疊。"))
    return problems

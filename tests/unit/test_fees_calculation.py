"""Amounts from the timetable, worked out by hand from the 講座鐘點費支給表 (as restated by NDHU's accounting office, 1022-69075)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.fees.amount_in_words_rules import in_words
from chalicelib.domains.fees.calculation.periods_rules import Extra, Taught, Treatment, extra_line, extra_problem, limit, talk_lines, units
from chalicelib.domains.fees.model import LecturerKind, Line, Source
from tests.scenes.fees import rules_on

DAY = date(2026, 3, 2)
RULES = rules_on(DAY)


def taught(starts: str, ends: str, count: int, subject: str = "公文寫作", treatment: Treatment = Treatment.LECTURE) -> Taught:
    return Taught(DAY, starts, ends, count, subject, treatment)


def amounts(*lines: Taught, rate: int = 2000) -> list[int]:
    return [line.amount for line in talk_lines(lines, rate, RULES)]


@pytest.mark.parametrize(
    ("minutes", "count", "halves"),
    [(50, 1, 2), (49, 1, 1), (0, 1, 0), (90, 2, 4), (89, 2, 3), (50, 2, 2), (51, 2, 3), (140, 3, 6), (139, 3, 5), (180, 4, 8), (110, 2, 4)],
)
def test_a_period_is_50_minutes_two_running_90_and_one_begun_is_half(minutes: int, count: int, halves: int) -> None:
    """Note 3 of the table: 每節 50 分鐘；連續上課 2 節者為 90 分鐘；未滿者減半. 89 minutes of 2 節: one of 50, and one begun."""
    assert units(minutes, count, RULES) == halves


def test_two_periods_say_how() -> None:
    """The issue's own example: 2 節 × 2,000 = 4,000."""
    (line,) = talk_lines([taught("09:00", "10:30", 2)], 2000, RULES)
    assert (line.amount, line.why, line.minutes, line.units) == (4000, "2 節 × 2,000 = 4,000", 90, 4)


def test_an_assistant_gets_half() -> None:
    """Use 2 of the table: 講座助理 half of the lecturer's for the same course: 2 × 2,000 × 50 % = 2,000."""
    (line,) = talk_lines([taught("09:00", "10:30", 2, treatment=Treatment.ASSISTANT)], 2000, RULES)
    assert (line.amount, line.assistant) == (2000, True)
    assert line.why == "2 節 × 2,000 × 50 % = 2,000（講座助理按 50 %）"


def test_a_period_that_is_short_is_half() -> None:
    """40 minutes of one 節 at 1,500: 750 (note 3), and the line says so."""
    (line,) = talk_lines([taught("09:00", "09:40", 1)], 1500, RULES)
    assert line.amount == 750
    assert line.why == "0.5 節 × 1,500 = 750（授課 40 分鐘，1 節應為 50 分鐘，未滿一節部分減半）"


def test_lines_that_run_on_are_counted_together() -> None:
    """45 and 45 minutes without a break are two running 節 of 90 minutes: 2 × 2,000, not twice a half."""
    assert amounts(taught("09:00", "09:45", 1), taught("09:45", "10:30", 1)) == [2000, 2000]


def test_lines_with_a_break_are_counted_each_by_itself() -> None:
    """45 minutes, ten minutes' break, 45 minutes: each is short of 50, so each is half."""
    assert amounts(taught("09:00", "09:45", 1), taught("09:55", "10:40", 1)) == [1000, 1000]


def test_morning_and_afternoon_of_one_day_are_apart() -> None:
    """Three 節 (170 minutes, 140 are needed) twice on a day: 12,000 at 2,000."""
    assert amounts(taught("09:00", "11:50", 3), taught("13:30", "16:20", 3)) == [6000, 6000]


def test_minutes_that_overlap_are_paid_once() -> None:
    """Two lines of the same hour are one hour: the second is 0 and says why."""
    lines = talk_lines([taught("09:00", "09:50", 1), taught("09:00", "09:50", 1, "同時的另一組")], 2000, RULES)
    assert sorted(line.amount for line in lines) == [0, 2000]
    assert "重疊 50 分鐘不重複計" in lines[1].why


def test_a_talk_to_the_public_is_paid_by_its_decision() -> None:
    """Note 4 of the table: 專題演講 is outside it."""
    speech = Taught(DAY, "14:00", "16:00", 2, "專題演講", Treatment.SPEECH, 8000, "簽准 1150301")
    (line,) = talk_lines([speech], 2000, RULES)
    assert (line.source, line.amount) == (Source.SPEECH, 8000)
    assert "簽准 1150301" in line.why


def test_limits_by_kind() -> None:
    """The table: 2,000, 1,500, 1,000; from abroad the organizer decides."""
    assert [limit(kind, RULES) for kind in LecturerKind] == [2000, 1500, 1000, None]


def test_half_of_an_odd_amount_is_cut() -> None:
    """An assistant's half 節 at 1,601: 400.25 is 400."""
    (line,) = talk_lines([taught("09:00", "09:30", 1, treatment=Treatment.ASSISTANT)], 1601, RULES)
    assert line.amount == 400
    assert "元以下捨去" in line.why


TALK = Line(Source.TALK, 4000, "", "公文寫作")


def test_material_is_at_most_seventy_percent_of_its_lecture() -> None:
    """Note 6 of the table: 該次授課鐘點費 7 成內. 70 % of 4,000 is 2,800; two lines share it."""
    most, over = Extra(Source.MATERIAL, 2800, "公文寫作"), Extra(Source.MATERIAL, 2801, "公文寫作")
    assert extra_problem(most, [], LecturerKind.EXPERT, [TALK], RULES) == ""
    assert "2,800" in extra_problem(over, [], LecturerKind.EXPERT, [TALK], RULES)
    assert extra_problem(Extra(Source.MATERIAL, 1, "公文寫作"), [most], LecturerKind.EXPERT, [TALK], RULES)
    assert extra_problem(Extra(Source.MATERIAL, 1, "別的課"), [], LecturerKind.EXPERT, [TALK], RULES)
    assert extra_line(most, [TALK], RULES).amount == 2800


def test_travel_is_for_those_from_outside() -> None:
    """Note 5 of the table: 外聘講座交通費及國內住宿費 as really spent."""
    trip = Extra(Source.TRAVEL, 1490, "高鐵 臺中－臺北")
    assert extra_problem(trip, [], LecturerKind.EXPERT, [], RULES) == ""
    assert extra_problem(trip, [], LecturerKind.OWN, [], RULES)


MINUTES = st.integers(8 * 60, 20 * 60)


@st.composite
def some_taught(draw: st.DrawFn) -> Taught:
    starts, length = draw(MINUTES), draw(st.integers(1, 200))
    clock = [f"{minute // 60:02}:{minute % 60:02}" for minute in (starts, starts + length)]
    role = draw(st.sampled_from([Treatment.LECTURE, Treatment.ASSISTANT, Treatment.UNPAID]))
    return Taught(DAY, clock[0], clock[1], draw(st.integers(1, 4)), draw(st.sampled_from("甲乙")), role)


@given(st.lists(some_taught(), max_size=8), st.integers(0, 2000))
def test_nothing_is_negative_nor_more_than_was_planned(lines: list[Taught], rate: int) -> None:
    """Each line is between 0 and its planned 節 at the rate, in whole dollars, and every line of the timetable has one."""
    made = talk_lines(lines, rate, RULES)
    assert len(made) == len(lines)
    planned = sorted(lines, key=lambda each: (each.day, each.starts, each.ends, each.subject))
    for line, plan in zip(made, planned, strict=True):
        assert 0 <= line.units <= 2 * plan.count
        assert 0 <= line.amount <= plan.count * rate
        assert f"{line.amount:,}" in line.why or line.amount == 0


@given(st.integers(0, 400), st.integers(1, 8))
def test_a_minute_more_never_pays_less(minutes: int, count: int) -> None:
    """Halves grow with the minutes and stay within the plan."""
    assert units(minutes, count, RULES) <= units(minutes + 1, count, RULES) <= 2 * count


@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 4), st.integers(1, 4))
def test_running_on_never_pays_less_than_apart(first: int, second: int, planned: int, further: int) -> None:
    """The full 節 of two lines stay full when the break between them falls away."""
    apart = units(first, planned, RULES) // 2 + units(second, further, RULES) // 2
    assert units(first + second, planned + further, RULES) >= 2 * apart


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "新臺幣零元整"), (4000, "新臺幣肆仟元整"), (10, "新臺幣壹拾元整"), (1005, "新臺幣壹仟零伍元整"), (10_000, "新臺幣壹萬元整"),
        (28_590, "新臺幣貳萬捌仟伍佰玖拾元整"), (100_500, "新臺幣壹拾萬零伍佰元整"), (1_000_001, "新臺幣壹佰萬零壹元整"),
        (100_000_000, "新臺幣壹億元整"), (100_010_000, "新臺幣壹億零壹萬元整"), (120_304_056, "新臺幣壹億貳仟零參拾萬肆仟零伍拾陸元整"),
    ],
)  # fmt: skip
def test_amounts_in_words(amount: int, words: str) -> None:
    """As vouchers write them, worked out by hand: one 零 for a gap, none at the end."""
    assert in_words(amount) == words


DIGITS = {char: number for number, char in enumerate("零壹貳參肆伍陸柒捌玖")}


@given(st.integers(0, 10**16 - 1))
def test_words_can_be_read_back(amount: int) -> None:
    """Reading the words as a person does gives the amount again; never two 零 beside each other."""
    text = in_words(amount).removeprefix("新臺幣").removesuffix("元整")
    total = group = digit = 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in "拾佰仟":
            group, digit = group + digit * {"拾": 10, "佰": 100, "仟": 1000}[char], 0
        else:
            total, group, digit = total + (group + digit) * {"萬": 10**4, "億": 10**8, "兆": 10**12}[char], 0, 0
    assert total + group + digit == amount
    assert "零零" not in text

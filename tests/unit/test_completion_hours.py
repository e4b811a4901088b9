"""Which 節 of a session count for whom, against a slow reading minute by minute."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.classes.model import Period
from chalicelib.domains.classes.timetable.periods_rules import periods_of
from chalicelib.domains.completion.counting.rules import Away, Kind, count

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)  # 09:00 in Taipei
NOON = NINE + timedelta(hours=3)
FIFTY = ((0, 50), (60, 110), (130, 180))  # 09:00–09:50, 10:00–10:50, 11:10–12:00


def at(minute: int) -> datetime:
    return NINE + timedelta(minutes=minute)


def spans(*pairs: tuple[int, int]) -> tuple[tuple[datetime, datetime], ...]:
    return tuple((at(start), at(end)) for start, end in pairs)


def taught(starts: str, ends: str, number: int) -> Period:
    return Period(NINE.date(), starts, ends, number, "公文寫作", "王講座")


MORNING = spans(*FIFTY)


@dataclass(frozen=True)
class Case:
    """Minutes after nine."""

    periods: tuple[tuple[int, int], ...]
    in_at: int
    out_at: int | None
    must_sign_out: bool
    away: tuple[tuple[int, int], ...]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    minute, periods = draw(st.integers(0, 30)), []
    for _ in range(draw(st.integers(1, 5))):
        length = draw(st.integers(30, 60))
        periods.append((minute, minute + length))
        minute += length + draw(st.integers(0, 30))
    in_at = draw(st.integers(-40, minute))
    out_at = draw(st.none() | st.integers(in_at, minute + 60))
    chosen = draw(st.sets(st.sampled_from(range(len(periods))), max_size=2))
    return Case(tuple(periods), in_at, out_at, draw(st.booleans()), tuple(periods[n] for n in sorted(chosen)))


def counted(case: Case) -> int:
    out_at = None if case.out_at is None else at(case.out_at)
    away = [Away(spans(pair), 1, free=False) for pair in case.away]
    return count(spans(*case.periods), at(case.in_at), out_at, away, must_sign_out=case.must_sign_out).counted


def slowly(case: Case) -> int:
    """Walks through every minute of each 節: who misses one beyond its first and last ten was not there for it."""
    total = 0
    for start, end in case.periods:
        if (start, end) in case.away or (case.out_at is None and case.must_sign_out):
            continue
        inner = range(start + 10, end - 10)
        left = 10**6 if case.out_at is None else case.out_at
        total += all(case.in_at <= minute < left for minute in inner)
    return total


@given(cases())
def test_a_period_counts_for_who_was_there_for_it(case: Case) -> None:
    """Ten minutes at its beginning and ten at its end may be missed, nothing between; no sign-out proves nothing."""
    assert counted(case) == slowly(case)


@given(cases(), st.integers(1, 60))
def test_staying_longer_never_counts_less(case: Case, more: int) -> None:
    """Who leaves later, or comes earlier, has at least as many 節."""
    if case.out_at is not None:
        assert counted(Case(case.periods, case.in_at, case.out_at + more, case.must_sign_out, case.away)) >= counted(case)
    assert counted(Case(case.periods, case.in_at - more, case.out_at, case.must_sign_out, case.away)) >= counted(case)


@given(cases())
def test_what_is_not_counted_is_said(case: Case) -> None:
    """All 節 are counted, on leave, or told with the kind of reason; never lost in silence."""
    out_at = None if case.out_at is None else at(case.out_at)
    away = [Away(spans(pair), 1, free=False) for pair in case.away]
    found = count(spans(*case.periods), at(case.in_at), out_at, away, must_sign_out=case.must_sign_out)
    assert found.counted + len(case.away) + sum(lost for _, lost in found.lost) == len(case.periods)
    assert all(lost > 0 for _, lost in found.lost)


def test_two_scans_at_the_door_count_nothing() -> None:
    """In at 08:58 and out a minute later: no 節, and the reason is that the person left."""
    found = count(MORNING, at(-2), at(-1), (), must_sign_out=True)
    assert (found.counted, found.lost) == (0, ((Kind.LEFT, 3),))


def test_late_and_early_are_told_apart() -> None:
    """Eleven minutes late costs the first 節, leaving at 11:49 the last."""
    found = count(MORNING, at(11), at(169), (), must_sign_out=True)
    assert (found.counted, found.lost) == (1, ((Kind.LATE, 1), (Kind.LEFT, 1)))


def test_no_sign_out_where_one_is_asked_for_counts_nothing_yet() -> None:
    """Nobody knows until when the person stayed; where the class has no sign-out the arrival is enough."""
    assert count(MORNING, at(0), None, (), must_sign_out=True).lost == ((Kind.UNSIGNED, 3),)
    assert count(MORNING, at(0), None, (), must_sign_out=False).counted == 3


def test_leave_by_the_hour_is_not_lost_twice() -> None:
    """On leave 09:00–10:00 and in at 10:02: the first 節 is leave, not lateness."""
    found = count(MORNING, at(62), at(180), [Away(spans((0, 60)), 1, free=True)], must_sign_out=True)
    assert (found.counted, found.excused, found.lost) == (2, 1, ())


def test_leave_takes_the_periods_that_it_covers_most() -> None:
    """One hour of 節 that do not lie on the hour: 13:30–14:30 of 90 minutes in two takes the first."""
    found = count(spans((0, 45), (45, 90)), at(60), at(90), [Away(spans((0, 60)), 1, free=False)], must_sign_out=True)
    assert (found.counted, found.lost) == (0, ((Kind.LATE, 1),))


def test_who_was_never_there_has_nothing() -> None:
    """No arrival is absence: nothing counts, and no reason is needed beside it."""
    found = count(MORNING, None, None, (), must_sign_out=True)
    assert (found.counted, found.lost) == (0, ())


def test_periods_come_from_the_timetable() -> None:
    """A line of two 節 is cut in the middle; lines at the same time are parallel groups and count once."""
    lines = [taught("09:00", "10:30", 2), taught("11:00", "11:50", 1), taught("11:00", "11:50", 1)]
    assert periods_of(NINE, NOON, lines) == spans((0, 45), (45, 90), (120, 170))


def test_without_a_timetable_there_is_one_an_hour() -> None:
    """Three equal 節 from nine to noon."""
    assert periods_of(NINE, NOON, []) == spans((0, 60), (60, 120), (120, 180))


def test_what_would_begin_after_the_end_does_not_take_place() -> None:
    """A session that was ended at 10:45 has one 節 and the begun part of the second."""
    lines = [taught("09:00", "12:00", 3)]
    assert periods_of(NINE, at(105), lines) == spans((0, 60), (60, 105))


def test_other_days_and_sessions_are_not_of_it() -> None:
    """Only what begins within the session."""
    other_day = Period(NINE.date() + timedelta(days=1), "09:00", "09:50", 1, "公文寫作", "王講座")
    assert periods_of(NINE, NOON, [other_day, taught("09:00", "09:50", 1), taught("13:30", "14:20", 1)]) == spans((0, 50))

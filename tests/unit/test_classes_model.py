"""Sessions that are proposed, seats that are assigned, forms that are read."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.clock import TAIPEI
from chalicelib.domains.classes.drafts_rules import read_identity
from chalicelib.domains.classes.model import Class, Half, Mode, Period, Trainee, assign_seats
from chalicelib.domains.classes.planning_rules import Pattern, make_session, overlapping, propose_sessions
from chalicelib.domains.classes.timetable.editing import fit_warning
from chalicelib.errors import InvalidInput
from chalicelib.web.value_rules import read_day, read_time

days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
patterns = st.sampled_from(Pattern)


def a_class(starts_on: date, length: int = 0) -> Class:
    ends_on = starts_on + timedelta(days=length)
    return Class("115-B1-1", 115, "B1", 1, "班", starts_on, ends_on, "301", Mode.ROOM, 40, ("amy",))


@given(days, st.integers(0, 60), patterns)
def test_proposed_sessions_never_overlap_and_have_own_ids(day: date, length: int, pattern: Pattern) -> None:
    """Whatever the dates and the pattern, no two proposed sessions share time or an id, and all lie in the class's days."""
    class_ = a_class(day, length)
    sessions = propose_sessions(class_, pattern)
    assert len({session.id for session in sessions}) == len(sessions)
    assert all(overlapping(session, sessions) is None for session in sessions)
    assert all(class_.starts_on <= session.starts_at.astimezone(TAIPEI).date() <= class_.ends_on for session in sessions)


@given(days, st.integers(0, 60), patterns.filter(lambda pattern: pattern is not Pattern.NONE))
def test_every_working_day_and_no_weekend_is_proposed(day: date, length: int, pattern: Pattern) -> None:
    """Each working day has the pattern's sessions; weekend days only where the class has no working day."""
    class_ = a_class(day, length)
    held = [day + timedelta(days=number) for number in range(length + 1)]
    working = [each for each in held if each.weekday() < 5] or held
    proposed = [session.starts_at.date() for session in propose_sessions(class_, pattern)]
    assert proposed == [each for each in working for _ in pattern.halves]


times = st.times(time(0), time(23, 58)).map(lambda moment: moment.replace(second=0, microsecond=0))


@given(times, times, times, times)
def test_overlap_is_sharing_a_minute(first: time, first_end: time, second: time, second_end: time) -> None:
    """Two sessions overlap exactly when some minute belongs to both."""
    (a, b), (c, d) = sorted((first, first_end)), sorted((second, second_end))
    class_ = a_class(date(2026, 3, 2))
    one = make_session(class_, class_.starts_on, Half.MORNING, a, b, "")
    other = make_session(class_, class_.starts_on, Half.DAY, c, d, "")
    minutes = {m for m in range(1440) if a.hour * 60 + a.minute <= m < b.hour * 60 + b.minute}
    shared = minutes & {m for m in range(1440) if c.hour * 60 + c.minute <= m < d.hour * 60 + d.minute}
    if a < b and c < d:
        assert (overlapping(one, [other]) is not None) == bool(shared)


trainees = st.lists(
    st.builds(
        Trainee,
        person=st.uuids().map(str),
        id_masked=st.just("*******789"),
        name=st.just("學員"),
        agency=st.sampled_from(["民政局", "財政局", "衛生局"]),
        seat=st.sampled_from(["", "", "", "1", "2", "3", "7", "A-1"]),
    ),
    max_size=60,
)


def with_distinct_given_seats(people: list[Trainee]) -> list[Trainee]:
    seen: set[str] = set()
    return [p for p in people if not p.seat or (p.seat not in seen and not seen.add(p.seat))]


@given(trainees.map(with_distinct_given_seats), st.sampled_from(["order", "agency"]))
def test_seats_are_distinct_and_given_ones_stay(people: list[Trainee], by: str) -> None:
    """After assigning, everyone has a seat of one's own, given seats are as they were, and the order of the list too."""
    seated = assign_seats(people, by=by)
    assert [each.person for each in seated] == [each.person for each in people]
    assert all(after.seat == before.seat for before, after in zip(people, seated, strict=True) if before.seat)
    assert len({each.seat for each in seated} - {""}) == len(seated)


@given(trainees.map(with_distinct_given_seats))
def test_the_lowest_free_numbers_are_used(people: list[Trainee]) -> None:
    """No number above one given away stays free below the highest assigned one."""
    given_seats = {each.seat for each in people if each.seat}
    new = {after.seat for before, after in zip(people, assign_seats(people, by="order"), strict=True) if not before.seat}
    if new:
        assert {str(n) for n in range(1, max(map(int, new)) + 1)} <= new | given_seats


def test_seats_by_agency_sit_together() -> None:
    """Trainees without seats are seated agency by agency."""
    people = [Trainee(str(n), "", "", agency) for n, agency in enumerate(["乙", "甲", "乙", "甲"])]
    assert [each.seat for each in assign_seats(people, by="agency")] in (["1", "3", "2", "4"], ["3", "1", "4", "2"])


@pytest.mark.parametrize(
    ("starts", "ends", "count", "odd"),
    [
        ("09:00", "09:50", 1, False),
        ("09:00", "10:30", 2, False),
        ("09:00", "12:00", 3, False),
        ("13:30", "16:30", 3, False),
        ("09:00", "10:29", 2, True),
        ("09:00", "09:49", 1, True),
        ("09:00", "12:00", 2, True),
        ("09:00", "16:00", 1, True),
    ],
)
def test_a_period_that_does_not_fit_its_minutes_is_odd(starts: str, ends: str, count: int, odd: bool) -> None:
    """A 節 is 50 minutes, two running may be 90; less, or more than an hour each, is warned of."""
    assert bool(fit_warning(Period(date(2026, 3, 2), starts, ends, count, "課", ""))) is odd


@pytest.mark.parametrize(("typed", "code"), [("B00492", "B00492"), ("ａ１１０５０", "A11050"), (" aa-3135 ", "AA3135")])
def test_codes_are_normalised(typed: str, code: str) -> None:
    """A code is upper case, half width, and without spaces or hyphens."""
    assert read_identity({"year": "１１５", "code": typed, "run": "2"}) == (115, code, 2)


@pytest.mark.parametrize("typed", ["", "492", "B", "B00492X", "班B1", "B 123456789"])
def test_other_codes_are_refused(typed: str) -> None:
    """Letters, then digits; nothing else is a code."""
    with pytest.raises(InvalidInput) as caught:
        read_identity({"year": "115", "code": typed, "run": "1"})
    assert set(caught.value.fields) == {"code"}


@given(days)
def test_days_are_read_in_both_calendars(day: date) -> None:
    """ISO, slashes, and 民國 years give the same day."""
    for text in (str(day), f"{day.year}/{day.month}/{day.day}", f"{day.year - 1911}.{day.month:02}.{day.day:02}"):
        assert read_day(text) == day


@pytest.mark.parametrize("typed", ["24:00", "9", "09:60", "nine", ""])
def test_times_that_no_clock_shows_are_refused(typed: str) -> None:
    """What is no time of day is a ValueError with advice."""
    with pytest.raises(ValueError, match="09:00"):
        read_time(typed)


def test_a_session_opens_and_closes_around_its_times() -> None:
    """Doors open 40 minutes before, lateness begins after 10, sign-out opens 10 before the end, and all ends an hour later."""
    session = make_session(a_class(date(2026, 3, 2)), date(2026, 3, 2), Half.MORNING, time(9), time(12), "")
    shown = [session.opens_at, session.late_after, session.check_out_opens_at, session.closes_at]
    expected = ["08:20", "09:10", "11:50", "13:00"]
    assert shown == [datetime.combine(date(2026, 3, 2), time.fromisoformat(each), TAIPEI) for each in expected]

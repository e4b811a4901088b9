"""Hours of a session, and what may be held beside what."""

import itertools
from datetime import datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.clock import TAIPEI
from chalicelib.domains.leave.hours_rules import hours_of, only, overlaps, span_text, spans, with_claims, without
from chalicelib.domains.leave.model import ALL_DAY, Leave, Part, Rules, State, effect

MIDNIGHT = datetime(2026, 3, 2, tzinfo=TAIPEI)


@st.composite
def sessions(draw: st.DrawFn, shortest: int = 1) -> Part:
    """A session within one day, of at least so many quarters of an hour."""
    start = draw(st.integers(0, 95 - shortest))
    end = draw(st.integers(start + shortest, 95))
    moments = [MIDNIGHT + timedelta(minutes=15 * quarter) for quarter in (start, end)]
    return Part("s1", "3/2 上午", "301", *moments, units=draw(st.integers(1, 10)))


@st.composite
def parts(draw: st.DrawFn, session: Part | None = None) -> Part:
    """A session or some of its hours."""
    whole = session or draw(sessions())
    hours = [hour for hour, _, _ in hours_of(whole.starts_at, whole.ends_at)]
    return only(whole, draw(st.sets(st.sampled_from(hours), min_size=1)))


@given(sessions())
def test_hours_fill_the_session(session: Part) -> None:
    """The hours follow each other without gap from start to end, none longer than 60 minutes, each with a clock hour of its own."""
    found = hours_of(session.starts_at, session.ends_at)
    assert (found[0][1], found[-1][2]) == (session.starts_at, session.ends_at)
    assert all(before[2] == after[1] for before, after in itertools.pairwise(found))
    assert all(timedelta(0) < until - start <= timedelta(hours=1) for _, start, until in found)
    assert len({hour for hour, _, _ in found}) == len(found)


@given(parts())
def test_spans_are_the_hours_and_no_more(part: Part) -> None:
    """The times away are apart from each other, in order, and as long together as the hours that were chosen."""
    found = spans(part)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(found))
    chosen = [until - start for hour, start, until in hours_of(part.starts_at, part.ends_at) if not part.hours or hour in part.hours]
    assert sum((until - start for start, until in found), timedelta(0)) == sum(chosen, timedelta(0))


@given(st.data())
def test_two_overlap_just_where_their_times_do(data: st.DataObject) -> None:
    """Two applications for one session stand in each other's way exactly where some minute is in both, whoever comes first."""
    session = data.draw(sessions())
    first, second = data.draw(parts(session)), data.draw(parts(session))
    common = any(max(a[0], b[0]) < min(a[1], b[1]) for a in spans(first) for b in spans(second))
    assert overlaps(with_claims("", first.claims), second.claims) == common
    assert overlaps(with_claims("", second.claims), first.claims) == common


@given(st.data())
def test_what_is_freed_is_as_before(data: st.DataObject) -> None:
    """Taking what does not overlap and freeing it again leaves what stood, to the letter; everything freed is nothing."""
    session = data.draw(sessions(shortest=5))
    hours = data.draw(st.permutations([hour for hour, _, _ in hours_of(session.starts_at, session.ends_at)]))
    cut = data.draw(st.integers(1, len(hours) - 1))
    first, second = only(session, hours[:cut]), only(session, hours[cut:])
    standing = with_claims("", first.claims)
    assert not overlaps(standing, second.claims)
    both = with_claims(standing, second.claims)
    assert overlaps(both, first.claims)
    assert overlaps(both, second.claims)
    assert without(both, second.claims) == standing
    assert without(without(both, first.claims), second.claims) == ""


@given(sessions(), st.data())
def test_hours_count_no_more_than_their_session(session: Part, data: st.DataObject) -> None:
    """One 節 an hour, never more than the whole; all hours are the whole session."""
    part = data.draw(parts(session))
    assert part.units <= session.units
    assert only(session, range(24)) == session
    assert session.claims == {ALL_DAY}


def test_odd_starts_are_read_as_people_say_them() -> None:
    """13:30 to 16:20 has the hours 13:30, 14:30 and 15:30 to 16:20."""
    session = Part("s1", "3/2 下午", "301", MIDNIGHT + timedelta(hours=13, minutes=30), MIDNIGHT + timedelta(hours=16, minutes=20), 3)
    assert span_text(only(session, [13, 15])) == "13:30–14:30、15:30–16:20"
    assert span_text(only(session, [14, 15])) == "14:30–16:20"


def test_the_effect_in_words() -> None:
    """A fifth of 35 節 is seven; what waits counts, what was refused does not, nor does a kind that is free."""
    session = Part("s1", "3/2 上午", "301", MIDNIGHT, MIDNIGHT + timedelta(hours=3), 3)

    def leave(state: State, kind: str = "事假") -> Leave:
        return Leave("p.1", "c", "班", "王小明", "人事處", "1", kind, "家中有事", (session,), state, MIDNIGHT)

    standing = [leave(State.REQUESTED), leave(State.REFUSED), leave(State.CANCELLED), leave(State.APPROVED, "公假")]
    rules = Rules(Fraction(1, 5), ("公假",))
    assert effect(standing, rules, 35, ("事假", [session])).text == "請假後缺課 6 節，上限 7 節，仍可結訓"
    assert (
        effect([*standing, leave(State.APPROVED)], rules, 35, ("事假", [session])).text
        == "請假後缺課 9 節，上限 7 節，超過上限，將無法結訓"
    )

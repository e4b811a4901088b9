"""The rules of attendance, for any times."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.attendance.model import (
    Entry,
    Outcome,
    SessionSnapshot,
    Status,
    board,
    refusal_to_check_in,
    refusal_to_check_out,
    status,
)

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
FACTS = SessionSnapshot(
    session_id="115-B00492-1.20260302am",
    class_id="115-B00492-1",
    class_title="行政中立研習班",
    session_name="3/2 上午",
    room="301 教室",
    opens_at=START - timedelta(minutes=40),
    starts_at=START,
    late_after=START + timedelta(minutes=10),
    check_out_opens_at=START + timedelta(minutes=170),
    ends_at=START + timedelta(minutes=180),
    closes_at=START + timedelta(minutes=240),
)
moments = st.integers(-120, 360).map(lambda minutes: START + timedelta(minutes=minutes))
maybe = st.none() | moments
entries = st.builds(
    Entry,
    session_id=st.just(FACTS.session_id),
    person=st.uuids().map(str),
    name=st.just("王小明"),
    seat=st.just("1"),
    agency=st.sampled_from(["人事處", "資訊局"]),
    active=st.booleans(),
    leave=st.sampled_from(["", "公假"]),
    in_at=maybe,
    out_at=maybe,
)


def test_facts_travel_unchanged() -> None:
    """What is packed into a signed token comes out as it went in."""
    assert SessionSnapshot.unpack(FACTS.pack()) == FACTS


@given(moments)
def test_the_doors_have_one_opening(moment: datetime) -> None:
    """Checking in is allowed exactly from the opening to the end of the session."""
    allowed = refusal_to_check_in(FACTS, moment) is None
    assert allowed == (FACTS.opens_at <= moment <= FACTS.ends_at)


@given(moments)
def test_leaving_early_is_asked_and_never_refused(moment: datetime) -> None:
    """While the doors are open, signing out is possible for who means it; who does not is asked before the end and at no other time."""
    within = FACTS.opens_at <= moment <= FACTS.closes_at
    assert (refusal_to_check_out(FACTS, moment, early=True) is None) == within
    asked = refusal_to_check_out(FACTS, moment, early=False) is Outcome.CONFIRM_EARLY
    assert asked == (within and moment < FACTS.check_out_opens_at)


@given(st.lists(entries, max_size=30), moments)
def test_everyone_is_counted_once(every: list[Entry], now: datetime) -> None:
    """Here, missing, on leave and cancelled add up to the list; the rate lies between 0 and 100."""
    found = board(every, FACTS, now)
    cancelled = sum(status(entry, FACTS, now) is Status.CANCELLED for entry in every)
    assert found.here + found.missing + found.on_leave + cancelled == len(every)
    assert found.expected == found.here + found.missing
    assert 0 <= found.rate <= 100
    assert found.late <= found.here


@given(entries, moments)
def test_nobody_absent_becomes_present_by_waiting(entry: Entry, now: datetime) -> None:
    """Time alone turns 未到 into 缺席 and changes no other state."""
    before, after = status(entry, FACTS, now), status(entry, FACTS, now + timedelta(hours=5))
    assert before is after or (before, after) == (Status.EXPECTED, Status.ABSENT)

"""Sheets of presence: nothing is lost in packing, and none is believed on the day of its session or before a change has settled."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.clock import taipei
from chalicelib.domains.attendance.model import LEAVES, SessionSnapshot
from chalicelib.domains.attendance.overview.presence_rules import SETTLED, Presence, holds, pack, unpack
from chalicelib.json_text import MOST_BYTES, to_json

# 0 stands for no moment: nobody came at the beginning of 1970.
moments = st.datetimes(min_value=datetime(1971, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  the zone is the next argument
presences = st.builds(Presence, st.booleans(), st.sampled_from(["", *LEAVES]), st.none() | moments, st.none() | moments)
STARTS = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
FACTS = SessionSnapshot(
    "c.20260302am",
    "c",
    "研習班",
    "3/2 上午",
    "301",
    STARTS - timedelta(minutes=40),
    STARTS,
    STARTS + timedelta(minutes=10),
    STARTS + timedelta(minutes=170),
    STARTS + timedelta(hours=3),
    STARTS + timedelta(hours=4),
)
times = st.integers(-72 * 60, 72 * 60).map(lambda minutes: STARTS + timedelta(minutes=minutes))


@given(st.dictionaries(st.sampled_from("abcdef"), presences))
def test_packed_is_unpacked(found: dict[str, Presence]) -> None:
    """To the microsecond, so that late is late."""
    assert unpack(pack(found)) == found


def test_three_thousand_people_are_one_item() -> None:
    """The largest room that a class may have, everybody there from first to last."""
    every = {f"1{'p' * 18}{number:04}": Presence(False, "其他", STARTS, STARTS) for number in range(3000)}
    assert len(to_json(pack(every))) < MOST_BYTES


@given(times, st.none() | times, times)
def test_a_sheet_is_never_believed_too_soon(made: datetime, changed: datetime | None, now: datetime) -> None:
    """Neither on the session's day, nor over midnight before all that ran then has ended, nor while a noted change may not be made."""
    if not holds(made, changed, FACTS, now):
        return
    assert changed is None or made - changed >= SETTLED
    day = taipei(STARTS).date()
    assert taipei(now).date() < day or taipei(made).date() > day


def test_a_session_that_moves_to_another_day_is_read_anew() -> None:
    """Made when it was over; moved to the day after tomorrow it is still to come, and moving it notes a change."""
    made = STARTS + timedelta(days=1)
    moved = replace(FACTS, opens_at=FACTS.opens_at + timedelta(days=3), closes_at=FACTS.closes_at + timedelta(days=3))
    assert holds(made, None, FACTS, made)
    assert not holds(made, made + timedelta(minutes=1), moved, made + timedelta(minutes=2))

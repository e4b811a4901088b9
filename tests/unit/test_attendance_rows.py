"""The rows of the live list."""

from datetime import datetime, timedelta

import pytest

from chalicelib.domains.attendance.model import Entry, SessionSnapshot, Via
from chalicelib.domains.attendance.rows_rules import row_of, rows, wanted

NINE = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
FACTS = SessionSnapshot(
    session_id="s",
    class_id="c",
    class_title="班",
    session_name="3/2 上午",
    room="301",
    opens_at=NINE - timedelta(minutes=40),
    starts_at=NINE,
    late_after=NINE + timedelta(minutes=10),
    check_out_opens_at=NINE + timedelta(hours=3),
    ends_at=NINE + timedelta(hours=3),
    closes_at=NINE + timedelta(hours=4),
)


def entry(person: str, seat: str, **more: object) -> Entry:
    return Entry("s", person, f"姓名{person}", seat, "人事處", **more)  # type: ignore[arg-type]


def test_seats_stand_in_the_order_of_their_numbers() -> None:
    """2 before 10."""
    found = rows([entry("a", "10"), entry("b", "2"), entry("c", "1")], FACTS, NINE, set())
    assert [row.entry.seat for row in found] == ["1", "2", "10"]


def test_a_scan_kept_off_line_tells_both_times() -> None:
    """When it happened, by what way, and when it arrived."""
    kept = entry("a", "1", in_at=NINE, in_arrived_at=NINE + timedelta(minutes=20), in_via=Via.OFFLINE)
    assert row_of(kept, FACTS, NINE).arrival == "09:00 櫃台離線（09:20 上傳）"
    assert row_of(entry("b", "2", in_at=NINE, in_arrived_at=NINE, in_via=Via.PHONE), FACTS, NINE).arrival == "09:00 手機"
    assert row_of(entry("c", "3"), FACTS, NINE).arrival == ""


@pytest.mark.parametrize(
    ("state", "text", "fits"),
    [
        ("", "", True),
        ("present", "", True),
        ("absent", "", False),
        ("odd", "", False),
        ("", "姓名a", True),
        ("", "1", True),
        ("", "x", False),
    ],
)
def test_the_filter(state: str, text: str, fits: bool) -> None:
    """By state, by part of a name, by seat; nothing chosen shows everybody."""
    assert wanted(row_of(entry("a", "1", in_at=NINE), FACTS, NINE), state, text) is fits


def test_the_filter_for_what_needs_a_look() -> None:
    """Only rows that are marked."""
    assert wanted(row_of(entry("a", "1"), FACTS, NINE, {"a"}), "odd", "")

"""The chain of a document's events: whole, or not, whatever is done to it."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.records.hash_chain import Event, chain_holds, chained, is_intact

AT = datetime(2026, 3, 2, tzinfo=UTC)


def chain(count: int) -> list[Event]:
    found: list[Event] = []
    for number in range(1, count + 1):
        found.append(chained(Event(number, AT, "step", f"person{number}", detail={"n": number}), found[-1].hash if found else ""))
    return found


@given(st.integers(1, 12), st.integers(0, 3))
def test_what_was_added_since_is_no_flaw(count: int, more: int) -> None:
    """A document that was read before its last events: whole."""
    events = chain(count + more)
    assert is_intact(events, count, events[count - 1].hash)


@given(st.integers(2, 12), st.data())
def test_what_is_left_out_is_noticed(count: int, data: st.DataObject) -> None:
    """Any event but none missing, or the last ones cut off: not whole."""
    events = chain(count)
    gone = data.draw(st.integers(0, count - 1))
    assert not is_intact(events[:gone] + events[gone + 1 :], count, events[-1].hash)
    assert not is_intact(events[:gone], count, events[-1].hash)


@given(st.integers(1, 12), st.data())
def test_what_is_changed_is_noticed(count: int, data: st.DataObject) -> None:
    """Another person in one event; or the whole chain written anew from there, which the document's own hash tells."""
    events = chain(count)
    at = data.draw(st.integers(0, count - 1))
    forged = [*events[:at], replace(events[at], by="somebody else"), *events[at + 1 :]]
    assert not chain_holds(forged)
    anew = list(events[:at])
    for event in forged[at:]:
        anew.append(chained(event, anew[-1].hash if anew else ""))
    assert chain_holds(anew)
    assert not is_intact(anew, count, events[-1].hash)


def test_nothing_is_not_whole() -> None:
    """A document without events has lost them."""
    assert not is_intact([], 0, "")

"""What counting needs of a person in a session, as one sheet for everybody, and how long such a sheet holds. Pure.

On the day of a session check-ins are one write each and tell no sheet, so none holds then. Every other change notes itself on the sheet
before it is made.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from chalicelib.clock import taipei
from chalicelib.domains.attendance.model import SessionSnapshot

SETTLED = timedelta(minutes=10)
"""Longer than any function of ours runs: a change that was noted so long ago is made, or never will be."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Presence(NamedTuple):
    """As an entry has them."""

    active: bool = True
    leave: str = ""
    in_at: datetime | None = None
    out_at: datetime | None = None


def holds(made_at: datetime | None, changed_at: datetime | None, facts: SessionSnapshot, now: datetime) -> bool:
    """Whether what was read at `made_at` is still so: nothing was changed since, and the day of the session is yet to come or was over."""
    if made_at is None or (changed_at and made_at < changed_at + SETTLED):
        return False
    return _day(now + SETTLED) < _day(facts.opens_at) or _day(made_at - SETTLED) > _day(facts.closes_at)


def _day(moment: datetime) -> date:
    return taipei(moment).date()


def pack(presences: Mapping[str, Presence]) -> dict[str, list[Any]]:
    """As JSON holds it; what is as usual at the end is left out, so that 3,000 people fit into one item."""
    return {person: _packed(each) for person, each in presences.items()}


def unpack(packed: Mapping[str, list[Any]]) -> dict[str, Presence]:
    return {person: _unpacked(*each) for person, each in packed.items()}


def _packed(each: Presence) -> list[Any]:
    values = [int(each.active), each.leave, _number(each.in_at), _number(each.out_at)]
    while values and values[-1] == [1, "", 0, 0][len(values) - 1]:
        values.pop()
    return values


def _unpacked(active: int = 1, leave: str = "", in_at: int = 0, out_at: int = 0) -> Presence:
    return Presence(bool(active), leave, _moment(in_at), _moment(out_at))


def _number(moment: datetime | None) -> int:
    return (moment - _EPOCH) // _MICROSECOND if moment else 0


def _moment(number: int) -> datetime | None:
    return _EPOCH + number * _MICROSECOND if number else None

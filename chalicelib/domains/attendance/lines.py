"""Everybody over all sessions of a class, line by line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chalicelib.domains.attendance.model import Entry, Present, SessionSnapshot, Status, clock_time, status

_ATTENDED = {Status.PRESENT, Status.LATE, Status.LEFT, Status.LEFT_EARLY}


class Known(Protocol):
    """Somebody on the roster, or an entry: whoever has a name."""

    @property
    def person(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def seat(self) -> str: ...
    @property
    def agency(self) -> str: ...


@dataclass(frozen=True)
class Line:
    """One person over all sessions. `cells` are (status, in, out) in the order of the sessions; None where the person was not expected."""

    entry: Known
    cells: tuple[tuple[Status, str, str] | None, ...]

    @property
    def attended(self) -> int:
        return sum(cell is not None and cell[0] in _ATTENDED for cell in self.cells)

    @property
    def expected(self) -> int:
        return sum(cell is not None and cell[0] is not Status.CANCELLED for cell in self.cells)


def lines(columns: Sequence[tuple[SessionSnapshot, Sequence[Entry]]], now: datetime) -> list[Line]:
    """Everybody who is in any session, by seat (2 before 10)."""
    found = [(facts, {entry.person: entry for entry in entries}) for facts, entries in columns]
    people = {person: entry for _, entries in found for person, entry in entries.items()}
    ordered = sorted(people.values(), key=lambda entry: (not entry.seat, len(entry.seat), entry.seat, entry.name))
    return lines_of(ordered, found, now)


def lines_of(people: Iterable[Known], columns: Sequence[tuple[SessionSnapshot, Mapping[str, Present]]], now: datetime) -> list[Line]:
    """Of these people, in their order."""
    return [Line(each, tuple(_cell(found.get(each.person), facts, now) for facts, found in columns)) for each in people]


def _cell(found: Present | None, facts: SessionSnapshot, now: datetime) -> tuple[Status, str, str] | None:
    return (status(found, facts, now), clock_time(found.in_at), clock_time(found.out_at)) if found else None

"""Everybody over all sessions of a class, line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domains.attendance.model import Entry, SessionSnapshot, Status, clock_time, status

_ATTENDED = {Status.PRESENT, Status.LATE, Status.LEFT, Status.LEFT_EARLY}


@dataclass(frozen=True)
class Line:
    """One person over all sessions. `cells` are (status, in, out) in the order of the sessions; None where the person was not expected."""

    entry: Entry
    cells: tuple[tuple[Status, str, str] | None, ...]

    @property
    def attended(self) -> int:
        return sum(cell is not None and cell[0] in _ATTENDED for cell in self.cells)

    @property
    def expected(self) -> int:
        return sum(cell is not None and cell[0] is not Status.CANCELLED for cell in self.cells)


def lines(columns: Sequence[tuple[SessionSnapshot, Sequence[Entry]]], now: datetime) -> list[Line]:
    """Everybody who is in any session, by seat (2 before 10)."""
    people: dict[str, Entry] = {}
    found: list[dict[str, tuple[Status, str, str]]] = []
    for facts, entries in columns:
        found.append({e.person: (status(e, facts, now), clock_time(e.in_at), clock_time(e.out_at)) for e in entries})
        people |= {entry.person: entry for entry in entries}
    ordered = sorted(people.values(), key=lambda entry: (not entry.seat, len(entry.seat), entry.seat, entry.name))
    return [Line(entry, tuple(session.get(entry.person) for session in found)) for entry in ordered]

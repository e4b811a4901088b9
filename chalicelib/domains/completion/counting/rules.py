"""Which 節 of a session somebody was there for. Pure; all times are aware.

Two scans at the door prove a stay, not a session: each 節 is looked at by itself. The same ten minutes that the door allows, for being late
and for leaving, may be missed of each.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from chalicelib.clock import taipei

MAY_MISS = timedelta(minutes=10)
"""At the beginning of a 節, and again at its end. Source: the door's own limits, `ClassSession.late_after` and `check_out_opens_at`; the
centre's rules for trainees set no other."""

Span = tuple[datetime, datetime]


class Kind(StrEnum):
    """Why a 節 is not counted for somebody who came."""

    LATE = "late"
    LEFT = "left"
    UNSIGNED = "unsigned"

    @property
    def label(self) -> str:
        return {"late": "遲到", "left": "提早離開", "unsigned": "沒有簽退"}[self.value]


@dataclass(frozen=True)
class Away:
    """Leave by the hour within the session: from when until when, how many 節 were approved, and whether they are `free` (not expected)."""

    spans: tuple[Span, ...]
    units: int
    free: bool


@dataclass(frozen=True)
class Counted:
    """節 that count, 節 of leave that is not counted against anybody, and what was lost for which reason."""

    counted: int
    excused: int
    lost: tuple[tuple[Kind, int], ...] = ()


def count(
    periods: Sequence[Span], in_at: datetime | None, out_at: datetime | None, away: Sequence[Away], *, must_sign_out: bool
) -> Counted:
    """Of one person. Without a sign-out that is asked for nothing is counted until staff have said when the person left."""
    on_leave, excused = _on_leave(periods, away) if away else ((), 0)
    if in_at is None:
        return Counted(0, excused)
    open_end = out_at is None
    if not on_leave and not (open_end and must_sign_out) and _whole(periods, in_at, out_at):
        return Counted(len(periods), excused)
    counted, lost = 0, dict.fromkeys(Kind, 0)
    for start, end in (period for number, period in enumerate(periods) if number not in on_leave):
        if open_end and must_sign_out:
            lost[Kind.UNSIGNED] += 1
        elif out_at is not None and out_at < max(start, end - MAY_MISS):
            lost[Kind.LEFT] += 1
        elif in_at > start + MAY_MISS or in_at >= end:
            lost[Kind.LATE] += 1
        else:
            counted += 1
    return Counted(counted, excused, tuple((kind, number) for kind, number in lost.items() if number))


def _whole(periods: Sequence[Span], in_at: datetime, out_at: datetime | None) -> bool:
    """From the first to the last: what most people are, and a class has thousands."""
    return in_at <= periods[0][0] + MAY_MISS and in_at < periods[0][1] and (out_at is None or out_at >= periods[-1][1] - MAY_MISS)


def _on_leave(periods: Sequence[Span], away: Sequence[Away]) -> tuple[tuple[int, ...], int]:
    """Places of the 節 that were taken off, each leave those which it covers most; and how many of them are not expected."""
    taken: list[int] = []
    excused = 0
    for each in away:
        free = [number for number in range(len(periods)) if number not in taken]
        chosen = sorted(free, key=lambda number: -_covered(periods[number], each.spans))[: each.units]
        taken += chosen
        excused += len(chosen) if each.free else 0
    return tuple(taken), excused


def _covered(period: Span, spans: Sequence[Span]) -> float:
    return sum(max(0.0, (min(period[1], end) - max(period[0], start)).total_seconds()) for start, end in spans)


class Shortfall(NamedTuple):
    """節 of one session that are not counted for somebody who came, and why."""

    session_id: str
    session_name: str
    kind: Kind
    units: int
    why: str

    @property
    def text(self) -> str:
        return f"{self.session_name} {self.why}，{self.units} 節不計"


def shortfalls(session: tuple[str, str], found: Counted, in_at: datetime | None, out_at: datetime | None) -> list[Shortfall]:
    """Of one person in the session with this (id, name)."""
    why = {Kind.LATE: f"{_clock(in_at)} 到課", Kind.LEFT: f"{_clock(out_at)} 離開", Kind.UNSIGNED: "沒有簽退"}
    return [Shortfall(*session, kind, units, why[kind]) for kind, units in found.lost]


def unsigned_sessions(short: Iterable[Shortfall]) -> list[tuple[str, str, int]]:
    """(session id, name, how many never signed out), in order of time: who decides, decides session by session."""
    found = Counter((each.session_id, each.session_name) for each in short if each.kind is Kind.UNSIGNED)
    return [(*session, number) for session, number in sorted(found.items())]


def _clock(moment: datetime | None) -> str:
    return f"{taipei(moment):%H:%M}" if moment else ""

"""Leave: its states, what it takes off, what it does to the hours. Pure: the clock and ids are arguments; all times are aware."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

KINDS = ("事假", "病假", "公假", "喪假", "其他")
ALL_DAY = "all"


class State(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return {"requested": "待核", "approved": "已核准", "refused": "未核准", "withdrawn": "已撤回", "cancelled": "已銷假"}[self]

    @property
    def kind(self) -> str:
        """As the components colour it."""
        return {"requested": "warn", "approved": "ok", "refused": "stop"}.get(self.value, "neutral")


HOLDING = frozenset({State.REQUESTED, State.APPROVED})


@dataclass(frozen=True)
class Part:
    """A session, or some of its hours. `units` are its 節; `hours` are clock hours in Taipei, empty for the whole session."""

    session_id: str
    name: str
    room: str
    starts_at: datetime
    ends_at: datetime
    units: int
    hours: tuple[int, ...] = ()

    @property
    def claims(self) -> frozenset[str]:
        return frozenset(map(str, self.hours)) or frozenset({ALL_DAY})


@dataclass(frozen=True)
class Leave:
    """One application. `id` is person, dot, token. Each step fills its own fields: asked, answered, ended; none is written twice."""

    id: str
    class_id: str
    class_title: str
    name: str
    agency: str
    seat: str
    kind: str
    reason: str
    parts: tuple[Part, ...]
    state: State
    requested_at: datetime
    answered_at: datetime | None = None
    answered_by: str = ""
    answer: str = ""
    ended_at: datetime | None = None
    ended_by: str = ""
    ended_reason: str = ""
    instead_of: str = ""
    listed: tuple[tuple[str, str], ...] = ()
    proof_key: str = ""
    proof_at: datetime | None = None
    proof_problem: str = ""

    @property
    def person(self) -> str:
        return self.id.partition(".")[0]

    @property
    def units(self) -> int:
        return sum(part.units for part in self.parts)

    @property
    def starts_at(self) -> datetime:
        return min(part.starts_at for part in self.parts)


@dataclass(frozen=True)
class Deputy:
    """Answers in the organizers' place from `first` to `last`, both included."""

    username: str
    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Rules:
    """Of one class. `longest` is the share of its 節 that may be missed; leave of the kinds in `free` is not counted."""

    longest: Fraction = Fraction(1, 5)
    free: tuple[str, ...] = ()
    deputies: tuple[Deputy, ...] = ()
    version: int = 0

    def deputies_on(self, day: date) -> list[Deputy]:
        return [deputy for deputy in self.deputies if deputy.first <= day <= deputy.last]


@dataclass(frozen=True)
class Effect:
    """What leave does to a person's 節: `missed` of `total`, at most `limit`."""

    missed: int
    limit: int
    total: int

    @property
    def within_limit(self) -> bool:
        return self.missed <= self.limit

    @property
    def text(self) -> str:
        return f"請假後缺課 {self.missed} 節，上限 {self.limit} 節，{'仍可結訓' if self.within_limit else '超過上限，將無法結訓'}"


def effect(leaves: Iterable[Leave], rules: Rules, total: int, asked: tuple[str, Sequence[Part]] = ("", ())) -> Effect:
    """Counts what is approved and what waits for its answer, and what is `asked` but not sent yet, as (kind, parts)."""
    held = sum(leave.units for leave in leaves if leave.state in HOLDING and leave.kind not in rules.free)
    kind, parts = asked
    more = sum(part.units for part in parts) if kind not in rules.free else 0
    return Effect(held + more, int(total * rules.longest), total)


@dataclass(frozen=True)
class Listed:
    """One line of who may leave today."""

    leave_id: str
    class_title: str
    name: str
    agency: str
    seat: str
    room: str
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    active: bool = True

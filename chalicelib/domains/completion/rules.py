"""Who completes a class: attendance, leave, survey. Pure; counts are 節 (units) and sessions, shares are compared as whole numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from chalicelib.domains.completion.counting.rules import Counted, Shortfall
from chalicelib.errors import InvalidInput
from chalicelib.web.value_rules import plain

SESSION_NEEDS = Fraction(1, 2)
"""Share of its 節 for which one must have been there, for a session to be attended. Source: docs/decisions.md, 2026-12-01."""


class Basis(StrEnum):
    """What the share of attendance is counted in."""

    HOURS = "hours"
    SESSIONS = "sessions"

    @property
    def label(self) -> str:
        return {"hours": "時數", "sessions": "場次"}[self.value]


@dataclass(frozen=True)
class Rule:
    """Of one class. `minimum` is in per cent. The longest leave is the leave's own rule, so that a trainee is told the same everywhere."""

    basis: Basis = Basis.HOURS
    minimum: int = 80
    survey: bool = False
    version: int = 0


@dataclass(frozen=True)
class Turn:
    """One session as one person: which of its `units` 節 count. `excused` is leave of a kind that is not counted, over all of it."""

    units: int
    found: Counted
    here: bool = True
    excused: bool = False
    short: tuple[Shortfall, ...] = ()

    @property
    def expected(self) -> int:
        """節, without those of leave by the hour of a kind that is not counted."""
        return self.units - self.found.excused

    @property
    def attended(self) -> bool:
        return self.here and self.found.counted >= SESSION_NEEDS * self.expected


@dataclass(frozen=True)
class AttendanceSummary:
    """What is known of one person. `leave` are the 節 that count against `limit`; `answered` is None where there is no survey."""

    turns: tuple[Turn, ...]
    leave: int = 0
    limit: int = 0
    answered: bool | None = None


@dataclass(frozen=True)
class Condition:
    """One condition in words, with the numbers that decided."""

    met: bool
    text: str


@dataclass(frozen=True)
class Outcome:
    """`hours` of `total` 節 were attended, `attended` of `expected` sessions; `short` is what does not count though the person came."""

    conditions: tuple[Condition, ...]
    attended: int
    expected: int
    hours: int
    total: int
    short: tuple[Shortfall, ...] = ()

    @property
    def passes(self) -> bool:
        return all(condition.met for condition in self.conditions)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why not; empty where it passes."""
        return tuple(condition.text for condition in self.conditions if not condition.met)


def evaluate(rule: Rule, facts: AttendanceSummary) -> Outcome:
    """Attendance as the rule counts it, leave within its limit, the survey where one is asked for."""
    counted = [turn for turn in facts.turns if not turn.excused]
    attended = sum(turn.attended for turn in counted)
    hours = sum(turn.found.counted for turn in counted)
    total = sum(turn.expected for turn in counted)
    share = (hours, total) if rule.basis is Basis.HOURS else (attended, len(counted))
    conditions = [_attendance(rule, *share), _leave(facts)]
    if rule.survey and facts.answered is not None:
        conditions.append(Condition(facts.answered, "問卷已填" if facts.answered else "問卷未填"))
    short = tuple(each for turn in counted for each in turn.short)
    return Outcome(tuple(conditions), attended, len(counted), hours, total, short)


def _attendance(rule: Rule, came: int, of: int) -> Condition:
    if not of:
        return Condition(False, "沒有應出席的場次")
    unit = "節" if rule.basis is Basis.HOURS else "場"
    met = came * 100 >= rule.minimum * of
    # Cut off, not rounded: 79.96 is not to be read as 80.0.
    share = came * 1000 // of
    return Condition(met, f"出席 {came}／{of} {unit}（{share // 10}.{share % 10}%），{'達到' if met else '未達'} {rule.minimum}%")


def _leave(facts: AttendanceSummary) -> Condition:
    met = facts.leave <= facts.limit
    return Condition(met, f"請假 {facts.leave} 節，{'未' if met else ''}超過上限 {facts.limit} 節")


def read_rule(form: Mapping[str, str]) -> Rule:
    """The rule as typed, without its version. Raises InvalidInput (basis, minimum)."""
    errors: dict[str, str] = {}
    minimum = plain(form.get("minimum", "")).removesuffix("%").strip()
    if not (minimum.isdecimal() and len(minimum) <= 3 and 1 <= int(minimum) <= 100):
        errors["minimum"] = "請填 1 到 100 的整數，例如 80。"
    if form.get("basis") not in set(Basis):
        errors["basis"] = "請選擇以時數或場次計算。"
    if errors:
        raise InvalidInput(fields=errors)
    return Rule(Basis(form["basis"]), int(minimum), form.get("survey") == "1")

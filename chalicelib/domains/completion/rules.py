"""Who completes a class: attendance, leave, survey. Pure; counts are 節 (units) and sessions, shares are compared as whole numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.errors import InvalidInput
from chalicelib.web.value_rules import plain


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
    signed_out: bool = False
    survey: bool = False
    version: int = 0


@dataclass(frozen=True)
class Turn:
    """One session as one person: `excused` is leave of a kind that is not counted, over all of it.

    `away` and `excused_away` are 節 of leave by the hour within it.
    """

    name: str
    units: int
    here: bool
    signed_out: bool = True
    excused: bool = False
    away: int = 0
    excused_away: int = 0


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
    """`hours` of `total` 節 were attended, `attended` of `expected` sessions."""

    conditions: tuple[Condition, ...]
    attended: int
    expected: int
    hours: int
    total: int

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
    came = [turn for turn in counted if turn.here and (turn.signed_out or not rule.signed_out)]
    hours = sum(max(0, turn.units - turn.away - turn.excused_away) for turn in came)
    total = sum(max(0, turn.units - turn.excused_away) for turn in counted)
    share = (hours, total) if rule.basis is Basis.HOURS else (len(came), len(counted))
    conditions = [_attendance(rule, *share), *_unsigned(rule, counted), _leave(facts)]
    if rule.survey and facts.answered is not None:
        conditions.append(Condition(facts.answered, "問卷已填" if facts.answered else "問卷未填"))
    return Outcome(tuple(conditions), len(came), len(counted), hours, total)


def _attendance(rule: Rule, came: int, of: int) -> Condition:
    if not of:
        return Condition(False, "沒有應出席的場次")
    unit = "節" if rule.basis is Basis.HOURS else "場"
    met = came * 100 >= rule.minimum * of
    # Cut off, not rounded: 79.96 is not to be read as 80.0.
    share = came * 1000 // of
    return Condition(met, f"出席 {came}／{of} {unit}（{share // 10}.{share % 10}%），{'達到' if met else '未達'} {rule.minimum}%")


def _unsigned(rule: Rule, counted: list[Turn]) -> list[Condition]:
    """Said only to explain: the session is already not counted as attended."""
    names = [turn.name for turn in counted if turn.here and not turn.signed_out] if rule.signed_out else []
    return [Condition(True, f"沒有刷退：{'、'.join(names)}")] if names else []


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
    return Rule(Basis(form["basis"]), int(minimum), form.get("signed_out") == "1", form.get("survey") == "1")

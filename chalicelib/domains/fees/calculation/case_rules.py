"""A case worked out: what the organizer decided and the timetable, by the dated values. Pure."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from chalicelib.domains.fees.calculation.deduction_rules import EXEMPTIONS, deductions
from chalicelib.domains.fees.calculation.periods_rules import Extra, Taught, Treatment, extra_line, extra_problem, limit, talk_lines
from chalicelib.domains.fees.model import Case, Line, Payee, Source
from chalicelib.domains.fees.parameters.rules import Rules
from chalicelib.errors import InvalidInput

_SPENT = frozenset({Source.TRAVEL, Source.LODGING, Source.MATERIAL})


@dataclass(frozen=True)
class Decision:
    """How one line of the timetable is paid."""

    treatment: Treatment = Treatment.LECTURE
    amount: int = 0
    text: str = ""


@dataclass(frozen=True)
class Wanted:
    """What the organizer decided. `decisions` by the key of a line of the timetable; what is not in it is a lecture."""

    payee: Payee
    rate: int
    funding: str
    pays_on: date
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    extras: tuple[Extra, ...] = ()


def key_of(day: date | None, starts: str, ends: str, subject: str) -> str:
    """Names a line of the timetable in a form, whatever its position."""
    return hashlib.sha256(f"{day}|{starts}|{ends}|{subject}".encode()).hexdigest()[:10]


def wanted_of(case: Case) -> Wanted:
    """What the case was worked out from, apart from the timetable."""
    timed = [line for line in case.lines if line.day]
    decisions = {key_of(line.day, line.starts, line.ends, line.subject): _decision(line) for line in timed}
    extras = tuple(Extra(line.source, line.amount, line.subject) for line in case.lines if line.source in _SPENT)
    return Wanted(case.payee, case.rate, case.funding, case.pays_on, decisions, extras)


def worked_out(taught: Sequence[Taught], wanted: Wanted, rules: Rules) -> dict[str, Any]:
    """New values of the case's fields. Raises InvalidInput (rate, exempt, extra_amount.<n>)."""
    errors = _errors(wanted, rules)
    talks = talk_lines([_decided(each, wanted.decisions) for each in taught], wanted.rate, rules)
    for number, extra in enumerate(wanted.extras, start=1):
        problem = extra_problem(extra, wanted.extras[: number - 1], wanted.payee.kind, talks, rules)
        if problem:
            errors[f"extra_amount.{number}"] = problem
    if errors:
        raise InvalidInput(fields=errors)
    lines = (*talks, *(extra_line(extra, talks, rules) for extra in wanted.extras))
    return {
        "payee": wanted.payee,
        "rate": wanted.rate,
        "funding": wanted.funding,
        "pays_on": wanted.pays_on,
        "lines": lines,
        "deductions": deductions(wanted.payee, lines, rules),
    }


def _errors(wanted: Wanted, rules: Rules) -> dict[str, str]:
    errors = {}
    most = limit(wanted.payee.kind, rules)
    if most is not None and wanted.rate > most:
        errors["rate"] = f"{wanted.payee.kind.label}每節最多 {most:,} 元。"
    allowed = EXEMPTIONS.get(wanted.payee.nhi_exempt_reason)
    if allowed is not None and wanted.payee.income_class not in allowed:
        errors["exempt"] = f"「{wanted.payee.nhi_exempt_reason}」不適用於 {wanted.payee.income_class.label}。"
    return errors


def _decided(taught: Taught, decisions: Mapping[str, Decision]) -> Taught:
    decision = decisions.get(key_of(taught.day, taught.starts, taught.ends, taught.subject), Decision())
    return replace(taught, treatment=decision.treatment, amount=decision.amount, decision=decision.text)


def _decision(line: Line) -> Decision:
    if line.source is Source.SPEECH:
        return Decision(Treatment.SPEECH, line.amount, line.decision)
    if line.assistant:
        return Decision(Treatment.ASSISTANT)
    # A line of the timetable that is not paid has no rate.
    return Decision(Treatment.LECTURE if line.units or line.rate else Treatment.UNPAID)

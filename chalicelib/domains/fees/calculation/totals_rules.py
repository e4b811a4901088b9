"""The register (印領清冊): its rows and its sums, by class, by funding and in all. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from chalicelib.domains.fees.calculation.deduction_rules import PREMIUM, TAX
from chalicelib.domains.fees.model import Case, Source


@dataclass(frozen=True)
class Sums:
    """What cases come to, in NT$; `halves` of a 節."""

    cases: int = 0
    halves: int = 0
    talk: int = 0
    speech: int = 0
    material: int = 0
    travel: int = 0
    lodging: int = 0
    gross: int = 0
    tax: int = 0
    premium: int = 0
    net: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


def sums_of(case: Case) -> Sums:
    """Of one case."""
    of_source = {source: sum(line.amount for line in case.lines if line.source is source) for source in Source}
    of_name = {name: sum(each.amount for each in case.deductions if each.name == name) for name in (TAX, PREMIUM)}
    return Sums(
        1,
        sum(line.units for line in case.lines),
        of_source[Source.TALK],
        of_source[Source.SPEECH],
        of_source[Source.MATERIAL],
        of_source[Source.TRAVEL],
        of_source[Source.LODGING],
        case.gross,
        of_name[TAX],
        of_name[PREMIUM],
        case.net,
    )


def total(cases: Iterable[Case]) -> Sums:
    return sum((sums_of(case) for case in cases), Sums())


def by_class(cases: Sequence[Case]) -> list[tuple[str, Sums]]:
    """(class number and title, sums) in order of the number."""
    return _grouped([(f"{case.number_of_class} {case.class_title}", case) for case in cases])


def by_funding(cases: Sequence[Case]) -> list[tuple[str, Sums]]:
    """(funding source, sums) in order of its name."""
    return _grouped([(case.funding, case) for case in cases])


def subjects(case: Case) -> str:
    """The courses that are paid, each once."""
    return "、".join(dict.fromkeys(line.subject for line in case.lines if line.source in {Source.TALK, Source.SPEECH} and line.amount))


def _grouped(named: Sequence[tuple[str, Case]]) -> list[tuple[str, Sums]]:
    found: dict[str, Sums] = {}
    for name, case in named:
        found[name] = found.get(name, Sums()) + sums_of(case)
    return sorted(found.items())

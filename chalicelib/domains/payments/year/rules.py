"""The year's lists: sums by person and income class for tax, payments with a premium. Pure. Layouts: docs/withholding-list.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class List(StrEnum):
    """Which list."""

    WITHHOLDING = "withholding"
    PREMIUM = "premium"

    @property
    def label(self) -> str:
        return {"withholding": "所得扣繳清冊", "premium": "補充保險費扣費清冊"}[self.value]


@dataclass(frozen=True, repr=False)
class Paid:
    """One payment that arrived in the year. `income` is what tax and premium look at: without travel and lodging."""

    case_id: str
    id_number: str
    name: str
    address: str
    income_class: str
    resident: bool
    income: int
    tax: int
    premium: int
    base: int
    paid_on: date


@dataclass(frozen=True, repr=False)
class Person:
    """All that one person got in one income class."""

    id_number: str
    name: str
    address: str
    income_class: str
    resident: bool
    payments: int
    income: int
    tax: int

    @property
    def net(self) -> int:
        """給付淨額 of tax law: income less tax; the premium is another matter."""
        return self.income - self.tax


def by_person(paid: Iterable[Paid]) -> list[Person]:
    """By ID number, income class and residence; name and address as of the latest payment. In order of ID number."""
    found: dict[tuple[str, str, bool], list[Paid]] = {}
    for each in sorted(paid, key=lambda one: (one.paid_on, one.case_id)):
        found.setdefault((each.id_number, each.income_class, each.resident), []).append(each)
    return [_person(own) for _, own in sorted(found.items())]


def with_premium(paid: Iterable[Paid]) -> list[Paid]:
    """Those of which a premium was taken, by day and number."""
    return sorted((each for each in paid if each.premium), key=lambda one: (one.paid_on, one.case_id))


def _person(own: Sequence[Paid]) -> Person:
    last = own[-1]
    return Person(
        last.id_number,
        last.name,
        last.address,
        last.income_class,
        last.resident,
        len(own),
        sum(each.income for each in own),
        sum(each.tax for each in own),
    )

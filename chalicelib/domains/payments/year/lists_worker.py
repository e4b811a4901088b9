"""Writes the year's lists; workers only. Each opening of an ID number is written down before it happens."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache

from chalicelib.clock import TAIPEI, taipei
from chalicelib.documents.spreadsheets.export import Column, Sheet, to_csv
from chalicelib.domains.fees import service as fees
from chalicelib.domains.payments.year.requests import LIVES, YEARS
from chalicelib.domains.payments.year.rules import List, Paid, Person, by_person, with_premium
from chalicelib.domains.payments.year.store import PARTITION, YearItem
from chalicelib.records.exports import Made

PEOPLE = (
    Column("給付年度", "integer"),
    Column("所得人證號"),
    Column("所得人姓名"),
    Column("戶籍地址"),
    Column("所得類別"),
    Column("居住者"),
    Column("給付筆數", "integer"),
    Column("給付總額", "integer"),
    Column("扣繳稅額", "integer"),
    Column("給付淨額", "integer"),
)
PAYMENTS = (
    Column("給付日期"),
    Column("所得人證號"),
    Column("所得人姓名"),
    Column("所得（收入）類別"),
    Column("單次給付金額", "integer"),
    Column("扣費基數", "integer"),
    Column("補充保險費", "integer"),
    Column("流水號"),
)
# The codes of the premium's detail file, from memory: 63 兼職所得, 65 執行業務收入.
_KINDS = {"50": "63", "9B": "65"}


def make(year_id: str, now: datetime) -> None:
    """payments.year: once; a repeat finds it done, and opens no ID number again."""
    YEARS.make(PARTITION, year_id, lambda item: _drawn(item, now), now)


def _drawn(item: YearItem, now: datetime) -> Made:
    year, what = int(item.year), List(item.what)
    paid = list(payments_of(year, f"製作{what.label} {year - 1911} 年", item.asked_by, now))
    if what is List.WITHHOLDING:
        people = by_person(paid)
        table = Sheet(what.label, PEOPLE, [_person_row(year, each) for each in people])
        counts = {"rows": len(people), "amount": sum(each.income for each in people), "held": sum(each.tax for each in people)}
    else:
        taken = with_premium(paid)
        table = Sheet(what.label, PAYMENTS, [_payment_row(each) for each in taken])
        counts = {"rows": len(taken), "amount": sum(each.income for each in taken), "held": sum(each.premium for each in taken)}
    key, name = f"withholding-ready/{item.sk}.csv", f"{what.label}_{year - 1911}年.csv"
    return Made(to_csv(table), "text/csv; charset=utf-8", key, name, now + LIVES, counts)


def payments_of(year: int, why: str, by: str, now: datetime) -> Iterator[Paid]:
    """What arrived in the year, by the bank's day. A result may be imported in the year after."""
    first, last = (datetime(each, 1, 1, tzinfo=TAIPEI).astimezone(UTC) for each in (year, year + 2))
    opened: dict[tuple[str, int], fees.RevealedPayee] = {}
    cap = lru_cache(lambda names: fees.used_parameter(names, "nhi_cap"))
    for case in fees.paid_between(first, last):
        if case.paid_at is None or taipei(case.paid_at).year != year:
            continue
        key = (case.payee.lecturer_id, case.payee_version)
        if key not in opened:
            opened[key] = fees.revealed(*key, by, why, now)
        sums, income = fees.sums_of(case), fees.income_of(case.lines)
        yield Paid(
            case_id=case.id,
            id_number=opened[key].id_number,
            name=case.payee.name,
            address=opened[key].address,
            income_class=case.payee.income_class.value,
            resident=case.payee.resident,
            income=income,
            tax=sums.tax,
            premium=sums.premium,
            base=min(income, cap(case.parameters)) if sums.premium else 0,
            paid_on=taipei(case.paid_at).date(),
        )


def _person_row(year: int, person: Person) -> list[object]:
    resident = "Y" if person.resident else "N"
    amounts = (person.payments, person.income, person.tax, person.net)
    return [year - 1911, person.id_number, person.name, person.address, person.income_class, resident, *amounts]


def _payment_row(paid: Paid) -> list[object]:
    day = f"{paid.paid_on.year - 1911:03}{paid.paid_on:%m%d}"
    return [day, paid.id_number, paid.name, _KINDS[paid.income_class], paid.income, paid.base, paid.premium, paid.case_id]

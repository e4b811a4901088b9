"""Money by Hypothesis: what the lines come to is applied for, stands in the bank's file, the register and the year's list."""

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domains.fees.calculation.case_rules import Wanted, worked_out
from chalicelib.domains.fees.calculation.deduction_rules import income
from chalicelib.domains.fees.calculation.periods_rules import Extra, Taught, Treatment
from chalicelib.domains.fees.calculation.totals_rules import by_class, by_funding, total
from chalicelib.domains.fees.model import Case, IncomeClass, LecturerKind, Payee, Source, State
from chalicelib.domains.payments.approval.applying import items_of
from chalicelib.domains.payments.approval_rules import Levels, chain_for, digest_of
from chalicelib.domains.payments.bank import format_rules
from chalicelib.domains.payments.bank.rules import Payer, Payment
from chalicelib.domains.payments.model import ApprovalStage, sums_of
from chalicelib.domains.payments.year.rules import Paid, by_person, with_premium
from tests.scenes.fees import rules_on

DAY = date(2026, 3, 20)
RULES = rules_on(DAY)
PAYER = Payer("0122009", "80041234567890")
HOURS = ((9, 50, 1), (9, 90, 2), (9, 170, 3), (13, 100, 2), (13, 45, 1))


def case_of(number: int, kind: LecturerKind, income_class: IncomeClass, talks: list[int], travel: int, *, resident: bool) -> Case:
    """A case worked out by the rules; `talks` chooses from HOURS, a day each."""
    taught = [_taught(day, *HOURS[which]) for day, which in enumerate(talks)]
    payee = Payee(f"l{number % 3}", f"講座{number % 3}", "", kind, income_class, "x", resident=resident)
    rate = {LecturerKind.EXPERT: 2000, LecturerKind.SUBORDINATE: 1500, LecturerKind.OWN: 999, LecturerKind.ABROAD: 40_001}[kind]
    extras = (Extra(Source.TRAVEL, travel, "高鐵"),) if travel and kind is not LecturerKind.OWN else ()
    wanted = Wanted(payee, rate, f"經費{number % 2}", DAY, {}, extras)
    blank = Case(
        f"20260302{number:04}", f"c{number % 2}", "班", 115, "B00492", number % 2, (), payee, "", DAY, (), (), State.CONFIRMED,
        datetime(2026, 3, 2, tzinfo=UTC),
    )  # fmt: skip
    return replace(blank, **worked_out(taught, wanted, RULES))


def _taught(day: int, hour: int, minutes: int, count: int) -> Taught:
    end = hour * 60 + minutes
    return Taught(date(2026, 3, 2 + day), f"{hour:02}:00", f"{end // 60:02}:{end % 60:02}", count, f"課程{day}", Treatment.LECTURE)


one = st.builds(
    lambda kind, income_class, talks, travel, resident: (kind, income_class, talks, travel, resident),
    st.sampled_from(list(LecturerKind)),
    st.sampled_from(list(IncomeClass)),
    st.lists(st.integers(0, len(HOURS) - 1), min_size=1, max_size=8),
    st.integers(0, 5000),
    st.booleans(),
)
many = st.lists(one, min_size=1, max_size=12)


def cases_of(drawn: list[tuple[LecturerKind, IncomeClass, list[int], int, bool]]) -> list[Case]:
    return [
        case_of(number, kind, income_class, talks, travel, resident=resident)
        for number, (kind, income_class, talks, travel, resident) in enumerate(drawn, start=1)
    ]


@settings(max_examples=150, deadline=None)
@given(many)
def test_lines_totals_register_and_application_are_one_sum(drawn: list[tuple[LecturerKind, IncomeClass, list[int], int, bool]]) -> None:
    """Sum of lines = gross; gross − deductions = net ≥ 0; register = its classes = its fundings = the application's items."""
    cases = cases_of(drawn)
    for case in cases:
        assert case.gross == sum(line.amount for line in case.lines)
        assert 0 <= case.net == case.gross - sum(each.amount for each in case.deductions)
        assert all(line.amount >= 0 for line in case.lines)
        assert all(each.amount >= 0 for each in case.deductions)
    whole, sums = total(cases), sums_of(items_of(cases))
    assert (whole.gross, whole.tax, whole.premium, whole.net) == (sums.gross, sums.tax, sums.premium, sums.net)
    for parts in (by_class(cases), by_funding(cases)):
        assert sum(each.net for _, each in parts) == whole.net
        assert sum(each.cases for _, each in parts) == len(cases)


@settings(max_examples=150, deadline=None)
@given(many)
def test_the_bank_file_has_the_register_s_sum(drawn: list[tuple[LecturerKind, IncomeClass, list[int], int, bool]]) -> None:
    """Read back by its columns: as many lines as cases, their amounts, and a total that is the register's net."""
    cases = cases_of(drawn)
    payments = [Payment(case.id, "700", f"{number:014}", "A123456789", case.net) for number, case in enumerate(cases, start=1)]
    lines = format_rules.write("B202603200001", DAY, PAYER, payments).decode("ascii").split("\r\n")
    assert [int(line[44:55]) for line in lines[1:-2]] == [case.net for case in cases]
    assert int(lines[0][55:68]) == int(lines[-2][7:20]) == total(cases).net
    assert int(lines[-2][1:7]) == len(cases)


@settings(max_examples=100, deadline=None)
@given(many)
def test_the_year_s_list_has_every_dollar_once(drawn: list[tuple[LecturerKind, IncomeClass, list[int], int, bool]]) -> None:
    """By person and income class: income, tax and count add up to the cases'; the premium list has all of the premium."""
    cases = cases_of(drawn)
    whole = total(cases)
    paid = [
        Paid(
            case.id, f"A{case.payee.lecturer_id}", case.payee.name, "", case.payee.income_class.value, case.payee.resident,
            income(case.lines), items_of([case])[0].tax, items_of([case])[0].premium, 0, DAY,
        )
        for case in cases
    ]  # fmt: skip
    people = by_person(paid)
    assert sum(person.tax for person in people) == whole.tax
    assert sum(person.payments for person in people) == len(cases)
    assert sum(person.income for person in people) == whole.gross - whole.travel - whole.lodging
    assert sum(each.premium for each in with_premium(paid)) == whole.premium
    assert len({(person.id_number, person.income_class, person.resident) for person in people}) == len(people)


@given(st.integers(0, 10_000_000), st.integers(0, 1_000_000), st.integers(0, 1_000_000))
def test_a_chain_is_in_order_and_never_without_accounting(amount: int, head_from: int, director_from: int) -> None:
    """Head before accounting before director; more money never needs fewer."""
    levels = Levels(DAY, head_from, director_from, "x")
    chain = chain_for(amount, levels)
    assert ApprovalStage.ACCOUNTANT in chain
    assert list(chain) == [step for step in ApprovalStage if step in chain]
    assert set(chain) <= set(chain_for(amount + 1, levels))


@given(one, st.integers(1, 5))
def test_any_change_of_an_amount_changes_the_digest(drawn: tuple[LecturerKind, IncomeClass, list[int], int, bool], more: int) -> None:
    """A dollar more on any line, and an approver's decision is bound to something else."""
    (case,) = cases_of([drawn])
    for number, line in enumerate(case.lines):
        lines = (*case.lines[:number], replace(line, amount=line.amount + more), *case.lines[number + 1 :])
        assert digest_of(items_of([replace(case, lines=lines)])) != digest_of(items_of([case]))

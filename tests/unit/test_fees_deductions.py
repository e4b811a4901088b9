"""Tax and premium, worked out by hand from domain.md (from memory there) for the years 110, 113, 114 and 115."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.fees.calculation.deduction_rules import EXEMPTIONS, deductions
from chalicelib.domains.fees.model import IncomeClass, LecturerKind, Line, Source
from chalicelib.domains.fees.parameters.rules import KEYS, MEANINGS, plain, read_value
from chalicelib.domains.fees.parameters.standard_rules import STANDARD
from chalicelib.errors import InvalidInput
from tests.scenes.fees import payee, rules_on

YEARS = {110: date(2021, 6, 1), 113: date(2024, 6, 1), 114: date(2025, 6, 1), 115: date(2026, 6, 1)}


def held_back(amount: int, year: int, **who: Any) -> tuple[int, int]:
    """(tax, premium) of one talk."""
    tax, premium = deductions(payee(**who), [Line(Source.TALK, amount, "")], rules_on(YEARS[year]))
    return tax.amount, premium.amount


NINE_B = {"income_class": IncomeClass.PRACTICE}
ABROAD = {"resident": False, "nhi_exempt_reason": "不具健保投保資格"}


@pytest.mark.parametrize(
    ("year", "amount", "tax", "premium"),
    [
        (110, 23_999, 0, 0),  # below the basic wage of 24,000
        (110, 24_000, 0, 506),  # 24,000 × 2.11 % = 506.4
        (110, 84_500, 0, 1783),  # 1,782.95; the table's threshold is 84,501
        (110, 84_501, 4225, 1783),  # 4,225.05 is cut
        (113, 27_469, 0, 0),
        (113, 27_470, 0, 580),  # 579.617
        (113, 88_501, 4425, 1867),  # 4,425.05; 1,867.37
        (114, 28_589, 0, 0),
        (114, 28_590, 0, 603),  # 603.249
        (115, 29_499, 0, 0),
        (115, 29_500, 0, 622),  # 622.45
        (115, 90_501, 4525, 1910),  # 4,525.05; 1,909.57
    ],
)
def test_salary_of_a_resident(year: int, amount: int, tax: int, premium: int) -> None:
    """Class 50: 5 % from the year's table threshold, 2.11 % from the month's basic wage (domain.md; 115's 90,501 from memory)."""
    assert held_back(amount, year) == (tax, premium)


@pytest.mark.parametrize(
    ("amount", "tax", "premium"),
    [(19_999, 0, 0), (20_000, 0, 422), (20_009, 0, 422), (20_010, 2001, 422), (30_000, 3000, 633), (50_000, 5000, 1055)],
)
def test_practice_of_a_resident(amount: int, tax: int, premium: int) -> None:
    """9B: 10 %, nothing where the tax is 2,000 or less; premium from 20,000 (domain.md). 20,000 × 2.11 % = 422."""
    assert held_back(amount, 114, **NINE_B) == (tax, premium)


@pytest.mark.parametrize(
    ("amount", "income_class", "tax"),
    [
        (42_885, IncomeClass.SALARY, 2573),  # 1.5 × 28,590 = 42,885: 6 %, 2,573.1
        (42_886, IncomeClass.SALARY, 7719),  # above: 18 %, 7,719.48
        (5000, IncomeClass.PRACTICE, 0),
        (5001, IncomeClass.PRACTICE, 1000),  # 20 %, 1,000.2
    ],
)
def test_who_does_not_live_here(amount: int, income_class: IncomeClass, tax: int) -> None:
    """Non-residents of 114 (domain.md): 18 %, 6 % up to 1.5 × basic wage; 9B 20 %, nothing up to 5,000 a payment."""
    assert held_back(amount, 114, income_class=income_class, **ABROAD) == (tax, 0)


def test_the_premium_is_counted_on_ten_million_at_most() -> None:
    """2.11 % of 10,000,000 is 211,000, whatever is paid (domain.md)."""
    assert held_back(10_000_000, 114)[1] == held_back(25_000_000, 114)[1] == 211_000


def test_exempt_pays_no_premium_and_says_why() -> None:
    """Union-insured: 0, with the reason, for 9B (domain.md) and for salary (健保法 §31 I ②); who practises alone for 9B only."""
    _, premium = deductions(payee(**NINE_B, nhi_exempt_reason="參加職業工會"), [Line(Source.TALK, 90_000, "")], rules_on(YEARS[114]))
    assert (premium.amount, premium.why) == (0, "補充保費 0：免扣（參加職業工會）")
    assert EXEMPTIONS["參加職業工會"] == frozenset(IncomeClass)
    assert IncomeClass.SALARY not in EXEMPTIONS["專門職業及技術人員自行執業者"]


def test_own_staff_owe_no_premium_on_salary() -> None:
    """The employer itself pays it, so it is no 兼職薪資 (from memory); their 9B is like anybody's."""
    assert held_back(40_000, 114, kind=LecturerKind.OWN)[1] == 0
    assert held_back(40_000, 114, kind=LecturerKind.OWN, **NINE_B)[1] == 844


def test_what_was_spent_is_no_income() -> None:
    """28,000 of talks and 5,000 of travel stay below 28,590; the same as material does not."""
    for source, premium in ((Source.TRAVEL, 0), (Source.LODGING, 0), (Source.MATERIAL, 696)):
        lines = [Line(Source.TALK, 28_000, ""), Line(source, 5000, "")]
        assert deductions(payee(), lines, rules_on(YEARS[114]))[1].amount == premium


def test_nothing_held_back_still_explains_itself() -> None:
    """The issue's own example, with 114's threshold."""
    tax, premium = deductions(payee(), [Line(Source.TALK, 4000, "")], rules_on(YEARS[114]))
    assert (tax.why, premium.why) == ("所得稅 0：4,000 未達 88,501", "補充保費 0：4,000 未達 28,590")


@given(
    st.integers(0, 30_000_000),
    st.sampled_from(sorted(YEARS)),
    st.sampled_from(LecturerKind),
    st.sampled_from(IncomeClass),
    st.booleans(),
    st.sampled_from(["", *EXEMPTIONS]),
)
def test_never_negative_and_always_said(
    amount: int, year: int, kind: LecturerKind, income_class: IncomeClass, resident: bool, exempt: str
) -> None:
    """Both deductions are there, neither is negative, they leave something of every amount, and each says its number."""
    who = payee(kind=kind, income_class=income_class, resident=resident, nhi_exempt_reason=exempt)
    found = deductions(who, [Line(Source.TALK, amount, "")], rules_on(YEARS[year]))
    assert [each.name for each in found] == ["所得稅", "二代健保補充保險費"]
    assert all(each.amount >= 0 and f" {each.amount:,}：" in each.why for each in found)
    assert sum(each.amount for each in found) <= amount * 0.23


def test_a_day_without_values_is_told() -> None:
    """Nothing is guessed before the tables begin."""
    with pytest.raises(InvalidInput) as refused:
        rules_on(date(2019, 1, 1))
    assert "會計人員先建立" in refused.value.fields["pays_on"]


def test_every_standard_value_has_a_source_and_a_meaning() -> None:
    """Each key is explained, and each value says where it is from."""
    assert set(KEYS) == set(MEANINGS) == {entry.key for entry in STANDARD}
    assert all(len(entry.source) > 10 for entry in STANDARD)


@given(st.sampled_from(KEYS), st.integers(0, 10_000))
def test_a_value_that_is_shown_can_be_typed(key: str, value: int) -> None:
    """2.11 % is read back as what it was."""
    if MEANINGS[key].unit == "分鐘":
        value = 1 + value % 240
    assert read_value(key, plain(key, value)) == value


@pytest.mark.parametrize("typed", ["", "-1", "二", "1.234", "101", "1e3", "²"])
def test_what_is_no_percentage_is_refused(typed: str) -> None:
    """Two decimals, and 100 at most."""
    with pytest.raises(ValueError, match=r"請輸入|最多|超過"):
        read_value("nhi_rate", typed)

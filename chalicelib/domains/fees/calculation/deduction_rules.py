"""What is held back of a payment: income tax and the NHI supplementary premium. Pure; each says why, also where it is nothing.

What was read is said in docs/decisions.md (2026-11-24); the dated values carry their sources. From memory, to be asked of accounting:
- What is income: talks, speeches and course material, in the case's income class. Travel and lodging as spent are not.
- One case is one payment (單次給付): the thresholds look at it alone. Cases of one lecturer that are paid on one day are not added up.
- Tax is cut to the dollar: no regulation says so, practice does. (The premium is rounded half up by the NHIA's own answer.)
- The centre's own staff (內聘) get class 50 from their own employer, which is no 兼職薪資, so that no premium is due on it.
- A non-resident's salary is 6 % while the whole month's stays within 1.5 basic wages. A case knows itself only: its text says so.
"""

from collections.abc import Sequence

from chalicelib.domains.fees.model import Deduction, IncomeClass, LecturerKind, Line, Payee, Source
from chalicelib.domains.fees.parameters.rules import HUNDRED_PERCENT, Rules, plain

TAX, PREMIUM = "所得稅", "二代健保補充保險費"
_INCOME = frozenset({Source.TALK, Source.SPEECH, Source.MATERIAL})
# Reason → the income classes that it exempts; the proof is kept with the case's papers.
EXEMPTIONS: dict[str, frozenset[IncomeClass]] = {
    "低收入戶（第五類被保險人）": frozenset(IncomeClass),
    "不具健保投保資格": frozenset(IncomeClass),
    # 健保法 §31 I ②: a class-2 insured person's salary is exempt as well; 補充保費辦法 §4 II ③: the practice income.
    "參加職業工會": frozenset(IncomeClass),
    "專門職業及技術人員自行執業者": frozenset({IncomeClass.PRACTICE}),
}


def income(lines: Sequence[Line]) -> int:
    """What tax and premium look at."""
    return sum(line.amount for line in lines if line.source in _INCOME)


def deductions(payee: Payee, lines: Sequence[Line], rules: Rules) -> tuple[Deduction, Deduction]:
    """Tax and premium, always both."""
    amount = income(lines)
    tax, tax_why = _tax(payee, amount, rules)
    premium, premium_why = _premium(payee, amount, rules)
    # Only rates that somebody mistyped could take more than there is.
    return Deduction(TAX, tax, tax_why), Deduction(PREMIUM, min(premium, amount - tax), premium_why)


def _tax(payee: Payee, amount: int, rules: Rules) -> tuple[int, str]:
    salary = payee.income_class is IncomeClass.SALARY
    if payee.resident:
        return _salary_tax(amount, rules) if salary else _practice_tax(amount, rules)
    if salary:
        edge = rules.basic_wage * rules.abroad_salary_low_multiple // HUNDRED_PERCENT
        low = amount <= edge
        rate = rules.abroad_salary_low_rate if low else rules.abroad_salary_rate
        month = "；全月給付合計超過時應改按較高稅率，請會計確認" if low else ""
        return _cut(amount, rate, f"非居住者，{'未超過' if low else '超過'} {edge:,}{month}")
    if amount <= rules.abroad_practice_free:
        return 0, f"所得稅 0：非居住者 {amount:,} 未超過 {rules.abroad_practice_free:,}"
    return _cut(amount, rules.abroad_practice_rate, "非居住者")


def _salary_tax(amount: int, rules: Rules) -> tuple[int, str]:
    if amount < rules.tax_salary_from:
        return 0, f"所得稅 0：{amount:,} 未達 {rules.tax_salary_from:,}"
    return _cut(amount, rules.tax_salary_rate, f"已達 {rules.tax_salary_from:,}")


def _practice_tax(amount: int, rules: Rules) -> tuple[int, str]:
    tax, why = _cut(amount, rules.tax_practice_rate, f"稅額超過 {rules.tax_practice_free:,}")
    if tax <= rules.tax_practice_free:
        return 0, f"所得稅 0：稅額 {tax:,} 未超過 {rules.tax_practice_free:,}"
    return tax, why


def _cut(amount: int, rate: int, because: str) -> tuple[int, str]:
    tax = amount * rate // HUNDRED_PERCENT
    return tax, f"所得稅 {tax:,}：{amount:,} × {_percent(rate)}（{because}；元以下捨去）"


def _premium(payee: Payee, amount: int, rules: Rules) -> tuple[int, str]:
    salary = payee.income_class is IncomeClass.SALARY
    if payee.nhi_exempt_reason:
        return 0, f"補充保費 0：免扣（{payee.nhi_exempt_reason}）"
    if salary and payee.kind is LecturerKind.OWN:
        return 0, "補充保費 0：內聘由所屬投保單位給付，非兼職薪資"
    threshold = rules.basic_wage if salary else rules.nhi_practice_from
    if amount < threshold:
        return 0, f"補充保費 0：{amount:,} 未達 {threshold:,}"
    base = min(amount, rules.nhi_cap)
    premium = (base * rules.nhi_rate * 2 + HUNDRED_PERCENT) // (2 * HUNDRED_PERCENT)
    capped = f"，以 {rules.nhi_cap:,} 為上限" if amount > rules.nhi_cap else ""
    return premium, f"補充保費 {premium:,}：{base:,} × {_percent(rules.nhi_rate)}（已達 {threshold:,}{capped}；四捨五入）"


def _percent(rate: int) -> str:
    return f"{plain('nhi_rate', rate)} %"

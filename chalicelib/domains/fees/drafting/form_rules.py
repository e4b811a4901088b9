"""The form of a case: what it shows, and what was typed. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from chalicelib.domains.fees.calculation.case_rules import Decision, Wanted
from chalicelib.domains.fees.calculation.deduction_rules import EXEMPTIONS
from chalicelib.domains.fees.calculation.periods_rules import Extra, Treatment
from chalicelib.domains.fees.model import IncomeClass, LecturerKind, Source
from chalicelib.web.field_rules import Fields
from chalicelib.web.value_rules import day_between, money, told

EXTRAS = 6
# Nobody has looked at it yet; whoever saves the form has.
UNCHECKED = "（預設，請確認）"
_LONGEST = 100
_MOST = 9_999_999
_PAYS_ON = day_between("請選擇預定付款日。", date(2021, 1, 1), date(2099, 12, 31), "付款日應在 2021 年到 2099 年之間。")
_TREAT = re.compile(r"treat\.([0-9a-f]{10})")
_SPENT = {"travel": Source.TRAVEL, "lodging": Source.LODGING, "material": Source.MATERIAL}


def form_of(wanted: Wanted) -> dict[str, str]:
    """As the fields show it."""
    payee = wanted.payee
    exempt = payee.nhi_exempt_reason
    listed = not exempt or exempt in EXEMPTIONS
    form = {
        "email": payee.email, "kind": payee.kind.value, "income_class": payee.income_class.value,
        "income_reason": payee.income_reason.removesuffix(UNCHECKED),
        "resident": "1" if payee.resident else "", "exempt": exempt if listed else "other", "exempt_other": "" if listed else exempt,
        "rate": str(wanted.rate), "funding": wanted.funding, "pays_on": str(wanted.pays_on),
    }  # fmt: skip
    for key, decision in wanted.decisions.items():
        form[f"treat.{key}"] = decision.treatment.value
        form[f"amount.{key}"] = str(decision.amount) if decision.treatment is Treatment.SPEECH else ""
        form[f"decision.{key}"] = decision.text
    for number, extra in enumerate(wanted.extras, start=1):
        form |= {f"extra_source.{number}": extra.source.value, f"extra_subject.{number}": extra.subject}
        form[f"extra_amount.{number}"] = str(extra.amount)
    return form


def read_form(form: Mapping[str, str], before: Wanted) -> Wanted:
    """What was typed in the place of `before`; the e-mail is taken as it is. Raises InvalidInput with every field that is wrong."""
    fields = Fields(form)
    payee = replace(
        before.payee,
        email=form.get("email", "").strip(),
        kind=fields.take("kind", told("請選擇講座類別。", LecturerKind), before.payee.kind),
        income_class=fields.take("income_class", told("請選擇所得類別。", IncomeClass), before.payee.income_class),
        income_reason=_text(fields, "income_reason", "選擇這個所得類別的理由"),
        resident=form.get("resident") == "1",
        nhi_exempt_reason=_exempt(form, fields),
    )
    wanted = Wanted(
        payee,
        fields.take("rate", money("每節鐘點費請填整數金額。", _MOST), 0),
        _text(fields, "funding", "經費來源"),
        fields.take("pays_on", _PAYS_ON, before.pays_on),
        {match[1]: _decision(fields, match[1]) for name in form if (match := _TREAT.fullmatch(name))},
        tuple(_extras(form, fields)),
    )
    fields.check()
    return wanted


def _text(fields: Fields, name: str, label: str) -> str:
    return fields.line(name, _LONGEST, f"請填{label}，最多 {_LONGEST} 字。")


def _exempt(form: Mapping[str, str], fields: Fields) -> str:
    chosen = form.get("exempt", "")
    if chosen == "other":
        return _text(fields, "exempt_other", "免扣補充保費的原因")
    if chosen and chosen not in EXEMPTIONS:
        fields.errors["exempt"] = "請選擇免扣原因。"
    return chosen


def _decision(fields: Fields, key: str) -> Decision:
    treatment = fields.take(f"treat.{key}", told("請選擇這堂課的支給方式。", Treatment), Decision().treatment)
    if treatment is not Treatment.SPEECH:
        return Decision(treatment)
    amount = fields.take(f"amount.{key}", money("專題演講核定金額請填整數金額。", _MOST), 0)
    return Decision(treatment, amount, _text(fields, f"decision.{key}", "專題演講的核定文號"))


def _extras(form: Mapping[str, str], fields: Fields) -> list[Extra]:
    """Only what is filled in; the numbers in error messages are those after empty rows fell out, as the form shows them next."""
    found: list[Extra] = []
    for number in range(1, EXTRAS + 1):
        source, typed = form.get(f"extra_source.{number}", ""), form.get(f"extra_amount.{number}", "").strip()
        if not source and not typed:
            continue
        if source not in _SPENT:
            fields.errors[f"extra_source.{number}"] = "請選擇項目。"
            continue
        amount = fields.take(f"extra_amount.{number}", money("金額請填整數金額。", _MOST), 0)
        found.append(Extra(_SPENT[source], amount, _text(fields, f"extra_subject.{number}", "事由或課程")))
    return found

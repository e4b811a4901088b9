"""The form of a case: what it shows, and what was typed. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TypeVar

from chalicelib.domains.fees.calculation.case_rules import Decision, Wanted
from chalicelib.domains.fees.calculation.deduction_rules import EXEMPTIONS
from chalicelib.domains.fees.calculation.periods_rules import Extra, Treatment
from chalicelib.domains.fees.model import IncomeClass, LecturerKind, Source
from chalicelib.errors import InvalidInput

T = TypeVar("T", LecturerKind, IncomeClass)
EXTRAS = 6
# Nobody has looked at it yet; whoever saves the form has.
UNCHECKED = "（預設，請確認）"
_LONGEST = 100
_MOST = 9_999_999
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
    errors: dict[str, str] = {}
    payee = replace(
        before.payee,
        email=form.get("email", "").strip(),
        kind=_choice(form, "kind", LecturerKind, "請選擇講座類別。", errors) or before.payee.kind,
        income_class=_choice(form, "income_class", IncomeClass, "請選擇所得類別。", errors) or before.payee.income_class,
        income_reason=_text(form, "income_reason", "選擇這個所得類別的理由", errors),
        resident=form.get("resident") == "1",
        nhi_exempt_reason=_exempt(form, errors),
    )
    wanted = Wanted(
        payee,
        _money(form, "rate", errors, "每節鐘點費"),
        _text(form, "funding", "經費來源", errors),
        _pays_on(form, errors) or before.pays_on,
        {match[1]: _decision(form, match[1], errors) for name in form if (match := _TREAT.fullmatch(name))},
        tuple(_extras(form, errors)),
    )
    if errors:
        raise InvalidInput(fields=errors)
    return wanted


def _choice(form: Mapping[str, str], name: str, kind: type[T], missing: str, errors: dict[str, str]) -> T | None:
    try:
        return kind(form.get(name, ""))
    except ValueError:
        errors[name] = missing
        return None


def _text(form: Mapping[str, str], name: str, label: str, errors: dict[str, str]) -> str:
    value = form.get(name, "").strip()
    if not value or len(value) > _LONGEST or not value.isprintable():
        errors[name] = f"請填{label}，最多 {_LONGEST} 字。"
    return value


def _money(form: Mapping[str, str], name: str, errors: dict[str, str], label: str) -> int:
    typed = form.get(name, "").replace(",", "").strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 7 and int(typed) <= _MOST):
        errors[name] = f"{label}請填整數金額。"
        return 0
    return int(typed)


def _pays_on(form: Mapping[str, str], errors: dict[str, str]) -> date | None:
    try:
        day = date.fromisoformat(form.get("pays_on", ""))
    except ValueError:
        errors["pays_on"] = "請選擇預定付款日。"
        return None
    if not 2021 <= day.year <= 2099:
        errors["pays_on"] = "付款日應在 2021 年到 2099 年之間。"
    return day


def _exempt(form: Mapping[str, str], errors: dict[str, str]) -> str:
    chosen = form.get("exempt", "")
    if chosen == "other":
        return _text(form, "exempt_other", "免扣補充保費的原因", errors)
    if chosen and chosen not in EXEMPTIONS:
        errors["exempt"] = "請選擇免扣原因。"
    return chosen


def _decision(form: Mapping[str, str], key: str, errors: dict[str, str]) -> Decision:
    try:
        treatment = Treatment(form[f"treat.{key}"])
    except ValueError:
        errors[f"treat.{key}"] = "請選擇這堂課的支給方式。"
        return Decision()
    if treatment is not Treatment.SPEECH:
        return Decision(treatment)
    amount = _money(form, f"amount.{key}", errors, "專題演講核定金額")
    return Decision(treatment, amount, _text(form, f"decision.{key}", "專題演講的核定文號", errors))


def _extras(form: Mapping[str, str], errors: dict[str, str]) -> list[Extra]:
    """Only what is filled in; the numbers in error messages are those after empty rows fell out, as the form shows them next."""
    found: list[Extra] = []
    for number in range(1, EXTRAS + 1):
        source, typed = form.get(f"extra_source.{number}", ""), form.get(f"extra_amount.{number}", "").strip()
        if not source and not typed:
            continue
        if source not in _SPENT:
            errors[f"extra_source.{number}"] = "請選擇項目。"
            continue
        amount = _money(form, f"extra_amount.{number}", errors, "金額")
        found.append(Extra(_SPENT[source], amount, _text(form, f"extra_subject.{number}", "事由或課程", errors)))
    return found

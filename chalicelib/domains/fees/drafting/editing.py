"""Changing a case before it is confirmed: edited, worked out again, cancelled. Each is an event of its chain; a change makes it a draft."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.domains.fees import store as fees_store
from chalicelib.domains.fees.access import open_case
from chalicelib.domains.fees.calculation import timetable as calculation_timetable
from chalicelib.domains.fees.calculation.case_rules import Wanted, wanted_of, worked_out
from chalicelib.domains.fees.calculation.periods_rules import Treatment, treatment_label
from chalicelib.domains.fees.drafting import store
from chalicelib.domains.fees.drafting.form_rules import form_of, read_form
from chalicelib.domains.fees.drafting.making import slot_key
from chalicelib.domains.fees.events_rules import CaseEvent
from chalicelib.domains.fees.model import CANCELLABLE, EDITABLE, Case, Payee, State
from chalicelib.domains.fees.parameters import parameters
from chalicelib.domains.fees.transitions import cases
from chalicelib.domains.people import service_lecturers as lecturers
from chalicelib.dynamodb import Item
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Principal
from chalicelib.records.hash_chain import Actor
from chalicelib.records.transitions import Transition
from chalicelib.web.field_rules import LONGEST_REASON, read_reason


def edit_form(who: Principal, case_id: str) -> dict[str, Any]:
    """The case, its lines of the timetable, and what the fields show. Raises NotFound, Forbidden, Conflict where it may not be changed."""
    case = open_case(who, case_id)
    _check_open(case)
    wanted = wanted_of(case)
    share = parameters.value_on("assistant_share", case.pays_on)
    return {
        "case": case,
        "treatments": [(each.value, treatment_label(each, share)) for each in Treatment],
        "taught": calculation_timetable.taught_by(case.class_id, case.payee.name),
        "standing": form_of(wanted),
        "version": case.events,
    }


def edit(who: Principal, case_id: str, form: Mapping[str, str], now: datetime) -> Case:
    """Keeps what was typed and works the case out again; `form["version"]` is the state that was edited.

    Raises InvalidInput with its fields, Conflict where the case has changed since or may not be changed, NotFound, Forbidden.
    """
    case = open_case(who, case_id)
    _check_open(case)
    if form.get("version") != str(case.events):
        raise Conflict("這個案件在您編輯時有了變動，請重新整理後再修改。")
    wanted = read_form(form, wanted_of(case))
    payee = _addressed(case, wanted.payee, now)
    known = not payee.lecturer_id.startswith("case-")
    return _work_out(who, case, replace(wanted, payee=payee), CaseEvent.EDITED, now, [store.profile(payee)] if known else [])


def recalculate(who: Principal, case_id: str, now: datetime) -> Case:
    """By the timetable and the dated values as they stand now. Raises InvalidInput, Conflict, NotFound, Forbidden."""
    case = open_case(who, case_id)
    _check_open(case)
    return _work_out(who, case, wanted_of(case), CaseEvent.RECALCULATED, now, [])


def out_of_date(case: Case) -> bool:
    """Whether working it out again would give something else: the timetable or a dated value has changed since."""
    if case.state not in EDITABLE:
        return False
    try:
        rules, names = parameters.on(case.pays_on)
        again = worked_out(calculation_timetable.taught_by(case.class_id, case.payee.name), wanted_of(case), rules)
    except InvalidInput:
        return True
    return names != case.parameters or (again["lines"], again["deductions"]) != (case.lines, case.deductions)


def cancel(who: Principal, case_id: str, form: Mapping[str, str], now: datetime) -> Case:
    """Its number stays used; the lecturer can have a new case in the class. Raises InvalidInput (reason), Conflict, NotFound, Forbidden."""
    case = open_case(who, case_id)
    reason = read_reason(form, f"請填取消的原因，最多 {LONGEST_REASON} 字。")
    change = {"state": State.CANCELLED, "reason": reason}
    items = [fees_store.freed_slot(case.class_id, slot_key(case.payee.name))]
    cancelled = Transition(
        kind=CaseEvent.CANCELLED,
        actor=Actor(who.username),
        expected=CANCELLABLE,
        change=change,
        detail={"reason": reason},
        items=items,
    )
    return cases.apply(case, cancelled, now)


def _work_out(who: Principal, case: Case, wanted: Wanted, kind: CaseEvent, now: datetime, items: list[Item]) -> Case:  # noqa: PLR0917
    rules, names = parameters.on(wanted.pays_on)
    change = worked_out(calculation_timetable.taught_by(case.class_id, case.payee.name), wanted, rules)
    # The link that is out shows what no longer holds: it is dead, and the case is sent again.
    change |= {"parameters": names, "state": State.DRAFT, "link": "", "link_expires_at": None}
    after = replace(case, **change)
    detail = {"gross": [case.gross, after.gross], "net": [case.net, after.net], "funding": after.funding, "pays_on": str(after.pays_on)}
    detail |= {"kind": after.payee.kind.value, "income class": after.payee.income_class.value}
    worked = Transition(kind=kind, actor=Actor(who.username), expected=EDITABLE, change=change, detail=detail, items=items)
    return cases.apply(case, worked, now)


def _addressed(case: Case, payee: Payee, now: datetime) -> Payee:
    """The lecturer is known by name and e-mail; another address is another entry, with its own account."""
    if not payee.email:
        return replace(payee, lecturer_id=f"case-{case.id}")
    known = lecturers.remember_lecturer({"name": payee.name, "email": payee.email}, now)
    return replace(payee, lecturer_id=known.id, email=known.email)


def _check_open(case: Case) -> None:
    if case.state not in EDITABLE:
        raise Conflict(f"案件的狀態是「{case.state.label}」，金額與資料不能再修改。")

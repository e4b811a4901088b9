"""Cases from the timetable: one press makes a draft for every lecturer of a class who has none.

The slot of class and lecturer lets one case live at a time. The day's counter moves in the transaction that creates the case, so that
serial numbers have neither gap nor double, whoever else makes cases in the same moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from chalicelib.clock import taipei
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.service import Class
from chalicelib.domains.fees import store as fees_store
from chalicelib.domains.fees import transitions
from chalicelib.domains.fees.calculation import timetable as calculation_timetable
from chalicelib.domains.fees.calculation.case_rules import Wanted, worked_out
from chalicelib.domains.fees.calculation.periods_rules import Taught, limit
from chalicelib.domains.fees.deadline_rules import PAID_AFTER_CLASS
from chalicelib.domains.fees.drafting import store
from chalicelib.domains.fees.drafting.form_rules import UNCHECKED
from chalicelib.domains.fees.events_rules import CaseEvent
from chalicelib.domains.fees.model import Case, IncomeClass, LecturerKind, Payee, State
from chalicelib.domains.fees.parameters import parameters
from chalicelib.domains.fees.parameters.rules import Rules
from chalicelib.domains.fees.store_items import CounterItem
from chalicelib.domains.people import service_lecturers as lecturers
from chalicelib.errors import Conflict
from chalicelib.identity import Principal
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.records.hash_chain import Actor
from chalicelib.records.numbering import Numbers, create_numbered
from chalicelib.records.transitions import Transition
from chalicelib.web.field_rules import Fields
from chalicelib.web.value_rules import read_day, told

_INCOME_REASON = f"研習班授課鐘點費{UNCHECKED}"
_LONGEST_FUNDING = 100
_NUMBERS = Numbers(counter=CounterItem, activity="建立案件", exhausted="今天的流水號已用完，請明天再建立。")


@dataclass(frozen=True)
class Waiting:
    """A lecturer of the timetable without a live case. `several`: the directory knows more than one of this name."""

    name: str
    email: str
    taught: tuple[Taught, ...]
    several: bool


def waiting(class_id: str, cases: Sequence[Case]) -> list[Waiting]:
    """In the timetable's order, those who are in none of the cases that are not cancelled."""
    have = {lecturers.plain_name(case.payee.name) for case in cases if case.state is not State.CANCELLED}
    found = []
    for name, taught in calculation_timetable.by_lecturer(class_id).items():
        if lecturers.plain_name(name) not in have:
            known = lecturers.lecturers_named(name)
            found.append(Waiting(name, known[0].email if known else "", tuple(taught), len(known) > 1))
    return found


def make(who: Principal, class_id: str, form: Mapping[str, str], now: datetime) -> list[Case]:
    """A draft for each lecturer without a live case: funding, pays_on for all of them. Pressing twice makes them once.

    Raises InvalidInput (funding, pays_on), Conflict for a cancelled class, Forbidden, NotFound.
    """
    class_ = classes.open_class(who, class_id)
    if class_.cancelled:
        raise Conflict("本班已取消，不能建立鐘點費案件。")
    funding, pays_on = _read(form)
    parameters.ensure_standard(now)
    used = parameters.on(pays_on)
    made = [_make(who, class_, each, funding, pays_on, used, now) for each in waiting(class_id, fees_store.of_class(class_id))]
    return [case for case in made if case]


def blank(class_: Class, cases: Sequence[Case], now: datetime) -> dict[str, str]:
    """What the form shows first: the funding that the class's last case had, and two weeks after its end."""
    day = max(taipei(now).date(), class_.ends_on) + PAID_AFTER_CLASS
    return {"funding": cases[-1].funding if cases else "", "pays_on": str(day)}


def slot_key(name: str) -> str:
    """What tells lecturers of one class apart."""
    return lecturers.plain_name(name)


def _read(form: Mapping[str, str]) -> tuple[str, date]:
    fields = Fields(form)
    funding = fields.line("funding", _LONGEST_FUNDING, f"請填經費來源，最多 {_LONGEST_FUNDING} 字。")
    pays_on = fields.take("pays_on", told("請選擇預定付款日。", read_day), date.min)
    fields.check()
    return funding, pays_on


def _make(  # noqa: PLR0917
    who: Principal, class_: Class, each: Waiting, funding: str, pays_on: date, used: tuple[Rules, str], now: datetime
) -> Case | None:
    """None where a live case of the two was made meanwhile."""
    rules, names = used
    payee = _payee(each, now)
    wanted = Wanted(payee, limit(payee.kind, rules) or rules.limit_expert, funding, pays_on)
    draft = Case(
        id="",
        class_id=class_.id,
        class_title=class_.title,
        class_year=class_.year,
        class_code=class_.code,
        class_run=class_.run,
        organizers=class_.organizers,
        state=State.DRAFT,
        made_at=now,
        state_since=now,
        moments=((State.DRAFT, now),),
        parameters=names,
        **worked_out(each.taught, wanted, rules),
    )
    return _number(draft, who, now)


def _number(draft: Case, who: Principal, now: datetime) -> Case | None:
    """None where a live case of the two was made meanwhile."""
    made = Transition(kind=CaseEvent.MADE, actor=Actor(who.username), detail={"gross": draft.gross, "net": draft.net})
    key = slot_key(draft.payee.name)

    def fill(work: UnitOfWork, case_id: str) -> Case:
        # Whoever has no e-mail is nobody else's namesake: the record of the account is this case's own.
        payee = replace(draft.payee, lecturer_id=draft.payee.lecturer_id or f"case-{case_id}")
        fees_store.take_slot(work, draft.class_id, key, case_id)
        return transitions.cases.create(work, replace(draft, id=case_id, payee=payee), made, now)

    def recheck() -> None:
        if fees_store.slot(draft.class_id, key):
            raise _TakenMeanwhile

    try:
        return create_numbered(_NUMBERS, fill, recheck, now)
    except _TakenMeanwhile:
        return None


class _TakenMeanwhile(Exception):
    """A live case of class and lecturer was made in this very moment."""


def _payee(each: Waiting, now: datetime) -> Payee:
    """As the lecturer was last paid; where that is not known, an expert whose fee is salary."""
    known = lecturers.lecturers_named(each.name)
    lecturer_id = known[0].id if known else ""
    last = store.find(lecturer_id, each.name, each.email) if lecturer_id else None
    return last or Payee(lecturer_id, each.name, each.email, LecturerKind.EXPERT, IncomeClass.SALARY, _INCOME_REASON)

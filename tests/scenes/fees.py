"""Lecturers' fees for tests: a class with a timetable, its organizer and accountant, and cases made from it."""

from datetime import date, datetime
from typing import Any

from chalicelib.domains.classes.model import Class, Period
from chalicelib.domains.classes.timetable import editing as timetable_editing
from chalicelib.domains.fees import store
from chalicelib.domains.fees.drafting import making
from chalicelib.domains.fees.model import Case, IncomeClass, LecturerKind, Payee
from chalicelib.domains.fees.parameters.rules import Rules, in_force, rules_of
from chalicelib.domains.fees.parameters.standard_rules import STANDARD
from chalicelib.identity import Principal, Role
from tests.support.builders import make_class
from tests.support.worlds import built_once

ORGANIZER = Principal("organizer1", "林雅婷", frozenset({Role.ORGANIZER}))
OTHER = Principal("organizer2", "陳冠宇", frozenset({Role.ORGANIZER}))
ACCOUNTANT = Principal("accountant1", "李惠君", frozenset({Role.ACCOUNTANT}))
ADMINISTRATOR = Principal("admin1", "吳建宏", frozenset({Role.ADMINISTRATOR}))
FUNDING = {"funding": "訓練業務－講座鐘點費", "pays_on": "2026-03-20"}
MONDAY = date(2026, 3, 2)
# Lin: 3 節 and 3 節; Chen: 2 節 in 90 minutes; Huang teaches along with Lin.
PERIODS = (
    Period(MONDAY, "09:00", "11:50", 3, "公文格式與用語", "林書豪、黃郁婷"),
    Period(MONDAY, "13:30", "16:20", 3, "公文寫作實作", "林書豪"),
    Period(date(2026, 3, 3), "09:00", "10:30", 2, "跨機關溝通", "陳亭妃"),
)


def rules_on(day: date) -> Rules:
    """The standard values of that day."""
    return rules_of(in_force(STANDARD, day), day)


def payee(**changed: Any) -> Payee:
    """An expert who gets salary (class 50) and lives here."""
    values: dict[str, Any] = {"kind": LecturerKind.EXPERT, "income_class": IncomeClass.SALARY, "income_reason": "授課"}
    return Payee(**{"lecturer_id": "lin", "name": "林書豪", "email": "", **values, **changed})


@built_once
def taught_class(now: datetime, *, periods: tuple[Period, ...] = PERIODS, who: Principal = ORGANIZER, **changed: str) -> Class:
    """The class of builders.class_form with the timetable above."""
    class_ = make_class(who, now, **changed)
    timetable_editing.replace_timetable(class_, periods, 0)
    return class_


@built_once
def made_cases(now: datetime, **changed: Any) -> list[Case]:
    """The drafts of the three lecturers, in the timetable's order."""
    class_ = taught_class(now, **changed)
    return making.make(changed.get("who", ORGANIZER), class_.id, FUNDING, now)


def standing(case: Case) -> Case:
    found = store.find(case.id)
    assert found
    return found

"""Changing the timetable of a class: single periods by hand, or all of them at once by an import."""

from collections.abc import Mapping, Sequence
from datetime import date, time

from chalicelib.domains.classes.access import check_open, open_class
from chalicelib.domains.classes.drafts_rules import read_count
from chalicelib.domains.classes.model import Class, Period
from chalicelib.domains.classes.timetable import store
from chalicelib.domains.classes.timetable.timetable import Timetable, timetable
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.errors import Conflict, InvalidInput, NotFound
from chalicelib.identity import Principal
from chalicelib.web.field_rules import Fields
from chalicelib.web.value_rules import read_day, read_time

MOST_PERIODS = 500


def replace_timetable(class_: Class, periods: Sequence[Period], version: int) -> None:
    """All periods in the place of timetable number `version`. Raises Conflict where it has changed since, or the class is cancelled."""
    check_open(class_)
    if len(periods) > MOST_PERIODS:
        raise InvalidInput(f"課表最多 {MOST_PERIODS} 列。")
    transaction = Transaction()
    store.put_timetable(transaction, class_.id, periods, version)
    try:
        transaction.commit()
    except ConditionFailed as error:
        raise Conflict("課表剛被其他人修改，請重新整理後再試。") from error


def save_period(who: Principal, class_id: str, form: Mapping[str, str], position: int | None = None) -> Period:
    """Adds a period (the same once more is the same), or replaces the one at `position` (from 0) of timetable `form["version"]`.

    Raises Forbidden, NotFound, InvalidInput (fields day, starts, ends, count, subject, lecturer), Conflict.
    """
    class_ = open_class(who, class_id)
    period = _read_period(class_, form)
    current = timetable(class_id)
    if position is None and period in current.periods:
        check_open(class_)
    elif position is None:
        replace_timetable(class_, (*current.periods, period), current.version)
    else:
        others = _without(current, position, form)
        replace_timetable(class_, (*others, period), current.version)
    return period


def remove_period(who: Principal, class_id: str, form: Mapping[str, str], position: int) -> None:
    """Takes away the period at `position` of timetable `form["version"]`. Raises Forbidden, NotFound, Conflict."""
    class_ = open_class(who, class_id)
    current = timetable(class_id)
    replace_timetable(class_, _without(current, position, form), current.version)


def fit_warning(period: Period) -> str:
    """What is odd about the length, "" if nothing: a 節 is 50 minutes, two running are at least 90, and breaks are at most 10 each."""
    minutes = _minutes(period.ends) - _minutes(period.starts)
    least = 90 * (period.count // 2) + 50 * (period.count % 2)
    if minutes < least:
        return f"{minutes} 分鐘不足 {period.count} 節（至少 {least} 分鐘），鐘點費可能減半。"
    if minutes > 60 * period.count:
        return f"{minutes} 分鐘比 {period.count} 節長，請確認節數。"
    return ""


def _without(current: Timetable, position: int, form: Mapping[str, str]) -> list[Period]:
    if form.get("version") != str(current.version):
        raise Conflict("課表剛被其他人修改，請重新整理後再試。")
    if not 0 <= position < len(current.periods):
        raise NotFound
    return [period for number, period in enumerate(current.periods) if number != position]


def _read_period(class_: Class, form: Mapping[str, str]) -> Period:
    fields = Fields(form)
    day = fields.take("day", read_day, date.min)
    starts = fields.take("starts", read_time, time.min)
    ends = fields.take("ends", read_time, time.max)
    count = fields.take("count", read_count, 1)
    subject = fields.text("subject", "課程名稱", 100)
    lecturer = fields.text("lecturer", "講座", 60, optional=True)
    if "day" not in fields.errors and not class_.starts_on <= day <= class_.ends_on:
        fields.errors["day"] = f"請選 {class_.starts_on} 到 {class_.ends_on} 之間的日期。"
    if not fields.errors.keys() & {"starts", "ends"} and ends <= starts:
        fields.errors["ends"] = "結束時間必須晚於開始時間。"
    fields.check()
    return Period(day, f"{starts:%H:%M}", f"{ends:%H:%M}", count, subject, lecturer)


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])

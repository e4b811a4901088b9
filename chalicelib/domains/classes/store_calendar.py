"""Reading by the calendar: a month's classes, a day's sessions. Never a scan; what is read is bounded."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import cast

from chalicelib.domains.classes.model import Class, ClassSession
from chalicelib.domains.classes.store import ClassItem, SessionItem, class_of, principal_of

_PAGE = 100


def sessions_of_day(day: date) -> list[ClassSession]:
    """In order of time, the cancelled ones too."""
    found = cast("Iterator[SessionItem]", SessionItem.by_calendar.query(f"session#{day}"))
    return [principal_of(item) for item in found]


def classes_after(order: str, months: Sequence[str], end: date) -> Iterator[Class]:
    """Classes behind the position `order` that start by `end`, in order of their first day. `months` as 2026-03, ascending."""
    last = f"{end}#\uffff"
    if order >= last:
        return
    # Nothing in a position sorts below \x01, so this is the first place behind `order`.
    between = ClassItem.calendar_order.between(order + "\x01", last)
    for month in months:
        if month >= order[:7]:
            found = cast("Iterator[ClassItem]", ClassItem.by_calendar.query(f"class#{month}", between, page_size=_PAGE))
            yield from map(class_of, found)

"""The timetable (課表) of a class, as it is read."""

from dataclasses import dataclass

from chalicelib.domains.classes import store
from chalicelib.domains.classes.access import sessions
from chalicelib.domains.classes.model import ClassSession, Period
from chalicelib.domains.classes.timetable.periods_rules import Span, periods_of


@dataclass(frozen=True)
class Timetable:
    """The periods in order of time. `version` counts changes; a change names the one that it was made on."""

    periods: tuple[Period, ...]
    version: int


def timetable(class_id: str) -> Timetable:
    """For callers that have checked the person; empty with version 0 before the first period."""
    periods, version = store.find_timetable(class_id)
    return Timetable(tuple(periods), version)


def sessions_with_periods(class_id: str) -> list[tuple[ClassSession, tuple[Span, ...]]]:
    """The sessions that take place, in order of time, each with its single 節. For callers that have checked the person."""
    planned = timetable(class_id).periods
    return [(each, periods_of(each.starts_at, each.ends_at, planned)) for each in sessions(class_id) if not each.cancelled]

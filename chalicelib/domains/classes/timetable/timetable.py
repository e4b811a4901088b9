"""The timetable (課表) of a class, as it is read."""

from dataclasses import dataclass

from chalicelib.domains.classes import store
from chalicelib.domains.classes.model import Period


@dataclass(frozen=True)
class Timetable:
    """The periods in order of time. `version` counts changes; a change names the one that it was made on."""

    periods: tuple[Period, ...]
    version: int


def timetable(class_id: str) -> Timetable:
    """For callers that have checked the person; empty with version 0 before the first period."""
    periods, version = store.find_timetable(class_id)
    return Timetable(tuple(periods), version)

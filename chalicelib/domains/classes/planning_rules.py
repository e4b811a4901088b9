"""The sessions of a class: proposed from its days, and kept from overlapping. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from chalicelib.clock import TAIPEI
from chalicelib.domains.classes.model import Class, ClassSession, Half, session_id

TIMES = {
    Half.MORNING: (time(9), time(12)),
    Half.AFTERNOON: (time(13, 30), time(16, 30)),
    Half.DAY: (time(9), time(16, 30)),
    Half.EVENING: (time(18, 30), time(20, 30)),
}


class Pattern(StrEnum):
    """Which sessions each working day is given."""

    HALVES = "halves"
    DAY = "day"
    MORNING = "am"
    AFTERNOON = "pm"
    EVENING = "ev"
    NONE = "none"

    @property
    def label(self) -> str:
        return {
            "halves": "每日上午、下午各一場",
            "day": "每日全日一場",
            "am": "只有上午",
            "pm": "只有下午",
            "ev": "只有晚間",
            "none": "先不產生，之後自行新增",
        }[self.value]

    @property
    def halves(self) -> tuple[Half, ...]:
        if self is Pattern.NONE:
            return ()
        return (Half.MORNING, Half.AFTERNOON) if self is Pattern.HALVES else (Half(self.value),)


def propose_sessions(class_: Class, pattern: Pattern) -> list[ClassSession]:
    """Monday to Friday; a class that lies on a weekend has its weekend days."""
    return [make_session(class_, day, half, *TIMES[half], class_.room) for day in _class_days(class_) for half in pattern.halves]


def make_session(class_: Class, day: date, half: Half, starts: time, ends: time, room: str) -> ClassSession:  # noqa: PLR0917
    return ClassSession(
        id=session_id(class_.id, day, half),
        class_id=class_.id,
        class_title=class_.title,
        organizers=class_.organizers,
        half=half,
        starts_at=datetime.combine(day, starts, TAIPEI),
        ends_at=datetime.combine(day, ends, TAIPEI),
        room=room,
        check_out_required=class_.check_out_required,
    )


def overlapping(session: ClassSession, others: Iterable[ClassSession]) -> ClassSession | None:
    """Another session, not cancelled, that shares time with this one."""
    return next((other for other in others if not other.cancelled and other.id != session.id and _share_time(session, other)), None)


def _share_time(one: ClassSession, other: ClassSession) -> bool:
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def _class_days(class_: Class) -> list[date]:
    days = list(_days(class_.starts_on, class_.ends_on))
    return [day for day in days if day.weekday() < 5] or days


def _days(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=number) for number in range((end - start).days + 1))

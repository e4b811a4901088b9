"""Lists by the calendar: the classes of a range of days, the sessions of one day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from chalicelib.domains.classes import store_calendar
from chalicelib.domains.classes.access import EDITORS
from chalicelib.domains.classes.model import Class, ClassSession
from chalicelib.identity import Principal, Role
from chalicelib.web.field_rules import Fields
from chalicelib.web.value_rules import plain, read_day

PAGE = 50
_LONGEST = timedelta(days=731)
_MOST_READ = 2000


@dataclass(frozen=True)
class Filter:
    """Classes whose first day is from `start` to `end`, both included; `text` is part of name or code."""

    start: date
    end: date
    text: str = ""
    mine: bool = False

    @property
    def typed(self) -> dict[str, str]:
        """As the form has it."""
        return {"from": str(self.start), "to": str(self.end), "q": self.text, "of": "mine" if self.mine else "all"}


@dataclass(frozen=True)
class Listing:
    """One page of classes. `next` is the position to go on from, "" at the end."""

    classes: tuple[Class, ...]
    next: str = ""


def read_filter(query: Mapping[str, str], who: Principal, today: date) -> Filter:
    """From the first of this month to the end of the next unless given; an organizer begins with the own classes. Raises InvalidInput."""
    month = today.replace(day=1)
    end = (month + timedelta(days=62)).replace(day=1) - timedelta(days=1)
    standard = {"from": str(month), "to": str(end), "of": "all" if who.has(Role.ADMINISTRATOR) else "mine"}
    typed = {**standard, **{name: value for name, value in query.items() if value}}
    fields = Fields(typed)
    start, end = fields.take("from", read_day, date.min), fields.take("to", read_day, date.max)
    if not fields.errors and end < start:
        fields.errors["to"] = "迄日不可早於起日。"
    if not fields.errors and end - start > _LONGEST:
        fields.errors["to"] = "一次最多查詢兩年，請縮短日期範圍。"
    fields.check()
    return Filter(start, end, typed.get("q", "")[:100], typed["of"] == "mine")


def sessions_of_day(day: date) -> list[ClassSession]:
    """All sessions of the day in Taipei, in order of time, the cancelled ones too."""
    return store_calendar.sessions_of_day(day)


def own_sessions_of_day(who: Principal, day: date) -> list[ClassSession]:
    """The day's sessions that this person runs; all of them for an administrator."""
    everything = who.has(Role.ADMINISTRATOR)
    return [session for session in sessions_of_day(day) if everything or who.username in session.organizers]


def opens_door(who: Principal, session: ClassSession) -> bool:
    """Whether this person may open the session's screen, counter and live list."""
    return who.has(Role.ADMINISTRATOR, Role.ROOM_ATTENDANT) or (who.has(Role.ORGANIZER) and who.username in session.organizers)


def list_classes(wanted: Filter, who: Principal, after: str = "") -> Listing:
    """At most 50 classes behind the position `after`, in order of their first day. Raises Forbidden.

    Reads at most 2,000 items: a page may hold fewer than 50 and yet have a next.
    """
    who.require(EDITORS)
    found: list[Class] = []
    read, position = 0, after
    months = _months(wanted.start, wanted.end)
    for class_ in islice(store_calendar.classes_after(after or str(wanted.start), months, wanted.end), _MOST_READ):
        if len(found) == PAGE:
            return Listing(tuple(found), position)
        read += 1
        position = f"{class_.starts_on}#{class_.id}"
        if _matches(class_, wanted, who):
            found.append(class_)
    return Listing(tuple(found), position if read == _MOST_READ else "")


def _matches(class_: Class, wanted: Filter, who: Principal) -> bool:
    if wanted.mine and who.username not in class_.organizers:
        return False
    return _plain(wanted.text) in _plain(f"{class_.name} {class_.code}")


def _plain(text: str) -> str:
    return plain(text).casefold()


def _months(start: date, end: date) -> list[str]:
    """As 2026-03, every month that the range touches."""
    count = (end.year - start.year) * 12 + end.month - start.month + 1
    return [f"{start.year + (start.month - 1 + n) // 12:04}-{(start.month - 1 + n) % 12 + 1:02}" for n in range(count)]

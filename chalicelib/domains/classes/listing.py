"""Lists by the calendar: the classes of a range of days, the sessions of one day."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from chalicelib.domains.classes import store_calendar
from chalicelib.domains.classes.model import Class, ClassSession
from chalicelib.errors import InvalidInput
from chalicelib.session import Session

PAGE = 50
_LONGEST = timedelta(days=731)
_MOST_READ = 2000


@dataclass(frozen=True)
class Listing:
    """One page of classes. `next` is the position to go on from, "" at the end."""

    classes: tuple[Class, ...]
    next: str = ""


def sessions_of_day(day: date) -> list[ClassSession]:
    """All sessions of the day in Taipei, in order of time, the cancelled ones too."""
    return store_calendar.sessions_of_day(day)


def list_classes(start: date, end: date, *, text: str = "", organizer: Session | None = None, after: str = "") -> Listing:
    """Classes whose first day is from `start` to `end`, at most 50; `text` is part of name or code, `organizer` one of its organizers.

    Reads at most 2,000 items: a page may hold fewer than 50 and yet have a next. Raises InvalidInput on a range over two years.
    """
    if end < start:
        raise InvalidInput(fields={"to": "迄日不可早於起日。"})
    if end - start > _LONGEST:
        raise InvalidInput(fields={"to": "一次最多查詢兩年，請縮短日期範圍。"})
    found: list[Class] = []
    read = 0
    position = after
    for class_ in islice(store_calendar.classes_after(after or f"{start}", _months(start, end), end), _MOST_READ):
        if len(found) == PAGE:
            return Listing(tuple(found), position)
        read += 1
        position = f"{class_.starts_on}#{class_.id}"
        if _matches(class_, text, organizer):
            found.append(class_)
    return Listing(tuple(found), position if read == _MOST_READ else "")


def _matches(class_: Class, text: str, organizer: Session | None) -> bool:
    if organizer and organizer.username not in class_.organizers:
        return False
    return _plain(text) in _plain(f"{class_.name} {class_.code}")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _months(start: date, end: date) -> list[str]:
    return list(dict.fromkeys(f"{day:%Y-%m}" for day in _days(start, end)))


def _days(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=number) for number in range((end - start).days + 1))

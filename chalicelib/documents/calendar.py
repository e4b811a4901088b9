"""Calendar files (.ics, RFC 5545) that a phone or Outlook takes in with one tap.

Times are written in UTC, so no calendar program needs our definition of Asia/Taipei; each shows them in its own zone.
A changed entry replaces the old one only if its SEQUENCE is higher; a file that takes entries back is one of its own (METHOD:CANCEL).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from icalendar import Alarm, Calendar
from icalendar import Event as Entry


class Method(StrEnum):
    """What a calendar program is to do with the entries of a file."""

    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"

    @property
    def content_type(self) -> str:
        """Without the charset, mail programs read the text as ASCII."""
        return f"text/calendar; charset=utf-8; method={self}"


@dataclass(frozen=True)
class Event:
    """One entry. When it is sent again `uid` is the same, and `sequence` higher if it changed; `starts` and `ends` carry a time zone."""

    uid: str
    starts: datetime
    ends: datetime
    title: str
    place: str
    description: str
    url: str = ""
    remind_the_day_before: bool = False
    sequence: int = 0
    changed_at: datetime | None = None


def calendar_file(events: Sequence[Event], now: datetime, product: str, method: Method = Method.PUBLISH) -> bytes:
    """The .ics file (UTF-8, CRLF) of these events, stamped `now`; `product` says what made it, as -//Centre//Classes//ZH-TW.

    Raises ValueError for a time without a zone, and for an event that does not end after it starts.
    """
    calendar = Calendar()
    calendar.add("prodid", product)
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    for event in events:
        calendar.add_component(_entry(event, _utc(now), method))
    return bytes(calendar.to_ical())


def _entry(event: Event, stamp: datetime, method: Method) -> Entry:
    starts, ends = _utc(event.starts), _utc(event.ends)
    if ends <= starts:
        raise ValueError(f"event {event.uid} ends before it starts")
    entry = Entry()
    entry.add("uid", event.uid)
    entry.add("dtstamp", stamp)
    entry.add("dtstart", starts)
    entry.add("dtend", ends)
    entry.add("sequence", event.sequence)
    entry.add("last-modified", _utc(event.changed_at or stamp))
    entry.add("summary", event.title)
    for field, text in (("location", event.place), ("description", event.description), ("url", event.url)):
        if text:
            entry.add(field, text)
    if method is Method.CANCEL:
        entry.add("status", "CANCELLED")
    elif event.remind_the_day_before:
        entry.add_component(_alarm(event.title))
    return entry


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", timedelta(days=-1))
    return alarm


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a calendar time needs a time zone")
    return moment.astimezone(UTC)

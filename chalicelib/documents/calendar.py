"""Calendar files (.ics, RFC 5545) that a phone or Outlook takes in with one tap.

Times are written in UTC, so no calendar program needs our definition of Asia/Taipei; each shows them in its own zone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar
from icalendar import Event as Entry


@dataclass(frozen=True)
class Event:
    """One entry. `uid` stays the same when the entry is sent again; `starts` and `ends` carry a time zone."""

    uid: str
    starts: datetime
    ends: datetime
    title: str
    place: str
    description: str
    url: str = ""
    remind_the_day_before: bool = False


def calendar_file(events: Sequence[Event], now: datetime, product: str) -> bytes:
    """The .ics file (UTF-8, CRLF) of these events, stamped `now`; `product` says what made it, as -//Centre//Classes//ZH-TW.

    Raises ValueError for a time without a zone, and for an event that does not end after it starts.
    """
    calendar = Calendar()
    calendar.add("prodid", product)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for event in events:
        calendar.add_component(_entry(event, _utc(now)))
    return bytes(calendar.to_ical())


def _entry(event: Event, stamp: datetime) -> Entry:
    starts, ends = _utc(event.starts), _utc(event.ends)
    if ends <= starts:
        raise ValueError(f"event {event.uid} ends before it starts")
    entry = Entry()
    entry.add("uid", event.uid)
    entry.add("dtstamp", stamp)
    entry.add("dtstart", starts)
    entry.add("dtend", ends)
    entry.add("summary", event.title)
    for field, text in (("location", event.place), ("description", event.description), ("url", event.url)):
        if text:
            entry.add(field, text)
    if event.remind_the_day_before:
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

"""Who may leave on which day: one item for each time that somebody is away, never taken off, only crossed out."""

from collections.abc import Sequence
from datetime import date, datetime

from chalicelib.clock import taipei
from chalicelib.domains.leave.hours_rules import spans
from chalicelib.domains.leave.model import Leave, Listed, Part
from chalicelib.domains.leave.store_items import DayItem
from chalicelib.dynamodb import Transaction
from chalicelib.records.retention_rules import Kept, ends

_COPIED = ("class_title", "name", "agency", "seat")


def add(transaction: Transaction, leave: Leave, parts: Sequence[Part], now: datetime) -> list[tuple[str, str]]:
    """Puts every time away on its day's list; returns the keys, to cross them out by."""
    keys = []
    for part in parts:
        for start, end in spans(part):
            key = (f"DAY#{taipei(start).date()}", f"{taipei(start):%H:%M}#{leave.id}#{part.session_id}")
            copied = {name: getattr(leave, name) for name in _COPIED}
            item = DayItem(
                *key,
                **copied,
                leave_id=leave.id,
                room=part.room,
                starts_at=start,
                ends_at=end,
                changed_at=now,
                expires_at=ends(Kept.MARK, end),
            )
            transaction.create(item)
            keys.append(key)
    return keys


def cross_out(transaction: Transaction, keys: Sequence[tuple[str, str]], now: datetime) -> None:
    for key in keys:
        transaction.change(DayItem(*key), [DayItem.active.set(False), DayItem.changed_at.set(now)], DayItem.sk.exists())


def of_day(day: date) -> list[Listed]:
    """In order of time, the cancelled ones too; one query, whatever the number of classes."""
    names = Listed.__dataclass_fields__
    return [Listed(**{name: getattr(item, name) for name in names}) for item in DayItem.search(f"DAY#{day}")]

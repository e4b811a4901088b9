"""The timetable's one item, replaced as a whole; its version is the condition that decides."""

from collections.abc import Sequence
from dataclasses import asdict

from chalicelib.domains.classes.model import Period
from chalicelib.domains.classes.store import TimetableItem
from chalicelib.dynamodb import Transaction


def put_timetable(transaction: Transaction, class_id: str, periods: Sequence[Period], read_version: int) -> None:
    """In order of time. `read_version` is that of the timetable it replaces, 0 where there was none."""
    ordered = sorted(periods, key=lambda period: (period.day, period.starts))
    lines = [{**asdict(period), "day": period.day.isoformat()} for period in ordered]
    item = TimetableItem(pk=class_id, sk="TIMETABLE", periods=lines, version=read_version + 1)
    if read_version:
        transaction.put(item, TimetableItem.version == read_version)
    else:
        transaction.create(item)

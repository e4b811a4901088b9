"""Deletes what its time is over for, class by class, in the one function that may delete. Logs say how many, never of whom."""

import logging
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from chalicelib.clock import taipei
from chalicelib.domains.classes import access, store_calendar
from chalicelib.domains.classes.model import Class
from chalicelib.domains.classes.retention import store
from chalicelib.domains.classes.retention.rules import Decision, why_not
from chalicelib.dynamodb import Transaction
from chalicelib.messaging import registry
from chalicelib.records.retention_rules import Stage, term_of

log = logging.getLogger(__name__)
# Some minutes of work; the next run goes on.
MOST_ITEMS = 20_000
_MOST_CLASSES = 100
_LONGEST_CLASS = timedelta(days=366)
_LOOKED_BACK = timedelta(days=366)
"""A function that has not run for a year has still missed nothing."""


def run(now: datetime) -> None:
    """For the schedule `clean`. What was cut off is begun again, and finds what is left."""
    today = taipei(now).date()
    left = MOST_ITEMS
    for class_id, stage in _due(today):
        if left <= 0:
            return
        left -= _forget(class_id, stage, now)


def _due(today: date) -> Iterator[tuple[str, Stage]]:
    for class_ in _ended_long_ago(today):
        if not why_not(class_, Stage.DETAILS, today):
            yield class_.id, Stage.DETAILS
    for class_id in store.approved(_MOST_CLASSES):
        yield class_id, Stage.RECORDS


def _ended_long_ago(today: date) -> Iterator[Class]:
    """By their first day, which is all that the calendar knows."""
    last = today - timedelta(days=term_of(Stage.DETAILS).days)
    first = last - _LONGEST_CLASS - _LOOKED_BACK
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    months = [f"{first.year + (first.month - 1 + n) // 12:04}-{(first.month - 1 + n) % 12 + 1:02}" for n in range(count)]
    return store_calendar.classes_after(str(first), months, last)


def _forget(class_id: str, stage: Stage, now: datetime) -> int:
    """How many items went. Looked at once more before each workflow's part: somebody may just have held the class."""
    today = taipei(now).date()
    gone = 0
    for forget in registry.forgetting(stage):
        if why_not(access.load_class(class_id), stage, today):
            return gone
        gone += forget(class_id, now)
    work = Transaction()
    store.note_gone(work, class_id, stage, str(today))
    what = Decision.DETAILS_GONE if stage is Stage.DETAILS else Decision.RECORDS_GONE
    store.note(work, class_id, what, "系統", f"{gone} 筆", now)
    work.try_commit()
    if stage is Stage.RECORDS:
        store.done(class_id)
    log.info("%d items of a class went at the stage of %s", gone, stage)
    return gone

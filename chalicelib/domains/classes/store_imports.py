"""Imports in the classes table, and the two steps that make one all or nothing: write beside, then flip.

    waiting ──▶ reading ──▶ checked ──▶ confirming ──▶ applied
                   └──▶ rejected   ◀──────┘ (back to checked, when somebody else's change came first)
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition

from chalicelib import outbox
from chalicelib.domains.classes import store_changes
from chalicelib.domains.classes.model import Class, Period, Trainee
from chalicelib.domains.classes.store import ClassesItem, ClassItem, RosterItem, TimetableItem
from chalicelib.errors import Unavailable
from chalicelib.table import ConditionFailed, Transaction

_STEP = 250


class ImportItem(ClassesItem):
    """sk IMPORT#<id>. `compared_with` is the version of roster or timetable that the person saw the differences to."""

    kind = UnicodeAttribute()
    state = UnicodeAttribute()
    made_by = UnicodeAttribute()
    made_at = UTCDateTimeAttribute()
    done = NumberAttribute(default=0)
    total = NumberAttribute(default=0)
    problems = NumberAttribute(default=0)
    error = UnicodeAttribute(default="")
    compared_with = UnicodeAttribute(default="")
    seats_by = UnicodeAttribute(default="")
    confirmed_by = UnicodeAttribute(default="")
    applied_at = UTCDateTimeAttribute(null=True)
    counts = JSONAttribute(null=True)


def create(class_id: str, import_id: str, kind: str, who: str, now: datetime, expires_at: datetime) -> None:
    item = ImportItem(class_id, f"IMPORT#{import_id}", kind=kind, state="waiting", made_by=who, made_at=now)
    item.expires_at = int(expires_at.timestamp())
    item.put(ImportItem.pk.does_not_exist())


def find(class_id: str, import_id: str) -> ImportItem | None:
    return ImportItem.find(class_id, f"IMPORT#{import_id}")


def all_of(class_id: str) -> list[ImportItem]:
    """The newest first, without those that never got a file."""
    items = ImportItem.query(class_id, ImportItem.sk.startswith("IMPORT#"), ImportItem.state != "waiting", consistent_read=True)
    return sorted(items, key=lambda item: item.made_at, reverse=True)


def move(class_id: str, import_id: str, before: Sequence[str], after: str, **values: Any) -> bool:
    """From one of the states `before` to `after`; False where it is in none of them."""
    actions = [getattr(ImportItem, name).set(value) for name, value in {"state": after, **values}.items()]
    try:
        ImportItem(class_id, f"IMPORT#{import_id}").change(actions, ImportItem.state.is_in(*before))
    except ConditionFailed:
        return False
    return True


def confirm(item: ImportItem, who: str, compared_with: str, seats_by: str, message: outbox.Message, now: datetime) -> None:
    """Raises ConditionFailed unless it is checked and without problems."""
    transaction = Transaction(message.id)
    values = {"state": "confirming", "compared_with": compared_with, "seats_by": seats_by, "confirmed_by": who, "done": 0, "error": ""}
    actions = [getattr(ImportItem, name).set(value) for name, value in values.items()]
    transaction.change(item, actions, (ImportItem.state == "checked") & (ImportItem.problems == 0))
    outbox.add(transaction, message, now)
    transaction.commit()
    outbox.deliver([message])


def write_roster(class_id: str, version: str, trainees: Sequence[Trainee], progress: Callable[[int], None] = lambda done: None) -> None:
    """Puts the lines beside the roster in force, where nobody sees them yet. Writing the same again changes nothing."""
    try:
        for start in range(0, len(trainees), _STEP):
            with RosterItem.batch_write() as batch:
                for trainee in trainees[start : start + _STEP]:
                    batch.save(RosterItem(class_id, f"ROSTER#{version}#{trainee.person}", **asdict(trainee)))
            progress(min(start + _STEP, len(trainees)))
    except PynamoDBException as error:
        raise Unavailable from error


def flip_roster(read: Class, version: str, count: int, now: datetime, *, import_item: ImportItem | None = None) -> None:
    """Puts the written roster in force, and tells attendance. Raises ConditionFailed where another came first."""
    message = outbox.Message("attendance.expect", {"class_id": read.id}, read.id)
    transaction = Transaction(message.id)
    store_changes.use_roster(transaction, read, version, count)
    if import_item is not None:
        _applied(transaction, import_item, now)
    outbox.add(transaction, message, now)
    transaction.commit()
    outbox.deliver([message])


def flip_timetable(class_id: str, periods: Sequence[Period], compared_with: int, import_item: ImportItem, now: datetime) -> None:
    """Replaces the timetable as a whole. Raises ConditionFailed where another change came first, or the class was cancelled."""
    lines = [{**asdict(period), "day": period.day.isoformat()} for period in periods]
    absent = TimetableItem.pk.does_not_exist()
    unchanged: Condition = TimetableItem.version == compared_with if compared_with else absent
    transaction = Transaction(import_item.sk)
    transaction.check(ClassItem, class_id, "CLASS", ClassItem.cancelled_reason == "")
    transaction.put(TimetableItem(class_id, "TIMETABLE", periods=lines, version=compared_with + 1), unchanged)
    _applied(transaction, import_item, now)
    transaction.commit()


def _applied(transaction: Transaction, item: ImportItem, now: datetime) -> None:
    actions = [ImportItem.state.set("applied"), ImportItem.applied_at.set(now), ImportItem.counts.set(item.counts or {})]
    transaction.change(item, [*actions, ImportItem.expires_at.remove()], ImportItem.state == "confirming")

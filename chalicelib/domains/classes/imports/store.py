"""Imports in the classes table, and the two steps that make one all or nothing: write beside, then flip."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domains.classes.imports.state_rules import ImportState
from chalicelib.domains.classes.store import ClassesItem
from chalicelib.dynamodb import EnumAttribute, JsonAttribute, Transaction

_KEPT_UNCONFIRMED = timedelta(days=7)


class ImportItem(ClassesItem):
    """sk IMPORT#<id>. `compared_with` is the version of roster or timetable that the person saw the differences to."""

    kind = UnicodeAttribute()
    state = EnumAttribute(ImportState)
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
    counts = JsonAttribute(null=True)
    columns = JsonAttribute(null=True)


def create(class_id: str, import_id: str, kind: str, who: str, now: datetime, *, columns: Mapping[str, str]) -> None:
    """Waiting for its file; forgotten after a week unless it is applied. `columns` are those that the person chose."""
    item = ImportItem(
        class_id, f"IMPORT#{import_id}", kind=kind, state=ImportState.WAITING, made_by=who, made_at=now, columns=dict(columns)
    )
    item.expires_at = int((now + _KEPT_UNCONFIRMED).timestamp())
    item.put(ImportItem.pk.does_not_exist())


def find(class_id: str, import_id: str) -> ImportItem | None:
    return ImportItem.find(class_id, f"IMPORT#{import_id}")


def all_of(class_id: str) -> list[ImportItem]:
    """The newest first, without those that never got a file."""
    items = ImportItem.query(class_id, ImportItem.sk.startswith("IMPORT#"), ImportItem.state != ImportState.WAITING, consistent_read=True)
    return sorted(items, key=lambda item: item.made_at, reverse=True)


def move(class_id: str, import_id: str, before: Sequence[ImportState], after: ImportState, **values: Any) -> bool:
    """From one of the states `before` to `after`; False where it is in none of them."""
    actions = [getattr(ImportItem, name).set(value) for name, value in {"state": after, **values}.items()]
    return ImportItem(class_id, f"IMPORT#{import_id}").try_change(actions, ImportItem.state.is_in(*before))


def confirm(transaction: Transaction, item: ImportItem, who: str, compared_with: str, seats_by: str) -> None:
    """Fails the transaction unless the import is checked and without problems."""
    chosen = {"compared_with": compared_with, "seats_by": seats_by, "confirmed_by": who}
    values = {"state": ImportState.CONFIRMING, **chosen, "done": 0, "error": ""}
    actions = [getattr(ImportItem, name).set(value) for name, value in values.items()]
    transaction.change(item, actions, (ImportItem.state == ImportState.CHECKED) & (ImportItem.problems == 0))


def applied(transaction: Transaction, item: ImportItem, now: datetime) -> None:
    """Fails the transaction unless the import is being confirmed; keeps the item for good."""
    actions = [ImportItem.state.set(ImportState.APPLIED), ImportItem.applied_at.set(now), ImportItem.counts.set(item.counts or {})]
    transaction.change(item, [*actions, ImportItem.expires_at.remove()], ImportItem.state == ImportState.CONFIRMING)

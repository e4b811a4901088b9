"""What every export's item has, beside its own table and keys: `class FileItem(ExportItem, FeesItem)`."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.dynamodb import EnumAttribute, Item, Transaction

# A second press while the first is on its way changes nothing; after this the first is taken as lost.
_ON_ITS_WAY = timedelta(minutes=2)


class ExportState(StrEnum):
    """requested ──▶ ready | failed; ready ──▶ removed where the file may be kept for a short time only."""

    REQUESTED = "requested"
    READY = "ready"
    FAILED = "failed"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        return {"requested": "製作中", "ready": "可下載", "failed": "沒有做成", "removed": "已刪除"}[self.value]


class ExportItem(Item):
    """`key` is the file's place in S3, `file_name` what it is saved as, `error` why there is none, in words for staff.

    `until`: the file is in the bucket that forgets, and is not handed out from then on; without it, it lies among the documents.
    """

    state = EnumAttribute(ExportState, default=ExportState.REQUESTED)
    asked_by = UnicodeAttribute()
    asked_at = UTCDateTimeAttribute()
    ready_at = UTCDateTimeAttribute(null=True)
    until = UTCDateTimeAttribute(null=True)
    key = UnicodeAttribute(default="")
    file_name = UnicodeAttribute(default="")
    error = UnicodeAttribute(default="")
    fetched_by = UnicodeAttribute(default="")
    fetched_at = UTCDateTimeAttribute(null=True)


AnyExport = TypeVar("AnyExport", bound=ExportItem)


def request(transaction: Transaction, item: ExportItem, now: datetime) -> None:
    """Fails the transaction where the same request is already on its way."""
    kind = type(item)
    transaction.put(item, kind.pk.does_not_exist() | (kind.state != ExportState.REQUESTED) | (kind.asked_at < now - _ON_ITS_WAY))


def finish(item: ExportItem, state: ExportState, values: Mapping[str, Any], *, again: bool) -> bool:
    """Ready or failed. `again`: the latest to finish stands, since each worker reads the data of its time; else the first does.

    Returns False where another was first, or where the item has ended.
    """
    kind = type(item)
    return _move(item, state, values, kind.sk.exists() if again else kind.state == ExportState.REQUESTED)


def remove(item: ExportItem) -> bool:
    """Says that the file is gone. Returns False where it was said before."""
    return _move(item, ExportState.REMOVED, {}, type(item).state == ExportState.READY)


def note_fetched(item: ExportItem, username: str, now: datetime) -> None:
    """Who fetched it last."""
    kind = type(item)
    item.change([kind.fetched_by.set(username), kind.fetched_at.set(now)], kind.sk.exists())


def latest(kind: type[AnyExport], pk: str, prefix: str = "", most: int | None = None) -> list[AnyExport]:
    """Those of a partition whose ids begin with their moment, the latest first."""
    within = kind.sk.startswith(prefix) if prefix else None
    return list(kind.query(pk, within, scan_index_forward=False, limit=most, consistent_read=True))


def _move(item: ExportItem, state: ExportState, values: Mapping[str, Any], condition: Any) -> bool:
    kind = type(item)
    actions = [kind.state.set(state), *(getattr(kind, name).set(value) for name, value in values.items())]
    return item.try_change(actions, condition)

"""Papers and registers that were asked for: pk FILE#<account>, sk <id>; they end after thirty days."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import JSONAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domains.fees.store_items import FeesItem
from chalicelib.dynamodb import Transaction

_LIVES = timedelta(days=30)


class FileItem(FeesItem):
    """`state` is requested, ready or failed; `asked` is what, how, and for which cases; `error` a text for staff."""

    state = UnicodeAttribute()
    asked = JSONAttribute()
    asked_at = UTCDateTimeAttribute()
    key = UnicodeAttribute(default="")
    file_name = UnicodeAttribute(default="")
    error = UnicodeAttribute(default="")


def ask(transaction: Transaction, username: str, file_id: str, asked: Mapping[str, Any], now: datetime) -> None:
    ends = int((now + _LIVES).timestamp())
    transaction.create(FileItem(f"FILE#{username}", file_id, state="requested", asked=dict(asked), asked_at=now, expires_at=ends))


def find(username: str, file_id: str, now: datetime) -> FileItem | None:
    item = FileItem.find(f"FILE#{username}", file_id)
    return item if item and item.expires_at and item.expires_at > now.timestamp() else None


def finish(username: str, file_id: str, *, key: str = "", file_name: str = "", error: str = "") -> None:
    """Ready at its key, or failed with a text for staff."""
    actions = [FileItem.key.set(key), FileItem.file_name.set(file_name), FileItem.error.set(error)]
    state = FileItem.state.set("failed" if error else "ready")
    FileItem(f"FILE#{username}", file_id).change([state, *actions], FileItem.sk.exists())

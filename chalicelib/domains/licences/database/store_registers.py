"""Registers that were asked for: pk REGISTER#<account>, sk <id>; they end after thirty days."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from pynamodb.attributes import JSONAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domains.licences.store_items import LicencesItem
from chalicelib.dynamodb import Transaction

_LIVES = timedelta(days=30)


class RegisterItem(LicencesItem):
    """`state` is requested, ready or failed; `asked` is what the form said; `error` a text for staff."""

    state = UnicodeAttribute()
    asked = JSONAttribute()
    asked_at = UTCDateTimeAttribute()
    key = UnicodeAttribute(default="")
    file_name = UnicodeAttribute(default="")
    error = UnicodeAttribute(default="")


def ask(transaction: Transaction, username: str, register_id: str, asked: Mapping[str, str], now: datetime) -> None:
    ends = int((now + _LIVES).timestamp())
    item = RegisterItem(f"REGISTER#{username}", register_id, state="requested", asked=dict(asked), asked_at=now, expires_at=ends)
    transaction.create(item)


def find(username: str, register_id: str, now: datetime) -> RegisterItem | None:
    item = RegisterItem.find(f"REGISTER#{username}", register_id)
    return item if item and item.expires_at and item.expires_at > now.timestamp() else None


def of_account(username: str, now: datetime) -> list[RegisterItem]:
    """The latest first."""
    found = [item for item in RegisterItem.search(f"REGISTER#{username}") if item.expires_at and item.expires_at > now.timestamp()]
    return sorted(found, key=lambda item: item.asked_at, reverse=True)


def finish(username: str, register_id: str, *, key: str = "", file_name: str = "", error: str = "") -> None:
    """Ready at its key, or failed with a text for staff."""
    actions = [RegisterItem.key.set(key), RegisterItem.file_name.set(file_name), RegisterItem.error.set(error)]
    state = RegisterItem.state.set("failed" if error else "ready")
    RegisterItem(f"REGISTER#{username}", register_id).change([state, *actions], RegisterItem.sk.exists())

"""One-time codes in the licences table: sk CODE of the letter.

Each try is a member of a set, so that a write repeated by the client counts once.
"""

import secrets
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute, UTCDateTimeAttribute
from pynamodb.expressions.condition import size

from chalicelib.domains.licences.store_items import LicencesItem
from chalicelib.dynamodb import ConditionFailed, Transaction


class CodeItem(LicencesItem):
    """sk CODE."""

    nonce = UnicodeAttribute()
    made_at = UTCDateTimeAttribute()
    tries: UnicodeSetAttribute = UnicodeSetAttribute(null=True)


def replace(transaction: Transaction, letter_id: str, nonce: str, now: datetime, ends: datetime, *, not_since: datetime) -> None:
    """New digits, unless some were made since `not_since`."""
    item = CodeItem(letter_id, "CODE", nonce=nonce, made_at=now, expires_at=int(ends.timestamp()))
    transaction.put(item, CodeItem.pk.does_not_exist() | (CodeItem.made_at < not_since))


def find(letter_id: str) -> CodeItem | None:
    return CodeItem.find(letter_id, "CODE")


def add_try(item: CodeItem, most: int) -> bool:
    """False where the digits have had their tries."""
    room = CodeItem.tries.does_not_exist() | (size(CodeItem.tries) < most)  # type: ignore[no-untyped-call]
    try:
        item.change([CodeItem.tries.add({secrets.token_urlsafe(6)})], (CodeItem.nonce == item.nonce) & room)
    except ConditionFailed:
        return False
    return True

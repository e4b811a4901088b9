"""One-time codes in the licences table: sk CODE of the letter.

Each try is a member of a set, so that a write repeated by the client counts once. The item outlives its digits: it counts for the link.
"""

import secrets
from datetime import datetime

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute, UTCDateTimeAttribute
from pynamodb.expressions.condition import size

from chalicelib.domains.licences.signing.codes_rules import MOST_TRIES, TRIES_OF_A_CODE
from chalicelib.domains.licences.store_items import LicencesItem
from chalicelib.dynamodb import ConditionFailed, Transaction


class CodeItem(LicencesItem):
    """sk CODE. `tries` are those of these digits, `tried` those of all digits of the link with this number, `sent` how many there were."""

    nonce = UnicodeAttribute()
    made_at = UTCDateTimeAttribute()
    ends_at = UTCDateTimeAttribute()
    link = NumberAttribute()
    sent = NumberAttribute()
    tries: UnicodeSetAttribute = UnicodeSetAttribute(null=True)
    tried: UnicodeSetAttribute = UnicodeSetAttribute(null=True)


def find(letter_id: str) -> CodeItem | None:
    return CodeItem.find(letter_id, "CODE")


def begin(transaction: Transaction, item: CodeItem, before: CodeItem | None) -> None:
    """The first digits of a link, in the place of what stood there."""
    transaction.put(item, CodeItem.nonce == before.nonce if before else CodeItem.pk.does_not_exist())


def renew(transaction: Transaction, before: CodeItem, nonce: str, now: datetime, ends_at: datetime, *, not_since: datetime) -> None:
    """Further digits of the same link, unless some were made since `not_since`; what was tried of the link stays."""
    values = [CodeItem.nonce.set(nonce), CodeItem.made_at.set(now), CodeItem.ends_at.set(ends_at), CodeItem.sent.set(before.sent + 1)]
    condition = (CodeItem.nonce == before.nonce) & (CodeItem.made_at < not_since)
    transaction.change(CodeItem(before.pk, before.sk), [*values, CodeItem.tries.remove()], condition)


def add_try(item: CodeItem) -> bool:
    """False where the digits, or all digits of the link, have had their tries."""
    room = CodeItem.tries.does_not_exist() | (size(CodeItem.tries) < TRIES_OF_A_CODE)  # type: ignore[no-untyped-call]
    in_all = CodeItem.tried.does_not_exist() | (size(CodeItem.tried) < MOST_TRIES)  # type: ignore[no-untyped-call]
    one = {secrets.token_urlsafe(6)}
    return item.try_change([CodeItem.tries.add(one), CodeItem.tried.add(one)], (CodeItem.nonce == item.nonce) & room & in_all)


def forget_tries(item: CodeItem) -> None:
    """Right digits were entered: the link's counts begin anew, with these digits as the first."""
    try:
        item.change([CodeItem.tried.remove(), CodeItem.sent.set(1)], CodeItem.nonce == item.nonce)
    except ConditionFailed:  # others were asked for in this very moment, and count on
        return

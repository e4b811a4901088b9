"""How far a press of "all of this kind" is, in the outbox table. pk REDRIVES, sk <kind>#<who pressed>: the latest press stands."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.dynamodb import JsonAttribute, Transaction
from chalicelib.messaging.store import MessagesItem

_PARTITION = "REDRIVES"
_KEPT = timedelta(days=30)


class RedriveItem(MessagesItem):
    """`asked_at` names the press; what failed later is not of it. `subjects` None: every class. `pieces`, `done`: so many were sent."""

    kind = UnicodeAttribute()
    by = UnicodeAttribute()
    asked_at = UnicodeAttribute()
    subjects = JsonAttribute(null=True)
    total = NumberAttribute()
    done = NumberAttribute(default=0)
    pieces = NumberAttribute(default=0)
    ended_at = UTCDateTimeAttribute(null=True)


def begin(transaction: Transaction, kind: str, by: str, subjects: Sequence[str] | None, total: int, now: datetime) -> None:  # noqa: PLR0917
    item = RedriveItem(_PARTITION, f"{kind}#{by}", kind=kind, by=by, asked_at=now.isoformat(), total=total)
    item.subjects = None if subjects is None else list(subjects)
    item.expires_at = int((now + _KEPT).timestamp())
    transaction.put(item)


def find(kind: str, by: str, asked_at: str) -> RedriveItem | None:
    """That press, unless it has ended or a later one stands."""
    item = RedriveItem.find(_PARTITION, f"{kind}#{by}")
    return item if item and item.asked_at == asked_at and item.ended_at is None else None


def go_on(transaction: Transaction, item: RedriveItem, done: int, ended_at: datetime | None) -> None:
    """One more piece is done; fails the transaction where that was noted before, or a later press stands."""
    actions = [RedriveItem.done.set(int(item.done) + done), RedriveItem.pieces.set(int(item.pieces) + 1)]
    if ended_at:
        actions.append(RedriveItem.ended_at.set(ended_at))
    same = (RedriveItem.asked_at == item.asked_at) & (RedriveItem.pieces == int(item.pieces))
    transaction.change(RedriveItem(item.pk, item.sk), actions, same)


def latest() -> list[RedriveItem]:
    """One of each kind and person."""
    return RedriveItem.search(_PARTITION)

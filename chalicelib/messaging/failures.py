"""What needs a person: messages that failed, one given another go, or all of a kind by one press.

All of a kind is work for the queue: pieces of some hundreds, each of which announces the next with what it has done.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime
from itertools import islice

from chalicelib.errors import NotFound
from chalicelib.messaging import outbox, store, store_redrives
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.store import OutboxItem
from chalicelib.messaging.store_redrives import RedriveItem
from chalicelib.messaging.unit_of_work import UnitOfWork

MOST_READ = 10_000
_PIECE = 500


def failed() -> list[OutboxItem]:
    """The oldest first, at most ten thousand; without bodies."""
    return sorted(islice(store.failed(), MOST_READ), key=lambda item: item.created_at)


def waiting() -> Counter[tuple[str, str]]:
    """How many messages wait for a service to come back, by kind and class."""
    return Counter(islice(store.waiting_kinds(), MOST_READ))


def find(message_id: str) -> OutboxItem:
    """Raises NotFound."""
    found = store.find(message_id)
    if found is None:
        raise NotFound
    return found


def redrive(message_id: str, now: datetime) -> None:
    """Gives a failed message its tries again. Raises NotFound when it is not a failed one."""
    item = find(message_id)
    if not store.revive(message_id, now):
        raise NotFound
    outbox.hand_over([(item.queue, message_id)])


def redrive_all(kind: str, subjects: Collection[str] | None, by: str, now: datetime) -> int:
    """Lets a worker do that for everything of a kind that failed before now, of these classes only unless None; returns how many."""
    total = sum(1 for _ in islice(_of_kind(kind, now.isoformat(), subjects), MOST_READ))
    if total:
        work = UnitOfWork(now)
        store_redrives.begin(work, kind, by, sorted(subjects) if subjects is not None else None, total, now)
        work.announce(_piece(kind, by, now.isoformat(), 0))
        work.commit()
    return total


def redrive_piece(kind: str, by: str, asked_at: str, piece: int, now: datetime) -> None:
    """messaging.redrive: the next of them, and on to the following piece. Cut off anywhere it begins again with what is still failed."""
    item = store_redrives.find(kind, by, asked_at)
    if item is None or int(item.pieces) != piece:
        return
    found = list(islice(_of_kind(kind, asked_at, item.subjects), _PIECE))
    revived = [(each.queue, each.pk) for each in found if store.revive(each.pk, now)]
    outbox.hand_over(revived)
    over = len(found) < _PIECE
    work = UnitOfWork(now)
    store_redrives.go_on(work, item, len(revived), now if over else None)
    if not over:
        work.announce(_piece(kind, by, asked_at, piece + 1))
    work.try_commit()


def presses() -> list[RedriveItem]:
    """The latest of each kind and person."""
    return store_redrives.latest()


def _of_kind(kind: str, until: str, subjects: Collection[str] | None) -> Iterator[OutboxItem]:
    wanted = None if subjects is None else set(subjects)
    return (item for item in store.failed(until, kind) if wanted is None or item.subject in wanted)


def _piece(kind: str, by: str, asked_at: str, piece: int) -> Message:
    body = {"kind": kind, "by": by, "asked_at": asked_at, "piece": piece}
    return Message("messaging.redrive", body, id=f"redrive.{kind}.{by}.{asked_at}.{piece}")

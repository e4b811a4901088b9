"""Messages committed with the change they announce, then delivered through SQS at least once.

    pending ──deliver──▶ (SQS) ──handle──▶ done
       ▲                             └────▶ failed after five tries ──redrive by staff──▶ pending

A message is an item of the outbox table; SQS carries only its id. `deliver` right after the commit is the fast way; `sweep` is the
sure one: it sends again whatever is pending and due. Handlers must be idempotent: a message may arrive twice, never not at all.
Keys: pk = message id, sk = "message". The sparse index by_state holds only what is pending or failed.
"""

import json
import logging
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.cloud import queue
from chalicelib.dynamodb import ConditionFailed, Item, Transaction
from chalicelib.errors import AppError, NotFound
from chalicelib.settings import settings

log = logging.getLogger(__name__)

# Called with the body's keys and `now` as keyword arguments.
Handler = Callable[..., Any]
_SHARDS = 8
_TRIES = 5
_KEEP = timedelta(days=90)
_GRACE = timedelta(seconds=90)


@dataclass(frozen=True)
class Message:
    """`kind` names the handler, `body` holds its arguments by name, `queue` is work or mail, `subject` the class that staff see beside it.

    Give a deterministic `id` where the same thing must not be announced twice.
    """

    kind: str
    body: Mapping[str, Any]
    subject: str = ""
    queue: str = "work"
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))


class _ByState(GlobalSecondaryIndex["OutboxItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_state"
        projection = AllProjection()

    state_shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class OutboxItem(Item):
    class Meta:
        table_name = settings().outbox_table

    by_state = _ByState()
    kind = UnicodeAttribute()
    body = JSONAttribute()
    subject = UnicodeAttribute()
    queue = UnicodeAttribute()
    state = UnicodeAttribute()
    state_shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    created_at = UTCDateTimeAttribute()
    tries = NumberAttribute(default=0)
    error = UnicodeAttribute(null=True)
    done_at = UTCDateTimeAttribute(null=True)


def add(transaction: Transaction, message: Message, now: datetime) -> None:
    """Makes the message part of the transaction. For `UnitOfWork` alone, which delivers it after the commit."""
    transaction.create(_item(message, now))


def announce(messages: Iterable[Message], now: datetime) -> None:
    """Messages that belong to no other change. One whose id is already known is left as it is."""
    fresh = []
    for message in messages:
        try:
            _item(message, now).put(OutboxItem.pk.does_not_exist())
            fresh.append(message)
        except ConditionFailed:
            log.info("message already announced: %s", message.kind)
    deliver(fresh)


def deliver(messages: Sequence[Message]) -> None:
    """Hands the ids to SQS. A failure is only logged: the message is safe, and `sweep` sends it."""
    for name in ("work", "mail"):
        bodies = [{"id": message.id} for message in messages if message.queue == name]
        try:
            queue.send(_url(name), bodies)
        except Exception:  # the change is committed; whatever went wrong here, the answer to the person is success
            log.exception("could not hand %d messages to the %s queue; the sweep will", len(bodies), name)


def handle_batch(records: Iterable[Mapping[str, Any]], handlers: Mapping[str, Handler], now: datetime) -> dict[str, Any]:
    """Handles the records of one SQS event; names the failed ones, so that only they come again."""
    failures = []
    for record in records:
        try:
            _handle(str(json.loads(record["body"])["id"]), handlers, now)
        except Exception:
            log.exception("a message failed")
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


def _handle(message_id: str, handlers: Mapping[str, Handler], now: datetime) -> None:
    item = OutboxItem.find(message_id, "message")
    if item is None or item.state == "done":
        return
    try:
        handlers[item.kind](**item.body, now=now)
    except Exception as error:
        _record_failure(item, error, now)
        raise
    done = [OutboxItem.state.set("done"), OutboxItem.done_at.set(now), OutboxItem.error.remove(), *_leave_index()]
    item.change([*done, OutboxItem.expires_at.set(int((now + _KEEP).timestamp()))], OutboxItem.state != "done")


def _record_failure(item: OutboxItem, error: Exception, now: datetime) -> None:
    tries = int(item.tries) + 1
    state = "failed" if tries >= _TRIES else "pending"
    # Only our own errors have texts that are known to hold no personal data.
    text = error.message if isinstance(error, AppError) else type(error).__name__
    index = [OutboxItem.state_shard.set(_shard(state, item.pk)), OutboxItem.due_at.set((now + _GRACE * tries).isoformat())]
    item.change([OutboxItem.tries.set(tries), OutboxItem.error.set(text), OutboxItem.state.set(state), *index], OutboxItem.state != "done")


def sweep(now: datetime) -> int:
    """Sends again what is pending and due; returns how many."""
    due = [item for shard in range(_SHARDS) for item in OutboxItem.by_state.query(f"pending#{shard}", OutboxItem.due_at <= now.isoformat())]
    deliver([Message(item.kind, item.body, item.subject, item.queue, item.pk) for item in due])
    for item in due:
        later = OutboxItem.due_at.set((now + _GRACE).isoformat())
        try:
            item.change([later], OutboxItem.state == "pending")
        except ConditionFailed:  # handled in this very moment
            continue
    return len(due)


def collect_dead_letters(now: datetime) -> int:
    """Moves what SQS gave up to the list of failed messages, where staff see it; returns how many."""
    count = 0
    for body in queue.drain(settings().dead_letter_queue_url):
        count += 1
        try:
            item = OutboxItem.find(str(json.loads(body)["id"]), "message")
        except (ValueError, KeyError, TypeError):
            log.error("an unreadable message was in the dead-letter queue")
            continue
        if item is not None and item.state == "pending":
            _record_failure_as_dead(item, now)
    return count


def _record_failure_as_dead(item: OutboxItem, now: datetime) -> None:
    index = [OutboxItem.state_shard.set(_shard("failed", item.pk)), OutboxItem.due_at.set(now.isoformat())]
    try:
        item.change([OutboxItem.state.set("failed"), *index], OutboxItem.state == "pending")
    except ConditionFailed:
        log.info("a dead letter was handled meanwhile")


def failed() -> list[OutboxItem]:
    """What needs a person, oldest first."""
    items = [item for shard in range(_SHARDS) for item in OutboxItem.by_state.query(f"failed#{shard}", limit=50)]
    return sorted(items, key=lambda item: item.created_at)


def redrive(message_id: str, now: datetime) -> None:
    """Gives a failed message five more tries. Raises NotFound when it is not a failed one."""
    item = OutboxItem.find(message_id, "message")
    if item is None:
        raise NotFound
    actions = [OutboxItem.state.set("pending"), OutboxItem.tries.set(0), OutboxItem.state_shard.set(_shard("pending", item.pk))]
    try:
        item.change([*actions, OutboxItem.due_at.set((now + _GRACE).isoformat())], OutboxItem.state == "failed")
    except ConditionFailed as error:
        raise NotFound from error
    deliver([Message(item.kind, item.body, item.subject, item.queue, item.pk)])


def _item(message: Message, now: datetime) -> OutboxItem:
    return OutboxItem(
        pk=message.id,
        sk="message",
        kind=message.kind,
        body=dict(message.body),
        subject=message.subject,
        queue=message.queue,
        state="pending",
        state_shard=_shard("pending", message.id),
        due_at=(now + _GRACE).isoformat(),
        created_at=now,
    )


def _leave_index() -> list[Any]:
    return [OutboxItem.state_shard.remove(), OutboxItem.due_at.remove()]


def _shard(state: str, message_id: str) -> str:
    return f"{state}#{sum(message_id.encode()) % _SHARDS}"


def _url(name: str) -> str:
    return settings().mail_queue_url if name == "mail" else settings().work_queue_url

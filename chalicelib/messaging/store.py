"""The outbox table: one item a message, and the conditional writes that decide who works on it.

Keys: pk = message id, sk = "message". The sparse index by_state has everything that is not done, in eight shards: open#n (pending or
running), waiting#n and failed#n; its range is `due_at`, when the sweep is to look at it (for a failed one: since when).
"""

import secrets
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.dynamodb import ConditionFailed, EnumAttribute, Item, JsonAttribute
from chalicelib.messaging.retry_rules import FAILED_LASTS, GRACE, TRIES, Attempts, MessageState, Next
from chalicelib.settings import settings

SHARDS = range(8)
_KEEP = timedelta(days=90)
_ROW = {MessageState.RUNNING: "open", MessageState.PENDING: "open", MessageState.WAITING: "waiting", MessageState.FAILED: "failed"}
_UNDONE = (MessageState.PENDING, MessageState.WAITING)


class _ByState(GlobalSecondaryIndex["MessagesItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_state"
        projection = AllProjection()

    state_shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)


class MessagesItem(Item):
    """What every item of the table inherits: the first class that is used tells the one connection which indexes there are."""

    class Meta:
        table_name = settings().outbox_table

    by_state = _ByState()
    state_shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)


class OutboxItem(MessagesItem):
    """`not_before`: no worker begins it earlier. `lease` names the run that has it. `sent` are the mails that its runs handed over."""

    kind = UnicodeAttribute()
    body = JsonAttribute()
    subject = UnicodeAttribute()
    queue = UnicodeAttribute()
    state = EnumAttribute(MessageState)
    not_before = UnicodeAttribute(null=True)
    lease = UnicodeAttribute(null=True)
    created_at = UTCDateTimeAttribute()
    tries = NumberAttribute(default=0)
    outages = NumberAttribute(default=0)
    unclear = NumberAttribute(default=0)
    waits_since = UTCDateTimeAttribute(null=True)
    sent = JsonAttribute(null=True)
    error = UnicodeAttribute(null=True)
    done_at = UTCDateTimeAttribute(null=True)

    @property
    def attempts(self) -> Attempts:
        return Attempts(int(self.tries), int(self.outages), int(self.unclear), self.waits_since)


def pending(message_id: str, now: datetime, **values: Any) -> OutboxItem:
    """A new message, which the sweep looks at after a grace."""
    return _new(message_id, MessageState.PENDING, now + GRACE, created_at=now, **values)


def add_failed(message_id: str, error: str, now: datetime, **values: Any) -> None:
    """Something that no worker could take, for staff to see; once."""
    lost = _new(message_id, MessageState.FAILED, now, created_at=now, error=error, expires_at=_forgotten(now), **values)
    lost.try_put(OutboxItem.pk.does_not_exist())


def find(message_id: str) -> OutboxItem | None:
    return OutboxItem.find(message_id, "message")


def take(message_id: str, until: datetime, now: datetime) -> OutboxItem | None:
    """Leases the message to this run, and counts the try, before anything is done; None where it is done, taken, or not due yet.

    A worker that is killed has used its try up. Only the sweep ends a lease that ran out.
    """
    free: Condition = OutboxItem.not_before.does_not_exist() | (OutboxItem.not_before <= now.isoformat())
    actions = [
        OutboxItem.state.set(MessageState.RUNNING),
        OutboxItem.state_shard.set(_shard(MessageState.RUNNING, message_id)),
        OutboxItem.due_at.set(until.isoformat()),
        OutboxItem.not_before.set(until.isoformat()),
        OutboxItem.tries.set(OutboxItem.tries + 1),
        OutboxItem.lease.set(secrets.token_hex(8)),
    ]
    try:
        return OutboxItem(message_id, "message").change(actions, OutboxItem.state.is_in(*_UNDONE) & free & (OutboxItem.tries < TRIES))
    except ConditionFailed:
        return None


def finish(item: OutboxItem, now: datetime) -> bool:
    """Done, unless another run has it by now."""
    gone = [OutboxItem.state_shard, OutboxItem.due_at, OutboxItem.not_before, OutboxItem.lease, OutboxItem.error]
    done = [OutboxItem.state.set(MessageState.DONE), OutboxItem.done_at.set(now), *(attribute.remove() for attribute in gone)]
    return item.try_change([*done, OutboxItem.expires_at.set(int((now + _KEEP).timestamp()))], _leased(item))


def put_off(item: OutboxItem, then: Next, error: str, sent: Mapping[str, str]) -> bool:
    """What becomes of a message whose run failed; False where its lease is another's by now."""
    attempts = then.attempts
    actions = [
        OutboxItem.state.set(then.state),
        OutboxItem.state_shard.set(_shard(then.state, item.pk)),
        OutboxItem.due_at.set(then.due_at.isoformat()),
        OutboxItem.not_before.set(then.due_at.isoformat()),
        OutboxItem.lease.remove(),
        OutboxItem.tries.set(attempts.tries),
        OutboxItem.outages.set(attempts.outages),
        OutboxItem.unclear.set(attempts.unclear),
        OutboxItem.error.set(error),
        OutboxItem.waits_since.set(attempts.waits_since) if attempts.waits_since else OutboxItem.waits_since.remove(),
        OutboxItem.sent.set(dict(sent)) if sent else OutboxItem.sent.remove(),
        *([OutboxItem.expires_at.set(_forgotten(then.due_at))] if then.state is MessageState.FAILED else []),
    ]
    return item.try_change(actions, _leased(item))


def due(now: datetime, most: int) -> Iterator[OutboxItem]:
    """At most so many of each shard, those that wait longest first. By the index, so that every write looks again."""
    for row in ("open", "waiting"):
        for shard in SHARDS:
            yield from _by_state(f"{row}#{shard}", OutboxItem.due_at <= now.isoformat(), limit=most)


def move(item: OutboxItem, due_at: datetime) -> bool:
    """The sweep looks at it again then; False where anybody did anything with it since it was read."""
    untouched = OutboxItem.state.is_in(*_UNDONE) & (OutboxItem.due_at == item.due_at)
    return item.try_change([OutboxItem.due_at.set(due_at.isoformat())], untouched)


def failed(until: str = "~", kind: str = "") -> Iterator[OutboxItem]:
    """What failed up to that moment, of one kind or of all, without bodies."""
    of_kind = OutboxItem.kind == kind if kind else None
    names = ["pk", "sk", "kind", "subject", "queue", "state", "created_at", "due_at", "tries", "error"]
    for shard in SHARDS:
        yield from _by_state(f"failed#{shard}", OutboxItem.due_at <= until, filter_condition=of_kind, attributes_to_get=names)


def waiting_kinds() -> Iterator[tuple[str, str]]:
    """Kind and subject of each message that waits for a service to come back."""
    for shard in SHARDS:
        for item in _by_state(f"waiting#{shard}", attributes_to_get=["pk", "sk", "kind", "subject"]):
            yield item.kind, item.subject


def revive(message_id: str, now: datetime) -> bool:
    """Gives a failed message its tries again; to whom it was mailed already is remembered. False where it is not a failed one."""
    actions = [
        OutboxItem.state.set(MessageState.PENDING),
        OutboxItem.state_shard.set(_shard(MessageState.PENDING, message_id)),
        OutboxItem.due_at.set((now + GRACE).isoformat()),
        OutboxItem.not_before.remove(),
        OutboxItem.waits_since.remove(),
        OutboxItem.expires_at.remove(),
        *(attribute.set(0) for attribute in (OutboxItem.tries, OutboxItem.outages, OutboxItem.unclear)),
    ]
    return OutboxItem(message_id, "message").try_change(actions, OutboxItem.state == MessageState.FAILED)


def _by_state(row: str, between: Condition | None = None, **more: Any) -> Iterator[OutboxItem]:
    return cast("Iterator[OutboxItem]", OutboxItem.by_state.query(row, between, **more))


def _new(message_id: str, state: MessageState, due_at: datetime, **values: Any) -> OutboxItem:
    return OutboxItem(message_id, "message", state=state, state_shard=_shard(state, message_id), due_at=due_at.isoformat(), **values)


def _forgotten(failed_at: datetime) -> int:
    return int((failed_at + FAILED_LASTS).timestamp())


def _leased(item: OutboxItem) -> Condition:
    mine: Condition = (OutboxItem.state == MessageState.RUNNING) & (OutboxItem.lease == item.lease)
    return mine


def _shard(state: MessageState, message_id: str) -> str:
    return f"{_ROW[state]}#{sum(message_id.encode()) % len(SHARDS)}"

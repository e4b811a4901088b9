"""The sure way of every message: each minute, what is due and in nobody's hands is handed to its queue again.

What is due is moved first, by a write that fails where a worker has taken it meanwhile, and then sent; so a sweep that takes long, or two
at once, send nothing twice. A run is bounded: what is left is due in the next minute as well, the oldest first.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from chalicelib.messaging import outbox, store
from chalicelib.messaging.handling import put_off
from chalicelib.messaging.retry_rules import Ending, MessageState, sent_again_at
from chalicelib.messaging.store import OutboxItem

log = logging.getLogger(__name__)

_OF_A_SHARD = 120  # of 16 shards, at 8 ms a write: at most 16 of the function's 60 seconds
_AT_ONCE = 50
_KILLED = "處理中斷：超過時間或記憶體不足，沒有做完。"


def sweep(now: datetime) -> int:
    """Returns how many were sent."""
    due = list(store.due(now, _OF_A_SHARD))
    _end_killed([item for item in due if item.state is MessageState.RUNNING], now)
    free = [item for item in due if item.state is not MessageState.RUNNING]
    return sum(_send(free[start : start + _AT_ONCE], now) for start in range(0, len(free), _AT_ONCE))


def _send(items: Sequence[OutboxItem], now: datetime) -> int:
    moved = [(item.queue, item.pk) for item in items if store.move(item, sent_again_at(item.created_at, now))]
    outbox.hand_over(moved)
    return len(moved)


def _end_killed(items: Sequence[OutboxItem], now: datetime) -> None:
    """Their lease ran out, so their worker is no more."""
    for item in items:
        if put_off(item, Ending.KILLED, _KILLED, now, item.sent or {}):
            log.error("a worker was killed over a message of kind %s", item.kind)

"""Messages committed with the change they announce, then delivered through SQS at least once.

    pending ──deliver──▶ (SQS) ──leased──▶ running ──▶ done
       ▲ ▲                                    ├──────▶ waiting: an outage; tried again for a day
       │ └── the sweep, when it is due ◀──────┴──────▶ failed: five tries of our own, or a day
       └──────────────────── redrive by staff ◀────────────┘

A message is an item of the outbox table (store); SQS carries only its id. `deliver` right after the commit is the fast way; the sweep is
the sure one (sweeping). A worker leases a message before it handles it (handling). Handlers must be idempotent: a message may arrive
twice, never not at all.
"""

import logging
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.cloud import queue
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.errors import outline
from chalicelib.messaging import store
from chalicelib.settings import settings

log = logging.getLogger(__name__)


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


def add(transaction: Transaction, message: Message, now: datetime) -> None:
    """Makes the message part of the transaction. For `UnitOfWork` alone, which delivers it after the commit."""
    transaction.create(_item(message, now))


def announce(messages: Iterable[Message], now: datetime) -> None:
    """Messages that belong to no other change. One whose id is already known is left as it is."""
    fresh = []
    for message in messages:
        try:
            _item(message, now).put(store.OutboxItem.pk.does_not_exist())
            fresh.append(message)
        except ConditionFailed:
            log.info("message already announced: %s", message.kind)
    deliver(fresh)


def deliver(messages: Sequence[Message]) -> None:
    """Hands the ids to SQS. A failure is only logged: the message is safe, and the sweep sends it."""
    hand_over([(message.queue, message.id) for message in messages])


def hand_over(waiting: Sequence[tuple[str, str]]) -> None:
    """As `deliver`, by queue and id. For the sweep and what staff send again."""
    for name, url in (("work", settings().work_queue_url), ("mail", settings().mail_queue_url)):
        bodies = [{"id": message_id} for wanted, message_id in waiting if wanted == name]
        try:
            queue.send(url, bodies)
        except Exception as error:  # the change is committed; whatever went wrong here, the answer to the person is success
            log.error("could not hand %d messages to the %s queue, the sweep will: %s", len(bodies), name, outline(error))


def _item(message: Message, now: datetime) -> store.OutboxItem:
    values = {"kind": message.kind, "body": dict(message.body), "subject": message.subject, "queue": message.queue}
    return store.pending(message.id, now, **values)

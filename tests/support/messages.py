"""Messages handled without a workflow: what a queue brings, and handlers that note or fail."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib.cloud import queue
from chalicelib.messaging import handling
from chalicelib.messaging.store import OutboxItem, find
from chalicelib.settings import settings
from infra.local.iam.acting import acting


class Recorder:
    """A handler that notes each body, then raises `error` if there is one."""

    def __init__(self, error: Exception | None = None) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.error = error

    def __call__(self, now: datetime, **body: Any) -> None:
        self.bodies.append(body)
        if self.error:
            raise self.error


def event(*ids: str) -> list[dict[str, str]]:
    return [{"messageId": f"sqs-{number}", "body": json.dumps({"id": each})} for number, each in enumerate(ids)]


def handle(message_id: str, handler: Callable[..., Any], now: datetime, queue_name: str = "work") -> OutboxItem:
    """One delivery of a message, whatever its kind; answers the message as it is after."""
    item = standing(message_id)
    with acting({"work": "work", "mail": "mails"}[queue_name]):
        answer = handling.handle_batch(queue_name, event(message_id), {item.kind: handler}, lambda: now)
    assert answer == {"batchItemFailures": []}
    return standing(message_id)


def standing(message_id: str) -> OutboxItem:
    item = find(message_id)
    assert item
    return item


def waiting(url: str = "") -> list[str]:
    """Ids that wait in a queue, of work unless told, and takes them out."""
    return [json.loads(body)["id"] for body in queue.drain(url or settings().work_queue_url)]

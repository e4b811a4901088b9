"""Plays Lambda: feeds SQS batches and schedule events to the very handlers that app.py registers."""

import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import boto3
from chalice.app import Chalice, SQSEventConfig

from infra.local.cloud import name_of
from infra.local.iam.acting import acting

_BATCH = 10  # the most that SQS answers at once
QUEUES = {
    "work": "WorkQueue",
    "mails": "MailQueue",
    "uploads": "UploadQueue",
    "public_files": "PublicFileQueue",
    "mail_events": "MailEventsQueue",
}


@lru_cache
def _sqs() -> Any:
    """Made at first use and kept: to make one costs more than to ask a queue."""
    return boto3.client("sqs")


@dataclass(frozen=True)
class EventSource:
    """A queue and the handler that is fed from it."""

    app: Chalice
    handler: str
    url: str

    def receive(self, wait: int = 0) -> list[dict[str, Any]]:
        """One batch as SQS answers it; with `wait`, up to so many seconds until something is there."""
        with acting(self.handler):  # Lambda asks the queue in the name of the function's role
            answer = _sqs().receive_message(QueueUrl=self.url, MaxNumberOfMessages=_BATCH, WaitTimeSeconds=wait)
        return list(answer.get("Messages", []))

    def handle(self, messages: list[dict[str, Any]]) -> None:
        """Deletes what succeeded, leaves what failed to come again. As many at a time as app.py says."""
        most = _batch_size(self.app, self.handler)
        for start in range(0, len(messages), most):
            self._handle(messages[start : start + most])

    def _handle(self, messages: list[dict[str, Any]]) -> None:
        records = [_record(message) for message in messages]
        answer = _call(self.app, self.handler, {"Records": records}) or {}
        failed = {each["itemIdentifier"] for each in answer.get("batchItemFailures", [])}
        for message, record in zip(messages, records, strict=True):
            if record["messageId"] not in failed:
                with acting(self.handler):
                    _sqs().delete_message(QueueUrl=self.url, ReceiptHandle=message["ReceiptHandle"])


def _batch_size(app: Chalice, handler: str) -> int:
    return next(source.batch_size for source in app.event_sources if isinstance(source, SQSEventConfig) and source.name == handler)


def event_sources(app: Chalice) -> list[EventSource]:
    """One for every queue that has a handler."""
    return [EventSource(app, handler, _url(queue)) for handler, queue in QUEUES.items()]


@lru_cache
def _url(queue: str) -> str:
    """A queue keeps its address as long as the process lives."""
    return str(_sqs().get_queue_url(QueueName=name_of(queue))["QueueUrl"])


def deliver_queues(app: Chalice) -> int:
    """Until every queue is empty (failed messages wait invisibly); returns how many messages were handled."""
    sources = event_sources(app)
    total = 0
    while handled := sum(_deliver_once(source) for source in sources):
        total += handled
    return total


def run_schedule(app: Chalice, name: str) -> None:
    """Fires one scheduled function."""
    event = {"version": "0", "id": str(uuid.uuid4()), "detail-type": "Scheduled Event", "source": "aws.events", "account": "0"}
    _call(app, name, {**event, "time": "", "region": "", "resources": [], "detail": {}})


def _deliver_once(source: EventSource) -> int:
    messages = source.receive()
    source.handle(messages)
    return len(messages)


def _call(app: Chalice, name: str, event: dict[str, Any]) -> Any:
    with acting(name):
        return app.handler_map[name](event, None)


def _record(message: dict[str, Any]) -> dict[str, Any]:
    return {
        "messageId": str(uuid.uuid4()),
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": {},
        "eventSource": "aws:sqs",
    }

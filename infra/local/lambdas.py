"""Plays Lambda: feeds SQS batches and schedule events to the very handlers that app.py registers."""

import uuid
from functools import lru_cache
from typing import Any

import boto3
from chalice.app import Chalice

from infra.local.cloud import name_of

_BATCH = 10
QUEUES = {"work": "WorkQueue", "mail_queue": "MailQueue", "uploads": "UploadQueue", "mail_events": "MailEventsQueue"}


@lru_cache
def _sqs() -> Any:
    """Made at first use and kept: to make one costs more than to ask a queue."""
    return boto3.client("sqs")


def _call(app: Chalice, name: str, event: dict[str, Any]) -> Any:
    return app.handler_map[name](event, None)


def deliver_once(app: Chalice, handler: str, queue_url: str) -> int:
    """One batch to one handler; deletes what succeeded, leaves what failed to come again. Answers how many messages there were."""
    sqs = _sqs()
    messages = sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=_BATCH).get("Messages", [])
    if not messages:
        return 0
    records = [_record(message) for message in messages]
    answer = _call(app, handler, {"Records": records}) or {}
    failed = {each["itemIdentifier"] for each in answer.get("batchItemFailures", [])}
    for message, record in zip(messages, records, strict=True):
        if record["messageId"] not in failed:
            sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
    return len(messages)


def _record(message: dict[str, Any]) -> dict[str, Any]:
    return {
        "messageId": str(uuid.uuid4()),
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": {},
        "eventSource": "aws:sqs",
    }


def queue_url(handler: str) -> str:
    return str(_sqs().get_queue_url(QueueName=name_of(QUEUES[handler]))["QueueUrl"])


def deliver_queues(app: Chalice) -> int:
    """Until every queue is empty (failed messages wait invisibly); answers how many messages were handled."""
    urls = {handler: queue_url(handler) for handler in QUEUES}
    total = 0
    while handled := sum(deliver_once(app, handler, url) for handler, url in urls.items()):
        total += handled
    return total


def run_schedule(app: Chalice, name: str) -> None:
    """Fires one scheduled function."""
    event = {"version": "0", "id": str(uuid.uuid4()), "detail-type": "Scheduled Event", "source": "aws.events", "account": "0"}
    _call(app, name, {**event, "time": "", "region": "", "resources": [], "detail": {}})

"""SQS: send in batches of ten, take what a function is given, and look into the dead-letter queue."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from chalicelib.cloud.clients import client, hurried_client
from chalicelib.errors import outline

log = logging.getLogger(__name__)

_BATCH = 10


def send(queue_url: str, bodies: Sequence[Mapping[str, Any]]) -> list[int]:
    """Sends each body as JSON; returns the positions that SQS did not take. Asks once and shortly, since a sweep sends what is left.

    Raises Unavailable.
    """
    refused: list[int] = []
    for start in range(0, len(bodies), _BATCH):
        entries = [{"Id": str(start + n), "MessageBody": json.dumps(body)} for n, body in enumerate(bodies[start : start + _BATCH])]
        answer = hurried_client("sqs").send_message_batch(QueueUrl=queue_url, Entries=entries)
        refused += [int(failure["Id"]) for failure in answer.get("Failed", [])]
    return refused


def handle_each(records: Iterable[Mapping[str, Any]], handle: Callable[[Any], None], what: str) -> dict[str, Any]:
    """Hands each body of an event of SQS, read as JSON, to `handle`; answers which records failed, so that only they come again.

    `what` is what the log says of one that failed; of its error only kind and place.
    """
    failures = []
    for record in records:
        try:
            handle(json.loads(record["body"]))
        except Exception as error:
            log.error("%s: %s", what, outline(error))
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


def drain(queue_url: str) -> Iterator[str]:
    """Yields each waiting body; a message is deleted only after the caller came back for the next."""
    while messages := client("sqs").receive_message(QueueUrl=queue_url, MaxNumberOfMessages=_BATCH).get("Messages", []):
        for message in messages:
            yield str(message["Body"])
            client("sqs").delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])

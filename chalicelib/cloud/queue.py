"""SQS: send in batches of ten, and look into the dead-letter queue."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.cloud.clients import client, hurried_client

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


def drain(queue_url: str) -> Iterator[str]:
    """Yields each waiting body; a message is deleted only after the caller came back for the next."""
    while messages := client("sqs").receive_message(QueueUrl=queue_url, MaxNumberOfMessages=_BATCH).get("Messages", []):
        for message in messages:
            yield str(message["Body"])
            client("sqs").delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])

"""Files that arrived in the uploads bucket: S3 tells the upload queue, and the workflow that the key belongs to announces its message.

The first part of a key names its reader; the reader is given the other parts, and answers the message, or None for a key that is not ours.
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message

log = logging.getLogger(__name__)

Reader = Callable[[list[str]], Message | None]


def handle_batch(records: Iterable[Mapping[str, Any]], readers: Mapping[str, Reader], now: datetime) -> dict[str, Any]:
    """Announces each uploaded file once, however often S3 tells of it; names the records that could not be read."""
    failures = []
    for record in records:
        try:
            outbox.announce(_messages(json.loads(record["body"]), readers), now)
        except Exception:
            log.exception("a note of an upload failed")
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


def _messages(event: Mapping[str, Any], readers: Mapping[str, Reader]) -> list[Message]:
    """S3's test event has no records; a key that is not ours is left to the bucket, which forgets it."""
    keys = [unquote_plus(record["s3"]["object"]["key"]).split("/") for record in event.get("Records", [])]
    return [message for first, *rest in keys if first in readers and (message := readers[first](rest))]

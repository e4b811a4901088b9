"""Files that arrived in the uploads bucket: S3 tells the upload queue, and the workflow that the key belongs to announces its message.

The first part of a key says which (registry.Upload); the other parts become the message's body.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from chalicelib.cloud.queue import handle_each
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.registry import Upload


def handle_batch(records: Iterable[Mapping[str, Any]], known: Mapping[str, Upload], now: datetime) -> dict[str, Any]:
    """Announces each uploaded file once, however often S3 tells of it; names the records that could not be read."""
    return handle_each(records, lambda event: announce(arrived_of(event), known, now), "a note of an upload failed")


def arrived_of(event: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """S3's records of an event; its test event has none."""
    found: list[Mapping[str, Any]] = event.get("Records", [])
    return found


def announce(arrived: Iterable[Mapping[str, Any]], known: Mapping[str, Upload], now: datetime) -> None:
    """A message for each of S3's records; a key that is not ours is left to the bucket, which forgets it. Raises KeyError, TypeError."""
    keys = [key.split("/") for key in keys_of(arrived)]
    ours = [(known[first], parts) for first, *parts in keys if first in known and len(parts) == len(known[first].parts)]
    outbox.announce([_message(upload, parts) for upload, parts in ours], now)


def keys_of(arrived: Iterable[Mapping[str, Any]]) -> list[str]:
    """Of S3's records. Raises KeyError, TypeError."""
    return [unquote_plus(record["s3"]["object"]["key"]) for record in arrived]


def _message(upload: Upload, parts: Sequence[str]) -> Message:
    body = dict(zip(upload.parts, parts, strict=True))
    return Message(upload.kind, body, body.get("class_id", ""), id=upload.id.format_map(body))

"""Files that anybody may send us without an account. They have a queue and two processes of their own, and no message of the outbox.

So a flood of them keeps nobody waiting but those who send them: neither a worker that seals, imports and pays, nor the sweep, which would
find them among everybody's messages. SQS itself repeats what met an outage; each function is idempotent and leaves its answer in its table.
What SQS gave up on is shown to staff (dead_letters), and looked at again only if one of them wants it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.cloud.queue import handle_each
from chalicelib.messaging import registry, uploads
from chalicelib.messaging.registry import PublicFile


def handle_batch(records: Iterable[Mapping[str, Any]], known: Mapping[str, PublicFile], now: datetime) -> dict[str, Any]:
    """Hands each file that S3 tells of to its function; names the records that could not be handled."""

    def handle(event: Mapping[str, Any]) -> None:
        for key in uploads.keys_of(uploads.arrived_of(event)):
            _handle(key, known, now)

    return handle_each(records, handle, "a file of the public could not be looked at")


def are_ours(key: str) -> bool:
    """Whether the key of a file is one that the public may send."""
    return key.partition("/")[0] in registry.public_files()


def look_again(key: str, now: datetime) -> None:
    """messaging.public-file: by a press of staff."""
    _handle(key, registry.public_files(), now)


def _handle(key: str, known: Mapping[str, PublicFile], now: datetime) -> None:
    """A key that is none of ours is left to the bucket, which forgets it."""
    first, *parts = key.split("/")
    file = known.get(first)
    if file and len(parts) == len(file.parts):
        registry.resolve(file.target)(**dict(zip(file.parts, parts, strict=True)), now=now)

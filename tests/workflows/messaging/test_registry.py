"""Functions by name: schedules run all of theirs, and a file's key becomes its message."""

import json
from datetime import datetime

import pytest

from chalicelib.errors import Unavailable
from chalicelib.messaging import registry, uploads
from chalicelib.messaging.registry import Upload
from chalicelib.messaging.store import OutboxItem

RAN: list[datetime] = []


def breaks(now: datetime) -> None:
    raise Unavailable


def works(now: datetime) -> None:
    RAN.append(now)


def arrived(*keys: str) -> dict[str, str]:
    return {"messageId": "1", "body": json.dumps({"Records": [{"s3": {"object": {"key": key}}} for key in keys]})}


def test_what_fails_keeps_none_of_the_others(now: datetime) -> None:
    """The function after the broken one runs, and the schedule still counts as failed."""
    RAN.clear()
    with pytest.raises(ExceptionGroup) as raised:
        registry.run([f"{__name__}:breaks", f"{__name__}:works"], now)
    assert (RAN, [type(error) for error in raised.value.exceptions]) == ([now], [Unavailable])


def test_a_key_becomes_a_message_by_its_parts(now: datetime) -> None:
    """The parts are the body, the class its subject; keys with other parts, or of nobody, are passed over."""
    known = {"photos": Upload("voting.photo", ("class_id", "upload"), "photo.{upload}")}
    records = [arrived("photos/115-A00123-1/u1", "photos/115-A00123-1", "photos/a/b/c", "strange/a/b")]
    assert uploads.handle_batch(records, known, now) == {"batchItemFailures": []}
    (item,) = OutboxItem.scan()
    assert (item.pk, item.kind, item.subject) == ("photo.u1", "voting.photo", "115-A00123-1")
    assert item.body == {"class_id": "115-A00123-1", "upload": "u1"}

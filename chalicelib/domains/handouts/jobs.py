"""What handouts do later: a file that was uploaded is looked at."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domains.handouts import handouts
from chalicelib.messaging.outbox import Handler, Message


def handout_uploaded(key: list[str]) -> Message | None:
    """For the upload queue: handouts/<class>/<handout>/<upload> lets a worker look at the file."""
    if len(key) != 3:
        return None
    class_id, handout_id, upload = key
    body = {"class_id": class_id, "handout_id": handout_id, "upload": upload}
    return Message("handouts.take", body, class_id, id=f"handout.{handout_id}.{upload}")


def take_handout(body: Mapping[str, Any], now: datetime) -> None:
    """handouts.take {class_id, handout_id, upload}."""
    handouts.take(body["class_id"], body["handout_id"], body["upload"], now)


WORK: dict[str, Handler] = {"handouts.take": take_handout}

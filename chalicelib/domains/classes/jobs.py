"""What workers and schedules run for classes. app.py's handlers call these."""

import json
import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from chalicelib import outbox
from chalicelib.domains.classes import import_applying, import_reading, jobs_letters, notices, papers
from chalicelib.outbox import Handler, Message

log = logging.getLogger(__name__)


def uploads(records: Iterable[Mapping[str, Any]], now: datetime) -> dict[str, Any]:
    """For the upload queue: announces each uploaded file to the worker that reads it, once, however often S3 tells of it."""
    failures = []
    for record in records:
        try:
            outbox.announce(_announcements(json.loads(record["body"])), now)
        except Exception:
            log.exception("a note of an upload failed")
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


def _announcements(event: Mapping[str, Any]) -> list[Message]:
    """S3's test event has no records; a key that is not ours is left to the bucket, which forgets it."""
    keys = [unquote_plus(record["s3"]["object"]["key"]).split("/") for record in event.get("Records", [])]
    return [_read_message(*key[1:]) for key in keys if len(key) == 4 and key[0] == "imports"]


def _read_message(class_id: str, import_id: str, kind: str) -> Message:
    body = {"class_id": class_id, "import_id": import_id, "kind": kind}
    return Message("classes.read_import", body, class_id, id=f"read.{class_id}.{import_id}.{kind}")


def read_import(body: Mapping[str, Any], now: datetime) -> None:
    import_reading.read_import(body["class_id"], body["import_id"], body["kind"], now)


def apply_import(body: Mapping[str, Any], now: datetime) -> None:
    import_applying.apply_import(body["class_id"], body["import_id"], now)


def every_day(now: datetime) -> None:
    """At 08:00 in Taipei: reminders of tomorrow's classes."""
    notices.remind(now)


WORK: dict[str, Handler] = {
    "classes.read_import": read_import,
    "classes.apply_import": apply_import,
    "classes.notices": notices.fan_out,
    "classes.sign-in-sheet": papers.make("classes.sign-in-sheet", papers.sign_in_sheet),
    "classes.seat-plan": papers.make("classes.seat-plan", papers.seat_plan),
    "classes.name-cards": papers.make("classes.name-cards", papers.name_cards),
}
MAIL: dict[str, Handler] = {"classes.letter": jobs_letters.send_letter}

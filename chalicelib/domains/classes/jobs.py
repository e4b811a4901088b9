"""What workers and schedules run for classes. app.py's handlers call these."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domains.classes import import_applying, import_reading, jobs_letters, notices, papers
from chalicelib.messaging.outbox import Handler, Message


def import_uploaded(key: list[str]) -> Message | None:
    """For the upload queue: imports/<class>/<import>/<kind> lets a worker read the file."""
    if len(key) != 3:
        return None
    class_id, import_id, kind = key
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

"""What workers and schedules run for classes. app.py's handlers call these."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.domains.classes.files import papers_worker
from chalicelib.domains.classes.imports import applying, reading_worker
from chalicelib.domains.classes.notices import jobs as notices_jobs
from chalicelib.domains.classes.notices import notices
from chalicelib.messaging.outbox import Handler, Message


def import_uploaded(key: list[str]) -> Message | None:
    """For the upload queue: imports/<class>/<import>/<kind> lets a worker read the file."""
    if len(key) != 3:
        return None
    class_id, import_id, kind = key
    body = {"class_id": class_id, "import_id": import_id, "kind": kind}
    return Message("classes.read_import", body, class_id, id=f"read.{class_id}.{import_id}.{kind}")


def read_import(body: Mapping[str, Any], now: datetime) -> None:
    reading_worker.read_import(body["class_id"], body["import_id"], body["kind"], now)


def apply_import(body: Mapping[str, Any], now: datetime) -> None:
    applying.apply_import(body["class_id"], body["import_id"], now)


def every_day(now: datetime) -> None:
    """At 08:00 in Taipei: reminders of tomorrow's classes."""
    notices.remind(now)


WORK: dict[str, Handler] = {
    "classes.read_import": read_import,
    "classes.apply_import": apply_import,
    "classes.notices": notices.fan_out,
    "classes.sign-in-sheet": papers_worker.make("classes.sign-in-sheet", papers_worker.sign_in_sheet),
    "classes.seat-plan": papers_worker.make("classes.seat-plan", papers_worker.seat_plan),
    "classes.name-cards": papers_worker.make("classes.name-cards", papers_worker.name_cards),
}
MAIL: dict[str, Handler] = {"classes.letter": notices_jobs.send_letter}

"""What classes delete of one: rosters that are not in force; at the end the roster itself, letters, imports and files."""

from datetime import datetime

from chalicelib.domains.classes import access
from chalicelib.domains.classes.retention import store


def details(class_id: str, now: datetime) -> int:
    return store.forget_lines(class_id, access.load_class(class_id).roster_version)


def records(class_id: str, now: datetime) -> int:
    """The class itself, its sessions, its timetable and what was decided of it stay."""
    return sum(store.forget(class_id, prefix) for prefix in ("ROSTER#", "NOTICE#", "TOLD", "IMPORT#", "FILE#"))

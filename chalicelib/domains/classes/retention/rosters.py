"""Rosters that another took the place of: kept a while, so that a mistake can be looked into, then gone by themselves."""

from datetime import datetime

from chalicelib.domains.classes import access
from chalicelib.domains.classes.retention import store


def let_end(class_id: str, version: str, now: datetime) -> None:
    """classes.let-roster-end: unless it is in force again, or the class is held."""
    class_ = access.load_class(class_id)
    if version and class_.roster_version != version and not class_.hold:
        store.let_end(class_id, version, now)


def let_stay(class_id: str, now: datetime) -> None:
    """classes.let-rosters-stay: while the class is held."""
    if access.load_class(class_id).hold:
        store.let_stay(class_id)

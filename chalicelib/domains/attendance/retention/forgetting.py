"""What attendance deletes of a class at the end: every entry, correction and sheet of its sessions."""

from datetime import datetime

from chalicelib.domains.attendance import store
from chalicelib.domains.classes import service as classes


def records(class_id: str, now: datetime) -> int:
    return sum(store.forget(session.id) for session in classes.sessions(class_id))

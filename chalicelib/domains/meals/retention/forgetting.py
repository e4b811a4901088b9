"""What meals delete of a class: who chose what, which may tell of faith and health."""

from datetime import datetime

from chalicelib.domains.meals import store


def details(class_id: str, now: datetime) -> int:
    return store.forget(class_id)

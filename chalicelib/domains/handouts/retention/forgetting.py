"""What handouts delete of a class: who fetched what."""

from datetime import datetime

from chalicelib.domains.handouts import store


def details(class_id: str, now: datetime) -> int:
    return sum(store.forget_fetched(class_id, handout.id) for handout in store.handouts(class_id))

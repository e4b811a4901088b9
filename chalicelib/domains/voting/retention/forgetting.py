"""What voting deletes of a class: candidates' pictures first; at the end who has voted, and the ballots, each poll as a whole."""

from datetime import datetime

from chalicelib.cloud import files
from chalicelib.domains.voting import store, store_ballots


def details(class_id: str, now: datetime) -> int:
    store.forget_photos(poll.id for poll in store.of_class(class_id))
    return files.forget(f"photos/{class_id}/")


def records(class_id: str, now: datetime) -> int:
    return sum(store_ballots.forget(poll.id) for poll in store.of_class(class_id))

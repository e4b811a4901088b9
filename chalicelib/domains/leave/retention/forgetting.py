"""What leave deletes of a class: proofs, which are often about health, first; the applications themselves at the end."""

from datetime import datetime

from chalicelib.cloud import files
from chalicelib.domains.leave import store


def details(class_id: str, now: datetime) -> int:
    """The files, and then that there were any; what was exported lies elsewhere."""
    gone = files.forget(f"leave/{class_id}/")
    store.forget_proofs(class_id)
    return gone


def records(class_id: str, now: datetime) -> int:
    """With the hours that they held; the class's rules stay."""
    return store.forget(class_id)

"""One person's own line of a session."""

from chalicelib.domains.attendance import store
from chalicelib.domains.attendance.model import Entry


def own_entry(session_id: str, person: str) -> Entry | None:
    """For callers that have checked who asks; None where the person is not expected."""
    return store.find(session_id, person)

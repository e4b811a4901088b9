"""Who may open what, reading one poll, and the marker that stands for a person within it."""

import base64
import hashlib
import hmac

from chalicelib.cloud.keys import secret
from chalicelib.domains.classes import service as classes
from chalicelib.domains.voting import store
from chalicelib.domains.voting.model import Poll
from chalicelib.errors import NotFound
from chalicelib.identity import Principal, Role

EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
_LONGEST_ID = 40


def open_poll(who: Principal, class_id: str, poll_id: str) -> tuple[classes.Class, Poll]:
    """For the class's organizers and administrators. Raises NotFound, Forbidden."""
    return classes.open_class(who, class_id), load(class_id, poll_id)


def open_own(class_id: str, person: str, poll_id: str) -> tuple[classes.Class, classes.Trainee, Poll]:
    """For a person on the roster. Raises NotFound also for a draft, Forbidden."""
    class_, trainee = classes.on_roster(class_id, person)
    poll = load(class_id, poll_id)
    if poll.opens_at is None:
        raise NotFound
    return class_, trainee, poll


def load(class_id: str, poll_id: str) -> Poll:
    """For callers that check the person themselves. Raises NotFound."""
    poll = store.find(class_id, poll_id) if len(poll_id) <= _LONGEST_ID else None
    if poll is None:
        raise NotFound
    return poll


def marker(poll_id: str, person: str) -> str:
    """Stands for the person among those who have voted in this poll; in another poll it is another."""
    digest = hmac.new(secret("id-hash"), f"poll-mark|{poll_id}|{person}".encode(), hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")

"""Sign-ins that are ended before their time: one browser's by signing out, all of an account's by its person or an administrator.

A session is a signed cookie, so a copy of it cannot be taken back; what is ended stands in the table until it would have ended by itself.
The edge asks once a minute, and each time where it is about money or accounts.
"""

from datetime import UTC, datetime, timedelta

from chalicelib.domains.people.visits import store
from chalicelib.identity import Visit

_LONGEST = timedelta(hours=11)  # longer than any session of staff
# Clocks of two machines differ: what began in the same moment is ended, too.
_SAME_MOMENT = timedelta(seconds=1)


def stands(whose: str, visit: Visit) -> bool:
    """Whether this visit of a username or a person goes on. Raises Unavailable."""
    return look(whose, visit)[0]


def look(whose: str, visit: Visit) -> tuple[bool, bool]:
    """Whether it goes on, and whether the account has changed since it was last looked at. Raises Unavailable."""
    ended, said = store.visits(whose, visit.id)
    over = said is not None and said.not_before is not None and visit.since < said.not_before.timestamp()
    changed = said is not None and said.changed_at is not None and visit.looked_at <= said.changed_at.timestamp()
    return not ended and not over, changed


def end(whose: str, visit: Visit) -> None:
    """This one, in every browser that has its cookie. Raises Unavailable."""
    if visit.id:
        store.end_visit(whose, visit.id, datetime.fromtimestamp(visit.until, UTC) + _LONGEST)


def end_all(username: str, now: datetime) -> datetime:
    """Every session of the account; returns from when on a new one may begin. Raises Unavailable."""
    not_before = now + _SAME_MOMENT
    store.note_visits(username, now + _LONGEST, not_before=not_before)
    return not_before


def note_change(username: str, now: datetime) -> None:
    """Name, agency or roles are others: sessions take them over within a minute. Raises Unavailable."""
    store.note_visits(username, now + _LONGEST, changed_at=now)

"""Wrong guesses in the people table: the marks of one place or network in one window are one item."""

from collections.abc import Collection
from datetime import datetime

from pynamodb.attributes import UnicodeSetAttribute

from chalicelib.domains.people.store import PeopleItem
from chalicelib.dynamodb import aside


class GuessesItem(PeopleItem):
    """Each mark is a member of a set, so that a write repeated by the client, or a number tried again, counts once."""

    marks: UnicodeSetAttribute = UnicodeSetAttribute(null=True)


def add(key: str, mark: str, ends: datetime) -> frozenset[str]:
    """Counts one more; returns all that the window has by now, in the same call."""
    item = GuessesItem(_pk(key), "GUESSES")
    with aside():
        # Not Item.change: the first of a window makes the item.
        item.update(actions=[GuessesItem.marks.add({mark}), GuessesItem.expires_at.set(int(ends.timestamp()))])
    return frozenset(item.marks or ())


def marks(keys: Collection[str]) -> dict[str, frozenset[str]]:
    """What each key has by now; one call."""
    found = dict.fromkeys(keys, frozenset[str]())
    wanted = {(_pk(key), "GUESSES"): key for key in keys}
    for item in GuessesItem.batch_get(list(wanted), consistent_read=True):
        found[wanted[item.pk, item.sk]] = frozenset(item.marks or ())
    return found


def _pk(key: str) -> str:
    return f"GUESSES#{key}"

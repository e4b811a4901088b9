"""The people table: failed attempts, and the record of what was changed on accounts."""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime

from pynamodb.attributes import UnicodeAttribute, UnicodeSetAttribute, UTCDateTimeAttribute

from chalicelib.domains.people.lockout_rules import window_expires
from chalicelib.dynamodb import Item, aside
from chalicelib.records.retention_rules import Kept, ends
from chalicelib.settings import settings


class PeopleItem(Item):
    """What every item of the table has."""

    class Meta:
        table_name = settings().people_table


class FailuresItem(PeopleItem):
    """Each failure is a member of a set, time and random id, so that a write repeated by the client counts once."""

    failures: UnicodeSetAttribute = UnicodeSetAttribute(null=True)


class ChangeItem(PeopleItem):
    """One change of an account. Never altered: a step that failed is a further item."""

    made_at = UTCDateTimeAttribute()
    made_by = UnicodeAttribute()
    what = UnicodeAttribute()
    detail = UnicodeAttribute(default="")


def add_failure(counter: str, window: int, now: datetime) -> str:
    """Counts one failure; returns its id, for `remove_failure`."""
    failure = f"{now.astimezone(UTC).isoformat()}#{secrets.token_urlsafe(6)}"
    actions = [FailuresItem.failures.add({failure}), FailuresItem.expires_at.set(window_expires(now))]
    with aside():
        FailuresItem(_failures_key(counter, window), "FAILURES").upsert(actions)
    return failure


def remove_failure(counter: str, window: int, failure: str) -> None:
    with aside():
        FailuresItem(_failures_key(counter, window), "FAILURES").upsert([FailuresItem.failures.delete({failure})])


def failures(counter: str, windows: Iterable[int]) -> list[datetime]:
    """The times of the counter's failures within the windows; one call."""
    keys = [(_failures_key(counter, each), "FAILURES") for each in windows]
    found = FailuresItem.batch_get(keys, consistent_read=True)
    return [datetime.fromisoformat(each.partition("#")[0]) for item in found for each in item.failures or ()]


def change_item(username: str, made_by: str, what: str, now: datetime, *, detail: str = "", step: int = 0) -> ChangeItem:
    """`step` orders the records of one request, which all have its time."""
    order = f"CHANGE#{now.astimezone(UTC).isoformat(timespec='microseconds')}#{step}#{secrets.token_urlsafe(6)}"
    kept = ends(Kept.AUDIT, now)
    return ChangeItem(f"ACCOUNT#{username}", order, made_at=now, made_by=made_by, what=what, detail=detail, expires_at=kept)


def record(change: ChangeItem) -> None:
    with aside():
        change.put(ChangeItem.pk.does_not_exist())


def changes(username: str, most: int = 50) -> list[ChangeItem]:
    """The latest changes of one account, newest first."""
    prefix = ChangeItem.sk.startswith("CHANGE#")
    return list(ChangeItem.query(f"ACCOUNT#{username}", prefix, consistent_read=True, scan_index_forward=False, limit=most))


def _failures_key(counter: str, window: int) -> str:
    return f"FAILURES#{counter}#{window}"

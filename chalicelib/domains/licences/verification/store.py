"""Files that the public let us check: pk CHECK#<id>, sk CHECK; only what was found, for an hour. The file itself is not kept."""

from datetime import datetime, timedelta

from pynamodb.attributes import UnicodeAttribute

from chalicelib.domains.licences.store_items import LicencesItem
from chalicelib.dynamodb import ConditionFailed

LIVES = timedelta(hours=1)


class CheckItem(LicencesItem):
    """`state` is started, waiting (the worker met an outage) or done."""

    state = UnicodeAttribute()
    outcome = UnicodeAttribute(default="")
    letter_id = UnicodeAttribute(default="")


def start(check_id: str, now: datetime) -> CheckItem | None:
    """Takes the check for this worker; None where another worker took it and did not come back, or is done."""
    item = CheckItem(f"CHECK#{check_id}", "CHECK", state="started", expires_at=int((now + LIVES).timestamp()))
    try:
        item.put(CheckItem.pk.does_not_exist() | (CheckItem.state == "waiting"))
    except ConditionFailed:
        return None
    return item


def release(item: CheckItem) -> None:
    """Another worker may try."""
    item.change([CheckItem.state.set("waiting")], CheckItem.state == "started")


def finish(item: CheckItem, outcome: str, letter_id: str) -> None:
    item.change(
        [CheckItem.state.set("done"), CheckItem.outcome.set(outcome), CheckItem.letter_id.set(letter_id)], CheckItem.state == "started"
    )


def find(check_id: str, now: datetime) -> CheckItem | None:
    item = CheckItem.find(f"CHECK#{check_id}", "CHECK")
    return item if item and now.timestamp() < (item.expires_at or 0) else None

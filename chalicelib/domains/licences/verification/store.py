"""Files that the public let us check: pk CHECK#<id>, sk CHECK; only what was found, for an hour. The file itself is not kept."""

from datetime import datetime, timedelta
from enum import StrEnum

from pynamodb.attributes import UnicodeAttribute

from chalicelib.domains.licences.store_items import LicencesItem
from chalicelib.domains.licences.verification.status_rules import Outcome
from chalicelib.dynamodb import ConditionFailed, EnumAttribute

LIVES = timedelta(hours=1)


class CheckState(StrEnum):
    """started ──▶ done; ◀──▶ waiting where the worker met an outage."""

    STARTED = "started"
    WAITING = "waiting"
    DONE = "done"


class CheckItem(LicencesItem):
    """`outcome` is empty until it is done."""

    state = EnumAttribute(CheckState)
    outcome = UnicodeAttribute(default="")
    letter_id = UnicodeAttribute(default="")
    sha256 = UnicodeAttribute(default="")


def start(check_id: str, now: datetime) -> CheckItem | None:
    """Takes the check for this worker; None where another worker took it and did not come back, or is done."""
    item = CheckItem(f"CHECK#{check_id}", "CHECK", state=CheckState.STARTED, expires_at=int((now + LIVES).timestamp()))
    try:
        item.put(CheckItem.pk.does_not_exist() | (CheckItem.state == CheckState.WAITING))
    except ConditionFailed:
        return None
    return item


def release(item: CheckItem) -> None:
    """Another worker may try."""
    item.change([CheckItem.state.set(CheckState.WAITING)], CheckItem.state == CheckState.STARTED)


def finish(item: CheckItem, outcome: Outcome, letter_id: str = "", sha256: str = "") -> None:
    """`sha256` of a file with our seal that is no letter: another paper of ours may be known by it."""
    found = [CheckItem.state.set(CheckState.DONE), CheckItem.outcome.set(outcome)]
    found += [CheckItem.letter_id.set(letter_id), CheckItem.sha256.set(sha256)]
    item.change(found, CheckItem.state == CheckState.STARTED)


def find(check_id: str, now: datetime) -> CheckItem | None:
    item = CheckItem.find(f"CHECK#{check_id}", "CHECK")
    return item if item and now.timestamp() < (item.expires_at or 0) else None

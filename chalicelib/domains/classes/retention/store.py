"""What was decided of a class's data: on the class itself, and as a log beside it. pk class, sk KEEP#<time>#<id>: never changed.

pk APPROVED, sk class id: its records may go, and have not yet.
"""

import secrets
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domains.classes.retention.rules import Decision
from chalicelib.domains.classes.store import ClassesItem, ClassItem, RosterItem
from chalicelib.dynamodb import EnumAttribute, Transaction
from chalicelib.records.retention_rules import Kept, Stage, ends

_APPROVED = "APPROVED"
_GONE = {Stage.DETAILS: ClassItem.details_gone, Stage.RECORDS: ClassItem.records_gone}


class KeepItem(ClassesItem):
    """`reason` is why, an approval's number, or how many items went."""

    what = EnumAttribute(Decision)
    by = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    reason = UnicodeAttribute(default="")


class ApprovedItem(ClassesItem):
    """Nothing but its key."""


def hold(transaction: Transaction, class_id: str, reason: str) -> None:
    """Fails the transaction where it is held already."""
    _change(transaction, class_id, [ClassItem.hold.set(reason)], ClassItem.hold.does_not_exist() | (ClassItem.hold == ""))


def release(transaction: Transaction, class_id: str) -> None:
    """Fails the transaction where it is not held."""
    _change(transaction, class_id, [ClassItem.hold.set("")], ClassItem.hold > "")


def approve(transaction: Transaction, class_id: str, number: str) -> None:
    """Fails the transaction where it is held, was approved before, or is gone."""
    free = (ClassItem.hold.does_not_exist() | (ClassItem.hold == "")) & ClassItem.approval.does_not_exist()
    _change(transaction, class_id, [ClassItem.approval.set(number)], free)
    transaction.create(ApprovedItem(_APPROVED, class_id))


def note(transaction: Transaction, class_id: str, what: Decision, by: str, reason: str, now: datetime) -> None:  # noqa: PLR0917
    order = f"KEEP#{now.astimezone(UTC).isoformat(timespec='microseconds')}#{secrets.token_urlsafe(6)}"
    transaction.create(KeepItem(class_id, order, what=what, by=by, at=now, reason=reason))


def note_gone(transaction: Transaction, class_id: str, stage: Stage, day: str) -> None:
    """Fails the transaction where it was noted before."""
    actions = [_GONE[stage].set(day), *([ClassItem.roster_version.set("")] if stage is Stage.RECORDS else [])]
    _change(transaction, class_id, actions, _GONE[stage].does_not_exist() | (_GONE[stage] == ""))


def log(class_id: str) -> list[KeepItem]:
    """What was decided, the latest first."""
    return list(KeepItem.query(class_id, KeepItem.sk.startswith("KEEP#"), scan_index_forward=False, consistent_read=True))


def approved(most: int) -> list[str]:
    """Class ids."""
    return [item.sk for item in ApprovedItem.query(_APPROVED, consistent_read=True, limit=most)]


def done(class_id: str) -> None:
    ApprovedItem.forget(_APPROVED, ApprovedItem.sk == class_id)


def lines(class_id: str, version: str = "") -> Iterator[RosterItem]:
    """Of one version of the roster, or of all."""
    return RosterItem.query(class_id, RosterItem.sk.startswith(f"ROSTER#{version}#" if version else "ROSTER#"), consistent_read=True)


def let_end(class_id: str, version: str, now: datetime) -> None:
    """The lines of a roster that another took the place of."""
    after = ends(Kept.SUPERSEDED_ROSTER, now)
    ending = [line for line in lines(class_id, version) if line.expires_at is None]
    for line in ending:
        line.expires_at = after
    RosterItem.put_many(ending)


def let_stay(class_id: str) -> None:
    """Every line of every version."""
    ending = [line for line in lines(class_id) if line.expires_at is not None]
    for line in ending:
        line.expires_at = None
    RosterItem.put_many(ending)


def forget_lines(class_id: str, but: str) -> int:
    """Those of every version but the one in force."""
    versions = {line.sk.split("#")[1] for line in lines(class_id)} - {but}
    return sum(RosterItem.forget(class_id, RosterItem.sk.startswith(f"ROSTER#{version}#")) for version in versions)


def forget(class_id: str, prefix: str) -> int:
    return ClassesItem.forget(class_id, ClassesItem.sk.startswith(prefix))


def _change(transaction: Transaction, class_id: str, actions: Sequence[Action], condition: Condition) -> None:
    transaction.change(ClassItem(class_id, "CLASS"), actions, condition)

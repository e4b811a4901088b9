"""The roster in the classes table: one line of it, and a further version written beside the one in force."""

from collections.abc import Callable, Sequence
from dataclasses import asdict

from chalicelib.domains.classes.model import Class, Trainee
from chalicelib.domains.classes.store import ClassItem, RosterItem, trainee_of
from chalicelib.dynamodb import Transaction

_LINES_AT_ONCE = 250


def find_trainee(class_: Class, person: str) -> Trainee | None:
    """One line of the roster in force."""
    item = RosterItem.find(class_.id, f"ROSTER#{class_.roster_version}#{person}") if class_.roster_version else None
    return trainee_of(item) if item else None


def write_roster(class_id: str, version: str, trainees: Sequence[Trainee], progress: Callable[[int], None] = lambda done: None) -> None:
    """Puts the lines beside the roster in force, where nobody sees them yet. Writing the same again changes nothing."""
    for start in range(0, len(trainees), _LINES_AT_ONCE):
        some = trainees[start : start + _LINES_AT_ONCE]
        RosterItem.put_many(RosterItem(class_id, f"ROSTER#{version}#{trainee.person}", **asdict(trainee)) for trainee in some)
        progress(min(start + _LINES_AT_ONCE, len(trainees)))


def check_open(transaction: Transaction, class_id: str) -> None:
    """Fails the transaction where the class was cancelled."""
    transaction.check(ClassItem, class_id, "CLASS", ClassItem.cancelled_reason == "")

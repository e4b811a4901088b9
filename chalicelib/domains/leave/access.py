"""Who may open what: a trainee the own applications, approvers those of the class."""

from dataclasses import dataclass
from datetime import datetime, time

from chalicelib.clock import TAIPEI, taipei
from chalicelib.domains.classes import service as classes
from chalicelib.domains.leave import store, store_policy
from chalicelib.domains.leave.deadline_rules import INBOX_AFTER_CLASS_ENDS
from chalicelib.domains.leave.model import Leave, Rules
from chalicelib.errors import Forbidden, NotFound
from chalicelib.identity import Principal, Role

APPROVERS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
_LONGEST_ID = 60


@dataclass(frozen=True)
class Inbox:
    """A class as its approver opened it. `own` is false for a deputy, who answers but sets no rules."""

    class_: classes.Class
    rules: Rules
    own: bool


def open_inbox(who: Principal, class_id: str, now: datetime) -> Inbox:
    """For the class's organizers, administrators, and whoever is deputy today. Raises NotFound, Forbidden."""
    who.require(APPROVERS)
    class_ = classes.load_class(class_id)
    rules = store_policy.rules(class_id)
    own = who.has(Role.ADMINISTRATOR) or who.username in class_.organizers
    if not own and who.username not in {deputy.username for deputy in rules.deputies_on(taipei(now).date())}:
        raise Forbidden
    return Inbox(class_, rules, own)


def found_until(class_: classes.Class) -> datetime:
    """How long approvers are led to the class: for a while behind its end."""
    return datetime.combine(class_.ends_on, time(), TAIPEI) + INBOX_AFTER_CLASS_ENDS


def load(class_id: str, leave_id: str) -> Leave:
    """For callers that check the person themselves. Raises NotFound."""
    leave = store.find(class_id, leave_id) if len(leave_id) <= _LONGEST_ID and "." in leave_id else None
    if leave is None:
        raise NotFound
    return leave


def open_own(class_id: str, person: str, leave_id: str) -> Leave:
    """One of the person's own, who must be on the roster still. Raises NotFound, Forbidden."""
    classes.on_roster(class_id, person)
    leave = load(class_id, leave_id)
    if leave.person != person:
        raise NotFound
    return leave

"""When a lecturer who has not answered is reminded. Pure."""

from datetime import date, timedelta

from chalicelib.clock import taipei
from chalicelib.domains.fees.model import Case
from chalicelib.records.delivery import Delivery

FIRST_AFTER = timedelta(days=3)
AGAIN_AFTER = timedelta(days=2)
BEFORE_DUE = timedelta(days=1)
MOST_REMINDERS = 8


def due_for_reminder(case: Case, today: date) -> bool:
    """Whether a reminder is to go on this day: some days after the case, then every few, and just before it is due; never too many."""
    if case.delivery is not Delivery.SENT or case.last_reminder_on == today or case.reminders >= MOST_REMINDERS or case.sent_at is None:
        return False
    if case.due_on and today + BEFORE_DUE == case.due_on:
        return True
    if case.last_reminder_on is None:
        return today >= taipei(case.sent_at).date() + FIRST_AFTER
    return today >= case.last_reminder_on + AGAIN_AFTER

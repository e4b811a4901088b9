"""When a lecturer who has not answered is reminded. Pure."""

from datetime import date, timedelta

from chalicelib.clock import taipei
from chalicelib.domains.licences.model import Letter
from chalicelib.records.delivery import Delivery

FIRST_AFTER = timedelta(days=3)
AGAIN_AFTER = timedelta(days=2)
BEFORE_CLASS = timedelta(days=1)
MOST_REMINDERS = 8


def due_for_reminder(letter: Letter, today: date) -> bool:
    """Whether a reminder is to go on this day: some days after the letter, then every few, and just before the class; never too many."""
    if letter.delivery is not Delivery.SENT or letter.last_reminder_on == today or letter.reminders >= MOST_REMINDERS:
        return False
    if today > max(letter.due_on, _last_talk(letter)):
        return False
    if any(today + BEFORE_CLASS == work.days[0] for work in letter.works if work.days):
        return True
    if letter.last_reminder_on is None:
        return today >= taipei(letter.sent_at).date() + FIRST_AFTER
    return today >= letter.last_reminder_on + AGAIN_AFTER


def _last_talk(letter: Letter) -> date:
    return max((day for work in letter.works for day in work.days), default=letter.due_on)

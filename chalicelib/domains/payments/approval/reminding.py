"""Reminders: whoever's turn it is hears of it again the day before it is due, and every day after."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from chalicelib.clock import taipei
from chalicelib.domains.payments import store
from chalicelib.domains.payments.approval.messages import told
from chalicelib.domains.payments.model import Application, State, Step
from chalicelib.domains.payments.transitions import SYSTEM, Change, load, take
from chalicelib.errors import Conflict

_MOST = 2000


def remind_due(now: datetime) -> int:
    """For the daily schedule; answers how many. Twice on a day is once."""
    today, count = taipei(now).date(), 0
    for application in [each for step in Step for each in store.in_stage(step.value, _MOST)]:
        if is_due(application, today):
            with suppress(Conflict):  # decided in this very moment
                count += _remind(load(application.id), today, now)
    return count


def is_due(application: Application, today: date) -> bool:
    """Pure."""
    late = application.due_on is not None and today >= application.due_on - timedelta(days=1)
    return application.state is State.PENDING and late and application.reminded_on != today


def _remind(application: Application, today: date, now: datetime) -> int:
    if not is_due(application, today):
        return 0
    change = Change("reminded", SYSTEM, {"reminded_on": today}, {"step": str(application.waits_for)}, [told("late", application)])
    take(application, {State.PENDING}, change, now)
    return 1

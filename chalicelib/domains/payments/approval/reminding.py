"""Reminders: whoever's turn it is hears of it again the day before it is due, and every day after."""

from contextlib import suppress
from datetime import date, datetime, timedelta

from chalicelib.clock import taipei
from chalicelib.domains.payments import store
from chalicelib.domains.payments.approval.messages import notification
from chalicelib.domains.payments.events_rules import ApplicationEvent
from chalicelib.domains.payments.model import Application, ApprovalStage, State
from chalicelib.domains.payments.transitions import applications, load
from chalicelib.errors import Conflict
from chalicelib.records.hash_chain import SYSTEM
from chalicelib.records.transitions import Transition

_MOST = 2000


def remind_due(now: datetime) -> int:
    """For the daily schedule; returns how many. Twice on a day is once."""
    today, count = taipei(now).date(), 0
    for application in [each for step in ApprovalStage for each in store.in_stage(step.value, _MOST)]:
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
    reminded = Transition(
        kind=ApplicationEvent.REMINDED,
        actor=SYSTEM,
        expected={State.PENDING},
        change={"reminded_on": today},
        detail={"step": str(application.waits_for)},
        messages=[notification("late", application)],
    )
    applications.apply(application, reminded, now)
    return 1

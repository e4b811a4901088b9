"""Reminders of cases that wait for the lecturer, by the schedule of reminder_rules."""

from contextlib import suppress
from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.domains.fees import store
from chalicelib.domains.fees.confirming.reminder_rules import due_for_reminder
from chalicelib.domains.fees.confirming.sending import reminder
from chalicelib.domains.fees.model import State
from chalicelib.domains.fees.transitions import cases, load
from chalicelib.errors import Conflict
from chalicelib.records.hash_chain import SYSTEM


def remind_due(now: datetime) -> int:
    """For the daily schedule: everybody whose turn it is; returns how many."""
    today, count = taipei(now).date(), 0
    for case in store.in_state(State.SENT):
        if due_for_reminder(case, today):
            with suppress(Conflict):  # answered in this very moment
                cases.apply(load(case.id), reminder(case, SYSTEM, today), now)
                count += 1
    return count

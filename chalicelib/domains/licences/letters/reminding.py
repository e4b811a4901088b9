"""Reminders of letters that wait for an answer, by the schedule of reminder_rules."""

from contextlib import suppress
from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.domains.licences import store
from chalicelib.domains.licences.letters.lifecycle import reminder
from chalicelib.domains.licences.letters.reminder_rules import due_for_reminder
from chalicelib.domains.licences.transitions import letters, load
from chalicelib.errors import Conflict
from chalicelib.records.hash_chain import SYSTEM


def remind_due(now: datetime) -> int:
    """For the daily schedule: reminds everybody whose turn it is; returns how many."""
    today, count = taipei(now).date(), 0
    for letter in store.open_letters():
        if due_for_reminder(letter, today):
            with suppress(Conflict):  # answered in this very moment
                letters.apply(load(letter.id), reminder(letter, SYSTEM, today), now)
                count += 1
    return count

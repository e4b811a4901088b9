"""Announces letters that end within sixty days: one message for each letter and its end, so that nobody is told twice."""

from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.domains.licences.database import search
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message


def announce(now: datetime) -> int:
    """For the daily schedule; returns how many letters are due, announced before or not."""
    due = search.ending_soon(taipei(now).date())
    messages = [
        Message("licences.expiring", {"letter_id": letter.id}, letter.class_id, "mail", f"licences.expiring.{letter.id}.{ends}")
        for letter, ends in due
    ]
    outbox.announce(messages, now)
    return len(due)

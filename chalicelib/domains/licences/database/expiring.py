"""Announces terms that end within sixty days: a message for each letter and each day on which clauses end, so nobody is told twice."""

from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.domains.licences.database import search
from chalicelib.domains.licences.database.search import Expiry
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message


def announce(now: datetime) -> int:
    """For the daily schedule; returns how many letters are due, announced before or not."""
    due = search.ending_soon(taipei(now).date())
    outbox.announce([_notice(each) for each in due], now)
    return len(due)


def _notice(expiry: Expiry) -> Message:
    letter, ends = expiry.letter, str(expiry.ends)
    body = {"letter_id": letter.id, "ends": ends}
    return Message("licences.expiring", body, letter.class_id, "mail", f"licences.expiring.{letter.id}.{ends}")

"""When a message is tried again, and when it is given to staff. Pure.

Only what is our own fault uses up tries: five, then a person looks at it. An outage of somebody else's service uses none up; the message
waits for it a day, at most half an hour at a time. A run that ended without an answer (a worker that was killed, a mail service that did
not say whether it took the letter) is repeated once where it may have mailed somebody, so that nobody gets one mail three times.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

TRIES = 5
OUTAGE_LASTS = timedelta(days=1)
LONGEST_WAIT = timedelta(minutes=30)
FAILED_LASTS = timedelta(days=365)
"""What nobody has sent again within a year is forgotten (docs/data-protection.md)."""
# The sweep leaves what was just handed to a queue.
GRACE = timedelta(seconds=90)
_MOST_UNCLEAR = 2


class MessageState(StrEnum):
    """`waiting`: for a service that did not answer. `running`: leased by a worker, and nobody else begins it."""

    PENDING = "pending"
    RUNNING = "running"
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


class Ending(StrEnum):
    """How a run ended that did not succeed."""

    OWN = "own error"
    OUTAGE = "outage"
    UNCLEAR = "no answer whether a mail was taken"
    KILLED = "killed"


@dataclass(frozen=True)
class Attempts:
    """What is remembered of a message's runs. `tries` counts the present one; `waits_since` is when the outages began."""

    tries: int = 0
    outages: int = 0
    unclear: int = 0
    waits_since: datetime | None = None


@dataclass(frozen=True)
class Next:
    """What becomes of a message after a run that failed; `due_at` is when it is sent again, or when it failed."""

    state: MessageState
    due_at: datetime
    attempts: Attempts


def after(ending: Ending, before: Attempts, now: datetime, jitter: float, *, mails: bool) -> Next:
    """`jitter` is from 0 to 1; `mails` says that the run may have mailed somebody."""
    if mails and ending in {Ending.UNCLEAR, Ending.KILLED}:
        unclear = replace(before, unclear=before.unclear + 1)
        return _failed(unclear, now) if unclear.unclear >= _MOST_UNCLEAR else Next(MessageState.PENDING, now + GRACE, unclear)
    if ending in {Ending.OUTAGE, Ending.UNCLEAR}:
        waits = replace(before, tries=before.tries - 1, outages=before.outages + 1, waits_since=before.waits_since or now)
        over = now - (waits.waits_since or now) >= OUTAGE_LASTS
        return _failed(waits, now) if over else Next(MessageState.WAITING, now + wait(waits.outages, jitter), waits)
    return _failed(before, now) if before.tries >= TRIES else Next(MessageState.PENDING, now + GRACE * before.tries, before)


def wait(outages: int, jitter: float) -> timedelta:
    """About 1, 2, 4, 8, 16 minutes, then half an hour; from half of that to all of it, so that not everything comes back at once."""
    whole = min(timedelta(minutes=2 ** min(outages - 1, 10)), LONGEST_WAIT)
    return whole * (0.5 + jitter / 2)


def sent_again_at(created_at: datetime, now: datetime) -> datetime:
    """When the sweep sends once more what it sends now: after half of its age, so that a long queue does not fill with copies."""
    return now + min(max(GRACE, (now - created_at) / 2), LONGEST_WAIT)


def _failed(attempts: Attempts, now: datetime) -> Next:
    return Next(MessageState.FAILED, now, attempts)

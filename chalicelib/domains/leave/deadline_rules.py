"""Until when leave can be asked for and taken back, and how long its approvers find it. Pure."""

from datetime import datetime, timedelta

LATEST_REQUEST_AFTER_END = timedelta(0)
"""How long after a session (or one hour of it) has ended a trainee may still ask for leave of it."""
LATEST_OWN_CANCELLATION_AFTER_START = timedelta(0)
"""How long after their leave has begun trainees may take it back themselves; staff may at any time."""
INBOX_AFTER_CLASS_ENDS = timedelta(days=90)
"""How long approvers are led to a class that is over."""


def can_be_asked(ends_at: datetime, now: datetime) -> bool:
    """Whether leave of what ends then can still be asked for."""
    return now < ends_at + LATEST_REQUEST_AFTER_END


def can_be_cancelled_by_trainee(begins_at: datetime, now: datetime) -> bool:
    """Whether who asked may still take back leave that begins then."""
    return now < begins_at + LATEST_OWN_CANCELLATION_AFTER_START

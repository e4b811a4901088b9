"""Five failures within 15 minutes close the door for 15 minutes. Pure.

Failures are kept in windows of 15 minutes, so that a counter is never reset by hand and old ones fall away by themselves.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from chalicelib.clock import minutes

FAILURES_ALLOWED = 5
"""Within LOCK_SPAN; then the door is closed."""
LOCK_SPAN = timedelta(minutes=15)
"""How long failures count, and how long the door then stays closed."""
LOCK_MINUTES = minutes(LOCK_SPAN)


def window(moment: datetime) -> int:
    """The number of the quarter of an hour that the moment lies in, counted from 1970."""
    return int(moment.timestamp() // LOCK_SPAN.total_seconds())


def windows_that_matter(now: datetime) -> tuple[int, int, int]:
    """A lock begun 15 minutes ago may rest on failures of 15 minutes before that."""
    current = window(now)
    return current - 2, current - 1, current


def window_expires(moment: datetime) -> int:
    """When the window's failures can matter no more, in seconds since 1970."""
    return int((window(moment) + 3) * LOCK_SPAN.total_seconds())


def recent(times: Iterable[datetime], now: datetime) -> int:
    """How many failures lie within the last 15 minutes."""
    return sum(now - LOCK_SPAN < moment <= now for moment in times)


def locked(times: Iterable[datetime], now: datetime) -> bool:
    """Whether five failures that lie within 15 minutes of each other end less than 15 minutes ago."""
    ordered = sorted(moment.astimezone(UTC) for moment in times)
    fifths = zip(ordered, ordered[FAILURES_ALLOWED - 1 :], strict=False)
    return any(last - first < LOCK_SPAN and now < last + LOCK_SPAN for first, last in fifths)

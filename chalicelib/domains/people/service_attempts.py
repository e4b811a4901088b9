"""Counters of failed attempts by what is attempted: an account, a lecturer's case. Who tries many of them is bounded in `guesses`."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from chalicelib.cloud.keys import secret
from chalicelib.domains.people import lockout_rules, store
from chalicelib.domains.people.lockout_rules import LOCK_MINUTES, LOCK_SPAN
from chalicelib.errors import TooMany

__all__ = ["LOCK_SPAN", "Attempt", "begin", "forgive"]
LOCKED_MESSAGE = f"嘗試次數過多，請等候 {LOCK_MINUTES} 分鐘後再試。"


@dataclass(frozen=True)
class Attempt:
    """One that has been counted beforehand; `forgive` it when it succeeds."""

    counter: str
    window: int
    failure: str


def begin(kind: str, key: str, now: datetime) -> Attempt:
    """Counts the attempt before it is tried, so that a hundred at once are still five. Raises TooMany."""
    counter, window = _counter(kind, key), lockout_rules.window(now)
    if lockout_rules.locked(_failures(counter, now), now):
        raise TooMany(LOCKED_MESSAGE)
    attempt = Attempt(counter, window, store.add_failure(counter, window, now))
    if lockout_rules.recent(_failures(counter, now), now) > lockout_rules.FAILURES_ALLOWED:
        raise TooMany(LOCKED_MESSAGE)
    return attempt


def forgive(attempt: Attempt) -> None:
    """It succeeded, so it is no failure."""
    store.remove_failure(attempt.counter, attempt.window, attempt.failure)


def _failures(counter: str, now: datetime) -> list[datetime]:
    return store.failures(counter, lockout_rules.windows_that_matter(now))


def _counter(kind: str, key: str) -> str:
    # Keyed, since a username or a typed number is easily guessed from a plain hash.
    digest = hmac.new(secret("session"), f"failures|{kind}|{key}".encode(), hashlib.sha256)
    return f"{kind}#{digest.hexdigest()[:32]}"

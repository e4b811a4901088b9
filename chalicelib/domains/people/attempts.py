"""Counters of failed attempts, for sign-in and for any other door: a typed ID, a serial number, a captcha."""

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from chalicelib.cloud.keys import secret
from chalicelib.domains.people import lockout_rules, store
from chalicelib.errors import TooMany

LOCKED_MESSAGE = f"嘗試次數過多，請等候 {lockout_rules.LOCK_MINUTES} 分鐘後再試。"


@dataclass(frozen=True)
class Attempt:
    """One that has been counted beforehand; `forgive` it when it succeeds."""

    counter: str
    window: int
    failure: str


def count_failure(kind: str, key: str, now: datetime) -> int:
    """Counts one failure of the key (a device, a person, a username); returns how many lie in the last 15 minutes."""
    counter = _counter(kind, key)
    store.add_failure(counter, lockout_rules.window(now), now)
    return lockout_rules.recent(_failures([counter], now)[counter], now)


def is_locked(kind: str, keys: Collection[str], now: datetime) -> bool:
    """Whether any of the keys had five failures within 15 minutes, less than 15 minutes ago. One call to the table."""
    return any(lockout_rules.locked(times, now) for times in _failures([_counter(kind, key) for key in keys], now).values())


def begin(kind: str, key: str, now: datetime) -> Attempt:
    """Counts the attempt before it is tried, so that a hundred at once are still five. Raises TooMany."""
    if is_locked(kind, [key], now):
        raise TooMany(LOCKED_MESSAGE)
    counter, window = _counter(kind, key), lockout_rules.window(now)
    attempt = Attempt(counter, window, store.add_failure(counter, window, now))
    if lockout_rules.recent(_failures([counter], now)[counter], now) > lockout_rules.FAILURES_ALLOWED:
        raise TooMany(LOCKED_MESSAGE)
    return attempt


def forgive(attempt: Attempt) -> None:
    """It succeeded, so it is no failure."""
    store.remove_failure(attempt.counter, attempt.window, attempt.failure)


def _failures(counters: list[str], now: datetime) -> dict[str, list[datetime]]:
    return store.failures(counters, lockout_rules.windows_that_matter(now))


def _counter(kind: str, key: str) -> str:
    # Keyed, since a username or a typed number is easily guessed from a plain hash.
    digest = hmac.new(secret("session"), f"failures|{kind}|{key}".encode(), hashlib.sha256)
    return f"{kind}#{digest.hexdigest()[:32]}"

"""Looks whether a door takes further guesses, and counts those that were wrong.

What was read is kept in the process for five seconds, and what a wrong guess answers is kept too. So the one who is right pays no further
call, and a door that has closed is known to be closed at the next guess. The bound is exact in one process; with several, each that has
looked in the five seconds before may let through one guess more, and one that has just started looks first.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from chalicelib.cloud.keys import secret
from chalicelib.domains.people.guesses import rules, store
from chalicelib.domains.people.guesses.rules import LIMITS, Door, Why
from chalicelib.domains.people.model import ending_of, normalise_id

_FRESH = timedelta(seconds=5)
_MOST_KEPT = 1000
_seen: dict[str, tuple[datetime, frozenset[str]]] = {}


@dataclass(frozen=True, repr=False)
class Guess:
    """What is typed at a door: at which session or class, from which address; `ending` are the last digits of a number, else empty."""

    door: Door
    place: str = ""
    address: str = ""
    number: str = ""
    ending: str = ""

    @classmethod
    def of_number(cls, door: Door, place: str, typed: str, address: str = "") -> Self:
        """An ID number as it was typed; empty before anything is."""
        number = normalise_id(typed)
        return cls(door, place, address, number, ending_of(number))

    @classmethod
    def of_failure(cls, door: Door, address: str) -> Self:
        """Where every failure counts, whatever was tried."""
        return cls(door, address=address, number=secrets.token_urlsafe(6))


def closed(guess: Guess, now: datetime) -> Why | None:
    """Why this guess is not to be looked at; None where it may be. At most one call, and none within five seconds of the last."""
    keys = _keys(guess, now)
    known = {key: _seen[key][1] for key in keys.values() if _is_fresh(key, now)}
    if stale := keys.values() - known.keys():
        known |= _kept(store.marks(stale), now)
    return _refusal(guess, keys, known)


def count(guess: Guess, now: datetime) -> Why | None:
    """It was wrong. Returns what `closed` would say now. One call for each bound of the door."""
    keys = _keys(guess, now)
    ends = rules.opens_again_at(guess.door, now)
    mark = _bucket(guess) + _hashed(guess.door, "number", f"{guess.place}|{guess.number}", 8)
    return _refusal(guess, keys, _kept({key: store.add(key, mark, ends) for key in keys.values()}, now))


def forget() -> None:
    """What this process has seen; for a table that is another, as tests have it."""
    _seen.clear()


def _refusal(guess: Guess, keys: Mapping[str, str], known: Mapping[str, frozenset[str]]) -> Why | None:
    at_place, from_address = (known.get(keys.get(kind, ""), frozenset[str]()) for kind in ("place", "address"))
    return rules.refusal(LIMITS[guess.door], at_place, from_address, _bucket(guess))


def _keys(guess: Guess, now: datetime) -> dict[str, str]:
    """Kind of bound → key of its window, for the bounds that the door has and the guess can be counted by."""
    limits = LIMITS[guess.door]
    said = {"place": guess.place if limits.place else "", "address": rules.network_of(guess.address) if limits.address else ""}
    window = rules.window(limits, now)
    return {kind: f"{guess.door}#{_hashed(guess.door, kind, value, 22)}#{window}" for kind, value in said.items() if value}


def _is_fresh(key: str, now: datetime) -> bool:
    return key in _seen and timedelta(0) <= now - _seen[key][0] < _FRESH


def _kept(found: dict[str, frozenset[str]], now: datetime) -> dict[str, frozenset[str]]:
    if len(_seen) > _MOST_KEPT:
        _seen.clear()
    _seen.update({key: (now, marks) for key, marks in found.items()})
    return found


def _bucket(guess: Guess) -> str:
    return _hashed(guess.door, "ending", f"{guess.place}|{guess.ending}", rules.BUCKET) if guess.ending else ""


def _hashed(door: Door, kind: str, value: str, length: int) -> str:
    # Keyed, since addresses and numbers are easily guessed from a plain hash.
    return hmac.new(secret("session"), f"guess|{door}|{kind}|{value}".encode(), hashlib.sha256).hexdigest()[:length]

"""How many wrong guesses a door takes before only those go on whom it knows already. Pure.

Counted are different numbers that were wrong, in windows that begin with the hour (or its quarter). A right one is none; who repeats the
same wrong one gains nothing and is counted once. Three bounds at once, since each alone is one that somebody can turn against others:

    address   of one network, over all places: who tries from one address closes it for that address, and cannot fill a place alone
    ending    of numbers with the same last digits, at one place: what is shown of a number cannot be completed by trying
    place     of one session, class or counter: however many addresses somebody has
"""

from collections.abc import Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network

BUCKET = 4
"""Characters of a mark that say which last digits the number has."""
_QUARTER, _HOUR = timedelta(minutes=15), timedelta(hours=1)
_NETWORK_V6 = 56  # what a line at home is given; an address of its own costs nothing


class Door(StrEnum):
    """Where something is typed."""

    SCAN = "scan"
    CLASS = "class"
    COUNTER = "counter"
    SIGN_IN = "sign-in"
    FEE = "fee"
    FEE_SOUND = "fee-sound"


class Why(StrEnum):
    """Which bound was reached."""

    ADDRESS = "address"
    ENDING = "ending"
    PLACE = "place"


@dataclass(frozen=True)
class Limits:
    """Wrong guesses in a window; 0 where this door has no such bound."""

    window: timedelta
    place: int = 0
    ending: int = 0
    address: int = 0

    @property
    def an_hour(self) -> int:
        """Of the widest bound, in a run of whole windows."""
        return max(self.place, self.address) * int(_HOUR / self.window)


LIMITS = {
    Door.SCAN: Limits(_QUARTER, place=120, ending=5, address=60),
    Door.CLASS: Limits(_HOUR, place=90, ending=5, address=40),
    Door.COUNTER: Limits(_QUARTER, place=60, ending=5),
    Door.SIGN_IN: Limits(_QUARTER, address=60),
    Door.FEE: Limits(_QUARTER, address=60),
    Door.FEE_SOUND: Limits(_QUARTER, address=20),
}


def refusal(limits: Limits, at_place: Set[str], from_address: Set[str], bucket: str) -> Why | None:
    """Why no further guess is looked at; the sets hold the marks of the window's wrong ones."""
    if limits.address and len(from_address) >= limits.address:
        return Why.ADDRESS
    if limits.place and len(at_place) >= limits.place:
        return Why.PLACE
    if limits.ending and bucket and sum(mark.startswith(bucket) for mark in at_place) >= limits.ending:
        return Why.ENDING
    return None


def window(limits: Limits, now: datetime) -> int:
    """The number of the window that the moment lies in, counted from 1970."""
    return int(now.timestamp() // limits.window.total_seconds())


def opens_again_at(door: Door, now: datetime) -> datetime:
    """When the next window begins, and a door that has closed is open again."""
    limits = LIMITS[door]
    return datetime.fromtimestamp((window(limits, now) + 1) * limits.window.total_seconds(), UTC)


def network_of(address: str) -> str:
    """Whose address it is, as far as that can be told: of IPv6 the line's network, which has more addresses than one could try."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((parsed, _NETWORK_V6), strict=False)) if isinstance(parsed, IPv6Address) else str(parsed)

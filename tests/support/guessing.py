"""Somebody who tries numbers: valid ones that are on no roster."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from chalicelib.domains.people import service as people
from chalicelib.domains.people.model import is_valid_id


def numbers(how_many: int, ending: str = "") -> Iterator[str]:
    """Different valid numbers, in order, with these last digits where any are asked for."""
    free = 8 - len(ending)
    every = (f"C1{middle:0{free}}{ending}" for middle in range(10**free))
    return islice(filter(is_valid_id, every), how_many)


def tried(door: people.Door, place: str, wrong: Iterable[str], now: datetime, address: str = "203.0.113.1") -> None:
    """As if each had been typed, and had been wrong."""
    for number in wrong:
        people.count_guess(people.Guess(door, place, address, number, number[-3:]), now)

"""Counters of wrong guesses: looked at before anything is decided, and cheap for who is right."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domains.people import service as people
from chalicelib.domains.people.guesses import guesses
from chalicelib.domains.people.guesses.rules import LIMITS, Door, Why
from tests.support.guessing import numbers
from tests.support.sent_calls import dynamodb_calls


def guess(number: str = "", *, place: str = "session", address: str = "203.0.113.1", door: Door = Door.SCAN) -> people.Guess:
    return people.Guess(door, place, address, number, number[-3:])


def test_the_last_wrong_guess_closes_the_door_for_its_address(now: datetime) -> None:
    """At the bound exactly, whoever asks next; another address and another quarter of an hour are open."""
    tries = numbers(LIMITS[Door.SCAN].address)
    said = [people.count_guess(guess(each), now) for each in tries]
    assert said == [None] * (len(said) - 1) + [Why.ADDRESS]
    assert people.closed(guess("A123456789"), now) is Why.ADDRESS
    assert people.closed(guess("A123456789", place="another session"), now) is Why.ADDRESS
    assert people.closed(guess("A123456789", address="203.0.113.2"), now) is None
    assert people.closed(guess("A123456789"), people.opens_again_at(Door.SCAN, now)) is None


def test_numbers_with_the_same_last_digits_close_only_each_other(now: datetime) -> None:
    """So what is shown of a number cannot be completed, and nobody else notices that somebody tried."""
    for number, each in enumerate(numbers(5, "789")):
        people.count_guess(guess(each, address=f"203.0.113.{number}"), now)
    assert people.closed(guess("A123456789", address="198.51.100.1"), now) is Why.ENDING
    assert people.closed(guess("B220011227", address="198.51.100.1"), now) is None
    assert people.closed(guess("A123456789", address="198.51.100.1", place="another session"), now) is None


def test_the_same_number_again_is_no_further_guess(now: datetime) -> None:
    """A person who is not on the roster and does not believe it closes no door."""
    for _ in range(10):
        assert people.count_guess(guess("F131104093"), now) is None


def test_who_looks_again_within_seconds_asks_nobody(now: datetime) -> None:
    """One call for both bounds, none while it is fresh, and one again after five seconds."""
    looked = []
    for seconds in (0, 1, 4, 5, 6):
        with dynamodb_calls() as calls:
            people.closed(guess("A123456789"), now + timedelta(seconds=seconds))
        looked.append(len(calls))
    assert looked == [1, 0, 0, 1, 0]


def test_another_process_knows_at_its_first_look(now: datetime) -> None:
    """What one process counted, another that starts now reads before it decides anything."""
    for each in numbers(LIMITS[Door.SCAN].address):
        people.count_guess(guess(each), now)
    guesses.forget()
    assert people.closed(guess("A123456789"), now) is Why.ADDRESS


def test_what_is_kept_names_nobody_and_ends(now: datetime, aws: Callable[[str], Any]) -> None:
    """Neither number nor address nor session stands in the table, and each item has its end."""
    people.count_guess(guess("F131104093"), now)
    items = aws("dynamodb").scan(TableName="local-people-table")["Items"]
    assert len(items) == 2
    assert {int(item["expires_at"]["N"]) for item in items} == {int(now.timestamp()) // 900 * 900 + 900}
    assert not any(each in str(items) for each in ("F131104093", "203.0.113", "session", "093"))

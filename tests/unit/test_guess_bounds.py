"""How many wrong guesses a door looks at, whatever the one who tries does: the table in docs/data-protection.md, held by running it."""

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.licences.signing.codes_rules import MOST_TRIES
from chalicelib.domains.people.guesses.rules import BUCKET, LIMITS, Door, Limits, Why, network_of, opens_again_at, refusal, window
from chalicelib.domains.people.lockout_rules import locked

START = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)


@dataclass
class Tried:
    """A door with its counters, tried as fast as it lets one."""

    limits: Limits
    marks: dict[tuple[str, str, int], set[str]] = field(default_factory=lambda: defaultdict(set))
    looked_at: int = 0

    def guess(self, number: int, place: str, address: str, ending: int, now: datetime) -> Why | None:
        """A wrong one; counted only if it was looked at."""
        step = window(self.limits, now)
        at_place, from_address = self.marks["place", place, step], self.marks["address", address, step]
        bucket = f"{ending:0{BUCKET}}"
        why = refusal(self.limits, at_place, from_address, bucket)
        if why is None:
            self.looked_at += 1
            at_place.add(f"{bucket}{number}")
            from_address.add(f"{bucket}{place}{number}")
        return why


Way = Callable[[int], tuple[str, str, int]]
ONE_ADDRESS: Way = lambda n: ("place", "address", n % 1000)  # noqa: E731  three short ways, read side by side
MANY_ADDRESSES: Way = lambda n: ("place", f"address {n}", n % 1000)  # noqa: E731
ONE_NUMBER: Way = lambda n: ("place", f"address {n}", 789)  # noqa: E731


def tries_in(door: Door, way: Way, span: timedelta = HOUR) -> int:
    """How many are looked at from the beginning of an hour on, ten a second."""
    tried, now, number = Tried(LIMITS[door]), START, 0
    while now < START + span:
        if tried.guess(number, *way(number), now) is not None:
            now = opens_again_at(door, now)  # nothing is looked at before
        number += 1
        now += timedelta(milliseconds=100)
    return tried.looked_at


def table() -> dict[str, list[str]]:
    """The rows of docs/data-protection.md by their door."""
    text = (Path(__file__).parents[2] / "docs/data-protection.md").read_text("utf-8")
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    heading = next(row for row in rows if row[0] == "door")
    return {row[0].partition(" ")[0].strip("`"): row[1:] for row in rows[rows.index(heading) + 2 :] if len(row) == len(heading)}


@pytest.mark.parametrize("door", Door)
def test_the_table_says_what_an_hour_of_trying_comes_to(door: Door) -> None:
    """By one address, by any number of addresses, at the numbers that share their last digits; – where a door has no such bound."""
    limits = LIMITS[door]
    ran = [
        tries_in(door, way) if bound else 0
        for way, bound in ((ONE_ADDRESS, limits.address), (MANY_ADDRESSES, limits.place), (ONE_NUMBER, limits.ending))
    ]
    said = table()[door.value]
    assert [int(re.sub(r"\D", "", cell) or 0) for cell in said[1:4]] == ran


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xyz"), st.integers(0, 3), st.integers(0, 50)), max_size=400),
    st.sampled_from(Door),
)
def test_no_order_of_guesses_gets_round_a_bound(said: list[tuple[str, str, int, int]], door: Door) -> None:
    """Whatever places, addresses and numbers are mixed: within one window no bound is passed."""
    small = Limits(LIMITS[door].window, *(min(each, 3) for each in (LIMITS[door].place, LIMITS[door].ending, LIMITS[door].address)))
    tried = Tried(small)
    for place, address, ending, number in said:
        tried.guess(number, place, address, ending, START)
    for (kind, _, _), marks in tried.marks.items():
        bound = {"place": small.place, "address": small.address}[kind]
        assert not bound or len(marks) <= bound
        if kind == "place" and small.ending:
            assert all(sum(mark.startswith(f"{ending:0{BUCKET}}") for mark in marks) <= small.ending for ending in range(4))


@pytest.mark.parametrize("door", [door for door in Door if LIMITS[door].place and LIMITS[door].address])
def test_one_address_cannot_close_a_place(door: Door) -> None:
    """It closes itself first: to keep a class from its phones somebody needs more than one network."""
    assert LIMITS[door].address < LIMITS[door].place


@pytest.mark.parametrize("door", Door)
def test_a_door_opens_again_within_an_hour(door: Door) -> None:
    """At the next quarter, or the next hour, of the clock on the wall."""
    assert timedelta(0) < opens_again_at(door, START + timedelta(minutes=7)) - START <= HOUR


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:12:3401::1", "2001:db8:12:3400::/56"),
        ("2001:db8:12:34ff:1:2:3:4", "2001:db8:12:3400::/56"),
        ("2001:db8:12:3500::1", "2001:db8:12:3500::/56"),
        ("", ""),
        ("unknown", "unknown"),
    ],
)
def test_a_line_of_ipv6_is_one_address(address: str, network: str) -> None:
    """Whoever has one has more addresses than anybody could count by."""
    assert network_of(address) == network


def test_a_letters_link_is_tried_so_often_in_all() -> None:
    """Whatever the address and however many codes are asked for."""
    assert table()["code"][1:3] == [f"{MOST_TRIES} in all"] * 2


@pytest.mark.parametrize("name", ["account", "case"])
def test_an_account_is_tried_twenty_times_an_hour(name: str) -> None:
    """By strangers; the same for a lecturer's case. Five, and then a quarter of an hour of waiting."""
    times: list[datetime] = []
    for second in range(3600):
        if not locked(times, now := START + timedelta(seconds=second)):
            times.append(now)
    assert int(table()[name][2]) == len(times)

"""What a counter keeps while it has no network: sealed for the server, which alone says whose scan it was."""

import re
import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from chalicelib.domains.classes.model import Class
from chalicelib.identity import Role
from tests.scenes.attendance import STRANGER, WANG, make_running_class, morning
from tests.support.browser_client import Browser
from tests.support.counter_page import Counter
from tests.support.sealing import seal


@pytest.fixture
def running(browser: Browser, drain: Callable[[], int], now: datetime) -> Class:
    return make_running_class(browser, drain, now)


@pytest.fixture
def counter(running: Class, new_browser: Callable[[], Browser]) -> Counter:
    return Counter(new_browser().sign_in(Role.ROOM_ATTENDANT, username="attendant1"), morning(running))


def sync(counter: Counter, sealed: str, now: datetime) -> Any:
    kept = {"request_id": str(uuid.uuid4()), "sealed": sealed, "purpose": "i", "happened_at": now.isoformat()}
    return counter.ask("/counter/sync", scans=[kept])["answers"][0]


def key_of(counter: Counter) -> str:
    found = re.search('data-sealing-key="([^"]+)"', counter.browser.text)
    assert found
    return found[1]


def test_a_sealed_scan_is_opened_here_and_counts(counter: Counter, running: Class, now: datetime) -> None:
    """Whose number it was the server says, by the whole of it: one with the same last digits takes nobody's place."""
    key, namesake = key_of(counter), "B120009789"
    answers = [sync(counter, seal(key, number, morning(running)), now) for number in (WANG, STRANGER, namesake)]
    assert [each["outcome"] for each in answers] == ["seated", "not_on_roster", "not_on_roster"]
    assert answers[0]["seat"] == "1"


@pytest.mark.parametrize("wrong", ["", "x", "!" * 200, "A" * 5000, "BA" * 60])
def test_what_cannot_be_opened_is_refused_with_advice(counter: Counter, now: datetime, wrong: str) -> None:
    """The others of the same upload go on; the message says what to do."""
    answer = sync(counter, wrong, now)
    assert answer["outcome"] == "refused"
    assert not wrong or "再掃描一次" in answer["message"]


def test_a_scan_of_another_session_cannot_be_opened(counter: Counter, running: Class, now: datetime) -> None:
    """It is bound to the session that it was made in."""
    afternoon = morning(running).replace("am", "pm")
    assert sync(counter, seal(key_of(counter), WANG, afternoon), now)["outcome"] == "refused"

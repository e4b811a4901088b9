"""Every press of every page while AWS's replies are lost: what stands is told as standing, and stands once."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.scenes.everything import known_things
from tests.support import kept_cloud
from tests.support.browser_client import Browser
from tests.support.faults import lost_replies
from tests.support.presses import Known, Person
from tests.support.states import differences, state

pytestmark = pytest.mark.counts_requests

API_GATEWAY_GIVES_UP = 29
# Notes beside what was asked for: digits that were answered, tries, guesses, looks that are recorded, what somebody was about to do.
BESIDE = ("CAPTCHA#", "FAILURES#", "GUESSES#", "READINGS#", "CHANGE#")


@pytest.fixture
def known(browser: Browser, drain: Callable[[], int], now: datetime) -> list[Known]:
    """The presses that change something."""
    return [each for each in known_things(browser, drain, now) if each.method == "POST" and each.changes]


@pytest.fixture
def person(browser: Browser, known: list[Known]) -> Person:
    return Person(browser, kept_cloud.remember())


def test_enough_is_pressed(known: list[Known]) -> None:
    """Presses of every workflow change something; those that no page leads to are pressed by `make test-lost-replies`."""
    assert len({each.route for each in known}) > 60


def test_a_lost_reply_changes_nothing(known: list[Known], person: Person) -> None:
    """The reply of every change is lost once: each press is answered as ever, and leaves what it would have left."""
    wrong = {}
    for each in known:
        person.begins_anew().does(each.method, each.path, each.values)
        wanted = state()
        person.begins_anew()
        with lost_replies():
            answer = person.does(each.method, each.path, each.values)
        if answer.status != each.answer.status or (found := differences(wanted, state())):
            wrong[each.route] = (answer.status, found)
    assert wrong == {}


def _without_notes(lines: list[str]) -> list[str]:
    return [line for line in lines if not any(mark in line for mark in BESIDE)]


def test_what_is_said_of_an_outage_is_true(known: list[Known], person: Person) -> None:
    """The reply of each single change is lost, and then nobody answers: none is told 資料未變更 of what stands, or of others."""
    person.begins_anew()
    before = _without_notes(state())
    wrong = []
    for each in known:
        for number in range(each.changes):
            person.begins_anew()
            with lost_replies(lambda n, number=number: n == number, then_silence=True) as outage:
                answer = person.does(each.method, each.path, each.values)
            changed = differences(before, _without_notes(state()))
            untrue = "資料未變更" in answer.text and changed
            if untrue or 400 <= answer.status < 500 or answer.status == 500 or outage.seconds > API_GATEWAY_GIVES_UP:
                wrong.append((each.route, number, answer.status, changed[:2]))
    assert wrong == []

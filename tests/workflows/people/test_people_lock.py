"""Five failures close the door for 15 minutes, and nobody can close it for another."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domains.people import login
from chalicelib.domains.people.guesses.rules import LIMITS, Door
from chalicelib.errors import AppError
from tests.scenes.signing_in import LOCKED, WRONG, fail, person, sign_in
from tests.support.browser_client import Browser
from tests.support.guessing import tried

SetClock = Callable[[datetime], None]


@pytest.fixture
def lin() -> str:
    """An organizer with a password of her own."""
    return person("lin")


def test_five_failures_lock_for_fifteen_minutes(browser: Browser, lin: str, now: datetime, set_clock: Callable[[datetime], None]) -> None:
    """After five wrong passwords even the right one waits, until 15 minutes after the fifth."""
    fail(browser)
    sign_in(browser)
    assert (browser.status, LOCKED in browser.text) == (429, True)
    set_clock(now + timedelta(minutes=14, seconds=59))
    assert sign_in(browser).status == 429
    set_clock(now + timedelta(minutes=15))
    assert sign_in(browser).status == 303


def test_an_unknown_username_locks_the_same_way(browser: Browser) -> None:
    """The lock does not tell whether a username exists."""
    fail(browser, username="nobody")
    sign_in(browser, "nobody")
    assert browser.status == 429


def test_a_stranger_cannot_lock_out_a_known_browser(lin: str, new_browser: Callable[[], Browser]) -> None:
    """Five failures elsewhere close the door for unknown browsers, and leave it open for the one that has signed in before."""
    own, stranger, another = new_browser(), new_browser(), new_browser()
    sign_in(own)
    fail(stranger)
    assert sign_in(another).status == 429
    assert sign_in(own).status == 303


def test_a_known_browser_is_locked_by_its_own_failures(lin: str, new_browser: Callable[[], Browser]) -> None:
    """Being known gives a counter of one's own, not endless tries; other browsers stay open."""
    own = new_browser()
    sign_in(own)
    fail(own)
    assert sign_in(own).status == 429
    assert sign_in(new_browser()).status == 303


def test_signing_in_forgives_this_browsers_failures(browser: Browser, lin: str) -> None:
    """Four slips, a success and four more slips do not lock, since each success gives the browser a fresh counter."""
    sign_in(browser)
    for _ in range(2):
        fail(browser, 4)
        assert sign_in(browser).status == 303


def test_the_mark_of_one_person_does_not_serve_another(browser: Browser, new_browser: Callable[[], Browser], lin: str) -> None:
    """A browser known for one username counts as a stranger for all others."""
    person("chen")
    sign_in(browser, "chen")
    fail(new_browser())
    assert sign_in(browser, "lin").status == 429


def test_a_forged_mark_counts_as_none(browser: Browser, new_browser: Callable[[], Browser], lin: str) -> None:
    """A mark that we did not sign opens no counter of its own."""
    fail(new_browser())
    browser.cookies["__Host-known"] = "eyJ1c2VybmFtZSI6ImxpbiJ9.forged"
    assert sign_in(browser).status == 429


def test_the_mark_lasts_180_days_beyond_the_browser(browser: Browser, lin: str) -> None:
    """The mark outlives the session, the session cookie ends with the browser."""
    sign_in(browser)
    lines = {line.partition("=")[0]: line for line in browser.headers["Set-Cookie"]}
    assert "Max-Age=15552000" in lines["__Host-known"]
    assert "Max-Age" not in lines["__Host-session"]
    assert all("Secure; HttpOnly; SameSite=Lax" in line for line in lines.values())


def test_a_burst_gets_no_more_than_five_answers(lin: str, now: datetime) -> None:
    """Twenty guesses at the same moment are counted before they are tried: at most five reach Cognito."""
    outcomes: list[str] = []

    def guess() -> None:
        try:
            login.sign_in("lin", WRONG, None, "203.0.113.1", now)
        except AppError as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=guess) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 20
    assert outcomes.count("CredentialsRefused") <= 5
    assert outcomes.count("TooMany") >= 15


def test_failures_that_straddle_a_window_count_together(browser: Browser, lin: str, now: datetime, set_clock: SetClock) -> None:
    """Four failures before the quarter and one after it lock as five."""
    for minute in (41, 42, 43, 44, 46):
        set_clock(now.replace(minute=minute))
        fail(browser, 1)
    set_clock(now.replace(minute=47))
    assert sign_in(browser).status == 429


def test_one_password_on_many_accounts_is_bounded_by_address(
    browser: Browser, new_browser: Callable[[], Browser], lin: str, now: datetime, set_clock: SetClock
) -> None:
    """After sixty failures of whatever accounts that network waits; another one, and a browser that was in before, go on."""
    known = new_browser()
    sign_in(known)
    tried(Door.SIGN_IN, "", map(str, range(LIMITS[Door.SIGN_IN].address - 1)), now)
    browser.post("/sign-in", {"username": "somebody", "password": WRONG})
    assert browser.status == 401
    assert sign_in(new_browser()).status == 429
    assert "以前登入過的瀏覽器不受影響" in sign_in(new_browser()).text
    assert sign_in(known).status == 303
    assert sign_in(new_browser().comes_from("198.51.100.1")).status == 303
    set_clock(now + timedelta(minutes=15))
    assert sign_in(new_browser()).status == 303


def test_a_counter_holds_no_username(browser: Browser, lin: str, aws: Callable[[str], Any]) -> None:
    """What is kept of a failed sign-in names nobody."""
    fail(browser, 1)
    items = aws("dynamodb").scan(TableName="local-people-table")["Items"]
    assert len(items) == 2
    assert "lin" not in items[0]["pk"]["S"]
    assert int(items[0]["expires_at"]["N"]) > 0

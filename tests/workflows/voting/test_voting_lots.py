"""Run-offs end with a recorded result: a tie names who is tied, the lot is entered with a reason, and the count goes on."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest

from chalicelib.domains.voting.model import Kind, Poll
from chalicelib.domains.voting.results import results
from tests.scenes.voting import close, counted, make_poll, make_voting_class, named, standing, vote
from tests.support.browser_client import Browser

Drain = Callable[[], int]
SetClock = Callable[[datetime], None]


@pytest.fixture
def tied(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> Poll:
    """One ballot each for two candidates, and the poll is over; the browser is the organizer's."""
    class_ = make_voting_class(browser, drain, now)
    poll = make_poll(class_, now, kind=Kind.RANKED.value, candidates="宜蘭礁溪\n花蓮太魯閣", most="2")
    for place, name in enumerate(("宜蘭礁溪", "花蓮太魯閣")):
        vote(poll, place, {f"r.{named(poll, name)}": "1"}, now)
    closed = close(poll, now)
    set_clock(counted(now))
    return closed


def page(browser: Browser, poll: Poll) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", browser.get(f"/classes/{poll.class_id}/polls/{poll.id}").text)


def enter(browser: Browser, poll: Poll, **changed: str) -> Browser:
    form = {"action": "lot", "lots": "0", "out": named(poll, "花蓮太魯閣"), "reason": "主席當場抽籤", **changed}
    return browser.post(f"/classes/{poll.class_id}/polls/{poll.id}", form)


def test_a_tie_says_who_is_tied_and_calls_nobody_first(tied: Poll, browser: Browser) -> None:
    """Both are named as the fewest, and the table of first choices gives no places."""
    shown = page(browser, tied)
    assert "1 宜蘭礁溪、2 花蓮太魯閣 同為最少" in shown
    assert "第 1 名" not in shown


def test_the_lot_is_entered_and_the_count_goes_on(tied: Poll, browser: Browser) -> None:
    """With its reason, once however often it is pressed; then there is a winner."""
    assert [enter(browser, tied).status for _ in range(2)] == [303, 303]
    shown = page(browser, tied)
    assert "淘汰（同票，主席當場抽籤）" in shown
    assert "過半數，當選" in shown
    assert len(standing(tied).lots) == 1


@pytest.mark.parametrize("changed", [{"reason": ""}, {"out": "nobody"}, {"out": ""}])
def test_a_lot_needs_one_of_the_tied_and_a_reason(tied: Poll, browser: Browser, changed: dict[str, str]) -> None:
    """Otherwise nothing is entered, and the page says what is missing."""
    assert enter(browser, tied, **changed).status == 400
    assert standing(tied).lots == ()


def test_nothing_is_drawn_where_nobody_is_tied(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """A run-off that has its winner takes no lot."""
    class_ = make_voting_class(browser, drain, now)
    poll = make_poll(class_, now, kind=Kind.RANKED.value, candidates="宜蘭礁溪\n花蓮太魯閣", most="2")
    vote(poll, 0, {f"r.{named(poll, '宜蘭礁溪')}": "1"}, now)
    close(poll, now)
    set_clock(counted(now))
    assert enter(browser, poll).status == 400


def test_the_result_is_there_at_once(browser: Browser, drain: Drain, now: datetime) -> None:
    """With the press that ends it, also where nothing was shown before: the page and the projector have the numbers."""
    class_ = make_voting_class(browser, drain, now)
    poll = make_poll(class_, now, hidden="1")
    for place in range(3):
        vote(poll, place, {"choice": poll.content.candidates[0].id}, now)
    assert results.shown(poll, now).tally is None
    closed = close(poll, now)
    assert results.shown(closed, now).tally
    assert "100.0%" in page(browser, closed)
    assert "100.0%" in browser.get(f"/classes/{class_.id}/polls/{poll.id}/screen/live").text


def test_a_motion_has_its_verdict(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """Once it is over: carried or not, with the rule in words."""
    class_ = make_voting_class(browser, drain, now)
    poll = make_poll(class_, now, kind=Kind.MOTIONS.value, candidates="改期\n改地點")
    first, second = (each.id for each in poll.content.candidates)
    for place in range(3):
        vote(poll, place, {f"m.{first}": "yes", f"m.{second}": "abstain" if place else "no"}, now)
    close(poll, now)
    set_clock(counted(now))
    shown = page(browser, poll)
    assert re.search(r"1\. 改期 +通過", shown)
    assert re.search(r"2\. 改地點 +未通過", shown)
    assert "棄權不計" in shown

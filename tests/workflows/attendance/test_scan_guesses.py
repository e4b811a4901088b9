"""Numbers tried at the room's code and at the counter: refused before anything is written, and no class kept from its seats."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.domains.attendance import store
from chalicelib.domains.attendance.model import Purpose
from chalicelib.domains.classes.model import Class
from chalicelib.domains.people import service as people
from chalicelib.domains.people.guesses.rules import LIMITS, Door
from chalicelib.identity import Role
from tests.scenes.attendance import CHEN, LIN, ORGANIZER, STRANGER, WANG, enter, heading, make_running_class, morning, nonce_of, scan
from tests.support.browser_client import Browser
from tests.support.builders import make_class
from tests.support.counter_page import Counter
from tests.support.guessing import numbers, tried

NewBrowser = Callable[[], Browser]
SetClock = Callable[[datetime], None]
SCAN, COUNTER = LIMITS[Door.SCAN], LIMITS[Door.COUNTER]


@pytest.fixture
def running(browser: Browser, drain: Callable[[], int], now: datetime) -> Class:
    return make_running_class(browser, drain, now)


def is_in(running: Class, id_number: str) -> bool:
    found = store.find(morning(running), people.identify(id_number))
    return found is not None and found.in_at is not None


def test_the_right_number_is_refused_before_it_is_written(running: Class, new_browser: NewBrowser, now: datetime) -> None:
    """One phone that tries numbers with one nonce: after sixty the right one is answered as a wrong one, and nobody is checked in."""
    phone = scan(new_browser(), morning(running), now)
    nonce = nonce_of(phone)
    tried(Door.SCAN, morning(running), numbers(SCAN.address - 1), now)
    assert heading(phone.post("/q", {"nonce": nonce, "id_number": STRANGER})) == "名冊上找不到您"
    for number in (WANG, next(numbers(1, "111"))):
        phone.post("/q", {"nonce": nonce, "id_number": number})
        assert (phone.status, heading(phone)) == (429, "請至報到櫃台")
        assert "改用行動網路" in phone.text
    assert not is_in(running, WANG)
    assert "__Host-class" not in phone.cookies


def test_other_networks_and_the_next_quarter_are_open(running: Class, new_browser: NewBrowser, now: datetime, set_clock: SetClock) -> None:
    """Who shares no address with the one who tries notices nothing; the others wait ten minutes, or go to the counter."""
    tried(Door.SCAN, morning(running), numbers(SCAN.address), now)
    assert scan(new_browser(), morning(running), now).status == 429
    assert heading(enter(scan(new_browser().comes_from("198.51.100.1"), morning(running), now), WANG)) == "報到完成"
    set_clock(later := now + timedelta(minutes=10))
    assert heading(enter(scan(new_browser(), morning(running), later), LIN)) == "報到完成"


def test_phones_that_are_known_go_on(running: Class, new_browser: NewBrowser, now: datetime) -> None:
    """By pressing, or with the own number in another class's room; somebody else's number such a phone may try no more than others."""
    phone = enter(scan(new_browser(), morning(running), now), WANG)
    tried(Door.SCAN, morning(running), numbers(SCAN.address), now)
    scan(phone, morning(running), now).post("/q", {"nonce": nonce_of(phone), "known": "1"})
    assert heading(phone) == "您已完成報到"
    phone.cookies.pop("__Host-trainee")
    assert heading(enter(scan(phone, morning(running), now), WANG)) == "您已完成報到"
    assert enter(scan(phone, morning(running), now), LIN).status == 429
    assert not is_in(running, LIN)


def test_a_session_takes_so_many_whatever_the_addresses(running: Class, browser: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """Then first-time phones go to the counter; the screen and the staff's list say so, the counter and the next session go on."""
    for number, each in enumerate(numbers(SCAN.place)):
        tried(Door.SCAN, morning(running), [each], now, f"198.51.100.{number}")
    assert "報到過的手機不受影響" in scan(new_browser(), morning(running), now).text
    assert "第一次使用的手機，09:00 前請至報到櫃台" in browser.get(f"/sessions/{morning(running)}/screen/live").text
    assert "手機輸入暫停" in browser.get(f"/sessions/{morning(running)}/attendance/live").text
    counter = Counter(new_browser().sign_in(Role.ROOM_ATTENDANT, username="attendant1"), morning(running))
    assert counter.scan(WANG)["outcome"] == "seated"
    other = make_class(ORGANIZER, now, code="A11050")
    assert scan(new_browser(), morning(other), now).status == 200


def test_a_mask_cannot_be_completed_at_the_door(running: Class, new_browser: NewBrowser, now: datetime) -> None:
    """After five numbers with the same last digits the sixth is not looked at, though it is right; numbers with others are."""
    tried(Door.SCAN, morning(running), numbers(5, WANG[-3:]), now, "198.51.100.1")
    phone = scan(new_browser(), morning(running), now)
    assert enter(phone, WANG).status == 429
    assert not is_in(running, WANG)
    for other in (LIN, CHEN):
        assert heading(enter(scan(new_browser(), morning(running), now), other)) == "報到完成"


@pytest.mark.parametrize(("hour", "purpose"), [(7, Purpose.IN), (7, Purpose.OUT), (13, Purpose.IN), (14, Purpose.OUT)])
def test_outside_the_hours_nobody_is_told_who_belongs(
    running: Class, new_browser: NewBrowser, now: datetime, set_clock: SetClock, hour: int, purpose: Purpose
) -> None:
    """What is refused for its time alone reads the same for everybody, so that it needs no counting."""
    set_clock(moment := now.replace(hour=hour, minute=30))
    pages = [enter(scan(new_browser(), morning(running), moment, purpose), number) for number in (WANG, STRANGER)]
    plain = [page.text.replace(page.csrf, "").replace(number, "") for page, number in zip(pages, (WANG, STRANGER), strict=True)]
    assert "○" not in plain[0]
    assert heading(pages[0]) == heading(pages[1])


def test_a_counter_answers_no_list_of_numbers(running: Class, new_browser: NewBrowser, now: datetime) -> None:
    """By account: after sixty that are on no roster the right one is refused; names, seats and other people's counters go on."""
    counter = Counter(new_browser().sign_in(Role.ROOM_ATTENDANT, username="attendant1"), morning(running))
    tried(Door.COUNTER, f"{morning(running)}|attendant1", numbers(COUNTER.place - 1), now)
    assert counter.scan(STRANGER)["outcome"] == "not_on_roster"
    answer = counter.scan(WANG)
    assert (counter.browser.status, "姓名或座位" in answer["message"], is_in(running, WANG)) == (409, True, False)
    found = counter.ask("/counter/search", text="王小明")["people"][0]
    assert counter.scan("", person=found["person"])["outcome"] == "seated"
    other = Counter(new_browser().sign_in(Role.ROOM_ATTENDANT, username="attendant2"), morning(running))
    assert other.scan(LIN)["outcome"] == "seated"
    # What was kept off line is bounded by the same counter.
    assert counter.sync(CHEN, now)["outcome"] == "refused"

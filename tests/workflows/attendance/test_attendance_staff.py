"""What staff see and do: the screen, the live list, corrections, the counter."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domains.attendance import store
from chalicelib.domains.attendance.model import Purpose
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.model import Class
from chalicelib.domains.people import service as people
from chalicelib.identity import Role
from tests.scenes.attendance import CHEN, LIN, STRANGER, WANG, enter, make_running_class, morning, scan
from tests.scenes.signing_in import person
from tests.support.browser_client import Browser

NewBrowser = Callable[[], Browser]


@pytest.fixture
def running(browser: Browser, drain: Callable[[], int], now: datetime) -> Class:
    return make_running_class(browser, drain, now)


@pytest.fixture
def counter(running: Class, new_browser: NewBrowser) -> "Counter":
    return Counter(new_browser().sign_in(Role.ROOM_ATTENDANT, username="attendant1"), morning(running))


class Counter:
    """A counter in a browser: opens the page and asks as its script does."""

    def __init__(self, browser: Browser, session_id: str) -> None:
        self.browser = browser.get(f"/sessions/{session_id}/counter")
        self.grant = browser.text.partition('data-grant="')[2].partition('"')[0]

    def ask(self, path: str, **said: Any) -> Any:
        self.browser.post_json(path, {"grant": self.grant, **said})
        return self.browser.json()

    def scan(self, text: str, **said: Any) -> Any:
        return self.ask("/counter/scan", **{"text": text, "purpose": "i", "request_id": str(uuid.uuid4()), **said})


def test_the_screen_counts_and_masks(running: Class, browser: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """The screen shows who just sat down by masked name and seat, and the count of present and expected."""
    enter(scan(new_browser(), morning(running), now), WANG)
    page = browser.get(f"/sessions/{morning(running)}/screen").text
    assert "王○明" in page
    assert "王小明" not in page
    assert "<strong>1</strong><small> / 3</small>" in page


def test_the_screen_for_signing_out_counts_who_left(
    running: Class, browser: Browser, new_browser: NewBrowser, now: datetime, set_clock: Callable[[datetime], None]
) -> None:
    """It names who signed out, of those who came; nobody who only arrived."""
    session = classes.load_session(morning(running))
    for each in (WANG, LIN):
        enter(scan(new_browser(), session.id, now), each)
    set_clock(session.ends_at)
    enter(scan(new_browser(), session.id, session.ends_at, Purpose.OUT), WANG)
    page = browser.sign_in(Role.ORGANIZER, username="organizer1").get(f"/sessions/{session.id}/screen?purpose=o").text
    assert "已簽退</span><strong>1</strong><small> / 2</small>" in page
    assert "王○明" in page
    assert "林" not in page.partition("arrivals")[2].partition("</ol>")[0]


@pytest.mark.parametrize(("hours", "words"), [(-5, "開始報到"), (24, "本場次已結束")])
def test_outside_its_time_the_screen_says_so(
    running: Class, browser: Browser, now: datetime, set_clock: Callable[[datetime], None], hours: int, words: str
) -> None:
    """Before the doors open and after the last sign-out there is nothing to scan, and the screen says why."""
    set_clock(now + timedelta(hours=hours))
    page = browser.sign_in(Role.ORGANIZER, username="organizer1").get(f"/sessions/{morning(running)}/screen").text
    assert words in page
    assert "code.svg" not in page


def test_another_organizers_class_is_closed(running: Class, new_browser: NewBrowser) -> None:
    """An organizer of other classes opens none of this one's pages."""
    other = new_browser().sign_in(Role.ORGANIZER, username="organizer9")
    for room in ("screen", "counter", "attendance", "code.svg"):
        assert other.get(f"/sessions/{morning(running)}/{room}").status == 403
    assert other.get(f"/classes/{running.id}/attendance").status == 403


def test_a_correction_needs_a_reason_and_keeps_the_past(running: Class, browser: Browser, now: datetime) -> None:
    """Without a reason nothing changes and the form keeps what was typed; with one, the record says who, why and what stood before."""
    person = people.identify(WANG)
    path = f"/sessions/{morning(running)}/attendance/{person}"
    refused = browser.post(path, {"state": "present", "in_time": "09:05", "reason": ""})
    assert (refused.status, 'value="09:05"' in refused.text) == (400, True)
    assert store.find(morning(running), person).in_at is None  # type: ignore[union-attr]
    browser.post(path, {"state": "present", "in_time": "09:05", "reason": "手機沒電，櫃台確認"})
    assert store.find(morning(running), person).in_at == now.replace(hour=9, minute=5)  # type: ignore[union-attr]
    (record,) = store.corrections(morning(running), person)
    assert (record.made_by, record.reason, record.before["in_at"]) == ("測試人員（organizer1）", "手機沒電，櫃台確認", None)
    page = browser.get(path).text
    for part in ("手機沒電", ">未到<", "出席 09:05（人員更正）", "測試人員（organizer1）"):
        assert part in page


@pytest.mark.parametrize("time", ["25:00", "7", "", "23:00", "xx:yy"])
def test_a_correction_to_an_impossible_time_is_refused(running: Class, browser: Browser, time: str) -> None:
    """A time that is none, or outside the session, is refused with advice."""
    path = f"/sessions/{morning(running)}/attendance/{people.identify(WANG)}"
    assert browser.post(path, {"state": "present", "in_time": time, "reason": "測試更正"}).status == 400


def test_the_counter_takes_gun_pass_and_list(running: Class, counter: Counter) -> None:
    """A scanner's lower case, a personal pass, and a name found by search all check people in."""
    assert counter.scan(WANG.lower() + " ")["seat"] == "1"
    assert counter.scan(classes.pass_content(running.id, people.identify(LIN)))["seat"] == "2"
    (found,) = counter.ask("/counter/search", text="川健")["people"]
    assert counter.scan("", person=found["person"])["seat"] == "3"


def test_a_repeated_scan_answers_as_the_first(counter: Counter) -> None:
    """The same request id twice is seated twice; another one is told that the person is in already."""
    request = str(uuid.uuid4())
    assert [counter.scan(WANG, request_id=request)["outcome"] for _ in range(2)] == ["seated", "seated"]
    assert counter.scan(WANG)["outcome"] == "already"


def test_undo_is_for_this_device_and_fifteen_minutes(
    running: Class, counter: Counter, new_browser: NewBrowser, now: datetime, set_clock: Callable[[datetime], None]
) -> None:
    """Another device is refused, so is a late undo; in time, the same device's undo frees the seat and is recorded."""
    person("attendant1", "room_attendant")  # sessions that go on are looked up
    done = counter.scan(WANG)
    other = Counter(new_browser().sign_in(Role.ROOM_ATTENDANT, username="attendant1"), morning(running))
    which = {"person": done["person"], "request_id": done["request_id"]}
    other.ask("/counter/undo", **which)
    assert other.browser.status == 403
    set_clock(now + timedelta(minutes=16))
    counter.ask("/counter/undo", **which)
    assert counter.browser.status == 403
    set_clock(now + timedelta(minutes=14))
    assert counter.ask("/counter/undo", **which)["outcome"] == "undone"
    assert store.find(morning(running), done["person"]).in_at is None  # type: ignore[union-attr]
    assert len(store.corrections(morning(running), done["person"])) == 1


def test_off_line_scans_upload_once_and_keep_both_times(
    running: Class, counter: Counter, now: datetime, set_clock: Callable[[datetime], None]
) -> None:
    """Uploaded twice, a kept scan is one check-in, with the time it happened and the time it arrived."""
    happened, arrived = now + timedelta(minutes=3), now + timedelta(minutes=40)
    set_clock(arrived)
    counter.browser.sign_in(Role.ROOM_ATTENDANT, username="attendant1")  # off line for longer than a session lasts
    kept = {"request_id": str(uuid.uuid4()), "text": WANG, "purpose": "i", "happened_at": happened.isoformat()}
    for _ in range(2):
        assert counter.ask("/counter/sync", scans=[kept])["answers"][0]["outcome"] == "seated"
    entry = store.find(morning(running), people.identify(WANG))
    assert entry
    assert (entry.in_at, entry.in_arrived_at, entry.in_via) == (happened, arrived, "offline")


def test_one_bad_scan_does_not_hold_up_the_queue(counter: Counter, now: datetime) -> None:
    """Among kept scans, a stranger and a mistyped number are answered, and the others count."""
    texts = ["A123456788", STRANGER, LIN]
    scans = [{"request_id": str(uuid.uuid4()), "text": t, "purpose": "i", "happened_at": now.isoformat()} for t in texts]
    assert [each["outcome"] for each in counter.ask("/counter/sync", scans=scans)["answers"]] == ["refused", "not_on_roster", "seated"]


def test_a_clock_that_is_ahead_gains_nothing(running: Class, counter: Counter, now: datetime) -> None:
    """A kept scan from the future counts from its arrival."""
    scan_ = {"request_id": str(uuid.uuid4()), "text": WANG, "purpose": "i", "happened_at": (now + timedelta(days=1)).isoformat()}
    counter.ask("/counter/sync", scans=[scan_])
    assert store.find(morning(running), people.identify(WANG)).in_at == now  # type: ignore[union-attr]


def test_a_grant_is_for_its_device_and_person(running: Class, counter: Counter, new_browser: NewBrowser) -> None:
    """Another browser, or another person on the same one, cannot use the counter's grant; nor does a forged one work."""
    thief = new_browser().sign_in(Role.ROOM_ATTENDANT, username="attendant1")
    assert thief.post_json("/counter/scan", {"grant": counter.grant, "text": WANG}).status == 410
    counter.browser.sign_in(Role.ROOM_ATTENDANT, username="attendant2")
    counter.scan(WANG)
    assert counter.browser.status == 410
    counter.grant = counter.grant[:-3] + "abc"
    counter.scan(WANG)
    assert counter.browser.status == 410


def test_the_kept_list_holds_no_full_name_or_number(counter: Counter) -> None:
    """What a counter keeps for working off line has seats, masked names, and of a number its last digits."""
    kept = counter.ask("/counter/roster")
    assert sorted(each["ending"] for each in kept["people"]) == sorted(number[-3:] for number in (WANG, LIN, CHEN))
    assert not {"王小明", WANG, LIN} & {value for each in kept["people"] for value in each.values()}
    assert "****" not in counter.browser.text

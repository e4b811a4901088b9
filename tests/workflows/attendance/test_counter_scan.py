"""The counter at the HTTP edge: its grant, its one write, its undo."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.domains.attendance import store
from chalicelib.domains.classes.model import Class
from chalicelib.domains.people import service as people
from chalicelib.identity import Role
from tests.scenes.attendance import LIN, ORGANIZER, WANG, enter, make_running_class, morning, scan
from tests.support.browser_client import Browser
from tests.support.builders import make_class
from tests.support.counter_page import Counter
from tests.support.sent_calls import dynamodb_calls

NewBrowser = Callable[[], Browser]
SetClock = Callable[[datetime], None]


@pytest.fixture
def running(browser: Browser, drain: Callable[[], int], now: datetime) -> Class:
    return make_running_class(browser, drain, now)


@pytest.fixture
def counter(running: Class, new_browser: NewBrowser) -> Counter:
    return Counter(new_browser().sign_in(Role.ROOM_ATTENDANT, username="attendant1"), morning(running))


def entry(running: Class, id_number: str) -> store.Entry:
    found = store.find(morning(running), people.identify(id_number))
    assert found
    return found


@pytest.mark.counts_requests
def test_a_scan_is_one_call(counter: Counter) -> None:
    """From the scanner's Enter to the seat: one UpdateItem and nothing else, for the second scan of a person as well."""
    for outcome in ("seated", "already"):
        with dynamodb_calls() as calls:
            assert counter.scan(WANG)["outcome"] == outcome
        assert calls == ["UpdateItem"]


def test_a_grant_is_for_its_session(running: Class, counter: Counter, browser: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """A grant decides which session is written; what the request says of another class changes nothing."""
    other = make_class(ORGANIZER, now, code="A11050", name="公文寫作班")
    elsewhere = Counter(new_browser().sign_in(Role.ROOM_ATTENDANT, username="attendant1"), morning(other))
    answer = elsewhere.scan(WANG, session_id=morning(running), class_id=running.id)
    assert answer["outcome"] == "wrong_class"
    assert entry(running, WANG).in_at is None


def test_a_grant_ends(counter: Counter, now: datetime, set_clock: SetClock) -> None:
    """A day after the session closed nothing can be uploaded any more."""
    set_clock(now + timedelta(days=2))
    counter.browser.sign_in(Role.ROOM_ATTENDANT, username="attendant1")
    counter.scan(WANG)
    assert counter.browser.status == 410


@pytest.mark.parametrize("grant", [None, 7, "", "x.y", [], {"f": 1}])
def test_what_is_no_grant_is_refused(counter: Counter, grant: object) -> None:
    """Without a grant of ours nothing is scanned, whatever stands in its place."""
    for path in ("scan", "undo", "search", "roster", "sync"):
        counter.browser.post_json(f"/counter/{path}", {"grant": grant, "text": WANG, "scans": []})
        assert counter.browser.status == 410


@pytest.mark.parametrize("body", [None, [], "text", 5, {}])
def test_a_body_of_another_shape_is_refused(counter: Counter, body: object) -> None:
    """What is not the page's own JSON is refused with a 4xx."""
    counter.browser.post_json("/counter/scan", body)
    assert counter.browser.status in {400, 410}


def test_a_scan_on_line_happens_now(running: Class, counter: Counter, now: datetime) -> None:
    """A time in an on-line scan is not believed: only an upload of kept scans may bring one."""
    counter.scan(WANG, happened_at=(now - timedelta(minutes=4)).isoformat())
    assert (entry(running, WANG).in_at, entry(running, WANG).in_via) == (now, "counter")


def test_a_sign_out_can_be_undone(running: Class, counter: Counter, now: datetime, set_clock: SetClock) -> None:
    """Undoing a sign-out leaves the person checked in, and is recorded."""
    counter.scan(WANG)
    set_clock(now.replace(hour=11, minute=55))
    counter.browser.sign_in(Role.ROOM_ATTENDANT, username="attendant1")
    done = counter.scan(WANG, purpose="o")
    assert counter.undo(done)["outcome"] == "undone"
    assert (entry(running, WANG).in_at, entry(running, WANG).out_at) == (now, None)
    assert [each.reason for each in store.corrections(morning(running), done["person"])] == ["復原"]


def test_an_undo_is_answered_twice_and_done_once(running: Class, counter: Counter) -> None:
    """When the answer to an undo was lost, asking again answers the same and writes nothing more."""
    done = counter.scan(WANG)
    assert [counter.undo(done)["outcome"] for _ in range(2)] == ["undone", "undone"]
    assert len(store.corrections(morning(running), done["person"])) == 1


def test_a_check_in_behind_a_sign_out_is_not_undone(running: Class, counter: Counter, now: datetime) -> None:
    """Who has signed out since cannot lose the check-in alone."""
    done = counter.scan(WANG)
    counter.scan(WANG, purpose="o", early=True)
    counter.undo(done)
    assert counter.browser.status == 409
    assert entry(running, WANG).in_at == now


def test_a_phones_check_in_is_not_the_counters_to_undo(running: Class, counter: Counter, new_browser: NewBrowser, now: datetime) -> None:
    """The counter takes back its own scans only."""
    enter(scan(new_browser(), morning(running), now), WANG)
    counter.undo({"person": people.identify(WANG), "request_id": entry(running, WANG).in_request})
    assert counter.browser.status == 403
    assert entry(running, WANG).in_at == now


def test_an_undo_of_nothing_is_not_found(counter: Counter) -> None:
    """Without a scan to take back, whoever is named, the answer is 404."""
    for said in ({"person": people.identify(LIN), "request_id": ""}, {"person": "nobody", "request_id": "12345678"}, {}):
        counter.ask("/counter/undo", **said)
        assert counter.browser.status == 404


def test_search_finds_by_part_of_a_name_and_by_seat(counter: Counter) -> None:
    """A part of the name in any width, or the seat, finds the person; emptiness finds nobody."""
    found = {text: [each["seat"] for each in counter.ask("/counter/search", text=text)["people"]] for text in ("美", " ３ ", "", "陳")}
    assert found == {"美": ["2"], " ３ ": ["3"], "": [], "陳": []}


@pytest.mark.parametrize(
    ("role", "shown"), [(Role.ROOM_ATTENDANT, True), (Role.ADMINISTRATOR, True), (Role.GUARD, False), (Role.HEAD, False)]
)
def test_the_day_list_leads_the_attendant_to_the_counter(running: Class, new_browser: NewBrowser, role: Role, shown: bool) -> None:
    """Who works at the door finds counter, screen and live list in the list of the day; others are not offered them."""
    page = new_browser().sign_in(role, username="someone1").get("/today").text
    for room in ("counter", "screen", "attendance"):
        assert (f'href="/sessions/{morning(running)}/{room}"' in page) is shown

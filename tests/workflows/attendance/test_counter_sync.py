"""What an off-line counter uploads: once, with both times, each answered."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.domains.attendance import service, store
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.model import Class
from chalicelib.domains.people import service as people
from chalicelib.identity import Role
from tests.scenes.attendance import LIN, WANG, make_running_class, morning
from tests.support.browser_client import Browser
from tests.support.counter_page import Counter

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


def odd(running: Class, now: datetime) -> set[str]:
    return service.odd_persons(morning(running), service.live(morning(running), now))


@pytest.mark.parametrize(("hours", "at"), [(-26, "opens_at"), (30, "now")])
def test_an_impossible_time_is_moved_and_flagged(running: Class, counter: Counter, now: datetime, hours: int, at: str) -> None:
    """A time before the doors opened, or after the upload, counts as the nearest possible one, and staff are told to look."""
    assert counter.sync(WANG, now + timedelta(hours=hours))["outcome"] == "seated"
    opens_at = classes.load_session(morning(running)).opens_at
    assert entry(running, WANG).in_at == {"opens_at": opens_at, "now": now}[at]
    assert odd(running, now) == {people.identify(WANG)}


def test_a_possible_time_is_not_flagged(running: Class, counter: Counter, now: datetime) -> None:
    """A minute ago is nothing odd, and neither is a clock that is seconds ahead."""
    counter.sync(WANG, now - timedelta(minutes=1))
    counter.sync(LIN, now + timedelta(seconds=5))
    assert odd(running, now) == set()
    assert entry(running, LIN).in_at == now


@pytest.mark.parametrize("happened", ["", "yesterday", "2026-03-02T08:50:00", None, 5])
def test_a_kept_scan_without_a_time_is_refused(counter: Counter, happened: object) -> None:
    """Without a moment and its zone, a kept scan is answered as refused, and the batch goes on."""
    kept = {"request_id": str(uuid.uuid4()), "text": WANG, "purpose": "i", "happened_at": happened}
    assert counter.ask("/counter/sync", scans=[kept])["answers"][0]["outcome"] == "refused"


def test_a_batch_answers_each_by_its_id(running: Class, counter: Counter, now: datetime) -> None:
    """Each scan of a batch is answered under its own request id, in order, by person key or by number."""
    ids = [str(uuid.uuid4()) for _ in range(3)]
    texts = [{"text": WANG}, {"person": people.identify(LIN)}, {"text": classes.pass_content(running.id, people.identify(LIN))}]
    scans = [{"request_id": i, "purpose": "i", "happened_at": now.isoformat(), **t} for i, t in zip(ids, texts, strict=True)]
    answers = counter.ask("/counter/sync", scans=scans)["answers"]
    assert [(each["request_id"], each["outcome"]) for each in answers] == list(zip(ids, ["seated", "seated", "already"], strict=True))


def test_more_than_a_batch_is_refused_whole(running: Class, counter: Counter, now: datetime) -> None:
    """Twenty-six scans at once are refused, and none is written."""
    scans = [{"request_id": str(uuid.uuid4()), "text": WANG, "purpose": "i", "happened_at": now.isoformat()} for _ in range(26)]
    counter.ask("/counter/sync", scans=scans)
    assert counter.browser.status == 400
    assert entry(running, WANG).in_at is None


def test_a_scan_that_was_sent_and_kept_counts_once(running: Class, counter: Counter, now: datetime, set_clock: SetClock) -> None:
    """When the answer to an on-line scan was lost, the upload under the same id changes nothing and answers as the first."""
    request = str(uuid.uuid4())
    counter.scan(WANG, request_id=request)
    set_clock(now + timedelta(minutes=5))
    assert counter.sync(WANG, now + timedelta(seconds=6), request_id=request)["outcome"] == "seated"
    assert (entry(running, WANG).in_at, entry(running, WANG).in_via) == (now, "counter")


def test_leaving_off_line_before_the_end_counts_as_early(running: Class, counter: Counter, now: datetime, set_clock: SetClock) -> None:
    """A sign-out that was kept is recorded at its own time without asking back."""
    counter.scan(WANG)
    left = now + timedelta(minutes=40)
    set_clock(now + timedelta(minutes=70))
    counter.browser.sign_in(Role.ROOM_ATTENDANT, username="attendant1")
    assert counter.sync(WANG, left, purpose="o")["outcome"] == "signed_out"
    assert entry(running, WANG).out_at == left


def test_what_happened_after_the_session_is_answered_so(counter: Counter, now: datetime, set_clock: SetClock) -> None:
    """A kept check-in from after the end is answered too_late, not lost."""
    set_clock(now.replace(hour=13, minute=0))
    counter.browser.sign_in(Role.ROOM_ATTENDANT, username="attendant1")
    assert counter.sync(WANG, now.replace(hour=12, minute=40))["outcome"] == "too_late"


def test_answers_carry_the_servers_clock(counter: Counter, now: datetime) -> None:
    """A counter measures its own clock by each upload and each list."""
    assert [counter.ask(f"/counter/{path}", scans=[])["now"] for path in ("sync", "roster")] == [now.isoformat()] * 2

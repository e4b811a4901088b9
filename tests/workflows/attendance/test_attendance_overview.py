"""A class's attendance as a whole: a part of a page, and sheets that are never older than what happened."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.domains.attendance import expecting, service, service_presence, store
from chalicelib.domains.attendance.model import Outcome, Scan, Via
from chalicelib.domains.attendance.overview import store as sheets
from chalicelib.domains.attendance.overview.presence_rules import SETTLED, Presence
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.model import Class
from chalicelib.domains.completion import completion
from chalicelib.domains.people import service as people
from chalicelib.identity import Role
from tests.scenes.attendance import LIN, ORGANIZER, WANG, make_running_class, morning
from tests.support.big_class import after, make_big_class, persons
from tests.support.browser_client import Browser

SetClock = Callable[[datetime], None]
CONFIG = Path(__file__).parents[3] / ".chalice/config.json"


@pytest.fixture
def running(browser: Browser, drain: Callable[[], int], now: datetime) -> Class:
    return make_running_class(browser, drain, now)


def seen(class_: Class, at: datetime) -> list[tuple[bool, bool]]:
    """Of each who is in the first session, whether they came and left."""
    _, found = service_presence.presences(class_.id, at)[0]
    return sorted((bool(each.in_at), bool(each.out_at)) for each in found.values())


def check_in(class_: Class, number: str, at: datetime) -> None:
    facts = service.session_facts(morning(class_))
    assert service.check_in(facts, Scan(people.identify(number), "request-1", "device", Via.PHONE, at, at)).outcome is Outcome.SEATED


@pytest.fixture
def big(now: datetime) -> Class:
    """2,000 people, twenty sessions that are over, each with its sheet."""
    class_ = make_big_class(ORGANIZER, now, persons())
    for session in classes.sessions(class_.id):
        came = Presence(in_at=session.starts_at + timedelta(seconds=1), out_at=session.ends_at)
        sheets.keep(session.id, dict.fromkeys(persons(), came), after(class_))
    return class_


def test_a_class_of_two_thousand_opens(big: Class, browser: Browser, set_clock: SetClock, calls: Counter[str]) -> None:
    """Twenty sessions of 2,000 people: fifty of them, the counts of all, below half a megabyte and a dozen calls."""
    set_clock(after(big) + timedelta(hours=1))
    browser.sign_in(Role.ORGANIZER, username=ORGANIZER.username)
    calls.clear()
    page = browser.get(f"/classes/{big.id}/attendance?page=2").text
    assert calls.total() <= 12, calls
    assert len(page.encode()) < 500_000
    assert page.count("20 / 20") == 50
    assert page.count('data-label="應到" class="number">2000') == 20
    assert ("學員0050" in page, "學員0049" in page, "共 2000 人，第 2／40 頁" in page) == (True, False, True)
    found = browser.get(f"/classes/{big.id}/attendance?name=學員1234").text
    assert ("符合 1 人" in found, found.count("20 / 20")) == (True, 1)


def test_completion_reads_no_entry(big: Class, set_clock: SetClock, calls: Counter[str]) -> None:
    """Whether 2,000 people complete twenty sessions is judged from the sheets: no query for each session."""
    calls.clear()
    lines = completion.lines(big, after(big) + timedelta(hours=1))
    assert (len(lines), {line.passes for line in lines}, {line.attended for line in lines}) == (2000, {True}, {20})
    assert calls.total() <= 12, calls


def test_on_the_day_everything_is_read_anew(running: Class, now: datetime) -> None:
    """A check-in is one write and tells no sheet; the counts have it all the same."""
    assert seen(running, now) == [(False, False)] * 3
    check_in(running, WANG, now)
    assert seen(running, now + timedelta(seconds=1)) == [(False, False), (False, False), (True, False)]


def test_a_sheet_is_read_instead_of_entries(running: Class, now: datetime, calls: Counter[str]) -> None:
    """From the next day on: the first look makes it, the second reads the sessions and their sheets."""
    check_in(running, WANG, now)
    later = now + timedelta(days=9)
    first = seen(running, later)
    calls.clear()
    assert seen(running, later + timedelta(hours=1)) == first == [(False, False), (False, False), (True, False)]
    assert calls == {"Query": 1, "BatchGetItem": 1}


def test_a_correction_is_seen_at_once(running: Class, browser: Browser, now: datetime, set_clock: SetClock, calls: Counter[str]) -> None:
    """What staff put right days later is in the counts when they look, and in the next sheet."""
    later = now + timedelta(days=9)
    set_clock(later)
    seen(running, later)
    browser.sign_in(Role.ORGANIZER, username=ORGANIZER.username)
    path = f"/sessions/{morning(running)}/attendance/{people.identify(LIN)}"
    assert browser.post(path, {"state": "present", "in_time": "09:00", "reason": "手機沒電"}).status == 303
    looks = [seen(running, later + timedelta(minutes=passed)) for passed in (0, 9, 11)]
    calls.clear()
    looks.append(seen(running, later + timedelta(minutes=12)))
    assert looks == [[(False, False), (False, False), (True, False)]] * 4
    assert calls == {"Query": 1, "BatchGetItem": 1}


def test_a_scan_that_was_kept_off_line_is_seen(running: Class, now: datetime) -> None:
    """It comes after midnight, when the sheet of its session may already stand."""
    next_day = now.replace(day=3, hour=0, minute=30)
    assert seen(running, next_day) == [(False, False)] * 3
    facts = service.session_facts(morning(running))
    kept = Scan(people.identify(WANG), "request-1", "device", Via.OFFLINE, now, next_day)
    assert service.check_in(facts, kept).outcome is Outcome.SEATED
    assert seen(running, next_day + timedelta(minutes=1)) == [(False, False), (False, False), (True, False)]


def test_who_leaves_the_roster_leaves_the_counts(running: Class, browser: Browser, now: datetime) -> None:
    """Before the class begins, too: a new roster renews the sheets, and who is gone stands at the end of the list."""
    before = now - timedelta(days=5)
    seen(running, before)
    wang = people.identify(WANG)
    for session in classes.sessions(running.id):
        store.note_change(session.id, before)
        store.dismiss(session.id, wang)
    _, found = service_presence.presences(running.id, before)[0]
    assert sorted((person == wang, each.active) for person, each in found.items()) == [(False, True), (False, True), (True, False)]


def test_renewing_a_roster_tells_the_sheets(running: Class, now: datetime) -> None:
    """The job that expects people notes the change on each session that it changes, and on no other."""
    session_id = morning(running)
    before = sheets.sheets([session_id])[session_id].changed_at
    expecting.expect(running.id, now + timedelta(hours=1))
    assert sheets.sheets([session_id])[session_id].changed_at == before
    store.dismiss(session_id, people.identify(WANG))
    expecting.expect(running.id, now + timedelta(hours=1))
    assert sheets.sheets([session_id])[session_id].changed_at == now + timedelta(hours=1)


def test_no_function_runs_longer_than_a_change_takes_to_settle() -> None:
    """What was noted so long ago is made: no function of ours is still about to make it."""
    stage = json.loads(CONFIG.read_text())["stages"]["production"]
    longest = max(stage["lambda_timeout"], *(each.get("lambda_timeout", 0) for each in stage["lambda_functions"].values()))
    assert timedelta(seconds=longest) < SETTLED

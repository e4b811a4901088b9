"""Who is expected, whatever happens to the worker; and who is signed out when a session is over."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.domains.attendance import expecting, store
from chalicelib.domains.attendance.model import Entry
from chalicelib.domains.classes import access
from chalicelib.domains.classes import changes as class_changes
from chalicelib.domains.classes.model import Class
from chalicelib.messaging.store import OutboxItem
from tests.scenes.attendance import LIN, ORGANIZER, ROSTER, WANG, enter, make_running_class, morning, scan
from tests.support.browser_client import Browser
from tests.support.builders import class_form, confirm_import, import_file, make_class
from tests.support.dying import before_write, dying_at_write

Drain = Callable[[], int]
SetClock = Callable[[datetime], None]


@pytest.fixture
def class_(browser: Browser, drain: Drain, now: datetime) -> Class:
    return make_running_class(browser, drain, now)


def entries(class_id: str) -> list[Entry]:
    return [entry for session in access.sessions(class_id) for entry in store.entries(session.id)]


def active(class_id: str) -> dict[str, int]:
    """Name → in how many sessions the person is expected."""
    found: dict[str, int] = {}
    for entry in entries(class_id):
        if entry.active:
            found[entry.name] = found.get(entry.name, 0) + 1
    return found


ALL = {"王小明": 6, "林美玲": 6, "𠮷川健": 6}


def test_a_large_class_is_done_in_pieces(browser: Browser, drain: Drain, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many items the rest goes on session by session, as messages of their own; cancelling the class likewise."""
    monkeypatch.setattr(expecting, "MOST_IN_ONE_MESSAGE", 4)
    class_id = make_class(ORGANIZER, now).id
    browser.sign_in(next(iter(ORGANIZER.roles)), username=ORGANIZER.username)
    confirm_import(browser, drain, import_file(browser, drain, class_id, ROSTER.encode()))
    assert active(class_id) == ALL
    pieces = [item.body["session_id"] for item in OutboxItem.scan() if item.kind == "attendance.expect-in"]
    assert sorted(pieces) == [session.id for session in access.sessions(class_id)][2:]
    class_changes.cancel_class(ORGANIZER, class_id, {"reason": "報名人數不足"}, now)
    drain()
    assert (active(class_id), len(entries(class_id))) == ({}, 18)


@pytest.mark.parametrize("place", [1, 7, 18])
def test_cut_off_anywhere_it_begins_again(class_: Class, drain: Drain, now: datetime, place: int) -> None:
    """A worker that dies at any write leaves what the next one completes."""

    class_changes.cancel_class(ORGANIZER, class_.id, {"reason": "報名人數不足"}, now)
    with dying_at_write(place), pytest.raises(KeyboardInterrupt):
        expecting.expect(class_.id, now)
    expecting.expect(class_.id, now)
    assert active(class_.id) == {}


def test_who_is_overtaken_writes_the_latest(browser: Browser, drain: Drain, now: datetime) -> None:
    """While one worker writes an old roster, a new one is put in force and written by another: in the end the new one stands."""
    class_id = make_class(ORGANIZER, now).id
    browser.sign_in(next(iter(ORGANIZER.roles)), username=ORGANIZER.username)
    path = import_file(browser, drain, class_id, ROSTER.encode())
    confirm_import(browser, drain, path)
    shorter = import_file(browser, drain, class_id, "\n".join(ROSTER.splitlines()[:2]).encode())

    def overtake() -> None:
        confirm_import(browser, drain, shorter)
        assert active(class_id) == {"王小明": 6}

    class_changes.edit_class(ORGANIZER, class_id, edited(class_id), now)
    with before_write(1, overtake):
        expecting.expect(class_id, now)
    assert active(class_id) == {"王小明": 6}


def edited(class_id: str) -> dict[str, str]:
    """Another room, so that every item is to be written."""
    return class_form(room="302 教室", version=str(access.load_class(class_id).version))


def test_what_nobody_signs_out_is_closed(
    browser: Browser, drain: Drain, new_browser: Callable[[], Browser], now: datetime, schedule: Callable[[str], None], set_clock: SetClock
) -> None:
    """Where no sign-out is asked for, the schedule signs out at the session's end who is still in; where it is, nobody is."""
    strict = make_running_class(browser, drain, now)
    enter(scan(new_browser(), morning(strict), now), WANG)
    loose = make_running_class(browser, drain, now, code="A11050", check_out_required="")
    enter(scan(new_browser(), morning(loose), now), LIN)
    for minutes in range(0, 120, 10):
        set_clock(now.replace(hour=12, minute=0) + timedelta(minutes=minutes))
        schedule("every_ten_minutes")
        drain()
    assert [entry.out_at for entry in store.entries(morning(strict)) if entry.in_at] == [None]
    assert [entry.out_at for entry in store.entries(morning(loose)) if entry.in_at] == [now.replace(hour=12, minute=0)]


def test_a_session_is_closed_again_while_kept_scans_may_come(
    browser: Browser, drain: Drain, now: datetime, schedule: Callable[[str], None], set_clock: SetClock
) -> None:
    """Once an hour until a day after, and not in each of the schedule's runs."""
    make_running_class(browser, drain, now, code="A11050", check_out_required="")
    for minutes in range(0, 30 * 60, 10):
        set_clock(now + timedelta(hours=5, minutes=minutes))
        schedule("every_ten_minutes")
    of_morning = [item.pk for item in OutboxItem.scan() if item.kind == "attendance.close" and "20260302am" in item.pk]
    assert 20 <= len(of_morning) <= 25

"""A class that is over: who came, who was away, and the list of who completed it."""

import re
from collections.abc import Callable
from datetime import datetime

from chalicelib.clock import clock
from chalicelib.domains.attendance import service as attendance
from chalicelib.domains.attendance.model import Scan, Via
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.model import Class
from chalicelib.domains.people import service as people
from tests.scenes.attendance import ORGANIZER, make_running_class
from tests.support.browser_client import Browser
from tests.support.worlds import built_once

OVER = datetime.fromisoformat("2026-03-05T09:00:00+08:00")
Drain = Callable[[], int]
SetClock = Callable[[datetime], None]


def came(class_: Class, id_number: str, *, sessions: int = 99) -> None:
    """The person checks in to and out of the first so many sessions of the class; what is over comes from a counter off line."""
    person = people.identify(id_number)
    for number, session in enumerate(classes.sessions(class_.id)[:sessions]):
        facts = attendance.facts_of(session)
        scan = Scan(person, f"in-{number}-{person}", "device", Via.PHONE, session.starts_at, max(session.starts_at, clock.now()))
        assert attendance.check_in(facts, scan).outcome == "seated"
        scan = Scan(person, f"out-{number}-{person}", "device", Via.PHONE, session.ends_at, max(session.ends_at, clock.now()))
        assert attendance.check_out(facts, scan).outcome == "signed_out"


@built_once
def class_that_is_over(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock, *present: str, **changed: str) -> Class:
    """Three people on the roster; those `present` came to all six sessions. It is the morning after the last day."""
    made = make_running_class(browser, drain, now, **changed)
    for id_number in present:
        came(made, id_number)
    set_clock(OVER)
    browser.sign_in(*ORGANIZER.roles, username=ORGANIZER.username)
    return classes.load_class(made.id)


def seen(browser: Browser, class_: Class) -> str:
    """The digest of the list on the organizer's page."""
    found = re.search(r'name="seen" value="([0-9a-f]+)"', browser.get(f"/classes/{class_.id}/completion").text)
    assert found, f"nothing can be confirmed: {browser.status}"
    return found[1]


def confirm(browser: Browser, drain: Drain, class_: Class, reason: str = "") -> None:
    """Confirms what the page shows, and lets the workers finish."""
    browser.post(f"/classes/{class_.id}/completion/confirm", {"seen": seen(browser, class_), "reason": reason})
    assert browser.status == 303, browser.text
    drain()

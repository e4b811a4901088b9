"""Every press that leads to a mail while SES hangs, throttles, breaks or denies: each letter goes out once in the end. See docs/faults.md.

UPDATE_DOCS=1 writes the table anew.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.identity import Role
from chalicelib.messaging import failures, registry
from chalicelib.messaging.retry_rules import OUTAGE_LASTS
from chalicelib.messaging.store import SHARDS, OutboxItem
from tests.scenes.everything import known_things
from tests.support import kept_cloud
from tests.support.browser_client import Browser
from tests.support.documents import hold
from tests.support.faults import Fault, out_of_order
from tests.support.presses import Known, Person, told

pytestmark = pytest.mark.counts_requests

Drain = Callable[[], int]
Letters = Counter[tuple[str, str]]
# When the sweep comes by while SES is away.
TURNS = [timedelta(minutes=minutes) for minutes in (2, 5, 10, 20, 40, 80, 120)] + [timedelta(hours=hours) for hours in (6, 12, 23, 25)]


@pytest.fixture
def known(browser: Browser, drain: Drain, now: datetime) -> list[Known]:
    """The presses that change something."""
    return [each for each in known_things(browser, drain, now) if each.method == "POST" and each.changes]


@pytest.fixture
def person(browser: Browser, known: list[Known]) -> Person:
    return Person(browser, kept_cloud.remember())


@pytest.fixture
def letters(sent_mail: Callable[[], list[Any]], person: Person) -> Callable[[], Letters]:
    """Whom something was sent to since the scene stands, and how often."""
    before = len(sent_mail())
    return lambda: Counter((str(letter["To"]), str(letter["Subject"])) for letter in sent_mail()[before:])


def undone() -> list[OutboxItem]:
    """Mails that a worker has not sent yet, whatever became of them."""
    rows = [f"{row}#{shard}" for row in ("open", "waiting", "failed") for shard in SHARDS]
    return [item for row in rows for item in OutboxItem.by_state.query(row) if item.queue == "mail"]


def with_mail(known: list[Known], person: Person, drain: Drain, letters: Callable[[], Letters]) -> list[tuple[Known, Letters]]:
    """The presses that a letter comes of, with what is sent when all is well."""
    found = []
    for each in known:
        person.begins_anew().does(each.method, each.path, each.values)
        drain()
        if sent := letters():
            found.append((each, sent))
    return found


def test_a_letter_goes_out_once_when_ses_is_back(
    known: list[Known],
    person: Person,
    drain: Drain,
    letters: Callable[[], Letters],
    now: datetime,
    set_clock: Callable[[datetime], None],
    schedule: Callable[[str], None],
) -> None:
    """The press is answered as ever, nothing is sent meanwhile, nothing is given to staff, and then each letter goes once."""
    presses = with_mail(known, person, drain, letters)
    assert len(presses) > 8
    wrong = []
    for each, wanted in presses:
        for fault in Fault:
            set_clock(now)
            person.begins_anew()
            with out_of_order(fault, "sesv2"):
                answer = person.does(each.method, each.path, each.values)
                drain()
            meanwhile = (told(answer, each.answer), sum(letters().values()), len(failures.failed()), bool(undone()))
            set_clock(now + TURNS[0])
            schedule("sweep")
            drain()
            if meanwhile != ("as ever", 0, 0, True) or letters() != wanted or undone():
                wrong.append((each.route, fault, meanwhile, letters()))
    assert wrong == []


def test_what_becomes_of_a_letter(
    known: list[Known],
    person: Person,
    drain: Drain,
    letters: Callable[[], Letters],
    browser: Browser,
    now: datetime,
    set_clock: Callable[[datetime], None],
    schedule: Callable[[str], None],
) -> None:
    """How long it waits by itself, and what staff read of it then; docs/faults.md says so."""
    each, _ = with_mail(known, person, drain, letters)[-1]
    lines = ["| SES | the press | when the page of failed messages has the letter | what it says |", "|---|---|---|---|"]
    for fault in Fault:
        set_clock(now)
        person.begins_anew()
        with out_of_order(fault, "sesv2"):
            words = told(person.does(each.method, each.path, each.values), each.answer)
            drain()
            turns = iter(TURNS)
            while not failures.failed():
                waited = next(turns)
                set_clock(now + waited)
                schedule("sweep")
                drain()
        (item,) = failures.failed()
        assert registry.label_of(item.kind) in browser.sign_in(Role.ADMINISTRATOR).get("/messages").text
        assert str(item.error) in browser.get(f"/messages/of/{item.kind}").text
        when = "after a day" if waited > OUTAGE_LASTS else f"within {waited.total_seconds() / 60:.0f} minutes"
        lines.append(f"| {fault} | {words} | {when} | {item.error} |")
    hold("faults.md", "tests/everything/test_mail_outages.py", "\n".join(lines) + "\n")

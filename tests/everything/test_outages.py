"""Every page and press while one service hangs, throttles, breaks or denies: docs/faults.md, and that nobody waits too long for it.

The document names what is unlike the rest. UPDATE_DOCS=1 writes it anew.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from chalicelib.identity import Role
from tests.scenes.everything import known_things
from tests.support import kept_cloud
from tests.support.browser_client import Browser
from tests.support.documents import hold
from tests.support.faults import SERVICES, Fault, close_keys, out_of_order
from tests.support.presses import Known, Person, told

pytestmark = pytest.mark.counts_requests

API_GATEWAY_GIVES_UP = 29
FAULTS = tuple(Fault)
# A process opens its keys once, so the first page of each asks KMS as well: whichever it is.
FIRST_PAGES = {"/", "/classes", "/c/{class_id}", "/c/{class_id}/enter", "/sign-in"}
# (route with method, service) → what is told under each fault.
Table = dict[tuple[str, str], tuple[str, ...]]


@pytest.fixture
def known(browser: Browser, drain: Callable[[], int], now: datetime) -> list[Known]:
    return known_things(browser, drain, now)


def _looked_at(known: list[Known], person: Person) -> Iterator[tuple[Known, str, str, float]]:
    """(page or press, service, what is told, seconds) under each fault."""
    for each in known:
        for service in sorted({*each.services, *({"kms"} if each.route in FIRST_PAGES else ())}):
            for fault in FAULTS:
                person.begins_anew()
                if service == "kms":
                    close_keys()
                with out_of_order(fault, service) as outage:
                    words = told(person.does(each.method, each.path, each.values), each.answer)
                yield each, service, words, outage.seconds


def _document(table: Table) -> str:
    """A line for each service and what is told, the commonest without names."""
    lines = ["| service | hangs | throttles | 5xx | denied | where |", "|---|---|---|---|---|---|"]
    for service in SERVICES:
        rows: dict[tuple[str, ...], list[str]] = {}
        for (name, asked), words in sorted(table.items()):
            if asked == service:
                rows.setdefault(words, []).append(name)
        for words, names in sorted(rows.items(), key=lambda row: -len(row[1])):
            where = "everywhere else" if names is max(rows.values(), key=len) else "、".join(names)
            lines.append(f"| {service} | {' | '.join(words)} | {where} |")
    return "\n".join(lines) + "\n"


def test_each_outage_is_told_in_time(known: list[Known], browser: Browser) -> None:
    """Words, the right status, below 29 s; and docs/faults.md says what is told where."""
    person, table, wrong = Person(browser, kept_cloud.remember()), Table(), []
    for each, service, words, seconds in _looked_at(known, person):
        name = f"`{each.method} {each.route}`"
        if seconds > API_GATEWAY_GIVES_UP or words.startswith("500") or words.isdigit():
            wrong.append((name, service, words, seconds))
        if (name, service) not in table or len(table[name, service]) < len(FAULTS):
            table[name, service] = (*table.get((name, service), ()), words)
    assert wrong == []
    hold("faults.md", "tests/everything/test_outages.py", _document(table))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_page_without_its_key_is_still_a_page(fault: Fault, browser: Browser) -> None:
    """Where not even a cookie can be read, the person sees words and a way on, as a page."""
    browser.sign_in(Role.ORGANIZER)
    close_keys()
    with out_of_order(fault, "kms"):
        browser.get("/classes")
    assert (browser.status, browser.text.lstrip()[:15], "資料未變更" in browser.text) == (503, "<!doctype html>", True)
    assert "__Host-session" in browser.cookies

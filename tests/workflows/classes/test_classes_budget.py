"""How many calls to AWS a page or a change costs, whatever the number of classes."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest

from chalicelib.identity import Principal, Role
from tests.support.browser_client import Browser
from tests.support.builders import class_form, make_class

AMY = Principal("amy", "林小姐", frozenset({Role.ORGANIZER}))


@pytest.fixture
def ask(browser: Browser, now: datetime) -> Callable[[str], Browser]:
    make_class(AMY, now)
    browser.sign_in(Role.ORGANIZER, username="amy").get("/classes/new")
    return browser.get


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/classes", {"Query": 3}),  # two months of classes, and today's sessions
        ("/classes/115-B00492-1", {"GetItem": 3, "Query": 1}),  # the class, its timetable, what was told of it last
        ("/classes/115-B00492-1/roster", {"GetItem": 1}),
        ("/classes/115-B00492-1/timetable", {"GetItem": 2}),
        ("/classes/115-B00492-1/sessions/new", {"GetItem": 1}),
        ("/sessions/115-B00492-1.20260302am/edit", {"GetItem": 2}),
        ("/today", {"Query": 1}),
        ("/classes/new", {}),
    ],
)
def test_a_page_costs(path: str, expected: dict[str, int], ask: Callable[[str], Browser], calls: Counter[str]) -> None:
    """Each page reads with this many calls."""
    calls.clear()
    assert ask(path).status == 200
    assert calls == expected


@pytest.mark.counts_requests
def test_a_change_is_one_transaction(ask: Callable[[str], Browser], browser: Browser, calls: Counter[str]) -> None:
    """Creating a class with its sessions and its announcement is one call; editing adds the reads of the class and its sessions."""
    calls.clear()
    browser.post("/classes", class_form(code="B00493"))
    assert calls == {"TransactWriteItems": 1}
    calls.clear()
    browser.post("/classes/115-B00493-1/edit", class_form(name="新名稱", version="1"))
    assert calls == {"GetItem": 1, "Query": 1, "TransactWriteItems": 1}

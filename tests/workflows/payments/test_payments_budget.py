"""How many calls to DynamoDB the pages of payments cost, however many applications there are."""

from collections import Counter
from datetime import datetime

import pytest

from chalicelib.identity import Role
from tests.scenes.payments import applied, approved
from tests.support.browser_client import Browser

STANDS = Counter({"BatchGetItem": 1})  # where it is about money, each press asks whether the session was ended elsewhere
ROLES = {"organizer1": Role.ORGANIZER, "head1": Role.HEAD, "accountant1": Role.ACCOUNTANT}


@pytest.mark.parametrize(
    ("username", "path", "expected"),
    [
        ("head1", "/inbox/count", {"Query": 2}),  # what is lent, what waits for the step
        ("accountant1", "/inbox/count", {"Query": 4}),  # and what can be paid, and batches
        ("organizer1", "/inbox/count", {"Query": 2}),  # what is lent, what came back
        ("organizer1", "/inbox", {"Query": 26}),  # and the fee cases of three states, eight shards each
        ("head1", "/payments", {"Query": 2}),
        ("accountant1", "/payments/batches", {"Query": 2}),
        # the application, its events, its mail that came back, who decides by whom, its cases
        ("head1", "/payments/applications/A202603020001", {"GetItem": 1, "Query": 2, "BatchGetItem": 1}),
        ("organizer1", "/payments/levels", {"Query": 1}),
    ],
)
def test_a_page_costs(username: str, path: str, expected: dict[str, int], browser: Browser, now: datetime, calls: Counter[str]) -> None:
    """Each page reads with this many calls, with two applications of three cases as with one."""
    applied(now)
    approved(now, run="2")
    browser.sign_in(ROLES[username], username=username)
    calls.clear()
    assert browser.get(path).status == 200
    assert calls == Counter(expected) + STANDS


@pytest.mark.counts_requests
def test_a_decision_is_one_transaction(browser: Browser, now: datetime, calls: Counter[str]) -> None:
    """Reading the application and its cases, and one transaction; the outbox's delivery is not DynamoDB's."""
    applied(now)
    browser.sign_in(Role.HEAD, username="head1", name="周明德").get("/payments/applications/A202603020001")
    calls.clear()
    assert browser.post("/payments/applications/A202603020001/approve", {"version": "pending-0"}).status == 303
    assert calls == Counter({"GetItem": 1, "BatchGetItem": 1, "TransactWriteItems": 1}) + STANDS

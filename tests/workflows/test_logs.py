"""What a page that fails leaves in the log."""

import logging
from collections.abc import Callable
from datetime import datetime

import pytest
from botocore.exceptions import ClientError

from chalicelib.dynamodb import connection
from tests.scenes.attendance import WANG, make_running_class
from tests.support.browser_client import Browser

# A service may say what it refused, and an error of Python what it could not read.
ERRORS = {
    "a service's refusal": (ClientError({"Error": {"Code": "AccessDeniedException", "Message": f"no {WANG}"}}, "Query"), 503),
    "an error of our own": (ValueError(f"no number: {WANG}"), 500),
}


@pytest.mark.parametrize("what", ERRORS)
def test_the_log_says_kind_and_place_of_an_error(
    what: str, browser: Browser, drain: Callable[[], int], now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    """Enough to find the line, and nothing of what was typed: an error's text may hold an ID number."""
    class_ = make_running_class(browser, drain, now)
    browser.get(f"/c/{class_.id}/enter")
    error, status = ERRORS[what]

    def fail(**_: object) -> None:
        raise error

    events = connection().client.meta.events
    events.register_first("before-send", fail)
    try:
        with caplog.at_level(logging.INFO):
            browser.post(f"/c/{class_.id}/enter", {"id_number": WANG})
    finally:
        events.unregister("before-send", fail)
    assert browser.status == status
    assert type(error).__name__ in caplog.text
    assert "domains/portal/login.py" in caplog.text
    assert WANG not in caplog.text

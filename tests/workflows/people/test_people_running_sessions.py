"""A session that goes on is looked at again: what the administrator changed meanwhile reaches who is signed in."""

from collections.abc import Callable
from datetime import datetime, timedelta

from botocore.exceptions import EndpointConnectionError

from chalicelib.cloud import accounts
from chalicelib.cloud.clients import client
from tests.scenes.signing_in import person, sign_in
from tests.support.browser_client import Browser

SetClock = Callable[[datetime], None]


def test_a_disabled_account_is_signed_out(browser: Browser, now: datetime, set_clock: SetClock) -> None:
    """Within a quarter of an hour of being disabled, a signed-in person is asked to sign in, and the browser forgets the session."""
    person("lin", "organizer")
    sign_in(browser)
    accounts.set_enabled("lin", False)
    set_clock(now + timedelta(minutes=16))
    browser.get("/classes")
    assert (browser.status, browser.location) == (303, "/sign-in?next=/classes")
    assert "__Host-session" not in browser.cookies


def test_a_lost_role_closes_its_pages(browser: Browser, now: datetime, set_clock: SetClock) -> None:
    """Who is no longer an organizer cannot open the classes any more, though the session goes on."""
    person("lin", "organizer", "guard")
    sign_in(browser)
    accounts.remove_from_group("lin", "organizer")
    set_clock(now + timedelta(minutes=16))
    assert browser.get("/classes").status == 403
    assert browser.get("/account").status == 200


def test_an_active_session_goes_on(browser: Browser, now: datetime, set_clock: SetClock) -> None:
    """Who works every twenty minutes stays signed in for hours, and no longer than ten."""
    person("lin", "organizer")
    sign_in(browser)
    for minutes in range(20, 600, 20):
        set_clock(now + timedelta(minutes=minutes))
        assert browser.get("/classes").status == 200
    set_clock(now + timedelta(hours=10, minutes=1))
    assert browser.get("/classes").status == 303


def test_an_outage_of_the_accounts_signs_nobody_out(browser: Browser, now: datetime, set_clock: SetClock) -> None:
    """While Cognito does not answer, a session runs to its own end, and is not renewed."""
    person("lin", "organizer")
    sign_in(browser)

    def no_answer(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://cognito-idp")

    events = client("cognito-idp").meta.events
    events.register("before-call.cognito-identity-provider", no_answer)
    try:
        set_clock(now + timedelta(minutes=20))
        assert browser.get("/classes").status == 200
        set_clock(now + timedelta(minutes=31))
        assert browser.get("/classes").status == 303
    finally:
        events.unregister("before-call.cognito-identity-provider", no_answer)

"""The staff page of failed messages."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from chalicelib.identity import Role
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message
from tests.support.browser_client import Browser


def fail(message: Message, now: datetime) -> None:
    """Five tries, each ended by an error."""

    def broken(now: datetime, **body: object) -> None:
        raise RuntimeError("a name that must not be shown")

    outbox.announce([message], now)
    for _ in range(5):
        outbox.handle_batch([{"messageId": "1", "body": f'{{"id": "{message.id}"}}'}], {message.kind: broken}, now)


def test_no_failed_message_is_good_news(browser: Browser) -> None:
    """The empty page says that all is well."""
    assert "一切正常" in browser.sign_in(Role.ORGANIZER).get("/messages").text


def test_a_failed_message_is_shown_without_personal_data(browser: Browser, now: datetime) -> None:
    """Kind, class, tries and the kind of error are shown; the text of a foreign error is not."""
    fail(Message("people.welcome", {"username": "lin"}, subject="115-B00492-1"), now)
    browser.sign_in(Role.ADMINISTRATOR).get("/messages")
    assert all(words in browser.text for words in ("帳號建立通知信", "115-B00492-1", "RuntimeError"))
    assert "must not be shown" not in browser.text


def test_redrive_gives_a_message_another_go(browser: Browser, now: datetime, drain: Callable[[], int]) -> None:
    """It leaves the list and is handled again, even where its id holds signs that an address must quote."""
    fail(Message("people.welcome", {"username": "nobody"}, id="notice#115-B00492-1#x", queue="mail"), now)
    browser.sign_in(Role.ORGANIZER).get("/messages")
    assert f'action="/messages/{quote("notice#115-B00492-1#x")}/redrive"' in browser.text
    browser.post(f"/messages/{quote('notice#115-B00492-1#x')}/redrive")
    assert browser.location == "/messages"
    assert outbox.failed() == []
    item = outbox.OutboxItem.find("notice#115-B00492-1#x", "message")
    assert item
    assert (item.state, item.tries) == ("pending", 0)


def test_only_a_failed_message_is_redriven(browser: Browser, now: datetime) -> None:
    """A message on its way is left alone."""
    outbox.announce([Message("people.welcome", {"username": "x"}, id="fresh")], now)
    assert browser.sign_in(Role.ORGANIZER).post("/messages/fresh/redrive").status == 404

"""The staff page of failed messages."""

import re
from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

import pytest

from chalicelib.identity import Principal, Role
from chalicelib.messaging import failures, outbox, store
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.retry_rules import Attempts, MessageState, Next
from tests.support.browser_client import Browser
from tests.support.builders import make_class
from tests.support.dying import dying_at_write
from tests.support.messages import standing

ORGANIZER = Principal("organizer1", "陳先生", frozenset({Role.ORGANIZER}))


def fail(now: datetime, *messages: Message, state: MessageState = MessageState.FAILED) -> None:
    """As they stand after a run that was the last; or, waiting, after one that met an outage."""
    outbox.announce(messages, now)
    for message in messages:
        item = store.take(message.id, now, now)
        assert item
        store.put_off(item, Next(state, now, Attempts(5)), "RuntimeError", {})


def letters(count: int, class_id: str, first: int = 0) -> list[Message]:
    """Notices of a class, whose trainees are nobody."""
    body = {"class_id": class_id, "kind": "notice", "person": "nobody"}
    return [Message("classes.letter", body, class_id, "mail", f"letter.{class_id}.{first + number}") for number in range(count)]


def counts(browser: Browser) -> list[str]:
    """What the rows of the overview count: failed, waiting, one after the other."""
    return re.findall(r'class="number">([\d,]+)</td>', browser.sign_in(Role.ORGANIZER, username="organizer1").get("/messages").text)


def test_no_failed_message_is_good_news(browser: Browser) -> None:
    """The empty page says that all is well."""
    assert "一切正常" in browser.sign_in(Role.ORGANIZER).get("/messages").text


def test_a_failed_message_is_shown_without_personal_data(browser: Browser, now: datetime) -> None:
    """Kind, class, tries and the kind of error are shown; the body is not."""
    fail(now, Message("people.welcome", {"username": "lin"}, subject="115-B00492-1"))
    browser.sign_in(Role.ADMINISTRATOR).get("/messages")
    assert "帳號建立通知信" in browser.text
    browser.get("/messages/of/people.welcome")
    assert all(words in browser.text for words in ("115-B00492-1", "RuntimeError", ">5<"))
    assert "lin" not in re.findall(r"<td[^>]*>([^<]*)</td>", browser.text)


def test_every_failed_message_is_counted_and_listed(browser: Browser, now: datetime) -> None:
    """Not only the first fifty of a shard: the count is whole, and the pages hold each of them once."""
    class_ = make_class(ORGANIZER, now)
    fail(now, *letters(120, class_.id))
    browser.sign_in(Role.ADMINISTRATOR).get("/messages")
    assert ">120<" in browser.text
    found = []
    for page in ("1", "2", "3"):
        browser.get(f"/messages/of/classes.letter?page={page}")
        found += re.findall(r'action="/messages/([^/"]+)/redrive"', browser.text)
    assert sorted(found) == sorted(message.id for message in letters(120, class_.id))


def test_an_organizer_sees_the_own_classes(browser: Browser, now: datetime) -> None:
    """Neither counted, listed nor sent again is what belongs to another's class, or to none."""
    own, other = make_class(ORGANIZER, now), make_class(Principal("organizer2", "李", ORGANIZER.roles), now, run="2")
    fail(now, *letters(2, own.id), *letters(3, other.id), Message("people.welcome", {"username": "x"}, id="welcome"))
    assert counts(browser) == ["2", "0"]
    assert browser.get("/messages/of/people.welcome").status == 404
    assert other.id not in browser.get("/messages/of/classes.letter").text
    assert browser.post(f"/messages/letter.{other.id}.0/redrive").status == 403
    assert browser.post("/messages/welcome/redrive").status == 403


def test_all_of_a_kind_by_one_press(browser: Browser, now: datetime, drain: Callable[[], int]) -> None:
    """An organizer's press sends the own class's again, in pieces that go on, and nothing of another's; the page says how far it is."""
    own, other = make_class(ORGANIZER, now), make_class(Principal("organizer2", "李", ORGANIZER.roles), now, run="2")
    fail(now, *letters(620, own.id), *letters(3, other.id))
    drain()
    browser.sign_in(Role.ORGANIZER, username="organizer1")
    browser.post("/messages/of/classes.letter/redrive")
    assert "0 / 620" in browser.get("/messages").text
    drain()
    assert counts(browser) == []
    assert "620" not in browser.text
    assert len(failures.failed()) == 3
    assert {standing(message.id).state for message in letters(620, own.id)} == {MessageState.DONE}


def test_a_press_that_is_cut_off_goes_on(now: datetime) -> None:
    """A worker that dies in the middle leaves the others failed, and the next run sends exactly those."""
    fail(now, *letters(3, "115-B00492-1"))
    failures.redrive_all("classes.letter", None, "root", now)
    with dying_at_write(2), pytest.raises(KeyboardInterrupt):
        failures.redrive_piece("classes.letter", "root", now.isoformat(), 0, now)
    assert len(failures.failed()) == 2
    failures.redrive_piece("classes.letter", "root", now.isoformat(), 0, now)
    assert (failures.failed(), [press.ended_at for press in failures.presses()]) == ([], [now])


def test_a_press_takes_what_failed_before_it(now: datetime) -> None:
    """What fails anew meanwhile is not sent round and round; a piece that comes twice does nothing."""
    fail(now, *letters(3, "115-B00492-1"))
    assert failures.redrive_all("classes.letter", None, "root", now) == 3
    for _ in range(2):
        failures.redrive_piece("classes.letter", "root", now.isoformat(), 0, now)
    assert [press.done for press in failures.presses()] == [3]
    assert failures.redrive_all("classes.letter", None, "root", now) == 0


def test_what_waits_for_a_service_is_shown(browser: Browser, now: datetime) -> None:
    """It needs no press, and says that it comes back by itself."""
    class_ = make_class(ORGANIZER, now)
    fail(now, *letters(2, class_.id), state=MessageState.WAITING)
    assert counts(browser) == ["0", "2"]
    assert "系統會自己再試" in browser.text


def test_redrive_gives_a_message_another_go(browser: Browser, now: datetime, drain: Callable[[], int]) -> None:
    """It leaves the list and is handled again, even where its id holds signs that an address must quote."""
    fail(now, Message("people.welcome", {"username": "nobody"}, id="notice#115-B00492-1#x", queue="mail"))
    browser.sign_in(Role.ADMINISTRATOR).get("/messages/of/people.welcome")
    assert f'action="/messages/{quote("notice#115-B00492-1#x")}/redrive"' in browser.text
    browser.post(f"/messages/{quote('notice#115-B00492-1#x')}/redrive")
    assert browser.location == "/messages"
    assert failures.failed() == []
    item = standing("notice#115-B00492-1#x")
    assert (item.state, item.tries) == ("pending", 0)


def test_only_a_failed_message_is_redriven(browser: Browser, now: datetime) -> None:
    """A message on its way is left alone."""
    outbox.announce([Message("people.welcome", {"username": "x"}, id="fresh")], now)
    assert browser.sign_in(Role.ADMINISTRATOR).post("/messages/fresh/redrive").status == 404

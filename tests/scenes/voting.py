"""A class of eight and its polls: what the tests of voting begin with."""

import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.domains.classes.model import Class
from chalicelib.domains.people import service as people
from chalicelib.domains.voting import casting, opening, store
from chalicelib.domains.voting.model import Poll
from chalicelib.domains.voting.polls import making
from chalicelib.identity import Principal, Role
from tests.support.browser_client import Browser
from tests.support.builders import confirm_import, import_file, make_class
from tests.support.worlds import built_once

ORGANIZER = Principal("organizer1", "辦班人員", frozenset({Role.ORGANIZER}))
IDS = ("A123456789", "B220011227", "A800000014", "F131104093", "A223456781", "B123456780", "C123456781", "D123456782")
ROSTER = "座位,姓名,身分證字號,服務機關,組別\n" + "".join(
    f"{place},學員{place},{number},人事處,第{1 + (place - 1) // 4}組\n" for place, number in enumerate(IDS, 1)
)
RECEIPT = re.compile(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})</code>")
CANDIDATES = "王小明\n李大同\n𠮷川健"


@built_once
def make_voting_class(browser: Browser, drain: Callable[[], int], now: datetime, **changed: str) -> Class:
    """The class with its roster; the browser is its organizer's."""
    made = make_class(ORGANIZER, now, **changed)
    browser.sign_in(Role.ORGANIZER, username=ORGANIZER.username, name=ORGANIZER.name)
    confirm_import(browser, drain, import_file(browser, drain, made.id, ROSTER.encode()))
    drain()
    return made


def person(place: int) -> str:
    """The key of the person on this seat."""
    return people.identify(IDS[place - 1])


def poll_form(**changed: str) -> dict[str, str]:
    """One of three, secret, shown at once."""
    form = {"title": "班長選舉", "kind": "some", "candidates": CANDIDATES, "least": "1", "most": "1", "secret": "1"}
    return {**form, "new_id": f"p{secrets.token_hex(5)}", **changed}


def make_poll(class_: Class, now: datetime, *, opened: bool = True, **changed: str) -> Poll:
    """Saved, and open unless told otherwise."""
    poll = making.save(ORGANIZER, class_.id, None, poll_form(**changed), now)
    return opening.settle(ORGANIZER, class_.id, poll.id, {"action": "open"}, now) if opened else poll


def standing(poll: Poll) -> Poll:
    """The poll as it is now."""
    found = store.find(poll.class_id, poll.id)
    assert found
    return found


def close(poll: Poll, now: datetime) -> Poll:
    return opening.settle(ORGANIZER, poll.class_id, poll.id, {"action": "close"}, now)


def named(poll: Poll, name: str) -> str:
    """The candidate's id."""
    return next(each.id for each in poll.content.candidates if each.name == name)


def vote(poll: Poll, place: int, form: dict[str, str], now: datetime) -> str | None:
    """The person on this seat votes; the receipt."""
    return casting.cast(poll.class_id, person(place), poll.id, form, now)


def choosing(poll: Poll, *names: str) -> dict[str, str]:
    """The form for these candidates, of a poll of one or several."""
    if poll.content.most == 1 and poll.content.kind == "some":
        return {"choice": named(poll, names[0])}
    return {f"c.{named(poll, name)}": "1" for name in names}


def counted(now: datetime) -> datetime:
    """When a poll that was closed at this moment is counted."""
    return now + timedelta(minutes=1)


def page_of(poll: Poll) -> str:
    """Of a trainee."""
    return f"/c/{poll.class_id}/polls/{poll.id}"


def checked(phone: Browser, poll: Poll, form: dict[str, str]) -> dict[str, str]:
    """The form of the page that shows the choices once more."""
    phone.get(page_of(poll))
    phone.post(f"{page_of(poll)}/check", form)
    assert phone.status == 200, phone.text
    return dict(re.findall(r'<input type="hidden" name="((?!csrf)[^"]+)" value="([^"]*)"', phone.text.partition("</form>")[0]))

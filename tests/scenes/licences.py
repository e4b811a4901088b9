"""A class with a timetable, its letters, and the lecturer's way from the mail to the signature."""

import base64
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib.domains.classes.model import Class
from chalicelib.domains.classes.timetable import editing as timetable_editing
from chalicelib.domains.licences import store
from chalicelib.domains.licences.letters import overview, sending
from chalicelib.domains.licences.model import Letter
from chalicelib.domains.licences.signing import signing
from chalicelib.domains.licences.templates import templates
from chalicelib.domains.licences.wording_rules import text_sha256
from chalicelib.identity import Principal, Role
from chalicelib.records.hash_chain import Actor
from tests.support.browser_client import Browser
from tests.support.builders import make_class
from tests.support.worlds import built_once

ORGANIZER = Principal("tester", "測試人員", frozenset({Role.ORGANIZER}))
PHONE = Actor("講座", "203.0.113.7", "Mobile Safari")
# A picture of one grey pixel: what a signature pad sends, only smaller.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
DRAWN = f"data:image/png;base64,{PNG}"
TIMETABLE = (("2026-03-03", "09:00", "10:50", "2", "公文寫作", "林書豪"), ("2026-03-04", "13:30", "16:20", "3", "公文實作", "林書豪"))
_LINK = re.compile(r"/l/([\w-]+)")


@built_once
def class_with_talks(now: datetime, *lines: tuple[str, ...], **changed: str) -> Class:
    """A class of the organizer with these lines of timetable (two talks of 林書豪 unless told otherwise), and the standard templates."""
    templates.ensure_standard(now)
    class_ = make_class(ORGANIZER, now, **changed)
    for version, (day, starts, ends, count, subject, lecturer) in enumerate(lines or TIMETABLE):
        form = {"day": day, "starts": starts, "ends": ends, "count": count, "subject": subject, "lecturer": lecturer}
        timetable_editing.save_period(ORGANIZER, class_.id, {**form, "version": str(version)})
    return class_


def order(class_: Class, now: datetime, **changed: str) -> dict[str, str]:
    """The form that sends a letter to every lecturer of the class who needs one."""
    found = overview.class_overview(ORGANIZER, class_.id, now)
    form = {"template": "classroom", "due_on": "2026-03-20", "fee": "0"}
    for need in found["needs"]:
        form |= {f"send.{need.key}": "on", f"email.{need.key}": need.email or f"{need.key}@example.edu.tw"}
    return {**form, **changed}


def send(class_: Class, now: datetime, **changed: str) -> list[Letter]:
    return [letter for letter in sending.send_letters(ORGANIZER, class_.id, order(class_, now, **changed), now).results if letter]


def invitation(mails: list[Any]) -> Any:
    """The latest mail that asks to sign."""
    return [mail for mail in mails if "請簽署" in mail["Subject"]][-1]


def link_in(mail: Any) -> str:
    """The token of the link in a mail."""
    found = _LINK.search(mail.get_body(("plain",)).get_content())
    assert found, "the mail has no link"
    return found[1]


def letter_of(link: str) -> Letter:
    """The letter of the path /l/<token>."""
    found = store.find_pointer("LINK", signing.fingerprint(link.removeprefix("/l/")))
    assert found
    letter = store.find_letter(found[0])
    assert letter
    return letter


def opened(browser: Browser, link: str) -> Browser:
    """The browser with the letter before it, or the field for the digits."""
    browser.get(link).post(f"{link}/open", follow=True)
    assert browser.status == 200
    return browser


def everything(letter: Letter) -> dict[str, str]:
    """All that may be ticked, ticked."""
    form: dict[str, str] = {}
    for clause in letter.clauses:
        if clause.grant:
            form[f"keep.{clause.id}"] = "on"
            form |= {f"rights.{clause.id}.{value}": "on" for value in clause.grant.rights}
            form |= {f"audiences.{clause.id}.{value}": "on" for value in clause.grant.audiences}
            form |= {f"channels.{clause.id}.{value}": "on" for value in clause.grant.channels}
    return form


def signed_form(token: str, now: datetime, **changed: str) -> dict[str, str]:
    """What the page sends when everything is agreed to and a name is drawn."""
    shown = signing.cover(token, now)
    form = {**everything(shown), "signature": DRAWN, "text_sha256": text_sha256(shown), "request": "page-view-1"}
    return {**form, **changed}


def signed_letter(class_: Class, now: datetime, drain: Callable[[], int], sent_mail: Callable[[], list[Any]], **changed: str) -> Letter:
    """The first letter of the class, sent, mailed and signed; its document waits for the worker until the next drain."""
    send(class_, now, **changed)
    drain()
    token = link_in(invitation(sent_mail()))
    return signing.sign(token, signed_form(token, now), PHONE, now)


def drawn_png() -> bytes:
    return base64.b64decode(PNG)

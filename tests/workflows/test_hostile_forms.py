"""Every form of every page, sent with what nobody should type: an answer in words, never a crash."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from app import app as application
from chalicelib.session import Role
from tests.browser_client import Browser
from tests.licences_scene import class_with_talks, send

NASTY = {
    "nothing": "",
    "long": "長" * 20_000,
    "signs": "<script>alert(1)</script>'\";--{{7*7}}{lecturer}\\%s%00",
    "strange": "\x00\x07\u202e\U0001f600\ud83d\ude00\u0338".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "number": "-99999999999999999999",
    "date": "0000-13-45",
    "path": "../../../etc/passwd#?&=/",
}
FORM = re.compile(
    r'<form[^>]*method="post"[^>]*action="(/[^"]*)"[^>]*>(.*?)</form>|<form[^>]*action="(/[^"]*)"[^>]*method="post"[^>]*>(.*?)</form>', re.S
)
NAME = re.compile(r'<(?:input|select|textarea|button)[^>]*\bname="([^"]+)"')
# What a test must not do to itself.
LEFT_OUT = {"/sign-out"}


@pytest.fixture
def pages(now: datetime, browser: Browser) -> dict[str, str]:
    """Path → text of every page that opens for an organizer who is an administrator too, with a class and a letter in it."""
    class_ = class_with_talks(now)
    (letter,) = send(class_, now)
    session = f"{class_.id}.20260302am"
    ids = {
        "class_id": class_.id,
        "session_id": session,
        "letter_id": letter.id,
        "template_id": "classroom",
        "position": "0",
        "kind": "roster",
    }
    found: dict[str, str] = {}
    browser.sign_in(Role.ADMINISTRATOR, Role.ORGANIZER, Role.ROOM_ATTENDANT)
    for route, methods in application.routes.items():
        path = re.sub(r"\{(\w+)\}", lambda part: ids.get(part[1], "none"), route)
        if "GET" in methods and browser.get(path).status == 200 and "text/html" in str(browser.headers.get("Content-Type")):
            found[path] = browser.text
    return found


def test_enough_is_looked_at(pages: dict[str, str]) -> None:
    """The pages that this goes through are the system's, not an empty list."""
    assert len(pages) > 30
    assert sum(len(FORM.findall(text)) for text in pages.values()) > 30


@pytest.mark.parametrize("kind", NASTY)
def test_no_form_breaks(kind: str, pages: dict[str, str], browser: Browser, drain: Callable[[], int], aws: Callable[[str], Any]) -> None:
    """All fields of a form filled with one nasty value: refused or taken, and the page still opens after it."""
    sent: dict[tuple[str, frozenset[str]], int] = {}
    for text in pages.values():
        for groups in FORM.findall(text):
            action, body = (groups[0], groups[1]) if groups[0] else (groups[2], groups[3])
            names = frozenset(NAME.findall(body)) - {"csrf"}
            if action in LEFT_OUT or (action, names) in sent:
                continue
            sent[action, names] = browser.post(action, dict.fromkeys(names, NASTY[kind])).status
    assert {key: status for key, status in sent.items() if status >= 500} == {}
    broken = {path: browser.status for path in pages if browser.get(path).status >= 500}
    assert broken == {}

"""Every form of every page, sent with what nobody should type: an answer in words, never a crash."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.scenes.everything import opened_pages
from tests.support.browser_client import Browser

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
def pages(now: datetime, browser: Browser, drain: Callable[[], int]) -> dict[str, str]:
    """Path → text of every page that opens for somebody who is organizer, administrator and trainee, with something in every workflow."""
    return opened_pages(browser, drain, now)


def test_enough_is_looked_at(pages: dict[str, str]) -> None:
    """The pages that this goes through are the system's, not an empty list: those of trainees and of every workflow too."""
    assert len(pages) > 80
    assert sum(len(FORM.findall(text)) for text in pages.values()) > 100
    words = {path.split("/")[3] for path in pages if path.startswith(("/c/", "/classes/")) and path.count("/") > 2}
    assert words >= {"polls", "surveys", "survey", "leave", "meals", "handouts", "portal", "completion", "licences", "fees"}
    assert sum(path.startswith(("/fees", "/payments", "/inbox")) for path in pages) > 20


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

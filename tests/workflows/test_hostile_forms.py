"""Every form of every page, sent with what nobody should type: an answer in words, never a crash."""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import product
from typing import Any

import pytest

from chalicelib.domains.handouts import handouts
from chalicelib.domains.payments.year import requests as year_requests
from chalicelib.domains.surveys.templates import templates as survey_templates
from chalicelib.identity import Role
from chalicelib.web.router import every_route
from tests.scenes.fees import ACCOUNTANT
from tests.scenes.fees_confirming import drafts, sent_case
from tests.scenes.leave import apply
from tests.scenes.licences import class_with_talks, send
from tests.scenes.payments import applied, approved, batched
from tests.scenes.surveys import make_survey
from tests.scenes.voting import IDS, ORGANIZER, make_poll, make_voting_class, person
from tests.support.browser_client import Browser
from tests.support.worlds import built_once

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


def class_of_trainees(browser: Browser, drain: Callable[[], int], now: datetime) -> list[dict[str, str]]:
    """A class with a roster, a poll and a survey that are open and others that are not, a leave and a handout; ids of both kinds."""
    class_ = make_voting_class(browser, drain, now, code="B00493")
    leave = apply(class_, IDS[0], now, "0303am")
    handout = handouts.create(ORGANIZER, class_.id, {"title": "講義"}, now)
    polls = [make_poll(class_, now, opened=opened) for opened in (True, False)]
    surveys = [make_survey(class_, now, opened=opened, new_id=f"s000000000{opened:d}") for opened in (True, False)]
    common = {"class_id": class_.id, "session_id": f"{class_.id}.20260302am", "leave_id": leave.id, "handout_id": handout.id}
    return [
        {**common, "poll_id": poll.id, "survey_id": survey.id, "template_id": survey_templates.STANDARD.id}
        for poll, survey in zip(polls, surveys, strict=True)
    ]


def money(now: datetime, drain: Callable[[], int]) -> list[dict[str, str]]:
    """Fee cases, applications and batches in different states."""
    draft, sent = drafts(now, code="B00495")[0], sent_case(now, code="B00496")
    pending, done = applied(now, code="B00497"), approved(now, code="B00498")
    batch = batched(now, drain, code="B00499")
    year_id = year_requests.ask(ACCOUNTANT, {"year": "2026", "what": "withholding"}, now)
    years = {"year_id": year_id, "batch_id": batch.id}
    return [
        {"case_id": draft.id, "class_id": draft.class_id, "application_id": pending.id, **years},
        {"case_id": sent.id, "class_id": sent.class_id, "application_id": done.id, **years},
        {"case_id": batch.entries[0].case_id, "application_id": batch.applications[0], **years},
    ]


@pytest.fixture
def pages(now: datetime, browser: Browser, drain: Callable[[], int]) -> dict[str, str]:
    """Path → text of every page that opens for somebody who is organizer, administrator and trainee, with something in every workflow."""
    return opened_pages(browser, drain, now)


@built_once
def opened_pages(browser: Browser, drain: Callable[[], int], now: datetime) -> dict[str, str]:
    """The pages, and the cloud as it stands when they were looked at."""
    survey_templates.ensure_standard(now)
    known = class_of_trainees(browser, drain, now)
    class_ = class_with_talks(now)
    (letter,) = send(class_, now)
    session = {"class_id": class_.id, "session_id": f"{class_.id}.20260302am"}
    known.append({**session, "letter_id": letter.id, "template_id": "classroom", "position": "0", "kind": "roster"})
    known += money(now, drain)
    found: dict[str, str] = {}
    browser.sign_in(Role.ADMINISTRATOR, Role.ORGANIZER, Role.ROOM_ATTENDANT, Role.HEAD, Role.ACCOUNTANT, Role.DIRECTOR)
    browser.enter(known[0]["class_id"], person(1))
    for (route, methods), ids in product(every_route().items(), known):
        path = re.sub(r"\{(\w+)\}", lambda part: ids.get(part[1], "none"), route)  # noqa: B023
        if "GET" in methods and browser.get(path).status == 200 and "text/html" in str(browser.headers.get("Content-Type")):
            found[path] = browser.text
    return found


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

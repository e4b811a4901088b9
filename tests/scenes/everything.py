"""One of everything: classes, letters, cases, polls in several states, and every page of them."""

import re
from collections.abc import Callable
from datetime import datetime
from itertools import product

from chalicelib.domains.handouts import handouts
from chalicelib.domains.licences.links import token_of
from chalicelib.domains.payments.year import requests as year_requests
from chalicelib.domains.surveys.templates import templates as survey_templates
from chalicelib.identity import Role
from chalicelib.web.router import every_route
from tests.scenes import signing_in
from tests.scenes.fees import ACCOUNTANT
from tests.scenes.fees_confirming import drafts, entered, ready_case, sent_case
from tests.scenes.leave import ROSTER, apply
from tests.scenes.licences import class_with_talks, send
from tests.scenes.payments import applied, approved, batched
from tests.scenes.surveys import make_survey
from tests.scenes.voting import IDS, ORGANIZER, make_poll, make_voting_class, person
from tests.support import kept_cloud
from tests.support.browser_client import Browser
from tests.support.builders import class_form, import_file, make_account, make_class
from tests.support.presses import Known, Person, everything_known
from tests.support.worlds import built_once


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


# What a person knows and no page says.
TYPED = {
    "/account/password": {"current": signing_in.PASSWORD, "new_password": "Another-horse-8", "again": "Another-horse-8"},
    "/accounts": {"username": "abc", "name": "王", "email": "a@b.tw", "agency": "", "role_organizer": "1"},
    "/c/{class_id}/enter": {"id_number": IDS[0]},
    "/classes": class_form(code="B00777"),
    "/classes/{class_id}/portal": {"version": "0", "fan_page": "https://fan.example/"},
    "/classes/{class_id}/sessions/new": {"day": "2026-03-20", "half": "ev", "starts": "18:30", "ends": "20:30", "room": "301"},
    "/fees/parameters": {"key": "limit_expert", "value": "2100", "starts_on": "2027-01-01", "source": "院函"},
    "/inbox/delegations": {"to": "deputy", "step": "head", "starts_on": "2026-03-02", "ends_on": "2026-03-09", "reason": "出國"},
    "/portal/standard": {"version": "0", "fan_page": "https://fan.example/"},
    "/sign-in": {"username": "tester", "password": signing_in.PASSWORD},
}


@built_once
def known_things(browser: Browser, drain: Callable[[], int], now: datetime) -> list[Known]:
    """What each page and each press does when all is well; then the cloud is as it was before."""
    make_account("deputy", now, Role.HEAD, Role.ORGANIZER)
    signing_in.person("tester", "organizer")
    pages = {**opened_pages(browser, drain, now), **_behind_links(browser, drain, now)}
    drain()
    doer = Person(browser, kept_cloud.remember())
    known = everything_known(doer, pages, TYPED)
    doer.begins_anew()
    return known


def _behind_links(browser: Browser, drain: Callable[[], int], now: datetime) -> dict[str, str]:
    """What a lecturer opens by a mail's link, and the preview of an import."""
    case = entered(browser, ready_case(now, code="B00494"))
    found = {path: browser.get(path).text for path in ("/fee/account", "/fee/confirm") if case}
    (letter,) = send(class_with_talks(now, code="B00501"), now)
    door = f"/l/{token_of(letter.id, letter.links)}"
    found[door] = browser.get(door).text
    found[browser.post(f"{door}/open").location] = browser.get(browser.location).text
    preview = import_file(browser, drain, make_class(ORGANIZER, now, code="B00502").id, ROSTER.encode())
    return found | {preview: browser.text}

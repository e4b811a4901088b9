"""Who is told of leave: the gate, the rooms, the agency, the trainee; each once."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from chalicelib.domains.attendance import store as attendance
from chalicelib.domains.classes.model import Class
from chalicelib.domains.leave import jobs, store
from chalicelib.domains.leave.model import State
from chalicelib.domains.people import directory
from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.identity import Principal, Role
from chalicelib.messaging import registry
from chalicelib.messaging.store import OutboxItem
from tests.scenes.attendance import LIN, WANG
from tests.scenes.leave import ORGANIZER, apply, entry, flat, letters, make_class_on_leave, principal_of, standing
from tests.support.browser_client import Browser

NewBrowser = Callable[[], Browser]
Drain = Callable[[], int]
SentMail = Callable[[], list[Any]]
ADMINISTRATOR = Principal("root", "管理員", frozenset({Role.ADMINISTRATOR}))


@pytest.fixture
def class_(browser: Browser, drain: Drain, now: datetime) -> Class:
    made = make_class_on_leave(browser, drain, now)
    for username, agency in (("hr1", "人事處"), ("hr2", "資訊局")):
        account = people_accounts.Account(username, "黃小姐", f"{username}@gov.example", frozenset({Role.AGENCY_HR}), agency)
        directory.create_account(ADMINISTRATOR, account, now)
    drain()
    return made


@pytest.fixture
def guard(new_browser: NewBrowser) -> Browser:
    return new_browser().sign_in(Role.GUARD, username="guard1")


def test_approved_everybody_knows(
    class_: Class, browser: Browser, new_browser: NewBrowser, guard: Browser, drain: Drain, sent_mail: SentMail, now: datetime
) -> None:
    """One press: attendance, the list at the gate, the agency's page and mail, the trainee's mail; the organizer was mailed before."""
    leave = apply(class_, WANG, now, "0302am", "0304pm", understood="1")
    drain()
    assert letters(sent_mail()) == [("organizer1@gov.taipei", "請假待核：王小明")]
    browser.post(f"/classes/{class_.id}/leave/{leave.id}", {"decision": "approve"})
    assert browser.status == 303
    assert (entry(class_, "0302am", WANG).leave, entry(class_, "0304pm", WANG).leave, entry(class_, "0303am", WANG).leave) == (
        "事假",
        "事假",
        "",
    )
    assert "09:00–12:00王小明（1號）人事處" in flat(guard.get("/leave/today").text)
    drain()
    told = letters(sent_mail())[:2]
    assert told == [("hr1@gov.example", "請假已核准：王小明"), ("organizer1@gov.taipei", "請假待核：王小明")]
    assert ("wang@gov.example", "請假已核准") in letters(sent_mail())
    own = new_browser().sign_in(Role.AGENCY_HR, username="hr1", agency="人事處").get("/leave/agency")
    assert "王小明" in own.text
    other = new_browser().sign_in(Role.AGENCY_HR, username="hr2", agency="資訊局").get("/leave/agency")
    assert "王小明" not in other.text


def test_the_gate_learns_no_reason(class_: Class, browser: Browser, guard: Browser, now: datetime) -> None:
    """The list at the gate tells who and when, neither the kind of leave nor its reason; tomorrow's leave is not on it."""
    today, tomorrow = apply(class_, WANG, now, "0302pm", kind="病假", reason="腸胃炎"), apply(class_, LIN, now, "0303pm")
    for leave in (today, tomorrow):
        browser.post(f"/classes/{class_.id}/leave/{leave.id}", {"decision": "approve"})
    page = guard.get("/leave/today/live").text
    assert "王小明" in page
    assert not [word for word in ("病假", "腸胃炎", "林美玲") if word in page]


def test_cancelled_everybody_knows_again(
    class_: Class, browser: Browser, guard: Browser, drain: Drain, sent_mail: SentMail, now: datetime
) -> None:
    """Taken back after approval: attendance as before, crossed out at the gate, agency and trainee told, the hours free."""
    leave = apply(class_, WANG, now, "0302am", "0302pm", understood="1")
    here = f"/classes/{class_.id}/leave/{leave.id}"
    browser.post(here, {"decision": "approve"})
    assert browser.post(here, {"decision": "cancel"}).status == 400
    browser.post(here, {"decision": "cancel", "reason": "課程改為必修"})
    drain()
    assert (entry(class_, "0302am", WANG).leave, entry(class_, "0302pm", WANG).leave) == ("", "")
    assert guard.get("/leave/today").text.count("已銷假，不可離開") == 2
    told = letters(sent_mail())
    assert [pair for pair in told if "銷假" in pair[1]] == [("hr1@gov.example", "請假已銷假：王小明"), ("wang@gov.example", "請假已銷假")]
    assert set(store.slots(class_.id, leave.person).values()) == {""}
    reasons = [each.reason for each in attendance.corrections(principal_of(class_, "0302am"), leave.person)]
    assert reasons == ["請假核准：事假", "銷假：事假"]


def test_messages_that_come_twice_tell_once(class_: Class, browser: Browser, drain: Drain, sent_mail: SentMail, now: datetime) -> None:
    """Every message of a leave handled a second time sends no second mail."""
    leave = apply(class_, WANG, now, "0303am")
    drain()
    browser.post(f"/classes/{class_.id}/leave/{leave.id}", {"decision": "approve"})
    drain()
    browser.post(f"/classes/{class_.id}/leave/{leave.id}", {"decision": "cancel", "reason": "課程改為必修"})
    drain()
    before = letters(sent_mail())
    again = [item for item in OutboxItem.scan() if item.kind in jobs.MAIL]
    assert len(again) == 5
    for item in again:
        registry.handlers("mail")[item.kind](**item.body, now=now)
    assert letters(sent_mail()) == before


def test_a_refusal_says_why(class_: Class, browser: Browser, drain: Drain, sent_mail: SentMail, now: datetime) -> None:
    """Without a reason it is not sent; with one the trainee is told, the agency and the gate are not, and the hours are free."""
    leave = apply(class_, WANG, now, "0303am")
    drain()
    here = f"/classes/{class_.id}/leave/{leave.id}"
    assert browser.post(here, {"decision": "refuse"}).status == 400
    browser.post(here, {"decision": "refuse", "reason": "當日為測驗"})
    drain()
    assert [pair[0] for pair in letters(sent_mail())] == ["organizer1@gov.taipei", "wang@gov.example"]
    answer = next(mail for mail in sent_mail() if mail["Subject"] == "【請假】請假未核准")
    assert "當日為測驗" in answer.get_body(("plain",)).get_content()
    assert set(store.slots(class_.id, leave.person).values()) == {""}
    assert entry(class_, "0303am", WANG).leave == ""


def test_organizer_hears_of_who_comes_after_all(
    class_: Class, browser: Browser, new_browser: NewBrowser, drain: Drain, sent_mail: SentMail, now: datetime
) -> None:
    """銷假 by the trainee is mailed to the organizer and to the agency."""
    leave = apply(class_, WANG, now, "0303am")
    browser.post(f"/classes/{class_.id}/leave/{leave.id}", {"decision": "approve"})
    drain()
    new_browser().enter(class_.id, leave.person).post(f"/c/{class_.id}/leave/{leave.id}/cancel")
    drain()
    assert [pair for pair in letters(sent_mail()) if "銷假" in pair[1]] == [
        ("hr1@gov.example", "請假已銷假：王小明"),
        ("organizer1@gov.taipei", "學員銷假：王小明"),
        ("wang@gov.example", "請假已銷假"),
    ]


def test_the_mails_link_leads_through_sign_in(
    class_: Class, new_browser: NewBrowser, drain: Drain, sent_mail: SentMail, now: datetime
) -> None:
    """Who is not signed in is led to sign in and on to the application; opening the link answers nothing."""
    leave = apply(class_, WANG, now, "0303am")
    drain()
    (mail,) = [each for each in sent_mail() if "請假待核" in each["Subject"]]
    path = f"/classes/{class_.id}/leave/{leave.id}"
    assert f"http://localhost:8000{path}" in mail.get_body(("plain",)).get_content()
    assert new_browser().get(path).location == f"/sign-in?next={path}"
    new_browser().sign_in(Role.ORGANIZER, username=ORGANIZER.username).get(path)
    assert standing(leave).state is State.REQUESTED

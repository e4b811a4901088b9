"""What follows an application: answers, lists, mails, rules, deputies, the register."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from python_calamine import load_workbook

from chalicelib.domains.attendance import store as attendance
from chalicelib.domains.classes.model import Class
from chalicelib.domains.leave import service
from chalicelib.domains.leave.applying import applying
from chalicelib.domains.leave.model import State
from chalicelib.domains.people import directory
from chalicelib.domains.people import service as people
from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.identity import Principal, Role
from tests.scenes.attendance import CHEN, LIN, WANG, enter, heading, scan
from tests.scenes.leave import apply, entry, flat, letters, make_class_on_leave, principal_of, standing
from tests.support.browser_client import Browser
from tests.support.builders import make_account

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


def test_who_is_here_keeps_the_scan(class_: Class, browser: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """Leave approved after the check-in is a note beside it; cancelled, the note is gone and the scan still stands."""
    leave = apply(class_, WANG, now, "0302am")
    enter(scan(new_browser(), principal_of(class_, "0302am"), now), WANG)
    browser.post(f"/classes/{class_.id}/leave/{leave.id}", {"decision": "approve"})
    found = entry(class_, "0302am", WANG)
    assert (found.in_at, found.leave, found.note) == (now, "", "事假 整場")
    browser.post(f"/classes/{class_.id}/leave/{leave.id}", {"decision": "cancel", "reason": "已到課"})
    found = entry(class_, "0302am", WANG)
    assert (found.in_at, found.leave, found.note) == (now, "", "")


def test_an_hour_off_leaves_the_rest(class_: Class, browser: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """Leave by the hour is a note, two of them side by side, and the person can still check in; whole leave closes the door."""
    for tick in ("0302am.10", "0302am.11"):
        leave = apply(class_, WANG, now, tick)
        browser.post(f"/classes/{class_.id}/leave/{leave.id}", {"decision": "approve"})
    whole = apply(class_, LIN, now, "0302am")
    browser.post(f"/classes/{class_.id}/leave/{whole.id}", {"decision": "approve"})
    assert entry(class_, "0302am", WANG).note == "事假 10:00–11:00、事假 11:00–12:00"
    assert heading(enter(scan(new_browser(), principal_of(class_, "0302am"), now), WANG)) == "報到完成"
    assert heading(enter(scan(new_browser(), principal_of(class_, "0302am"), now), LIN)) == "您已請假"


def test_what_staff_put_right_stays(class_: Class, browser: Browser, now: datetime) -> None:
    """A correction to present after the approval outlives the cancellation of the leave."""
    leave = apply(class_, WANG, now, "0302am")
    browser.post(f"/classes/{class_.id}/leave/{leave.id}", {"decision": "approve"})
    path = f"/sessions/{principal_of(class_, '0302am')}/attendance/{leave.person}"
    browser.post(path, {"state": "present", "in_time": "09:05", "reason": "本人已到課"})
    browser.post(f"/classes/{class_.id}/leave/{leave.id}", {"decision": "cancel", "reason": "已到課"})
    assert standing(leave).state is State.CANCELLED
    assert entry(class_, "0302am", WANG).in_at == now.replace(hour=9, minute=5)


def test_many_in_one_press(class_: Class, browser: Browser, now: datetime) -> None:
    """What is ticked is answered one by one: what was withdrawn meanwhile is named, the others are approved."""
    leaves = [apply(class_, who, now, "0303am") for who in (WANG, LIN, CHEN)]
    page = browser.get("/leave").text
    names = {f"leave.{class_.id}/{leave.id}": "on" for leave in leaves}
    assert all(name in page for name in names)
    applying.withdraw(class_.id, leaves[1].person, leaves[1].id, now)
    browser.post("/leave", {**names, "decision": "approve"}, follow=True)
    assert "已處理 2 筆" in browser.text
    assert "林美玲（這筆請假已撤回" in browser.text
    assert [standing(leave).state for leave in leaves] == [State.APPROVED, State.WITHDRAWN, State.APPROVED]


def test_an_answer_needs_a_choice(class_: Class, browser: Browser, now: datetime) -> None:
    """Nothing ticked, or neither answer chosen, is refused in words, and the page keeps the ticks."""
    leave = apply(class_, WANG, now, "0303am")
    name = f"leave.{class_.id}/{leave.id}"
    for path in ("/leave", f"/classes/{class_.id}/leave"):
        assert browser.post(path, {"decision": "approve"}).status == 400
        assert browser.post(path, {name: "on"}).status == 400
        assert browser.post(path, {name: "on", "decision": "refuse"}).status == 400
        assert f'name="{name}" value="on" checked' in browser.text
    assert standing(leave).state is State.REQUESTED


def test_pressed_twice_is_approved_once(class_: Class, browser: Browser, drain: Drain, sent_mail: SentMail, now: datetime) -> None:
    """The second press of the same person answers as the first, and nobody is told twice; another's refusal comes too late."""
    leave = apply(class_, WANG, now, "0303am")
    here = f"/classes/{class_.id}/leave/{leave.id}"
    assert [browser.post(here, {"decision": "approve"}).status for _ in range(2)] == [303, 303]
    assert browser.post(here, {"decision": "refuse", "reason": "當日為測驗"}).status == 409
    drain()
    assert letters(sent_mail()).count(("wang@gov.example", "請假已核准")) == 1


def test_another_organizers_class_is_closed(class_: Class, new_browser: NewBrowser, now: datetime) -> None:
    """An organizer of other classes neither sees nor answers; nor does a bulk answer reach over."""
    leave = apply(class_, WANG, now, "0303am")
    other = new_browser().sign_in(Role.ORGANIZER, username="organizer9")
    here = f"/classes/{class_.id}/leave"
    assert [other.get(path).status for path in (here, f"{here}/{leave.id}", f"{here}/{leave.id}/proof")] == [403] * 3
    for path in (here, f"{here}/{leave.id}", f"{here}/rules", f"{here}/deputies", f"{here}/deputies/lin/dismiss", f"{here}/register"):
        assert other.post(path, {"decision": "approve", "longest": "1/2"}).status in {400, 403}
    other.post("/leave", {f"leave.{class_.id}/{leave.id}": "on", "decision": "approve"}, follow=True)
    assert "王小明" not in other.text
    assert standing(leave).state is State.REQUESTED


def test_a_deputy_answers_while_named(
    class_: Class, browser: Browser, new_browser: NewBrowser, drain: Drain, sent_mail: SentMail, now: datetime
) -> None:
    """Named for today, a deputy is mailed, finds the application and answers it, but sets no rules; else the door is closed."""
    make_account("deputy1", now)
    form = {"username": "deputy1", "first": "2026-03-02", "last": "2026-03-02"}
    browser.post(f"/classes/{class_.id}/leave/deputies", form, follow=True)
    assert "陳先生（deputy1）" in browser.text
    leave = apply(class_, WANG, now, "0303am")
    drain()
    assert ("deputy1@gov.taipei", "請假待核：王小明") in letters(sent_mail())
    deputy = new_browser().sign_in(Role.ORGANIZER, username="deputy1", name="陳先生")
    assert leave.id in deputy.get("/leave").text
    assert deputy.post(f"/classes/{class_.id}/leave/rules", {"longest": "1/2"}).status == 403
    assert deputy.post(f"/classes/{class_.id}/leave/{leave.id}", {"decision": "approve"}).status == 303
    assert standing(leave).answered_by == "陳先生（deputy1）"
    browser.post(f"/classes/{class_.id}/leave/deputies/deputy1/dismiss")
    assert deputy.get(f"/classes/{class_.id}/leave").status == 403
    later = (now + timedelta(days=1)).date()
    browser.post(f"/classes/{class_.id}/leave/deputies", {"username": "deputy1", "first": str(later), "last": str(later)})
    assert deputy.get(f"/classes/{class_.id}/leave").status == 403


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"username": "nobody"}, "沒有這個帳號"),
        ({"username": ""}, "沒有這個帳號"),
        ({"username": "長" * 5000}, "沒有這個帳號"),
        ({"username": "hr1"}, "不是辦班人員"),
        ({"last": "2026-03-01"}, "迄日不可早於起日"),
        ({"first": "3/2"}, "請填代理的起日"),
    ],
)
def test_a_wrong_deputy_is_named(class_: Class, browser: Browser, changed: dict[str, str], said: str) -> None:
    """Who cannot be deputy, and days that cannot be, are refused in words; what was typed stays."""
    form = {"username": "organizer1", "first": "2026-03-02", "last": "2026-03-03", **changed}
    assert browser.post(f"/classes/{class_.id}/leave/deputies", form).status == 400
    assert said in browser.text


def test_the_class_sets_its_limit(class_: Class, browser: Browser, now: datetime) -> None:
    """A third of 18 節 is six, and a kind that is not counted adds nothing; an unknown share is refused."""
    assert browser.post(f"/classes/{class_.id}/leave/rules", {"longest": "9/10"}).status == 400
    browser.post(f"/classes/{class_.id}/leave/rules", {"longest": "1/3", "free.公假": "on"})
    apply(class_, WANG, now, "0303am")
    apply(class_, WANG, now, "0303pm", "0304am", kind="公假")
    page = flat(browser.get(f"/classes/{class_.id}/leave").text)
    assert page.count("缺課3／上限6節") == 2
    assert service.missed(class_.id, people.identify(WANG)).limit == 6


def test_the_timetable_says_what_a_session_counts(class_: Class, browser: Browser, new_browser: NewBrowser) -> None:
    """Where the timetable has periods in a session, their 節 count."""
    period = {"day": "2026-03-03", "starts": "09:00", "ends": "10:50", "count": "2", "subject": "公文寫作", "lecturer": "", "version": "0"}
    browser.post(f"/classes/{class_.id}/timetable", period)
    page = flat(new_browser().enter(class_.id, people.identify(WANG)).get(f"/c/{class_.id}/leave").text)
    assert "3/3上午09:00–12:00（2節）" in page
    assert "全班共17節" in page


def test_the_register_as_ods(class_: Class, browser: Browser, drain: Drain, now: datetime, aws: Callable[[str], Any]) -> None:
    """請假清冊 read by another tool: a row for each session, 𠮷 whole, and no ID number."""
    leave = apply(class_, CHEN, now, "0303am", "0303pm", understood="1")
    browser.post(f"/classes/{class_.id}/leave/{leave.id}", {"decision": "approve"})
    apply(class_, WANG, now, "0304am.10")
    browser.post(f"/classes/{class_.id}/leave/register", {"format": "ods"})
    page = browser.location
    drain()
    assert browser.get(f"{page}/download").status == 303
    data = aws("s3").get_object(Bucket="local-documents-bucket", Key=f"exports/leave/{class_.id}/leave-register.ods")["Body"].read()
    rows = load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows] == ["姓名", "𠮷川健", "𠮷川健", "王小明"]
    assert [row[6] for row in rows[1:]] == ["09:00–12:00", "13:30–16:30", "10:00–11:00"]
    assert CHEN not in str(rows)
    assert rows[1][10] == "已核准"


def test_not_expected_yet_is_said(class_: Class, browser: Browser, now: datetime) -> None:
    """Where the attendance list is not made yet, the approval waits with advice and nothing is half done."""
    leave = apply(class_, WANG, now, "0303am")
    attendance.AttendanceItem(principal_of(class_, "0303am"), f"P#{leave.person}").delete()
    assert browser.post(f"/classes/{class_.id}/leave/{leave.id}", {"decision": "approve"}).status == 409
    assert "等候一分鐘" in browser.text
    assert standing(leave).state is State.REQUESTED


def test_sessions_that_are_off(class_: Class, browser: Browser, guard: Browser, now: datetime) -> None:
    """Leave for a session that was cancelled since is approved for the others; for none, it is not approved."""
    both, one = apply(class_, WANG, now, "0302am", "0302pm", understood="1"), apply(class_, LIN, now, "0302am")
    browser.post(f"/sessions/{principal_of(class_, '0302am')}/cancel", {"reason": "講座臨時無法到課"})
    assert browser.post(f"/classes/{class_.id}/leave/{one.id}", {"decision": "approve"}).status == 409
    assert browser.post(f"/classes/{class_.id}/leave/{both.id}", {"decision": "approve"}).status == 303
    assert guard.get("/leave/today").text.count("王小明") == 1

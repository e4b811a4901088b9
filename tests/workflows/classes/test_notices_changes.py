"""What changes after a notice is told to those who were told before, once, and their calendars follow (cases 42 and 44)."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from icalendar import Calendar

from chalicelib.documents.spreadsheets.export import to_csv
from chalicelib.domains.classes import changes as class_changes
from chalicelib.domains.classes import service
from chalicelib.domains.classes.notices import notices, sending_worker, telling
from chalicelib.domains.classes.sessions.sessions import cancel_session, edit_session
from chalicelib.domains.classes.timetable import editing
from chalicelib.identity import Principal, Role
from infra.samples.make import HEADINGS, roster, table
from tests.support.browser_client import Browser
from tests.support.builders import class_form, confirm_import, import_file, make_class

ORGANIZER = Principal("organizer1", "林承辦", frozenset({Role.ORGANIZER}))
MOVED = {"starts": "10:00", "ends": "12:00", "room": "502 教室"}
Drain = Callable[[], int]
Mails = Callable[[], list[Any]]


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(Role.ORGANIZER, username="organizer1")


@pytest.fixture
def class_id(organizer: Browser, drain: Drain, now: datetime) -> str:
    """A class of three whose notices went out."""
    found = make_class(ORGANIZER, now).id
    enroll(organizer, drain, found, roster(3, 1))
    organizer.post(f"/classes/{found}/notices")
    drain()
    return found


def enroll(organizer: Browser, drain: Drain, class_id: str, lines: list[list[str]]) -> None:
    confirm_import(organizer, drain, import_file(organizer, drain, class_id, to_csv(table(HEADINGS, lines))))


def press(organizer: Browser, class_id: str) -> None:
    """As the page's form does."""
    page = organizer.get(f"/classes/{class_id}/notices").text
    fields = {name: re.search(rf'name="{name}" value="([^"]*)"', page) for name in ("state", "request")}
    organizer.post(f"/classes/{class_id}/notices", {"what": "change", **{name: found[1] for name, found in fields.items() if found}})


def entries(mail: Any) -> dict[str, list[Any]]:
    """Method to events of the calendar files of a mail."""
    parts = [part for part in mail.iter_attachments() if part.get_content_type() == "text/calendar"]
    return {part.get_param("method"): Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT") for part in parts}


def morning(class_id: str) -> str:
    return service.sessions(class_id)[2].id


def test_a_moved_session_is_told_to_who_was_told(organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str, now: datetime) -> None:
    """The page shows what will be told to how many; one letter each says the difference, and the calendar entry counts up."""
    before = entries(sent_mail()[0])["PUBLISH"][2]
    edit_session(ORGANIZER, morning(class_id), MOVED, now)
    assert "上課資訊有異動" in organizer.get(f"/classes/{class_id}").text
    page = organizer.get(f"/classes/{class_id}/notices").text
    assert "寄異動通知給 3 人" in page
    assert "502 教室" in page
    press(organizer, class_id)
    drain()
    told = sent_mail()[3:]
    assert len({mail["To"] for mail in told}) == len(told) == 3
    text = told[0].get_body(("plain",)).get_content()
    assert "3/3 上午 時間：原為「09:00 至 12:00」，改為「10:00 至 12:00」" in text
    assert "3/3 上午 教室：原為「301 教室」，改為「502 教室」" in text
    after = next(each for each in entries(told[0])["PUBLISH"] if each["uid"] == before["uid"])
    assert (int(before["sequence"]), int(after["sequence"])) == (0, 1)
    assert after.decoded("last-modified") == now
    assert telling.pending(service.load_class(class_id), now).count == 0
    assert "上課資訊有異動" not in organizer.get(f"/classes/{class_id}").text


def test_told_once(organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str, now: datetime) -> None:
    """Pressed again, and a message that comes twice, write to nobody; changed back, it is told again."""
    edit_session(ORGANIZER, morning(class_id), MOVED, now)
    for _ in range(2):
        press(organizer, class_id)
        drain()
    person = service.roster(service.load_class(class_id))[0].person
    sending_worker.send_letter(class_id, "change", person, now)
    assert len(sent_mail()) == 6
    edit_session(ORGANIZER, morning(class_id), {"starts": "09:00", "ends": "12:00", "room": "301 教室"}, now)
    press(organizer, class_id)
    edit_session(ORGANIZER, morning(class_id), MOVED, now)
    drain()
    assert len(sent_mail()) == 6, "what was told stands again, so there is nothing to tell"


def test_a_cancelled_session_leaves_the_calendar(organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str, now: datetime) -> None:
    """METHOD:CANCEL with a higher sequence for it, PUBLISH for the rest."""
    cancel_session(ORGANIZER, morning(class_id), {"reason": "講座請假"}, now)
    press(organizer, class_id)
    drain()
    mail = sent_mail()[-1]
    found = entries(mail)
    assert [(int(each["sequence"]), str(each["status"])) for each in found["CANCEL"]] == [(1, "CANCELLED")]
    assert len(found["PUBLISH"]) == 5
    assert "取消（講座請假）" in mail.get_body(("html",)).get_content()


def test_a_cancelled_class_is_told(organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str, now: datetime) -> None:
    """Not to come, why, whom to ask; every entry is taken back, and no pass goes with it."""
    class_changes.cancel_class(ORGANIZER, class_id, {"reason": "颱風停班"}, now)
    press(organizer, class_id)
    drain()
    mail = sent_mail()[-1]
    assert mail["Subject"].startswith("【班期取消】")
    assert "颱風停班" in mail.get_body(("plain",)).get_content()
    assert "林承辦" in mail.get_body(("plain",)).get_content()
    assert {method: len(each) for method, each in entries(mail).items()} == {"CANCEL": 6}
    assert not any(part["Content-ID"] == "<pass>" for part in mail.walk())


def test_another_lecturer_seat_and_mode_are_told(organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str, now: datetime) -> None:
    """Whatever a notice told: the courses with their lecturers, how it is held, the own seat."""
    period = {"day": "2026-03-03", "starts": "09:00", "ends": "12:00", "count": "3", "subject": "行政中立", "version": "0"}
    editing.save_period(ORGANIZER, class_id, {**period, "lecturer": "王大明"})
    class_changes.edit_class(ORGANIZER, class_id, class_form(mode="both", version="1"), now)
    lines = roster(3, 1, seats=True)
    lines[0][0], lines[1][0] = "2", "1"
    enroll(organizer, drain, class_id, lines)
    press(organizer, class_id)
    drain()
    mail = next(each for each in sent_mail()[3:] if each["To"] == lines[0][5])
    text = mail.get_body(("plain",)).get_content()
    assert "辦理方式：原為「實體」，改為「實體加同步直播」" in text
    assert "3/3 上午 課程：原為「（無）」，改為「09:00 行政中立（王大明 講座）」" in text
    assert "您的座位：原為「1」，改為「2」" in text


def test_who_was_not_told_gets_the_notice_instead(organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str, now: datetime) -> None:
    """One who was added later is not told of a change of what was never said, and the past is nobody's change."""
    enroll(organizer, drain, class_id, roster(4, 1))
    edit_session(ORGANIZER, morning(class_id), MOVED, now)
    assert telling.pending(service.load_class(class_id), now).count == 3
    after = now.replace(month=4)
    assert telling.pending(service.load_class(class_id), after).count == 0
    press(organizer, class_id)
    drain()
    assert len(sent_mail()) == 6


def test_what_was_not_shown_is_not_sent(organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str, now: datetime) -> None:
    """Another change between the page and the press: the press is refused with what to do, and the page shows both."""
    edit_session(ORGANIZER, morning(class_id), MOVED, now)
    stale = organizer.get(f"/classes/{class_id}/notices").text
    edit_session(ORGANIZER, morning(class_id), {**MOVED, "room": "601 教室"}, now)
    state = re.search(r'name="state" value="([^"]*)"', stale)
    assert state
    organizer.post(f"/classes/{class_id}/notices", {"what": "change", "state": state[1], "request": "r"}, follow=True)
    assert "請看過下面的內容，再按一次" in organizer.text
    drain()
    assert len(sent_mail()) == 3


def test_the_reminder_says_what_changed(organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str, now: datetime) -> None:
    """Who reads the reminder knows it by then: the difference stands in it, and no further letter is due."""
    edit_session(ORGANIZER, morning(class_id), MOVED, now)
    notices.fan_out(class_id, "reminder", now)
    drain()
    assert "改為「502 教室」" in sent_mail()[-1].get_body(("plain",)).get_content()
    assert telling.pending(service.load_class(class_id), now).count == 0

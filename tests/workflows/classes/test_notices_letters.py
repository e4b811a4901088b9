"""The class notice reaches each trainee once, with seat, pass and calendar file."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar
from PIL import Image

from chalicelib.documents.spreadsheets.export import to_csv
from chalicelib.domains.classes import changes as class_changes
from chalicelib.domains.classes import member_qr, service
from chalicelib.domains.classes.notices import notices, sending_worker
from chalicelib.domains.classes.notices import store as notices_store
from chalicelib.domains.classes.sessions.sessions import edit_session
from chalicelib.errors import InvalidInput
from chalicelib.identity import Principal, Role
from infra.samples.make import HEADINGS, roster, table
from tests.support.browser_client import Browser
from tests.support.builders import class_form, confirm_import, import_file, make_class
from tests.support.returned_mail import play_bounce

ORGANIZER = Principal("organizer1", "林承辦", frozenset({Role.ORGANIZER}))
Drain = Callable[[], int]
Mails = Callable[[], list[Any]]


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(Role.ORGANIZER, username="organizer1")


@pytest.fixture
def class_id(now: datetime) -> str:
    return make_class(ORGANIZER, now, name="行政中立 & 倫理班").id


def enroll(organizer: Browser, drain: Drain, class_id: str, lines: list[list[str]]) -> None:
    confirm_import(organizer, drain, import_file(organizer, drain, class_id, to_csv(table(HEADINGS, lines))))


def test_each_trainee_with_an_address_gets_one_letter(
    organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str, now: datetime
) -> None:
    """Three people, one without an address: two letters, also after a double press, and the page counts them."""
    lines = roster(3, 1)
    lines[1][5] = ""
    enroll(organizer, drain, class_id, lines)
    for _ in range(2):
        organizer.post(f"/classes/{class_id}/notices")
        drain()
    assert sorted(mail["To"] for mail in sent_mail()) == sorted([lines[0][5], lines[2][5]])
    done = notices.overview(service.load_class(class_id), now).summaries[0]
    assert (done.sent, done.failed, done.waiting, done.without_address) == (2, 0, 0, 1)
    assert organizer.get(f"/classes/{class_id}/notices").status == 200


def test_the_letter_says_when_where_and_which_seat(organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str) -> None:
    """Text and HTML hold title, sessions, room and seat; the title's & is escaped in HTML only."""
    enroll(organizer, drain, class_id, roster(1, 1))
    organizer.post(f"/classes/{class_id}/notices")
    drain()
    letter = sent_mail()[0]
    text, page = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for part in ("115 年 3 月 2 日（一）上午 09:00 至 12:00", "301 教室"):
        assert part in text
        assert part in page
    assert "座位：1" in text
    assert "行政中立 & 倫理班" in text
    assert "行政中立 &amp; 倫理班" in page
    assert letter["Subject"] == "【報到通知】行政中立 & 倫理班（第 1 期）"


def test_the_calendar_file_has_every_session(organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str) -> None:
    """The .ics holds the class's six half days."""
    enroll(organizer, drain, class_id, roster(1, 1))
    organizer.post(f"/classes/{class_id}/notices")
    drain()
    attached = next(part for part in sent_mail()[0].iter_attachments() if part.get_content_type() == "text/calendar")
    events = Calendar.from_ical(attached.get_payload(decode=True)).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [each.starts_at for each in service.sessions(class_id)]
    assert len(events) == 6


def test_the_calendar_file_says_its_charset_and_method(organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str) -> None:
    """Without them Gmail and Outlook read the part as ASCII; read back as mail programs do, the Chinese is whole."""
    enroll(organizer, drain, class_id, roster(1, 1))
    organizer.post(f"/classes/{class_id}/notices")
    drain()
    attached = next(part for part in sent_mail()[0].iter_attachments() if part.get_content_type() == "text/calendar")
    assert (attached.get_param("charset"), attached.get_param("method")) == ("utf-8", "PUBLISH")
    assert "行政中立 & 倫理班（第 1 期） 上午" in attached.get_content().replace("\r\n ", "")


def test_a_changed_session_has_a_higher_sequence(now: datetime, class_id: str) -> None:
    """So that calendars take the new time: each change counts up, by the session's page or the class's; the others stay."""
    first, second = service.sessions(class_id)[:2]
    edit_session(ORGANIZER, first.id, {"starts": "10:00", "ends": "12:00", "room": "502 教室", "why": "教室整修"}, now)
    class_changes.edit_class(ORGANIZER, class_id, class_form(room="601 教室", version="1"), now)
    assert [(each.revision, each.changed_at) for each in service.sessions(class_id)[:2]] == [(2, now), (1, now)]
    assert (first.revision, second.revision) == (0, 0)


def test_a_notice_that_came_back_is_counted_and_named(
    organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str, now: datetime
) -> None:
    """SES tells of a full mailbox: the page says one failed, whose it is, and why."""
    lines = roster(2, 1)
    enroll(organizer, drain, class_id, lines)
    organizer.post(f"/classes/{class_id}/notices")
    drain()
    play_bounce(sent_mail()[0], now, {"bounceType": "Transient", "bounceSubType": "MailboxFull"})
    drain()
    done = notices.overview(service.load_class(class_id), now).summaries[0]
    assert (done.sent, done.failed) == (1, 1)
    address = str(sent_mail()[0]["To"])
    name = next(line[1] for line in lines if line[5] == address)
    page = organizer.get(f"/classes/{class_id}/notices").text
    assert f"{name} {address}" in page
    assert "對方的信箱已滿" in page


def test_the_pass_is_a_picture_in_the_letter(organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str) -> None:
    """The HTML shows cid:pass, and the part of that id is a PNG large enough to scan."""
    enroll(organizer, drain, class_id, roster(1, 1))
    organizer.post(f"/classes/{class_id}/notices")
    drain()
    letter = sent_mail()[0]
    picture = next(part for part in letter.walk() if part["Content-ID"] == "<pass>")
    assert 'src="cid:pass"' in letter.get_body(("html",)).get_content()
    assert Image.open(io.BytesIO(picture.get_payload(decode=True))).width >= 200


def test_a_changed_roster_writes_to_the_new_only(organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str) -> None:
    """After a second import only the added person and the corrected address get a letter."""
    lines = roster(4, 1)
    enroll(organizer, drain, class_id, lines[:3])
    organizer.post(f"/classes/{class_id}/notices")
    drain()
    lines[0][5] = "corrected@example.com"
    enroll(organizer, drain, class_id, lines)
    before = len(sent_mail())
    organizer.post(f"/classes/{class_id}/notices")
    drain()
    assert sorted(mail["To"] for mail in sent_mail()[before:]) == ["corrected@example.com", lines[3][5]]


def test_a_letter_that_was_sent_is_not_sent_again(organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str, now: datetime) -> None:
    """A message that comes again after its letter went out sends nothing."""
    enroll(organizer, drain, class_id, roster(1, 1))
    person = service.roster(service.load_class(class_id))[0].person
    for _ in range(2):
        sending_worker.send_letter(class_id, "notice", person, now)
    assert len(sent_mail()) == 1
    assert notices_store.states(class_id, "notice")[person][0] == "sent"


def test_who_left_the_roster_gets_no_letter(organizer: Browser, drain: Drain, sent_mail: Mails, class_id: str, now: datetime) -> None:
    """A letter announced before a person was taken off is dropped."""
    enroll(organizer, drain, class_id, roster(2, 1))
    gone = service.roster(service.load_class(class_id))[1].person
    enroll(organizer, drain, class_id, roster(1, 1))
    sending_worker.send_letter(class_id, "notice", gone, now)
    assert sent_mail() == []


def test_no_roster_no_letters(organizer: Browser, class_id: str) -> None:
    """Without a roster the press says what to do first."""
    organizer.post(f"/classes/{class_id}/notices", follow=True)
    assert "請先匯入名冊" in organizer.text


def test_the_day_before_everybody_is_reminded_once(
    organizer: Browser,
    drain: Drain,
    sent_mail: Mails,
    now: datetime,
    set_clock: Callable[[datetime], None],
    schedule: Callable[[str], None],
) -> None:
    """The daily schedule run twice on 1 March sends one reminder to each; on 2 March, with the class begun, none."""
    class_id = make_class(ORGANIZER, now).id
    enroll(organizer, drain, class_id, roster(2, 1))
    for moment in (now - timedelta(days=1), now - timedelta(days=1), now):
        set_clock(moment)
        schedule("every_day")
        drain()
    assert [mail["Subject"] for mail in sent_mail()] == ["【明天上課提醒】行政中立研習班（第 1 期）"] * 2


def test_a_pass_is_for_its_class_and_cannot_be_forged() -> None:
    """A pass gives back its person in its class only; another class, a changed letter and nonsense are refused."""
    content = member_qr.pass_content("115-B00492-1", "1abc")
    assert content.startswith("P1.")
    assert member_qr.pass_person(content, "115-B00492-1") == member_qr.pass_person(content[3:], "115-B00492-1") == "1abc"
    changed = content[:-9] + ("A" if content[-9] != "A" else "B") + content[-8:]  # the last letter has bits that mean nothing
    with pytest.raises(InvalidInput):
        member_qr.pass_person(content, "115-B00492-2")
    for token in (content[:10], changed, "", "x" * 500):
        with pytest.raises(InvalidInput):
            member_qr.pass_person(token, "115-B00492-1")

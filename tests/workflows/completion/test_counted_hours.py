"""Hours are what one was there for: on the organizer's list, on the certificate, in the file of learning hours, on the trainee's page."""

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import requests

from chalicelib.domains.attendance import service as attendance
from chalicelib.domains.attendance import store as attendance_store
from chalicelib.domains.attendance.model import Scan, Via
from chalicelib.domains.classes import changes as class_changes
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.model import Class, ClassSession, Half
from chalicelib.domains.classes.sessions import sessions as class_sessions
from chalicelib.domains.completion import store_certificates
from chalicelib.domains.completion.counting.rules import MAY_MISS
from chalicelib.domains.people import service as people
from tests.scenes.attendance import CHEN, LIN, ORGANIZER, WANG, morning
from tests.scenes.portal import OVER, class_that_is_over, confirm
from tests.support.browser_client import Browser
from tests.support.builders import class_form

Drain = Callable[[], int]
SetClock = Callable[[datetime], None]
_MINUTE = timedelta(minutes=1)


def text_of(browser: Browser) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", browser.text)


def stayed(session: ClassSession, id_number: str, begin: datetime, end: datetime | None) -> None:
    """Scans in, and out where `end` says when, early if need be."""
    person, facts = people.identify(id_number), attendance.facts_of(session)
    assert attendance.check_in(facts, Scan(person, f"in-{begin}", "device", Via.PHONE, begin, begin)).outcome == "seated"
    if end:
        scan = Scan(person, f"out-{end}", "device", Via.PHONE, end, end)
        assert attendance.check_out(facts, scan, early=True).outcome == "signed_out"


def over_with(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock, end: Callable[[ClassSession], datetime | None]) -> Class:
    """Lin arrives five minutes before each session and leaves when `end` says."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG)
    for session in classes.sessions(class_.id):
        stayed(session, LIN, session.starts_at - 5 * _MINUTE, end(session))
    return class_


def page(browser: Browser, class_: Class, show: str) -> str:
    return text_of(browser.get(f"/classes/{class_.id}/completion?show={show}"))


def test_the_minutes_that_may_be_missed_are_the_doors() -> None:
    """What is late and early at the door is so for a 節."""
    day = datetime.fromisoformat("2026-03-02T09:00:00+08:00")
    session = ClassSession("s", "c", "班", (), Half.MORNING, day, day + timedelta(hours=3), "301")
    assert session.late_after - session.starts_at == session.ends_at - session.check_out_opens_at == MAY_MISS


def test_two_scans_at_the_door_complete_nothing(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """In before each session and out a minute later: no hours, no certificate, and the list says why before it is confirmed."""
    class_ = over_with(browser, drain, now, set_clock, lambda session: session.starts_at - 4 * _MINUTE)
    assert "出席 0／18 節" in page(browser, class_, "not")
    assert "有 1 人來過，但有節數不計" in text_of(browser)
    assert "3/2 上午 08:56 離開，3 節不計" in page(browser, class_, "short")
    confirm(browser, drain, class_)
    (lin,) = [line for line in store_certificates.lines(class_.id, 1) if line.name == "林美玲"]
    assert (lin.passes, lin.hours, len(lin.short)) == (False, 0, 6)


def test_who_leaves_early_has_the_hours_until_then(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """An hour before each end costs one 節 a session, on the list and in the file of learning hours."""
    class_ = over_with(browser, drain, now, set_clock, lambda session: session.ends_at - timedelta(hours=1))
    browser.get(f"/classes/{class_.id}/completion")
    browser.post(f"/classes/{class_.id}/completion/rule", {"basis": "hours", "minimum": "60", "version": "0"})
    confirm(browser, drain, class_)
    browser.post(f"/classes/{class_.id}/completion/hours")
    file = browser.location
    drain()
    data = requests.get(browser.get(f"{file}/download").location, timeout=10).content
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert [(row[1], row[6], row[7]) for row in rows[1:]] == [("王小明", "18", "結訓"), ("林美玲", "12", "結訓"), ("𠮷川健", "0", "未結訓")]


def test_a_session_counts_where_half_of_it_was_attended(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """By sessions, one of three 節 is none, two of three are one."""
    class_ = class_that_is_over(browser, drain, now, set_clock)
    for session in classes.sessions(class_.id):
        stayed(session, LIN, session.starts_at, session.ends_at - timedelta(hours=1))
        stayed(session, CHEN, session.starts_at, session.ends_at - timedelta(hours=2))
    browser.get(f"/classes/{class_.id}/completion")
    browser.post(f"/classes/{class_.id}/completion/rule", {"basis": "sessions", "minimum": "50", "version": "0"})
    assert "林美玲" in page(browser, class_, "yes")
    assert "出席 0／6 場" in page(browser, class_, "not")


def test_a_missing_sign_out_counts_once_it_is_decided(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """Nothing before; one press with a reason lets all of a session count as gone at its end, and each record says who said so."""
    class_ = over_with(browser, drain, now, set_clock, lambda session: None if session.id.endswith("0302am") else session.ends_at)
    assert "3/2 上午 沒有簽退，3 節不計" in page(browser, class_, "short")
    session_id = morning(class_)
    listed = text_of(browser.get(f"/sessions/{session_id}/attendance?state=unsigned"))
    assert "林美玲" in listed
    assert "王小明" not in listed
    browser.post(f"/sessions/{session_id}/attendance/left-on-time", {"reason": ""})
    assert browser.status == 400
    browser.post(f"/sessions/{session_id}/attendance/left-on-time", {"reason": "教室網路中斷，助教點名確認"})
    assert browser.status == 303
    drain()
    person = people.identify(LIN)
    (noted,) = attendance_store.corrections(session_id, person)
    assert (noted.made_by, noted.reason) == ("organizer1", "教室網路中斷，助教點名確認")
    assert noted.before["out_at"] is None
    assert "沒有簽退，" not in page(browser, class_, "short")
    assert "林美玲" in page(browser, class_, "yes")


def test_the_press_comes_too_early_while_people_may_still_sign_out(
    browser: Browser, drain: Drain, now: datetime, set_clock: SetClock
) -> None:
    """Within the hour after the end it is refused, and says from when on it may be pressed."""
    class_ = over_with(browser, drain, now, set_clock, lambda _: None)
    set_clock(datetime.fromisoformat("2026-03-02T12:30:00+08:00"))
    browser.sign_in(*ORGANIZER.roles, username=ORGANIZER.username)
    browser.get(f"/sessions/{morning(class_)}/attendance?state=unsigned")
    browser.post(f"/sessions/{morning(class_)}/attendance/left-on-time", {"reason": "點名確認"})
    assert browser.status == 409
    assert "13:00" in text_of(browser)


def test_other_times_of_a_begun_session_need_a_reason(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """Who left early by the old end and not by the new one has it in the record, with the reason and who changed it."""
    class_ = over_with(browser, drain, now, set_clock, lambda session: session.ends_at - timedelta(minutes=70))
    session_id = morning(class_)
    browser.get(f"/sessions/{session_id}/edit")
    browser.post(f"/sessions/{session_id}/edit", {"starts": "09:00", "ends": "11:00", "room": "301 教室"})
    assert browser.status == 400
    assert "理由" in text_of(browser)
    browser.post(f"/sessions/{session_id}/edit", {"starts": "09:00", "ends": "11:00", "room": "301 教室", "why": "講座因故提早結束"})
    assert browser.status == 303
    drain()
    (noted,) = attendance_store.corrections(session_id, people.identify(LIN))
    assert "早退" in noted.reason
    assert "09:00–12:00" in noted.reason
    assert "講座因故提早結束" in noted.reason
    assert attendance_store.corrections(session_id, people.identify(WANG)) == []
    shown = page(browser, class_, "short")
    assert "3/3 上午 10:50 離開" in shown
    assert "3/2 上午 10:50 離開" not in shown


def test_a_change_that_is_told_twice_is_noted_once(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """The worker may run again: the record has one line of it."""
    from chalicelib.domains.attendance.leaving import judged_again

    class_ = over_with(browser, drain, now, set_clock, lambda session: session.ends_at - timedelta(minutes=70))
    before, after = ["2026-03-02T09:00:00+08:00", "2026-03-02T12:00:00+08:00"], ["2026-03-02T09:00:00+08:00", "2026-03-02T11:00:00+08:00"]
    for _ in range(2):
        judged_again.judge_again(morning(class_), before, after, OVER.isoformat(), "organizer1", "提早結束", OVER)
    assert len(attendance_store.corrections(morning(class_), people.identify(LIN))) == 1


def test_a_room_may_change_without_a_reason(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """Nothing of the record depends on it."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG)
    form = {"starts": "09:00", "ends": "12:00", "room": "305 教室"}
    assert class_sessions.edit_session(ORGANIZER, morning(class_), form, OVER).room == "305 教室"


def test_a_class_that_drops_signing_out_keeps_what_was(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """The missing sign-outs of sessions that are over stay missing: only a decision with a reason makes them count."""
    class_ = over_with(browser, drain, now, set_clock, lambda _: None)
    form = class_form(check_out_required="", version=str(class_.version))
    class_changes.edit_class(ORGANIZER, class_.id, form, OVER)
    class_sessions.edit_session(ORGANIZER, morning(class_), {"starts": "09:00", "ends": "12:00", "room": "305 教室"}, OVER)
    drain()
    assert "3/2 上午 沒有簽退，3 節不計" in page(browser, class_, "short")


def test_the_trainee_reads_what_does_not_count(
    browser: Browser, new_browser: Callable[[], Browser], drain: Drain, now: datetime, set_clock: SetClock
) -> None:
    """On the page of the certificate, for who did not complete and for who did."""
    class_ = over_with(browser, drain, now, set_clock, lambda session: session.ends_at - timedelta(hours=1))
    confirm(browser, drain, class_)
    phone = new_browser().enter(class_.id, people.identify(LIN))
    assert "3/2 上午 11:00 離開，1 節不計" in text_of(phone.get(f"/c/{class_.id}/certificate"))


def test_parallel_groups_are_one_hour(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """Two lines of the timetable at the same time are two rooms, of which one person sits in one."""
    from chalicelib.domains.classes.timetable import editing

    class_ = class_that_is_over(browser, drain, now, set_clock, WANG)
    for version, subject in enumerate(("甲組討論", "乙組討論")):
        line = {"day": "2026-03-02", "starts": "09:00", "ends": "12:00", "count": "3", "subject": subject, "lecturer": "王講座"}
        editing.save_period(ORGANIZER, class_.id, {**line, "version": str(version)})
    assert "18／18" in page(browser, class_, "yes")

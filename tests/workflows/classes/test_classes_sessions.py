"""Sessions and the timetable of a class."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import pairwise

import pytest

from chalicelib.domains.classes import service
from chalicelib.domains.classes.sessions import sessions as class_sessions
from chalicelib.domains.classes.timetable import editing as timetable_editing
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Principal, Role
from tests.support.browser_client import Browser
from tests.support.builders import make_class

AMY = Principal("amy", "林小姐", frozenset({Role.ORGANIZER}))
EVENING = {"day": "2026-03-02", "half": "ev", "starts": "18:30", "ends": "20:30", "room": "301"}
PERIOD = {"day": "2026-03-02", "starts": "09:00", "ends": "12:00", "count": "3", "subject": "行政法", "lecturer": "張教授"}


@pytest.fixture
def amy(browser: Browser) -> Browser:
    return browser.sign_in(Role.ORGANIZER, username="amy").get("/classes/new")


def test_a_session_is_added_and_announced(amy: Browser, now: datetime) -> None:
    """An evening session beside the half days is saved with the class's title, organizers and times in Taipei."""
    class_ = make_class(AMY, now)
    amy.post(f"/classes/{class_.id}/sessions/new", EVENING)
    assert amy.location == f"/classes/{class_.id}#sessions"
    session = service.load_session(f"{class_.id}.20260302ev")
    assert (session.class_title, session.organizers, session.room) == (class_.title, ("amy",), "301")
    assert session.starts_at == datetime.fromisoformat("2026-03-02T18:30+08:00")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"half": "day", "starts": "09:00", "ends": "16:30"}, "重疊"),
        ({"starts": "16:00"}, "重疊"),
        ({"half": "am", "starts": "18:30"}, "已有場次"),
        ({"day": "2026-03-09"}, "請選 2026-03-02 到 2026-03-04"),
        ({"ends": "18:00"}, "結束時間必須晚於開始時間"),
        ({"starts": "6pm"}, "請輸入時間"),
        ({"half": "midnight"}, "請選擇上午"),
    ],
)
def test_an_unusable_session_is_refused(changed: dict[str, str], field: str, amy: Browser, now: datetime) -> None:
    """Overlaps, doubles, days outside the class and unreadable times answer 400 with the reason and keep what was typed."""
    class_ = make_class(AMY, now)
    amy.post(f"/classes/{class_.id}/sessions/new", {**EVENING, "room": "打過的教室", **changed})
    assert amy.status == 400
    assert field in amy.text
    assert 'value="打過的教室"' in amy.text
    assert len(service.sessions(class_.id)) == 6


def test_sessions_added_at_once_never_overlap(now: datetime) -> None:
    """All-day and half-day sessions of one day, added in the same moment, end as sessions that share no time."""
    class_ = make_class(AMY, now, pattern="none")
    day = {"day": "2026-03-02", "room": ""}
    forms = [
        {**day, "half": "day", "starts": "09:00", "ends": "16:30"},
        {**day, "half": "am", "starts": "09:00", "ends": "12:00"},
        {**day, "half": "pm", "starts": "13:30", "ends": "16:30"},
    ] * 2

    def add(form: dict[str, str]) -> None:
        try:
            class_sessions.add_session(AMY, class_.id, form, now)
        except (Conflict, InvalidInput):
            return

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(add, forms))
    sessions = service.sessions(class_.id)
    assert sessions
    assert all(before.ends_at <= after.starts_at for before, after in pairwise(sessions))


def test_a_session_gets_other_times_and_room(amy: Browser, now: datetime) -> None:
    """Editing changes times and room of the same day."""
    class_ = make_class(AMY, now)
    amy.post(f"/sessions/{class_.id}.20260303am/edit", {"starts": "0930", "ends": "12:20", "room": "大禮堂"})
    session = service.load_session(f"{class_.id}.20260303am")
    assert (session.starts_at, session.room) == (datetime.fromisoformat("2026-03-03T09:30+08:00"), "大禮堂")


def test_an_edit_into_another_session_is_refused(amy: Browser, now: datetime) -> None:
    """A morning that is made to last into the afternoon's session answers 400 and stays as it was."""
    class_ = make_class(AMY, now)
    amy.post(f"/sessions/{class_.id}.20260302am/edit", {"starts": "09:00", "ends": "14:00", "room": ""})
    assert amy.status == 400
    assert 'value="14:00"' in amy.text
    assert service.load_session(f"{class_.id}.20260302am").ends_at == datetime.fromisoformat("2026-03-02T12:00+08:00")


def test_a_cancelled_session_stays_with_its_reason_and_may_come_back(amy: Browser, now: datetime) -> None:
    """A cancelled session keeps its reason, frees its time, cannot be edited, and is open after being added again."""
    class_ = make_class(AMY, now)
    name = f"{class_.id}.20260302am"
    amy.post(f"/sessions/{name}/cancel", {"reason": "停電"})
    assert service.load_session(name).cancelled_reason == "停電"
    assert "停電" in amy.get(f"/classes/{class_.id}").text
    with pytest.raises(Conflict):
        class_sessions.edit_session(AMY, name, {"starts": "09:00", "ends": "10:00"}, now)
    class_sessions.add_session(AMY, class_.id, {**EVENING, "half": "am", "starts": "08:00", "ends": "12:00"}, now)
    assert not service.load_session(name).cancelled


def test_a_session_is_not_cancelled_without_a_reason(amy: Browser, now: datetime) -> None:
    """Cancelling without a reason answers 400."""
    class_ = make_class(AMY, now)
    assert amy.post(f"/sessions/{class_.id}.20260302am/cancel", {"reason": ""}).status == 400
    assert not service.load_session(f"{class_.id}.20260302am").cancelled


def test_the_timetable_is_kept_in_order_of_time(amy: Browser, now: datetime) -> None:
    """Periods added in any order are shown by day and time; one that does not fit its minutes is saved with a warning."""
    class_ = make_class(AMY, now)
    amy.post(f"/classes/{class_.id}/timetable", {**PERIOD, "day": "2026-03-03", "subject": "後"}, follow=True)
    assert "已新增「後」" in amy.text
    amy.post(f"/classes/{class_.id}/timetable", {**PERIOD, "starts": "9:00", "ends": "10:20", "count": "2", "subject": "先"}, follow=True)
    assert "80 分鐘不足 2 節" in amy.text
    assert [period.subject for period in service.timetable(class_.id).periods] == ["先", "後"]


def test_a_period_is_changed_and_removed(amy: Browser, now: datetime) -> None:
    """A period can be edited and removed by its place in the timetable that was looked at."""
    class_ = make_class(AMY, now)
    timetable_editing.save_period(AMY, class_.id, PERIOD)
    page = f"/classes/{class_.id}/timetable/0"
    assert 'value="行政法"' in amy.get(page).text
    amy.post(page, {**PERIOD, "subject": "民法", "version": "1"})
    assert [period.subject for period in service.timetable(class_.id).periods] == ["民法"]
    amy.post(f"{page}/remove", {"version": "2"})
    assert service.timetable(class_.id).periods == ()


def test_a_change_of_an_old_timetable_changes_nothing(amy: Browser, now: datetime) -> None:
    """Editing or removing by a place in a timetable that has changed since is refused."""
    class_ = make_class(AMY, now)
    timetable_editing.save_period(AMY, class_.id, PERIOD)
    timetable_editing.save_period(AMY, class_.id, {**PERIOD, "day": "2026-03-03"})
    page = f"/classes/{class_.id}/timetable/0"
    assert amy.post(page, {**PERIOD, "subject": "民法", "version": "1"}).status == 409
    assert 'value="民法"' in amy.text
    assert "剛被其他人修改" in amy.post(f"{page}/remove", {"version": "1"}, follow=True).text
    assert [period.subject for period in service.timetable(class_.id).periods] == ["行政法", "行政法"]


@pytest.mark.parametrize("position", ["1", "-1", "x", "99999999"])
def test_an_unknown_period_is_not_found(position: str, amy: Browser, now: datetime) -> None:
    """A place that the timetable does not have answers 404."""
    class_ = make_class(AMY, now)
    timetable_editing.save_period(AMY, class_.id, PERIOD)
    assert amy.get(f"/classes/{class_.id}/timetable/{position}").status == 404


def test_an_unusable_period_keeps_what_was_typed(amy: Browser, now: datetime) -> None:
    """A period with a wrong count and day answers 400 with both reasons and the subject as typed."""
    class_ = make_class(AMY, now)
    amy.post(f"/classes/{class_.id}/timetable", {**PERIOD, "count": "0", "day": "2026-04-01"})
    assert amy.status == 400
    assert "節數請輸入" in amy.text
    assert "請選 2026-03-02" in amy.text
    assert 'value="行政法"' in amy.text


def test_a_form_sent_twice_is_one(amy: Browser, now: datetime) -> None:
    """The same session and the same period once more, as two taps send them, answer as the first did and change nothing."""
    class_ = make_class(AMY, now)
    for path, form in ((f"/classes/{class_.id}/sessions/new", EVENING), (f"/classes/{class_.id}/timetable", PERIOD)):
        assert [amy.post(path, form).status for _ in range(2)] == [303, 303]
    assert len(service.sessions(class_.id)) == 7
    assert len(service.timetable(class_.id).periods) == 1


def test_the_days_list_leads_to_the_doors_that_open(amy: Browser, now: datetime) -> None:
    """An organizer finds screen, counter and list of the own sessions there, and of nobody else's."""
    own, foreign = make_class(AMY, now), make_class(Principal("ben", "陳先生", frozenset({Role.ORGANIZER})), now, code="B00777")
    page = amy.get("/today").text
    assert f"/sessions/{own.id}.20260302am/counter" in page
    assert f"/sessions/{foreign.id}.20260302am/counter" not in page

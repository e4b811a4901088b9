"""Creating, editing and cancelling classes through the HTTP edge and the service."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from typing import Any

import pytest

from chalicelib.domains.classes import changes as class_changes
from chalicelib.domains.classes import service, store_changes
from chalicelib.domains.classes.sessions import sessions as class_sessions
from chalicelib.domains.classes.timetable import editing as timetable_editing
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.errors import Conflict, Forbidden, NotFound
from chalicelib.identity import Principal, Role
from chalicelib.messaging.store import OutboxItem
from tests.support.browser_client import Browser
from tests.support.builders import class_form, make_account, make_class

AMY = Principal("amy", "林小姐", frozenset({Role.ORGANIZER}))
BEN = Principal("ben", "陳先生", frozenset({Role.ORGANIZER}))
ADMIN = Principal("root", "管理員", frozenset({Role.ADMINISTRATOR}))


@pytest.fixture
def amy(browser: Browser) -> Browser:
    browser.sign_in(Role.ORGANIZER, username="amy").get("/classes/new")
    return browser


def expected_messages(class_id: str) -> int:
    return sum(1 for item in OutboxItem.scan() if item.kind == "attendance.expect" and item.body == {"class_id": class_id})


def test_a_new_class_has_its_sessions(amy: Browser) -> None:
    """Creating a class of three working days makes six half-day sessions, and shows the import of the roster as next step."""
    amy.post("/classes", class_form(), follow=True)
    assert amy.status == 200
    assert "尚未匯入名冊" in amy.text
    assert "/classes/115-B00492-1/imports?kind=roster" in amy.text
    names = [session.name for session in service.sessions("115-B00492-1")]
    assert names == ["3/2 上午", "3/2 下午", "3/3 上午", "3/3 下午", "3/4 上午", "3/4 下午"]


def test_organizers_stand_by_their_names(amy: Browser, now: datetime) -> None:
    """The class's page shows who runs it by name, also one who was added later and one who was taken off again and is gone."""
    make_account("ben", now)
    amy.post("/classes", class_form(organizers="ben"), follow=True)
    assert "陳先生" in amy.text
    amy.post("/classes/115-B00492-1/edit", class_form(organizers="ben", name="新名稱", version="1"), follow=True)
    assert "陳先生" in amy.text
    amy.post("/classes/115-B00492-1/edit", class_form(organizers="", version="2"), follow=True)
    assert "陳先生" not in amy.text


def test_the_code_is_normalised(amy: Browser) -> None:
    """A code typed in full width, lower case and with spaces is the plain code."""
    amy.post("/classes", class_form(code="ａａ 3135"))
    assert amy.location == "/classes/115-AA3135-1"


def test_every_error_is_told_and_what_was_typed_is_kept(amy: Browser) -> None:
    """A form with several errors answers 400 with each of them, and keeps what was typed."""
    amy.post("/classes", class_form(code="492", name="行政中立", ends_on="2026-03-01", seats="many", check_out_required=""))
    assert amy.status == 400
    for text in ("班期代碼是英文字母加數字", "結束日期不可早於開班日期", "座位數請輸入 1 到 3000"):
        assert text in amy.text
    assert 'value="行政中立"' in amy.text
    assert 'value="many"' in amy.text
    assert 'name="check_out_required" value="1">' in amy.text


def test_a_taken_identity_is_a_conflict_that_keeps_the_form(amy: Browser) -> None:
    """A second class of the same year, code and run is refused with 409, and what was typed stays in the form."""
    amy.post("/classes", class_form(request="one"))
    amy.post("/classes", class_form(name="另一個班", request="two"))
    assert amy.status == 409
    assert "已經存在" in amy.text
    assert 'value="另一個班"' in amy.text


def test_a_repeated_form_answers_as_the_first_did(amy: Browser) -> None:
    """The same form sent twice leads to the same class, without an error and without a second announcement."""
    for _ in range(2):
        amy.post("/classes", class_form(request="same"))
        assert amy.location == "/classes/115-B00492-1"
    assert expected_messages("115-B00492-1") == 1


def test_of_many_who_create_the_same_class_one_wins(now: datetime) -> None:
    """Eight organizers who create the same class in the same moment: one class, seven conflicts."""

    def create(number: int) -> str:
        who = Principal(f"org{number}", "某人", frozenset({Role.ORGANIZER}))
        try:
            return class_changes.create_class(who, class_form(request=str(number)), now).organizers[0]
        except Conflict:
            return ""

    with ThreadPoolExecutor(8) as pool:
        winners = [name for name in pool.map(create, range(8)) if name]
    assert winners == list(service.load_class("115-B00492-1").organizers)


def test_a_class_too_long_for_its_sessions_says_so(amy: Browser) -> None:
    """A year of half days is refused with advice, and nothing is saved."""
    amy.post("/classes", class_form(ends_on="2027-02-26"))
    assert amy.status == 400
    assert "先不產生" in amy.text
    with pytest.raises(NotFound):
        service.load_class("115-B00492-1")


def test_an_edit_reaches_the_sessions(amy: Browser, now: datetime) -> None:
    """New name, room and organizers are on every session too, but a session's own room stays."""
    make_account("ben", now)
    class_ = make_class(AMY, now)
    class_sessions.edit_session(AMY, f"{class_.id}.20260303am", {"starts": "09:00", "ends": "12:00", "room": "大禮堂"}, now)
    amy.post(f"/classes/{class_.id}/edit", class_form(name="新名稱", room="402", organizers="ben", version="1"))
    assert amy.location == f"/classes/{class_.id}"
    sessions = service.sessions(class_.id)
    assert {session.class_title for session in sessions} == {"新名稱（第 1 期）"}
    assert {session.organizers for session in sessions} == {("amy", "ben")}
    assert [session.room for session in sessions] == ["402", "402", "大禮堂", "402", "402", "402"]


def test_the_creator_stays_an_organizer(now: datetime) -> None:
    """An edit that leaves the creator out keeps the creator first."""
    make_account("ben", now)
    class_ = make_class(AMY, now, organizers="ben")
    edited = class_changes.edit_class(BEN, class_.id, class_form(organizers="ben", version="1"), now)
    assert edited.organizers == ("amy", "ben")


def test_an_organizer_who_cannot_sign_in_is_refused(amy: Browser, now: datetime) -> None:
    """An unknown username, or an account without the role, answers 400 and names it; one with the role is taken, in any case."""
    class_ = make_class(AMY, now)
    make_account("guard1", now, Role.GUARD)
    make_account("ben", now)
    for username in ("nobody", "guard1"):
        amy.post(f"/classes/{class_.id}/edit", class_form(organizers=f"amy {username}", version="1"))
        assert amy.status == 400
        assert f"帳號 {username} 不存在" in amy.text
    amy.post(f"/classes/{class_.id}/edit", class_form(organizers="BEN", version="1"))
    assert service.load_class(class_.id).organizers == ("amy", "ben")


def test_a_clash_shows_both_and_loses_nothing(amy: Browser, now: datetime) -> None:
    """An edit made on an old version saves nothing, shows what is saved and what was typed, and can then be sent again."""
    class_ = make_class(AMY, now)
    class_changes.edit_class(ADMIN, class_.id, class_form(name="管理員改的名稱", version="1"), now)
    amy.post(f"/classes/{class_.id}/edit", class_form(name="我改的名稱", version="1"))
    assert amy.status == 409
    assert "管理員改的名稱" in amy.text
    assert 'value="我改的名稱"' in amy.text
    assert 'name="version" value="2"' in amy.text
    assert service.load_class(class_.id).name == "管理員改的名稱"
    amy.post(f"/classes/{class_.id}/edit", class_form(name="我改的名稱", version="2"))
    assert service.load_class(class_.id).name == "我改的名稱"


def test_of_two_edits_of_one_version_one_wins(now: datetime) -> None:
    """Six edits on the same version at once: exactly one is saved."""
    class_ = make_class(AMY, now)

    def edit(number: int) -> int:
        try:
            class_changes.edit_class(AMY, class_.id, class_form(name=f"名稱 {number}", version="1"), now)
        except Conflict:
            return 0
        return 1

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(edit, range(6))) == 1
    assert service.load_class(class_.id).version == 2


def test_an_edit_with_errors_keeps_what_was_typed(amy: Browser, now: datetime) -> None:
    """An unusable date in an edit answers 400 with the error and the other fields as typed."""
    class_ = make_class(AMY, now)
    amy.post(f"/classes/{class_.id}/edit", class_form(name="改名", ends_on="2026-02-30", version="1"))
    assert amy.status == 400
    assert "沒有這一天" in amy.text
    assert 'value="改名"' in amy.text


def test_what_was_read_before_another_change_cannot_be_written(now: datetime) -> None:
    """Neither the class nor its sessions can be changed on a reading that a change of a session has overtaken."""
    class_ = make_class(AMY, now)
    class_sessions.cancel_session(AMY, f"{class_.id}.20260302am", {"reason": "停電"}, now)
    for write in (store_changes.claim_sessions, lambda transaction, read: store_changes.save_class(transaction, read, read)):
        transaction = Transaction("late")
        write(transaction, class_)
        with pytest.raises(ConditionFailed):
            transaction.commit()


def test_cancelling_needs_a_reason(amy: Browser, now: datetime) -> None:
    """Without a reason the class is not cancelled."""
    class_ = make_class(AMY, now)
    amy.get(f"/classes/{class_.id}/cancel").post(f"/classes/{class_.id}/cancel", {"reason": " "})
    assert amy.status == 400
    assert not service.load_class(class_.id).cancelled


def test_a_cancelled_class_takes_its_sessions_along(amy: Browser, now: datetime) -> None:
    """Cancelling a class cancels every session, keeps everything, says so on the page, and announces it."""
    class_ = make_class(AMY, now)
    amy.post(f"/classes/{class_.id}/cancel", {"reason": "颱風"}, follow=True)
    assert "這個班期已取消" in amy.text
    assert "原因：颱風" in amy.text
    assert all(session.cancelled and session.cancelled_reason == "颱風" for session in service.sessions(class_.id))
    assert service.load_session(f"{class_.id}.20260302am").cancelled
    assert expected_messages(class_.id) == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda who, id_, now: class_changes.edit_class(who, id_, class_form(version="2"), now),
        lambda who, id_, now: class_sessions.add_session(
            who, id_, {"day": "2026-03-02", "half": "ev", "starts": "18:30", "ends": "20:30"}, now
        ),
        lambda who, id_, now: timetable_editing.save_period(
            who, id_, {"day": "2026-03-02", "starts": "09:00", "ends": "10:00", "count": "1", "subject": "課"}
        ),
    ],
)
def test_a_cancelled_class_cannot_be_changed(change: Any, now: datetime) -> None:
    """Edits, new sessions and new periods of a cancelled class are conflicts."""
    class_ = make_class(AMY, now)
    class_changes.cancel_class(AMY, class_.id, {"reason": "颱風"}, now)
    with pytest.raises(Conflict):
        change(AMY, class_.id, now)


def test_cancelling_twice_keeps_the_first_reason(now: datetime) -> None:
    """A second cancellation changes nothing."""
    class_ = make_class(AMY, now)
    class_changes.cancel_class(AMY, class_.id, {"reason": "颱風"}, now)
    assert class_changes.cancel_class(AMY, class_.id, {"reason": "其他"}, now).cancelled_reason == "颱風"


@pytest.mark.parametrize("page", ["", "/edit", "/cancel", "/roster", "/timetable", "/sessions/new"])
def test_another_organizers_class_is_forbidden(page: str, amy: Browser, now: datetime) -> None:
    """Every page of a class answers 403 to an organizer of other classes, and 200 to an administrator."""
    class_ = make_class(BEN, now)
    assert amy.get(f"/classes/{class_.id}{page}").status == 403
    assert amy.sign_in(Role.ADMINISTRATOR, username="root").get(f"/classes/{class_.id}{page}").status == 200


def test_another_organizers_class_cannot_be_changed(amy: Browser, now: datetime) -> None:
    """Edits and cancellations by an organizer of other classes are 403 and change nothing."""
    class_ = make_class(BEN, now)
    for path in (f"/classes/{class_.id}/edit", f"/classes/{class_.id}/cancel", f"/sessions/{class_.id}.20260302am/cancel"):
        assert amy.post(path, class_form(name="我的", version="1", reason="不辦了")).status == 403
    assert service.load_class(class_.id) == class_
    with pytest.raises(Forbidden):
        class_sessions.add_session(AMY, class_.id, {}, now)


def test_an_unknown_class_is_not_found(amy: Browser) -> None:
    """A class or session that is not there answers 404, also with a very long id."""
    for path in ("/classes/115-X1-1", "/classes/" + "9" * 3000, "/sessions/115-X1-1.20260302am/edit", "/sessions/x/edit"):
        assert amy.get(path).status == 404


def test_a_livestream_needs_no_room(now: datetime) -> None:
    """A class that is only streamed may have no room and no seats."""
    class_ = make_class(AMY, now, mode="stream", room="", seats="0")
    assert (class_.mode.label, class_.room, class_.seats) == ("純直播", "", 0)


def test_dates_may_be_typed_in_minguo_years(now: datetime) -> None:
    """115/3/2 is 2 March 2026."""
    assert make_class(AMY, now, starts_on="115/3/2", ends_on="115.03.04").starts_on == date(2026, 3, 2)

"""The organizer's list of who completed: judged, confirmed, corrected."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.domains.attendance import corrections
from chalicelib.domains.classes import service as classes
from chalicelib.domains.completion import completion_list, store_certificates
from chalicelib.domains.completion.certificate_rules import State
from chalicelib.domains.people import service as people
from chalicelib.domains.surveys.answering import answering
from chalicelib.domains.surveys.building import building
from chalicelib.domains.surveys.model import Content, Kind, Question, Survey, items_of
from chalicelib.identity import Role
from tests.scenes.attendance import CHEN, LIN, ORGANIZER, WANG, make_running_class
from tests.scenes.portal import OVER, came, class_that_is_over, confirm, seen
from tests.support.browser_client import Browser

Drain = Callable[[], int]
SetClock = Callable[[datetime], None]


def text_of(browser: Browser) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", browser.text)


def test_the_page_says_who_does_not_complete_and_why(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """Who came to four of six sessions is shown with the share that was reached and the one that is asked for."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG)
    came(class_, LIN, sessions=4)
    page = text_of(browser.get(f"/classes/{class_.id}/completion?show=not"))
    assert "林美玲" in page
    assert "出席 12／18 節（66.6%），未達 80%" in page
    assert "王小明" not in page
    assert "王小明" in text_of(browser.get(f"/classes/{class_.id}/completion?show=yes"))


def test_a_list_is_not_confirmed_before_the_class_is_over(browser: Browser, drain: Drain, now: datetime) -> None:
    """While sessions are to come the page has no button, and a press without it is refused."""
    class_ = make_running_class(browser, drain, now)
    assert 'name="seen"' not in browser.get(f"/classes/{class_.id}/completion").text
    assert browser.post(f"/classes/{class_.id}/completion/confirm", {"seen": "x"}).status == 409
    assert "課程還沒有結束" in browser.text


def test_confirming_freezes_the_list_and_gives_numbers(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """Who completed gets a number; who did not is on the list without one."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG, CHEN)
    confirm(browser, drain, class_)
    frozen = {line.name: line for line in store_certificates.lines(class_.id, 1)}
    assert {name: bool(line.number and line.code) for name, line in frozen.items()} == {"王小明": True, "林美玲": False, "𠮷川健": True}
    assert sorted(line.number for line in frozen.values() if line.number) == ["0001", "0002"]
    assert frozen["王小明"].hours == 18


def test_pressing_twice_is_once(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """The second press finds the list on its way and changes nothing."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG)
    form = {"seen": seen(browser, class_)}
    assert [browser.post(f"/classes/{class_.id}/completion/confirm", form).status for _ in range(2)] == [303, 303]
    drain()
    assert [listing.version for listing in store_certificates.listings(class_.id)] == [1]


def test_what_changed_since_it_was_seen_is_not_confirmed(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """A correction of attendance between looking and pressing is shown first."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG)
    old = seen(browser, class_)
    came(class_, LIN)
    assert browser.post(f"/classes/{class_.id}/completion/confirm", {"seen": old}).status == 409
    assert "紀錄有變動" in browser.text


def test_what_changes_before_the_worker_comes_is_not_frozen(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """The worker compares once more: the list is outdated, nobody gets a certificate, and the page says so."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG)
    browser.post(f"/classes/{class_.id}/completion/confirm", {"seen": seen(browser, class_)})
    came(class_, LIN)
    drain()
    assert [listing.state for listing in store_certificates.listings(class_.id)] == [State.OUTDATED]
    assert "名單沒有生效" in browser.get(f"/classes/{class_.id}/completion").text
    confirm(browser, drain, class_)
    assert [listing.state for listing in store_certificates.listings(class_.id)] == [State.CONFIRMED, State.OUTDATED]


def test_a_correction_is_a_version_with_a_reason(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """Unchanged certificates stay as they are; who completes only now gets the next number; the version before stays as it was."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG)
    confirm(browser, drain, class_)
    before = {line.name: line for line in store_certificates.lines(class_.id, 1)}
    came(class_, LIN)
    assert browser.post(f"/classes/{class_.id}/completion/confirm", {"seen": seen(browser, class_)}).status == 400
    assert "請填寫更正的理由" in browser.text
    confirm(browser, drain, class_, reason="補登林員出席")
    after = {line.name: line for line in store_certificates.lines(class_.id, 2)}
    assert after["王小明"] == before["王小明"]
    assert (after["林美玲"].number, before["林美玲"].number) == ("0002", "")
    assert {line.name: line for line in store_certificates.lines(class_.id, 1)} == before
    assert [listing.reason for listing in store_certificates.listings(class_.id)] == ["補登林員出席", ""]


def test_nothing_to_correct_is_refused(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """A further version needs a difference."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG)
    form = {"seen": seen(browser, class_)}
    confirm(browser, drain, class_)
    assert browser.post(f"/classes/{class_.id}/completion/confirm", {**form, "reason": "再一次"}).status == 409


def test_the_worker_may_run_twice(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """A message that comes again after the list is in force changes no line and no certificate."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG, CHEN)
    confirm(browser, drain, class_)
    before = store_certificates.lines(class_.id, 1)
    completion_list.freeze(class_.id, 1, OVER)
    drain()
    assert store_certificates.lines(class_.id, 1) == before


def test_a_worker_that_was_cut_off_goes_on(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """Lines that stand keep their code when the message comes again, and nobody shares a number."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG, LIN, CHEN)
    browser.post(f"/classes/{class_.id}/completion/confirm", {"seen": seen(browser, class_)})
    completion_list.freeze(class_.id, 1, OVER)
    first = store_certificates.lines(class_.id, 1)
    item = store_certificates.ListItem.find(class_.id, "COMPLETION#0001")
    assert item
    item.change([store_certificates.ListItem.state.set("confirming")], store_certificates.ListItem.pk.exists())
    completion_list.freeze(class_.id, 1, OVER)
    assert [(line.person, line.code, line.number) for line in store_certificates.lines(class_.id, 1)] == [
        (line.person, line.code, line.number) for line in first
    ]
    assert len({line.number for line in first}) == 3


def test_the_rule_decides(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """With 60 per cent four of six sessions are enough, and the page says by which rule."""
    class_ = class_that_is_over(browser, drain, now, set_clock)
    came(class_, LIN, sessions=4)
    browser.get(f"/classes/{class_.id}/completion")
    form = {"basis": "sessions", "minimum": "60", "version": "0"}
    assert browser.post(f"/classes/{class_.id}/completion/rule", form, follow=True).status == 200
    assert "林美玲" in text_of(browser.get(f"/classes/{class_.id}/completion?show=yes"))


def test_a_rule_that_cannot_be_keeps_what_was_typed(browser: Browser, drain: Drain, now: datetime) -> None:
    """A share over 100 is refused with the field's message, and stays in the field."""
    class_ = make_running_class(browser, drain, now)
    browser.get(f"/classes/{class_.id}/completion")
    assert browser.post(f"/classes/{class_.id}/completion/rule", {"basis": "hours", "minimum": "120", "version": "0"}).status == 400
    assert 'value="120"' in browser.text
    assert "請填 1 到 100 的整數" in browser.text


def test_two_who_change_the_rule_at_once(browser: Browser, drain: Drain, now: datetime) -> None:
    """The second is told that somebody else was first."""
    class_ = make_running_class(browser, drain, now)
    browser.get(f"/classes/{class_.id}/completion")
    assert browser.post(f"/classes/{class_.id}/completion/rule", {"basis": "hours", "minimum": "90", "version": "0"}).status == 303
    assert browser.post(f"/classes/{class_.id}/completion/rule", {"basis": "hours", "minimum": "70", "version": "0"}).status == 409
    assert 'value="70"' in browser.text


def test_leave_that_is_not_counted_is_not_expected(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """公假 that the class does not count takes the session out of what is expected; 事假 that staff put down counts against the limit."""
    class_ = class_that_is_over(browser, drain, now, set_clock)
    for id_number, kind in ((WANG, "公假"), (LIN, "事假")):
        came_late(class_, id_number)
        for session in classes.sessions(class_.id)[:2]:
            form = {"state": "leave", "leave": kind, "reason": "補登假單"}
            corrections.correct(ORGANIZER, session.id, people.identify(id_number), form, OVER)
    browser.get(f"/classes/{class_.id}/leave")
    browser.post(f"/classes/{class_.id}/leave/rules", {"longest": "1/5", "free.公假": "on"})
    page = text_of(browser.get(f"/classes/{class_.id}/completion?show=yes"))
    assert "王小明" in page
    assert "4／4" in page
    assert "請假 6 節，超過上限 3 節" in text_of(browser.get(f"/classes/{class_.id}/completion?show=not"))


def came_late(class_: classes.Class, id_number: str) -> None:
    """To all sessions but the first two."""
    for session in classes.sessions(class_.id)[2:]:
        begun, over = (f"{moment + timedelta(hours=8):%H:%M}" for moment in (session.starts_at, session.ends_at))
        form = {"state": "present", "in_time": begun, "out_time": over, "reason": "補登出席"}
        corrections.correct(ORGANIZER, session.id, people.identify(id_number), form, OVER)


def test_where_the_survey_is_asked_for_it_must_be_answered(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """Two came to everything; the one who did not answer is told so, and without the condition both complete."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG, LIN)
    question = Question("q1", Kind.SCALE, "整體滿意度")
    survey = Survey("s0123456789", class_.id, class_.title, Content("滿意度", "", anonymous=True, questions=(question,)), opens_at=now)
    building.put(survey, ORGANIZER, now)
    (item,) = items_of(survey)
    answering.submit(class_.id, people.identify(WANG), survey.id, {item.field: "5", "request": "page"}, OVER)
    assert "林美玲" in text_of(browser.get(f"/classes/{class_.id}/completion?show=yes"))
    form = {"basis": "hours", "minimum": "80", "survey": "1", "version": "0"}
    assert browser.post(f"/classes/{class_.id}/completion/rule", form).status == 303
    missing = text_of(browser.get(f"/classes/{class_.id}/completion?show=not"))
    assert "林美玲" in missing
    assert "問卷未填" in missing
    assert "王小明" in text_of(browser.get(f"/classes/{class_.id}/completion?show=yes"))


def test_a_class_without_a_survey_is_not_held_up_by_it(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """The condition is off where nothing was ever opened."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG)
    browser.get(f"/classes/{class_.id}/completion")
    browser.post(f"/classes/{class_.id}/completion/rule", {"basis": "hours", "minimum": "80", "survey": "1", "version": "0"})
    assert "王小明" in text_of(browser.get(f"/classes/{class_.id}/completion?show=yes"))


@pytest.mark.parametrize("path", ["completion", "completion/hours", "completion/x/certificate"])
def test_a_class_of_somebody_else_is_closed(
    browser: Browser, new_browser: Callable[[], Browser], drain: Drain, now: datetime, path: str
) -> None:
    """An organizer who is none of the class's own gets 403."""
    class_ = make_running_class(browser, drain, now)
    assert new_browser().sign_in(Role.ORGANIZER, username="other").get(f"/classes/{class_.id}/{path}").status == 403

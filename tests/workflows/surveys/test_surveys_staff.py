"""What an organizer does about surveys, at the HTTP edge: building, opening, reminding."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domains.classes import changes as class_changes
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.model import Class
from chalicelib.domains.classes.timetable import editing as timetable_editing
from chalicelib.domains.surveys import mails_worker, store
from chalicelib.domains.surveys.building import building, opening, reminding
from chalicelib.domains.surveys.model import Status
from chalicelib.domains.surveys.templates import store as templates_store
from chalicelib.errors import Conflict
from chalicelib.identity import Role
from tests.scenes.surveys import ORGANIZER, answer, close, filled, make_survey, make_surveyed_class, person, standing, survey_form
from tests.support.browser_client import Browser

NewBrowser = Callable[[], Browser]
SetClock = Callable[[datetime], None]
Drain = Callable[[], int]


@pytest.fixture
def class_(browser: Browser, drain: Drain, now: datetime) -> Class:
    made = make_surveyed_class(browser, drain, now)
    drain()
    return made


def home(class_: Class) -> str:
    return f"/classes/{class_.id}/surveys"


def test_built_from_nothing(browser: Browser, class_: Class) -> None:
    """Questions of each kind, typed and saved, stand as a draft; pressing twice makes one."""
    for _ in range(2):
        browser.post(f"{home(class_)}/new", survey_form(class_))
        assert browser.location == f"{home(class_)}/s0000000001"
    [survey] = store.of_class(class_.id)
    assert [question.kind.value for question in survey.content.questions] == ["scale", "text", "single", "multiple", "matrix"]
    assert [course.lecturer for course in survey.courses] == ["林書豪", "陳亭妃"]
    assert "草稿" in browser.get(browser.location).text


def test_questions_move_without_scripts(browser: Browser, class_: Class) -> None:
    """Add, remove, up and down come back with everything typed, and save nothing."""
    form = survey_form(class_)
    browser.post(f"{home(class_)}/new", {**form, "add.matrix": "1"})
    assert browser.status == 200
    assert 'name="text.5"' in browser.text
    browser.post(f"{home(class_)}/new", {**form, "down.0": "1"})
    assert browser.text.index("想對講座說的話") < browser.text.index("課程內容")
    browser.post(f"{home(class_)}/new", {**form, "remove.4": "1"})
    assert "行政服務" not in browser.text
    assert store.of_class(class_.id) == []


def test_what_is_wrong_is_named_and_kept(browser: Browser, class_: Class) -> None:
    """Errors stand at their fields and everything typed is still there."""
    form = survey_form(class_, name="", **{"options.2": "只有一個"})
    browser.post(f"{home(class_)}/new", form)
    assert browser.status == 400
    assert "請輸入文字" in browser.text
    assert "第 3 題：請填 2 到 20 個選項" in browser.text
    assert "想對講座說的話" in browser.text


def test_from_the_standard_template(browser: Browser, class_: Class, now: datetime) -> None:
    """One press makes the standard template, one a survey from it, with the class's courses ticked but lunch."""
    browser.post("/surveys/templates")
    assert "研習滿意度問卷" in browser.get(home(class_)).text
    text = browser.get(f"{home(class_)}/new?template=standard").text
    assert "講座的表達與教學方式" in text
    assert text.count('name="course.') == 3
    assert sum("checked" in line for line in text.splitlines() if 'name="course.' in line) == 2


def test_edited_until_it_opens(browser: Browser, class_: Class, now: datetime) -> None:
    """A draft is changed as often as wished, each time a version; once it was open its questions stand."""
    survey = make_survey(class_, now, opened=False)
    page = f"{home(class_)}/{survey.id}"
    assert 'value="滿意度問卷"' in browser.get(f"{page}/edit").text
    browser.post(f"{page}/edit", survey_form(class_, name="改過的名稱", version="1"))
    assert standing(survey).content.name == "改過的名稱"
    browser.post(f"{page}/edit", survey_form(class_, name="舊頁面", version="1"))
    assert browser.status == 409
    assert "舊頁面" in browser.text
    assert standing(survey).content.name == "改過的名稱"
    browser.post(page, {"action": "open"})
    browser.post(f"{page}/edit", survey_form(class_, name="太晚了", version="3"), follow=True)
    assert "題目不能再改" in browser.text
    assert standing(survey).content.name == "改過的名稱"


def test_opened_and_closed_by_hand(browser: Browser, class_: Class, now: datetime, set_clock: SetClock) -> None:
    """Open, with a closing time; another closing time; closed. Each press twice is once."""
    survey = make_survey(class_, now, opened=False)
    page = f"{home(class_)}/{survey.id}"
    for _ in range(2):
        browser.post(page, {"action": "open", "closes_at": "2026-03-04T17:00"}, follow=True)
        assert "填答中" in browser.text
    assert standing(survey).version == 2
    set_clock(now + timedelta(minutes=10))
    browser.post(page, {"action": "extend", "closes_at": "2026-03-05T17:00"})
    assert standing(survey).closes_at == datetime.fromisoformat("2026-03-05T17:00+08:00")
    for _ in range(2):
        assert browser.post(page, {"action": "close"}).status == 303
    assert standing(survey).status(now + timedelta(minutes=10)) is Status.CLOSED


def test_opened_by_time(browser: Browser, class_: Class, now: datetime) -> None:
    """Planned for an hour, changed, taken back; times that make no sense are named."""
    survey = make_survey(class_, now, opened=False)
    page = f"{home(class_)}/{survey.id}"
    for opens, closes, said in (
        ("", "", "請填開放時間"),
        ("2026-03-01T09:00", "", "開放時間必須晚於現在"),
        ("2026-03-03T09:00", "2026-03-03T08:00", "截止時間必須晚於開放時間"),
        ("明天", "", "開放時間請填"),
    ):
        browser.post(page, {"action": "plan", "opens_at": opens, "closes_at": closes})
        assert browser.status == 400
        assert said in browser.text
    browser.post(page, {"action": "plan", "opens_at": "2026-03-03T09:00", "closes_at": "2026-03-03T10:00"})
    planned = standing(survey)
    assert [planned.status(now + timedelta(hours=hours)).value for hours in (0, 25, 26)] == ["planned", "open", "closed"]
    browser.post(page, {"action": "recall"})
    assert standing(survey).status(now) is Status.DRAFT
    browser.post(page, {"action": "burn"})
    assert browser.status == 400


def test_a_named_survey_opens_again(class_: Class, now: datetime) -> None:
    """What is no secret may be opened again after its close."""
    survey = make_survey(class_, now, anonymous="0")
    answer(survey, range(1, 7), now)
    closed = close(survey, now + timedelta(hours=1))
    later = now + timedelta(hours=2)
    assert opening.settle(ORGANIZER, class_.id, closed.id, {"action": "extend"}, later).status(later) is Status.OPEN


def test_what_a_trainee_would_see(browser: Browser, class_: Class, now: datetime) -> None:
    """The preview shows every question, and nothing that sends."""
    survey = make_survey(class_, now, opened=False)
    text = browser.get(f"{home(class_)}/{survey.id}/preview").text
    assert "課程內容" in text
    assert "送出問卷" not in text
    assert "data-draft" not in text


def test_kept_as_a_template_and_used_again(browser: Browser, class_: Class, now: datetime) -> None:
    """A survey's questions become a template; it is edited version by version, and retired."""
    survey = make_survey(class_, now)
    browser.post(f"{home(class_)}/{survey.id}/keep")
    place = browser.location
    template_id = place.rpartition("/")[2]
    browser.post(place, survey_form(class_, name="共用問卷", version="1"))
    assert templates_store.latest_versions() == {template_id: 2}
    assert browser.post(place, survey_form(class_, name="舊頁面", version="1")).status == 409
    browser.get(f"{home(class_)}/new?template={template_id}")
    assert 'value="共用問卷"' in browser.text
    browser.post(f"{place}/retire", {"retired": "1"})
    assert "共用問卷" not in browser.get(home(class_)).text
    assert "已停用" in browser.get("/surveys/templates").text


def test_copied_within_the_class(browser: Browser, class_: Class, now: datetime) -> None:
    """The questions of another survey of the class, to be changed and saved as a new one."""
    survey = make_survey(class_, now)
    assert 'value="滿意度問卷"' in browser.get(f"{home(class_)}/new?copy={survey.id}").text
    assert browser.get(f"{home(class_)}/new?copy=s9999999999").status == 404


def test_another_organizer_sees_nothing(class_: Class, now: datetime, new_browser: NewBrowser) -> None:
    """Every page and form of the class's surveys is refused to who does not run it."""
    survey = make_survey(class_, now)
    other = new_browser().sign_in(Role.ORGANIZER, username="organizer2")
    for path in ("", "/new", f"/{survey.id}", f"/{survey.id}/edit", f"/{survey.id}/preview", f"/{survey.id}/live"):
        assert other.get(home(class_) + path).status == 403
    for path in ("/new", f"/{survey.id}", f"/{survey.id}/edit", f"/{survey.id}/remind", f"/{survey.id}/export", f"/{survey.id}/keep"):
        assert other.post(home(class_) + path, {"action": "close"}).status == 403


def test_reminders_go_to_who_has_not_answered(
    browser: Browser, class_: Class, now: datetime, drain: Drain, sent_mail: Callable[[], list[Any]]
) -> None:
    """Those with an address and without an answer get one letter a day, with the page's address and no word of what others said."""
    survey = make_survey(class_, now)
    answer(survey, [1], now, text="這是秘密")
    for _ in range(2):
        browser.post(f"{home(class_)}/{survey.id}/remind")
        drain()
    letters = [mail for mail in sent_mail() if "【問卷】" in mail["Subject"]]
    assert sorted(mail["To"] for mail in letters) == ["p2@gov.example", "p3@gov.example"]
    bodies = [mail.get_body(("plain",)).get_content() for mail in letters]
    assert all(f"/c/{class_.id}/survey/{survey.id}" in body and "這是秘密" not in body for body in bodies)
    assert browser.status == 409
    assert "每天最多一次" in browser.text


def test_who_answers_meanwhile_gets_no_letter(class_: Class, now: datetime, drain: Drain, sent_mail: Callable[[], list[Any]]) -> None:
    """Whether somebody is to be written to is looked at again just before the letter; a message that comes twice writes once."""
    survey = make_survey(class_, now)
    reminding.fan_out(class_.id, survey.id, "2026-03-02", now)
    reminding.fan_out(class_.id, survey.id, "2026-03-02", now)
    answer(survey, [2], now)
    drain()
    assert sorted(mail["To"] for mail in sent_mail() if "【問卷】" in mail["Subject"]) == ["p1@gov.example", "p3@gov.example"]


def test_a_letter_costs_the_same_in_every_class(
    class_: Class, now: datetime, calls: Counter[str], sent_mail: Callable[[], list[Any]]
) -> None:
    """The worker looks up the one person: it reads neither the whole roster nor everybody's markers for each letter."""
    survey = make_survey(class_, now)
    calls.clear()
    mails_worker.send_reminder(class_.id, survey.id, "2026-03-02", person(1), now)
    assert len(sent_mail()) == 1
    assert calls["Query"] == 0


def test_no_reminder_outside_its_time(class_: Class, now: datetime) -> None:
    """A draft and a closed survey remind nobody."""
    survey = make_survey(class_, now, opened=False)
    with pytest.raises(Conflict):
        reminding.remind(ORGANIZER, class_.id, survey.id, now)


def test_a_cancelled_class_opens_nothing(browser: Browser, class_: Class, now: datetime, new_browser: NewBrowser) -> None:
    """What was open can be answered no more, and nothing opens."""
    survey = make_survey(class_, now)
    draft = make_survey(class_, now, opened=False, new_id="s0000000002")
    class_changes.cancel_class(ORGANIZER, class_.id, {"reason": "人數不足"}, now)
    phone = new_browser().enter(class_.id, person(1))
    assert phone.post(f"/c/{class_.id}/survey/{survey.id}", filled(survey)).status == 409
    assert browser.post(f"{home(class_)}/{draft.id}", {"action": "open"}).status == 409


def test_no_form_takes_over_another_surveys_answers(browser: Browser, class_: Class, now: datetime, drain: Drain) -> None:
    """The id that a form brings is taken once over all classes: another class's survey cannot be made under it."""
    survey = make_survey(class_, now)
    other = make_surveyed_class(browser, drain, now, run="2")
    assert browser.post(f"{home(other)}/new", survey_form(other, new_id=survey.id)).status == 409
    assert store.of_class(other.id) == []


def test_courses_that_left_the_timetable_are_named(browser: Browser, class_: Class, now: datetime) -> None:
    """A timetable that changed after saving is seen in the editor, before the survey opens."""
    survey = make_survey(class_, now, opened=False)
    table = classes.timetable(class_.id)
    timetable_editing.replace_timetable(class_, table.periods[:1], table.version)
    assert "課表中已沒有：簡報技巧（陳亭妃）" in browser.get(f"{home(class_)}/{survey.id}/edit").text
    assert building.open_editor(ORGANIZER, class_.id, survey.id, now).courses == survey.courses[:1]

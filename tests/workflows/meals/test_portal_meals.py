"""Meals: chosen on a phone, counted for the kitchen, mailed when they close."""

import subprocess
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

from chalicelib.clock import clock
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.model import Class
from chalicelib.domains.classes.sessions import sessions as class_sessions
from chalicelib.domains.leave import deciding
from chalicelib.domains.meals import meals
from chalicelib.domains.meals import store as meals_store
from chalicelib.domains.meals.rules import Meal
from chalicelib.domains.people import service as people
from tests.scenes.attendance import CHEN, LIN, WANG
from tests.scenes.leave import ORGANIZER, apply, flat, make_class_on_leave
from tests.support.browser_client import Browser

NewBrowser = Callable[[], Browser]
SetClock = Callable[[datetime], None]
SUNDAY = datetime.fromisoformat("2026-03-01T10:00:00+08:00")
DAYS = ("2026-03-02", "2026-03-03", "2026-03-04")


@pytest.fixture
def class_(browser: Browser, drain: Callable[[], int], now: datetime, set_clock: SetClock) -> Class:
    """Whole days from Monday 2 to Wednesday 4 March; it is the day before."""
    made = make_class_on_leave(browser, drain, now)
    set_clock(SUNDAY)
    browser.sign_in(*ORGANIZER.roles, username=ORGANIZER.username)
    return made


@pytest.fixture
def phone(class_: Class, new_browser: NewBrowser) -> Browser:
    return new_browser().enter(class_.id, people.identify(WANG))


def chosen(*each: str, needs: str = "") -> dict[str, str]:
    return {"needs": needs, **{f"meal.{day}": meal for day, meal in zip(DAYS, each, strict=False)}}


def counts(class_: Class) -> dict[str, dict[str, int]]:
    found = meals.kitchen(ORGANIZER, class_.id, clock.now()).counts
    return {f"{each.day}": {meal.label: number for meal, number in each.meals.items() if number} | {"請假": each.away} for each in found}


def plan(browser: Browser, class_: Class, **changed: str) -> Browser:
    days = {f"day.{day}": "1" for day in DAYS}
    version = str(meals.plan_of(class_.id).version)
    return browser.post(
        f"/classes/{class_.id}/meals", {"version": version, "before": "1", "hour": "12:00", "kitchen": "", **days, **changed}
    )


def test_chosen_and_counted(class_: Class, phone: Browser) -> None:
    """Who chose is counted as chosen, who did not as 葷食; the page says what was chosen."""
    assert phone.post(f"/c/{class_.id}/meals", chosen("vegan", "egg-milk", "none"), follow=True).status == 200
    assert "茹素登記已儲存" in phone.text
    assert "已登記，3/112:00截止前可變更" in flat(phone.text)
    assert counts(class_) == {
        "2026-03-02": {"葷食": 2, "全素": 1, "請假": 0},
        "2026-03-03": {"葷食": 2, "蛋奶素": 1, "請假": 0},
        "2026-03-04": {"葷食": 2, "不用餐": 1, "請假": 0},
    }
    page = phone.get(f"/c/{class_.id}/meals").text
    assert page.count("checked") == 3


def test_changed_until_it_closes(class_: Class, phone: Browser, set_clock: SetClock) -> None:
    """What has closed stays as it was; a later day can still be changed; a form that was opened before is told."""
    phone.post(f"/c/{class_.id}/meals", chosen("vegan", "vegan", "vegan"))
    set_clock(SUNDAY.replace(hour=12))
    phone.post(f"/c/{class_.id}/meals", chosen("plain", "plain", "plain"))
    assert phone.status == 400
    assert "3/2 的登記已經截止" in phone.text
    phone.post(f"/c/{class_.id}/meals", {"meal.2026-03-03": "plain", "meal.2026-03-04": "vegan"})
    assert phone.status == 303
    found = meals_store.choice(class_.id, people.identify(WANG)).dishes
    assert [found[date.fromisoformat(day)].meal for day in DAYS] == [Meal.VEGAN, Meal.PLAIN, Meal.VEGAN]


def test_all_closed(class_: Class, phone: Browser, set_clock: SetClock) -> None:
    """After the last cut-off nothing changes, and the page says whom to ask."""
    set_clock(SUNDAY.replace(day=4))
    assert phone.post(f"/c/{class_.id}/meals", chosen("vegan", "vegan", "vegan")).status == 409
    assert "登記已經截止" in phone.text
    assert 'type="radio"' not in phone.text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "請選擇 3/2 的餐食"),
        (chosen("vegan", "vegan", "pork"), "請選擇 3/4 的餐食"),
        (chosen("vegan", "vegan", "vegan", needs="長" * 61), "其他需求請在 60 字以內"),
        (chosen("vegan", "vegan", "vegan", needs="a\nb"), "其他需求請在 60 字以內"),
    ],
)
def test_what_is_wrong_is_named(class_: Class, phone: Browser, form: dict[str, str], said: str) -> None:
    """Each mistake is named, and nothing is saved."""
    phone.post(f"/c/{class_.id}/meals", form)
    assert phone.status == 400
    assert said in phone.text
    assert meals_store.choice(class_.id, people.identify(WANG)).version == 0


def test_who_is_on_leave_is_left_out(class_: Class, phone: Browser, browser: Browser) -> None:
    """Leave for the whole day takes a portion away; for the morning alone it does not."""
    phone.post(f"/c/{class_.id}/meals", chosen("vegan", "vegan", "vegan"))
    for number, ticks in ((WANG, ("0303am", "0303pm")), (LIN, ("0304am",))):
        leave = apply(class_, number, SUNDAY, *ticks, understood="1")
        deciding.approve(ORGANIZER, leave.class_id, leave.id, {}, SUNDAY)
    assert counts(class_)["2026-03-03"] == {"葷食": 2, "請假": 1}
    assert counts(class_)["2026-03-04"] == {"葷食": 2, "全素": 1, "請假": 0}
    assert "部分時段請假的仍計入（共 1 人次）" in browser.get(f"/classes/{class_.id}/meals").text


def test_the_kitchen_is_mailed_once_when_a_day_closes(
    class_: Class,
    phone: Browser,
    browser: Browser,
    drain: Callable[[], int],
    schedule: Callable[[str], None],
    sent_mail: Callable[[], list[Any]],
    set_clock: SetClock,
) -> None:
    """At the cut-off one mail goes, with the portions of that day as text and PDF, and no name or number of anybody."""
    phone.post(f"/c/{class_.id}/meals", chosen("vegan", "plain", "plain", needs="花生過敏"))
    assert plan(browser, class_, kitchen="kitchen@gov.example").status == 303
    schedule("every_ten_minutes")
    drain()
    assert not [mail for mail in sent_mail() if "用餐統計" in mail["Subject"]]
    set_clock(SUNDAY.replace(hour=12, minute=1))
    for _ in range(2):
        schedule("every_ten_minutes")
        drain()
    (mail,) = [mail for mail in sent_mail() if "用餐統計" in mail["Subject"]]
    assert mail["To"] == "kitchen@gov.example"
    text = mail.get_body(("plain",)).get_content()
    assert "供餐 3 份" in text
    assert "全素：1" in text
    assert "1 號：花生過敏" in text
    (paper,) = mail.iter_attachments()
    drawn = subprocess.run(["pdftotext", "-layout", "-", "-"], input=paper.get_content(), capture_output=True, check=True).stdout.decode()
    assert "花生過敏" in drawn.replace("\n", "")
    for said in (text, drawn):
        assert "王" not in said
        assert "A12" not in said


def test_a_changed_plan_is_told_again(
    class_: Class,
    browser: Browser,
    drain: Callable[[], int],
    schedule: Callable[[str], None],
    sent_mail: Callable[[], list[Any]],
    set_clock: SetClock,
) -> None:
    """Another address gets its mail for a day that has closed; the old plan's mails, still to come, are not sent."""
    plan(browser, class_, kitchen="first@gov.example")
    set_clock(SUNDAY.replace(hour=13))
    browser.sign_in(*ORGANIZER.roles, username=ORGANIZER.username)
    assert plan(browser, class_, kitchen="second@gov.example").status == 303
    schedule("every_ten_minutes")
    drain()
    assert [mail["To"] for mail in sent_mail() if "用餐統計" in mail["Subject"]] == ["second@gov.example"]


def test_the_paper(class_: Class, phone: Browser, browser: Browser, drain: Callable[[], int]) -> None:
    """The organizer's PDF is made by a worker and fetched from its page."""
    phone.post(f"/c/{class_.id}/meals", chosen("vegan", "vegan", "vegan"))
    browser.get(f"/classes/{class_.id}/meals")
    browser.post(f"/classes/{class_.id}/meals/paper", follow=True)
    drain()
    assert "下載檔案" in browser.get(f"/classes/{class_.id}/files/meals.paper").text
    assert browser.get(f"/classes/{class_.id}/files/meals.paper/download").status == 303


@pytest.mark.parametrize(
    ("changed", "said"), [({"before": "8"}, "請填 0 到 7"), ({"hour": "25:00"}, "請填時與分"), ({"kitchen": "nobody"}, "電子郵件不正確")]
)
def test_a_wrong_plan_is_named(class_: Class, browser: Browser, changed: dict[str, str], said: str) -> None:
    """Each mistake is named and what was typed stays."""
    plan(browser, class_, **changed)
    assert browser.status == 400
    assert said in browser.text
    assert next(iter(changed.values())) in browser.text


def test_days_that_are_no_longer_fed(class_: Class, phone: Browser, browser: Browser) -> None:
    """A day that the organizer unticks, or on which the class no longer meets, is neither asked for nor counted."""
    plan(browser, class_, **{"day.2026-03-04": ""})
    assert "115/3/4" not in phone.get(f"/c/{class_.id}/meals").text
    for session in classes.sessions(class_.id):
        if session.name.startswith("3/3"):
            class_sessions.cancel_session(ORGANIZER, session.id, {"reason": "停課"}, SUNDAY)
    assert list(counts(class_)) == ["2026-03-02"]


def test_two_plans_at_once(class_: Class, browser: Browser) -> None:
    """The page that was opened earlier is told, and does not overwrite."""
    plan(browser, class_)
    plan(browser, class_, version="0", hour="09:00")
    assert browser.status == 409
    assert meals.plan_of(class_.id).hour == "12:00"


def test_somebody_who_is_not_on_the_roster(class_: Class, new_browser: NewBrowser) -> None:
    """A cookie alone registers nothing."""
    stranger = new_browser().enter(class_.id, "nobody")
    assert stranger.post(f"/c/{class_.id}/meals", chosen("vegan", "vegan", "vegan")).status == 403
    assert people.identify(CHEN) not in meals_store.choices(class_.id)

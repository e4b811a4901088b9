"""What a trainee does about surveys, at the HTTP edge."""

import gzip
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.model import Class
from chalicelib.domains.surveys import service, store_answers
from chalicelib.domains.surveys.building import opening
from chalicelib.domains.surveys.model import Survey, items_of
from chalicelib.web.pages import STATIC
from tests.scenes.attendance import heading
from tests.scenes.surveys import ORGANIZER, answer, close, filled, make_survey, make_surveyed_class, person
from tests.support.browser_client import Browser

NewBrowser = Callable[[], Browser]
SetClock = Callable[[datetime], None]


@pytest.fixture
def class_(browser: Browser, drain: Callable[[], int], now: datetime) -> Class:
    return make_surveyed_class(browser, drain, now)


@pytest.fixture
def survey(class_: Class, now: datetime) -> Survey:
    return make_survey(class_, now)


@pytest.fixture
def phone(class_: Class, new_browser: NewBrowser) -> Browser:
    return new_browser().enter(class_.id, person(1))


def page_of(survey: Survey) -> str:
    return f"/c/{survey.class_id}/survey/{survey.id}"


def test_the_sheet_asks_of_each_course(phone: Browser, survey: Survey) -> None:
    """What is asked of each course stands once for each with its lecturer; lunch is no course."""
    text = phone.get(page_of(survey)).text
    assert phone.status == 200
    assert [text.count(words) for words in ("公文寫作", "講座：林書豪", "講座：陳亭妃", "午餐")] == [1, 1, 1, 0]
    assert all(f'"{item.field}' in text for item in items_of(survey))
    assert "匿名問卷" in text


def test_answered_once_and_thanked(phone: Browser, survey: Survey) -> None:
    """Sent, the page thanks and asks nothing more; the list says so too."""
    phone.post(page_of(survey), filled(survey), follow=True)
    assert heading(phone) == "已收到您的填答"
    assert "<textarea" not in phone.text
    assert len(store_answers.answers(survey.id)) == 1
    assert "已填答" in phone.get(f"/c/{survey.class_id}/survey").text


def test_the_same_press_twice_is_one_answer(phone: Browser, survey: Survey) -> None:
    """The same form again is thanked for as the first was; another form is told that it does not count."""
    for _ in range(2):
        phone.post(page_of(survey), filled(survey), follow=True)
        assert heading(phone) == "已收到您的填答"
        assert "沒有計入" not in phone.text
    phone.post(page_of(survey), filled(survey, 1, request="another"), follow=True)
    assert "這次送出的內容沒有計入" in phone.text
    field = items_of(survey)[0].field
    assert [each[field] for each in store_answers.answers(survey.id)] == [4]


def test_what_is_missing_is_named_and_the_rest_kept(phone: Browser, survey: Survey) -> None:
    """Each required item that is missing is named; what was filled in is still there; nothing is saved."""
    form = filled(survey, text="講得很清楚")
    missing = next(item for item in items_of(survey) if item.question.kind.value == "matrix")
    phone.post(page_of(survey), {name: value for name, value in form.items() if name != f"{missing.field}.1"})
    assert phone.status == 400
    assert f"第 {missing.number} 題：每個項目都要選。" in phone.text
    assert f'href="#f-{missing.field}"' in phone.text
    assert phone.text.count("講得很清楚") == 2
    assert phone.text.count(" checked") == 5  # two scores, the choice, the tick, the first row of the matrix
    assert store_answers.markers(survey.id) == set()


@pytest.mark.parametrize("given", ["0", "6", "-1", "x", "4.0", "９"])
def test_a_score_that_is_none_is_not_taken(phone: Browser, survey: Survey, given: str) -> None:
    """Only 1 to 5 are scores; what else a hostile form sends is as if nothing were chosen."""
    field = items_of(survey)[0].field
    assert phone.post(page_of(survey), filled(survey, **{field: given})).status == 400
    assert store_answers.answers(survey.id) == []


def test_not_open_is_said(class_: Class, phone: Browser, now: datetime, set_clock: SetClock) -> None:
    """A draft is not to be found; before its time the page says when; after it, that it is closed, and nothing is taken."""
    survey = make_survey(class_, now, opened=False)
    assert phone.get(page_of(survey)).status == 404
    assert survey.content.name not in phone.get(f"/c/{class_.id}/survey").text
    times = {"action": "plan", "opens_at": "2026-03-03T12:00", "closes_at": "2026-03-03T13:00"}
    opening.settle(ORGANIZER, class_.id, survey.id, times, now)
    assert "3/3 12:00 開放" in phone.get(page_of(survey)).text
    assert phone.post(page_of(survey), filled(survey)).status == 409
    set_clock(now.replace(day=3, hour=12, minute=0))
    assert "送出問卷" in phone.get(page_of(survey)).text
    set_clock(now.replace(day=3, hour=13, minute=0))
    assert "已經截止" in phone.get(page_of(survey)).text
    phone.post(page_of(survey), filled(survey))
    assert phone.status == 409
    assert "沒有收到這次的填答" in phone.text
    assert store_answers.markers(survey.id) == set()


def test_only_who_is_on_the_roster_answers(class_: Class, survey: Survey, new_browser: NewBrowser) -> None:
    """Without the class's door one is led to it; off the roster, or with another class's cookie, nothing is shown."""
    stranger = new_browser()
    assert stranger.get(page_of(survey)).location == f"/c/{class_.id}/enter?next={page_of(survey)}"
    assert stranger.enter(class_.id, "1" + "x" * 22).get(page_of(survey)).status == 403
    assert stranger.post(page_of(survey), filled(survey)).status == 403
    assert stranger.enter("115-B00492-9", person(1)).get(page_of(survey)).status == 303


def test_a_named_survey_says_so_and_keeps_the_name(class_: Class, phone: Browser, now: datetime) -> None:
    """The page says that the name is kept, and the answer has it."""
    survey = make_survey(class_, now, anonymous="0")
    assert "記名問卷" in phone.get(page_of(survey)).text
    phone.post(page_of(survey), filled(survey))
    [(named, _)] = store_answers.named_answers(survey.id)
    assert (named.person, named.name, named.seat, named.answered_at) == (person(1), "學員1", "1", now)


def test_the_draft_is_the_persons_own(class_: Class, survey: Survey, new_browser: NewBrowser, now: datetime) -> None:
    """On a phone that two people use, each has a name of one's own for what is not sent; it is not the marker."""
    tags = set()
    for place in (1, 2):
        page = new_browser().enter(class_.id, person(place)).get(page_of(survey)).text
        tags.add(page.partition('data-draft="')[2].partition('"')[0])
    assert len(tags) == 2
    answer(survey, [1, 2], now)
    assert not any(tag and marker.startswith(tag) for tag in tags for marker in store_answers.markers(survey.id))


def test_the_card_tells_what_to_do(class_: Class, now: datetime) -> None:
    """Nothing without a survey; then when it opens, that it is to be filled in and until when, that it is done."""

    def card(at: datetime) -> tuple[str, str, str] | None:
        found = service.card(*classes.on_roster(class_.id, person(1)), person(1), at)
        return (found.text, found.kind, found.href) if found else None

    assert card(now) is None
    survey = make_survey(class_, now, opened=False)
    assert card(now) is None
    times = {"action": "plan", "opens_at": "2026-03-03T12:00", "closes_at": "2026-03-03T13:00"}
    opening.settle(ORGANIZER, class_.id, survey.id, times, now)
    noon = now.replace(day=3, hour=12, minute=0)
    assert card(now) == ("3/3 12:00 開放", "neutral", "")
    assert card(noon) == ("問卷未填，3/3 13:00 截止", "warn", page_of(survey))
    make_survey(class_, noon, new_id="s0000000002")
    assert card(noon) == ("2 份問卷未填", "warn", f"/c/{class_.id}/survey")
    answer(survey, [1], noon)
    assert (card(noon) or ("",))[0] == "問卷未填"
    assert card(noon + timedelta(days=1)) == ("問卷未填", "warn", f"/c/{class_.id}/survey/s0000000002")


def test_who_has_answered_is_known_to_completion(class_: Class, survey: Survey, now: datetime) -> None:
    """All surveys that were opened count, closed ones too; None where there is none."""
    everybody = [person(1), person(2)]
    answer(survey, [1], now)
    close(survey, now + timedelta(minutes=1))
    later = now + timedelta(minutes=2)
    assert service.answered(class_.id, everybody, later) == {person(1): True, person(2): False}
    make_survey(class_, now, opened=False, new_id="s0000000002")
    assert service.answered(class_.id, everybody, later) == {person(1): True, person(2): False}
    assert service.answered("115-B00492-9", everybody, later) is None


def test_a_slow_phone_gets_little(phone: Browser, survey: Survey) -> None:
    """The page with all its styles and scripts is below 100 kB, packed."""
    phone.get(page_of(survey))
    files = ("app.css", "layouts.css", "print.css", "app.js", "drafts.js", "surveys/sheet.css", "surveys/draft.js", "vendor/icons.svg")
    weights = [len(gzip.compress(phone.text.encode())), *(len(gzip.compress((STATIC / name).read_bytes())) for name in files)]
    assert sum(weights) < 100_000

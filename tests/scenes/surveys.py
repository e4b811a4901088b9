"""A class of eight with two courses and a survey: what the tests of surveys begin with."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.model import Class, Period
from chalicelib.domains.classes.timetable import editing as timetable_editing
from chalicelib.domains.people import service as people
from chalicelib.domains.surveys import store
from chalicelib.domains.surveys.answering import answering
from chalicelib.domains.surveys.building import building, opening
from chalicelib.domains.surveys.model import Item, Survey, items_of
from chalicelib.identity import Principal, Role
from tests.support.browser_client import Browser
from tests.support.builders import confirm_import, import_file, make_class
from tests.support.worlds import built_once

ORGANIZER = Principal("organizer1", "辦班人員", frozenset({Role.ORGANIZER}))
IDS = ("A123456789", "B220011227", "A800000014", "F131104093", "A223456781", "B123456780", "C123456781", "D123456782")
WRITTEN_TO = 3
ROSTER = "座位,姓名,身分證字號,服務機關,電子郵件\n" + "".join(
    f"{place},學員{place},{number},人事處,{f'p{place}@gov.example' if place <= WRITTEN_TO else ''}\n" for place, number in enumerate(IDS, 1)
)
PERIODS = (
    Period(date(2026, 3, 2), "09:00", "11:50", 3, "公文寫作", "林書豪"),
    Period(date(2026, 3, 2), "12:00", "13:00", 1, "午餐", ""),
    Period(date(2026, 3, 3), "09:00", "11:50", 3, "簡報技巧", "陳亭妃"),
)


@built_once
def make_surveyed_class(browser: Browser, drain: Callable[[], int], now: datetime, **changed: str) -> Class:
    """The class with its roster and timetable; the browser is its organizer's."""
    made = make_class(ORGANIZER, now, **changed)
    browser.sign_in(Role.ORGANIZER, username=ORGANIZER.username, name=ORGANIZER.name)
    confirm_import(browser, drain, import_file(browser, drain, made.id, ROSTER.encode()))
    timetable_editing.replace_timetable(made, PERIODS, 0)
    return classes.load_class(made.id)


def person(place: int) -> str:
    """The key of the person on this seat."""
    return people.identify(IDS[place - 1])


def survey_form(class_: Class, **changed: str) -> dict[str, str]:
    """One question of each kind; the scale and the text are asked of each course with a lecturer."""
    form = {"name": "滿意度問卷", "intro": "請依實際感受作答。", "anonymous": "1", "count": "5", "new_id": "s0000000001"}
    for number, (kind, text, options) in enumerate(
        (
            ("scale", "課程內容", ""),
            ("text", "想對講座說的話", ""),
            ("single", "時數安排", "太少\n剛好\n太多"),
            ("multiple", "有幫助的地方", "專業知識\n工作應用"),
            ("matrix", "行政服務", "報到\n教室"),
        )
    ):
        form |= {f"id.{number}": f"q{number + 1}", f"kind.{number}": kind, f"text.{number}": text, f"options.{number}": options}
    form |= {"required.0": "on", "required.2": "on", "required.4": "on", "each.0": "on", "each.1": "on"}
    taught = classes.timetable(class_.id).periods
    form |= {f"course.{course.id}": "on" for course in building.access.courses(class_.id) if course.lecturer} if taught else {}
    return {**form, **changed}


def make_survey(class_: Class, now: datetime, *, opened: bool = True, **changed: str) -> Survey:
    """Saved, and open unless told otherwise."""
    survey = building.save(ORGANIZER, class_.id, None, survey_form(class_, **changed), now)
    return opening.settle(ORGANIZER, class_.id, survey.id, {"action": "open"}, now) if opened else survey


def standing(survey: Survey) -> Survey:
    """The survey as it is now."""
    found = store.find(survey.class_id, survey.id)
    assert found
    return found


def close(survey: Survey, now: datetime) -> Survey:
    return opening.settle(ORGANIZER, survey.class_id, survey.id, {"action": "close"}, now)


def filled(survey: Survey, score: int = 4, text: str = "", **changed: str) -> dict[str, str]:
    """A form with every required item answered."""
    form = {"request": "request"}
    for item in items_of(survey):
        form |= _answer(item, score, text)
    return {**form, **changed}


def answer(survey: Survey, places: Sequence[int], now: datetime, score: int = 4, text: str = "") -> None:
    """The people on these seats answer."""
    for place in places:
        form = filled(survey, score, text, request=f"request-{place}")
        assert answering.submit(survey.class_id, person(place), survey.id, form, now) is answering.Receipt.TAKEN


def _answer(item: Item, score: int, text: str) -> dict[str, str]:
    match item.question.kind.value:
        case "scale":
            return {item.field: str(score)}
        case "single":
            return {item.field: "1"}
        case "multiple":
            return {f"{item.field}.0": "1"}
        case "matrix":
            return {f"{item.field}.{row}": str(score) for row in range(len(item.question.options))}
        case _:
            return {item.field: text}

"""The sample centre's surveys: one of the class that is over, with its results, and one that is open today."""

import random
from datetime import date, datetime, timedelta

from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.model import Period
from chalicelib.domains.classes.timetable import editing as timetable_editing
from chalicelib.domains.surveys import store
from chalicelib.domains.surveys.answering import answering
from chalicelib.domains.surveys.building import building, opening
from chalicelib.domains.surveys.model import Item, Kind, Survey, items_of
from chalicelib.domains.surveys.templates import templates
from chalicelib.domains.surveys.templates.standard_rules import STANDARD
from chalicelib.identity import Principal, Role

_ORGANIZER = Principal("organizer1", "林雅婷", frozenset({Role.ORGANIZER}))
_SAID = (
    "案例很實用，回去就能用。",
    "希望有更多實作時間。",
    "講義字太小，投影片看不清楚。",
    "講座回答問題很有耐心。",
    "上午的進度稍快。",
    "",
)
_TAUGHT = (
    (0, "09:00", "11:50", "資訊安全概論", "周大同"),
    (0, "13:30", "16:20", "社交工程防護", "周大同"),
    (1, "09:00", "11:50", "個資保護實務", "沈怡如"),
    (1, "13:30", "16:20", "資安事件處理", "沈怡如"),
)


def load_open(running: str, now: datetime) -> int:
    """Returns how many sheets were filled in; a later start on the same day changes nothing."""
    templates.ensure_standard(now)
    return 0 if store.of_class(running) else _fill(_open(running, now), 12, now)


def load_closed(over: str, now: datetime) -> int:
    """Answers as load_open does; the class gets the timetable that its lecturers are asked about by."""
    templates.ensure_standard(now)
    if store.of_class(over):
        return 0
    then = now - timedelta(days=6)
    _teach(over, classes.load_class(over).starts_on)
    closed = _open(over, then)
    count = _fill(closed, 33, then)
    opening.settle(_ORGANIZER, over, closed.id, {"action": "close"}, then + timedelta(days=3))
    return count


def _teach(class_id: str, first: date) -> None:
    if not classes.timetable(class_id).version:
        periods = [Period(first + timedelta(days=day), starts, ends, 3, *taught) for day, starts, ends, *taught in _TAUGHT]
        timetable_editing.replace_timetable(classes.load_class(class_id), periods, 0)


def _open(class_id: str, now: datetime) -> Survey:
    form = building.first_form(building.open_editor(_ORGANIZER, class_id, None, now), {"template": STANDARD.id})
    survey = building.save(_ORGANIZER, class_id, None, form, now)
    return opening.settle(_ORGANIZER, class_id, survey.id, {"action": "open"}, now)


def _fill(survey: Survey, count: int, now: datetime) -> int:
    """The first so many of the roster answer, the same at every run."""
    dice = random.Random(survey.class_id)
    for trainee in classes.roster(classes.load_class(survey.class_id))[:count]:
        form = {"request": "sample"}
        for item in items_of(survey):
            form |= _answer(item, dice)
        answering.submit(survey.class_id, trainee.person, survey.id, form, now)
    return count


def _answer(item: Item, dice: random.Random) -> dict[str, str]:
    def score() -> str:
        return str(dice.choices((1, 2, 3, 4, 5), (1, 2, 8, 40, 49))[0])

    count = len(item.question.options)
    match item.question.kind:
        case Kind.SCALE:
            return {item.field: score()}
        case Kind.MATRIX:
            return {f"{item.field}.{row}": score() for row in range(count)}
        case Kind.SINGLE:
            return {item.field: str(dice.choices(range(count), (2, 9, 1))[0])}
        case Kind.MULTIPLE:
            return {f"{item.field}.{number}": "1" for number in range(count) if dice.random() < 0.5}
        case Kind.TEXT:
            return {item.field: dice.choice(_SAID) if dice.random() < 0.3 else ""}

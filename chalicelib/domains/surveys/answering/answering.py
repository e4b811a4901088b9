"""The trainee's side: what can be answered, and the one answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chalicelib.domains.classes import service as classes
from chalicelib.domains.surveys import access, store, store_answers
from chalicelib.domains.surveys.answer_rules import read_answer
from chalicelib.domains.surveys.model import Status, Survey, items_of
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.errors import Conflict, NotFound


@dataclass(frozen=True)
class Sheet:
    """One survey as one person finds it."""

    class_: classes.Class
    survey: Survey
    status: Status
    answered: bool


class Receipt(StrEnum):
    """What sending came to."""

    TAKEN = "taken"
    EARLIER = "earlier"


def sheets(class_id: str, person: str, now: datetime) -> tuple[classes.Class, list[Sheet]]:
    """What was ever opened or will be, what can be answered first. Raises NotFound, Forbidden."""
    class_, _ = classes.on_roster(class_id, person)
    return class_, sheets_of(class_, person, now)


def sheets_of(class_: classes.Class, person: str, now: datetime) -> list[Sheet]:
    """For callers that have checked the person; two reads."""
    known = [survey for survey in store.of_class(class_.id) if survey.status(now) is not Status.DRAFT]
    answered = store_answers.marked((survey.id, access.marker(survey.id, person)) for survey in known)
    found = [Sheet(class_, survey, survey.status(now), survey.id in answered) for survey in known]
    order = [Status.OPEN, Status.PLANNED, Status.CLOSED]
    return sorted(found, key=lambda sheet: (order.index(sheet.status), sheet.answered, sheet.survey.content.name))


def open_sheet(class_id: str, person: str, survey_id: str, now: datetime) -> Sheet:
    """Raises NotFound also for a draft, Forbidden."""
    class_, _ = classes.on_roster(class_id, person)
    survey = access.load(class_id, survey_id)
    if survey.status(now) is Status.DRAFT:
        raise NotFound
    answered = store_answers.request_of(survey.id, access.marker(survey.id, person)) is not None
    return Sheet(class_, survey, survey.status(now), answered)


def submit(class_id: str, person: str, survey_id: str, form: Mapping[str, str], now: datetime) -> Receipt:
    """The person's one answer, with the marker in one transaction; `form["request"]` tells a repeat from a second try.

    The survey is read, not checked within the transaction: there, all who answer in the same minute would stand in each other's way.
    Raises InvalidInput with the field of each item, Conflict where it is not open, NotFound, Forbidden.
    """
    class_, line = classes.on_roster(class_id, person)
    survey = access.load(class_id, survey_id)
    _check_open(class_, survey, now)
    answer = read_answer(items_of(survey), form)
    marker, request = access.marker(survey.id, person), form.get("request", "")[:40]
    named = None if survey.content.anonymous else store_answers.Named(person, line.name, line.seat, line.agency, now)
    transaction = Transaction()
    store_answers.put(transaction, survey.id, marker, request, answer, named)
    try:
        transaction.commit()
    except ConditionFailed:
        return Receipt.TAKEN if store_answers.request_of(survey.id, marker) == request else Receipt.EARLIER
    return Receipt.TAKEN


def _check_open(class_: classes.Class, survey: Survey, now: datetime) -> None:
    status = survey.status(now)
    if status is Status.DRAFT:
        raise NotFound
    if status is not Status.OPEN or class_.cancelled:
        raise Conflict("這份問卷還沒有開放。" if status is Status.PLANNED else "這份問卷已經截止，沒有收到這次的填答。")

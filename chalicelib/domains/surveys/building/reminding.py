"""Reminders to those who have not answered. Whether there is a marker is all that is looked at; what was answered is not read."""

import hashlib
from dataclasses import replace
from datetime import date, datetime

from chalicelib.clock import taipei
from chalicelib.domains.classes import service as classes
from chalicelib.domains.surveys import access, store, store_answers
from chalicelib.domains.surveys.model import Status, Survey
from chalicelib.errors import Conflict, Forbidden
from chalicelib.identity import Principal
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.returned import returned
from chalicelib.messaging.returned.returned import Returned
from chalicelib.messaging.unit_of_work import UnitOfWork


def remind(who: Principal, class_id: str, survey_id: str, now: datetime) -> None:
    """Once a day. Raises Conflict where it is not open or was done today, NotFound, Forbidden."""
    class_, survey = access.open_survey(who, class_id, survey_id)
    if survey.status(now) is not Status.OPEN or class_.cancelled:
        raise Conflict("問卷填答中才能寄提醒。")
    day = taipei(now).date()
    message = Message("surveys.remind", _body(survey, day), class_id, id=f"survey.remind.{survey.id}.{day}")
    work = UnitOfWork(now)
    store.remind(work, survey.id, day, who.username, now)
    work.announce(message)
    if not work.try_commit():
        raise Conflict("今天已經寄過提醒，每天最多一次。")


def fan_out(class_id: str, survey_id: str, day: str, now: datetime) -> None:
    """For the worker: one mail for each on the roster with an address and without a marker."""
    survey = access.load(class_id, survey_id)
    outbox.announce([_message(survey, day, person) for person in waiting(survey, now)], now)


def waiting(survey: Survey, now: datetime) -> list[str]:
    """Persons who can be written to and have not answered; nobody once it is closed."""
    class_ = classes.load_class(survey.class_id)
    if survey.status(now) is not Status.OPEN or class_.cancelled:
        return []
    answered = store_answers.markers(survey.id)
    people = [each.person for each in classes.roster(class_) if each.email]
    return [person for person in people if access.marker(survey.id, person) not in answered]


def is_waiting(survey: Survey, person: str, now: datetime) -> classes.Trainee | None:
    """The person's line of the roster, if `waiting` would name the person; with three reads, however many they are."""
    try:
        class_, trainee = classes.on_roster(survey.class_id, person)
    except Forbidden:  # left the roster meanwhile
        return None
    asked = survey.status(now) is Status.OPEN and not class_.cancelled and trainee.email
    answered = asked and store_answers.request_of(survey.id, access.marker(survey.id, person)) is not None
    return trainee if asked and not answered else None


def last(survey: Survey) -> datetime | None:
    """When reminders were last asked for."""
    return store.last_reminded(survey.id)


def _message(survey: Survey, day: str, person: str) -> Message:
    name = hashlib.sha256(f"{survey.id}|{day}|{person}".encode()).hexdigest()[:32]
    return Message("surveys.reminder", {**_body(survey, day), "person": person}, survey.class_id, "mail", f"survey.reminder.{name}")


def _body(survey: Survey, day: date | str) -> dict[str, str]:
    return {"class_id": survey.class_id, "survey_id": survey.id, "day": str(day)}


def came_back(survey: Survey, now: datetime) -> list[Returned]:
    """Reminders that did not arrive; of an anonymous survey without addresses, since only those are reminded who have not answered."""
    found = returned.of(f"surveys_{survey.id}", now)
    return [replace(each, address="（不記名問卷，不顯示收件人）") for each in found] if survey.content.anonymous else found

"""What the other workflows may use of surveys: the trainee's card, and who has answered."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from chalicelib.clock import moment
from chalicelib.domains.classes import service as classes
from chalicelib.domains.surveys import access, store, store_answers
from chalicelib.domains.surveys.answering.answering import Sheet, sheets_of
from chalicelib.domains.surveys.model import Status
from chalicelib.web.card import Card

__all__ = ["answered", "card"]


def card(class_: classes.Class, trainee: classes.Trainee, person: str, now: datetime) -> Card | None:
    """What is to be done first: fill in, or nothing more; None where the class has no survey. Two reads."""
    found = sheets_of(class_, person, now)
    if not found:
        return None
    href = f"/c/{class_.id}/survey"
    asked = [sheet for sheet in found if sheet.status is Status.OPEN and not sheet.answered]
    if asked and not class_.cancelled:
        return Card(_unfilled(asked), "warn", f"{href}/{asked[0].survey.id}" if len(asked) == 1 else href)
    if any(sheet.answered for sheet in found):
        return Card("問卷已填", "ok", href)
    planned = [sheet.survey.opens_at for sheet in found if sheet.status is Status.PLANNED and sheet.survey.opens_at]
    return Card(f"{moment(min(planned))} 開放", "neutral") if planned else Card("問卷已截止", "neutral", href)


def answered(class_id: str, people: Sequence[str], now: datetime) -> Mapping[str, bool] | None:
    """Of each person whether every survey of the class that was opened is answered; None where none was. For callers that have
    authorised; one read, and one for each survey."""
    opened = [survey for survey in store.of_class(class_id) if survey.status(now) in {Status.OPEN, Status.CLOSED}]
    if not opened:
        return None
    marks = {survey.id: store_answers.markers(survey.id) for survey in opened}
    return {person: all(access.marker(survey_id, person) in found for survey_id, found in marks.items()) for person in people}


def _unfilled(asked: Sequence[Sheet]) -> str:
    if len(asked) > 1:
        return f"{len(asked)} 份問卷未填"
    closes_at = asked[0].survey.closes_at
    return f"問卷未填，{moment(closes_at)} 截止" if closes_at else "問卷未填"

"""Reminds a trainee who has not answered; workers only."""

from datetime import datetime

from chalicelib.clock import moment
from chalicelib.domains.classes import service as classes
from chalicelib.domains.surveys import access, store
from chalicelib.domains.surveys.building import reminding
from chalicelib.messaging import mailing
from chalicelib.settings import settings


def send_reminder(class_id: str, survey_id: str, day: str, person: str, now: datetime) -> None:
    """surveys.reminder: unless the person has answered or left, or the survey closed, meanwhile."""
    survey = access.load(class_id, survey_id)
    marker = access.marker(survey.id, person)
    trainee = reminding.is_waiting(survey, person, now)
    if trainee is None or store.was_told(survey.id, day, marker):
        return
    page = f"{settings().base_url}/c/{survey.class_id}/survey/{survey.id}"
    values = {"survey": survey, "trainee": trainee, "page": page, "until": moment(survey.closes_at) if survey.closes_at else ""}
    contact = classes.load_class(survey.class_id).asked
    mailing.send(
        trainee.email,
        f"【問卷】請填寫：{survey.content.name}",
        "surveys/mail/reminder",
        values,
        contact=contact,
        reference=f"surveys_{survey.id}",
    )
    store.tell(survey.id, day, marker)

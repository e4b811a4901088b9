"""What surveys do later: reminders, and the answers as a file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.clock import moment
from chalicelib.cloud import mail
from chalicelib.domains.classes import service as classes
from chalicelib.domains.surveys import access, store
from chalicelib.domains.surveys.building import reminding
from chalicelib.errors import Forbidden
from chalicelib.messaging.outbox import Handler
from chalicelib.settings import settings
from chalicelib.web.pages import templates


def remind(body: Mapping[str, Any], now: datetime) -> None:
    """surveys.remind {class_id, survey_id, day}."""
    reminding.fan_out(body["class_id"], body["survey_id"], body["day"], now)


def send_reminder(body: Mapping[str, Any], now: datetime) -> None:
    """surveys.reminder {class_id, survey_id, day, person}: unless the person has answered or left, or the survey closed, meanwhile."""
    survey, person = access.load(body["class_id"], body["survey_id"]), body["person"]
    marker = access.marker(survey.id, person)
    if person not in reminding.waiting(survey, now) or store.was_told(survey.id, body["day"], marker):
        return
    try:
        _, trainee = classes.on_roster(survey.class_id, person)
    except Forbidden:
        return
    page = f"{settings().base_url}/c/{survey.class_id}/survey/{survey.id}"
    values = {"survey": survey, "trainee": trainee, "page": page, "until": moment(survey.closes_at) if survey.closes_at else ""}
    plain, html = (templates().get_template(f"surveys/mail/reminder.{kind}").render(values) for kind in ("txt", "html"))
    mail.send(mail.compose(mail.Mail(trainee.email, f"【問卷】請填寫：{survey.content.name}", plain, html)))
    store.tell(survey.id, body["day"], marker)


def make_file(body: Mapping[str, Any], now: datetime) -> None:
    """surveys.ods, surveys.xlsx, surveys.csv {class_id, file_id, format, survey_id}."""
    from chalicelib.domains.surveys.results import register_worker

    register_worker.make_file(body, now)


WORK: dict[str, Handler] = {"surveys.remind": remind, "surveys.ods": make_file, "surveys.xlsx": make_file, "surveys.csv": make_file}
MAIL: dict[str, Handler] = {"surveys.reminder": send_reminder}

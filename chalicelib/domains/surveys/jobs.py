"""What surveys do later: reminders, and the answers as a file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.clock import moment
from chalicelib.cloud import files, mail
from chalicelib.domains.classes import service as classes
from chalicelib.domains.surveys import access, reminding, results, store, store_answers
from chalicelib.errors import Forbidden, InvalidInput
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
    plain, html = (templates().get_template(f"surveys/mail.{kind}").render(values) for kind in ("txt", "html"))
    mail.send(mail.compose(mail.Mail(trainee.email, f"【問卷】請填寫：{survey.content.name}", plain, html)))
    store.tell(survey.id, body["day"], marker)


def make_file(body: Mapping[str, Any], now: datetime) -> None:
    """surveys.ods, surveys.xlsx, surveys.csv {class_id, file_id, format, survey_id}."""
    from chalicelib.documents.tables import WRITERS
    from chalicelib.domains.surveys.register import answers_table

    survey, writer = access.load(body["class_id"], body["survey_id"]), WRITERS[body["format"]]
    if not results.exportable(survey, now):
        classes.file_failed(survey.class_id, body["file_id"], "問卷又開放了，或填答太少，未製作檔案。", now)
        return
    anonymous = [(None, answer) for answer in store_answers.answers(survey.id)] if survey.content.anonymous else []
    try:
        data = writer.write(answers_table(survey, anonymous or list(store_answers.named_answers(survey.id))))
    except InvalidInput as error:
        classes.file_failed(survey.class_id, body["file_id"], error.message, now)
        return
    key = f"surveys/{survey.class_id}/{survey.id}/survey-results{writer.extension}"
    files.save(key, data, writer.mime_type)
    classes.file_ready(survey.class_id, body["file_id"], key, f"問卷結果_{survey.class_id}_{survey.id}{writer.extension}", now)


WORK: dict[str, Handler] = {"surveys.remind": remind, "surveys.ods": make_file, "surveys.xlsx": make_file, "surveys.csv": make_file}
MAIL: dict[str, Handler] = {"surveys.reminder": send_reminder}

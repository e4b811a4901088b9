"""The trainee's pages of surveys: what can be answered, and one sheet to fill in."""

import secrets
from collections.abc import Mapping

from chalice.app import Blueprint

from chalicelib.clock import moment
from chalicelib.domains.surveys import access
from chalicelib.domains.surveys.answering import answering
from chalicelib.domains.surveys.model import Status
from chalicelib.domains.surveys.routes_parts import sheet_values
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)


@route(blueprint, "/c/{class_id}/survey", trainees=True)
def show_own(request: Request, class_id: str) -> Page:
    """The class's surveys, with what is still to be filled in first."""
    class_, sheets = answering.sheets(class_id, request.person.person, request.now)
    return Page("surveys/own.html", {"class_": class_, "sheets": sheets, "moment": moment})


@route(blueprint, "/c/{class_id}/survey/{survey_id}", trainees=True)
def show_one(request: Request, class_id: str, survey_id: str) -> Page:
    """The questions; or that they are answered, not open yet, or closed."""
    return _sheet(request, class_id, survey_id, {})


@route(blueprint, "/c/{class_id}/survey/{survey_id}", methods=("POST",), trainees=True)
def submit(request: Request, class_id: str, survey_id: str) -> Answer:
    """Takes the one answer."""
    try:
        receipt = answering.submit(class_id, request.person.person, survey_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _sheet(request, class_id, survey_id, request.form, error)
    earlier = ("warn", "您先前已經填過這份問卷，一人一次；這次送出的內容沒有計入。")
    return Redirect(f"/c/{class_id}/survey/{survey_id}", flash=earlier if receipt is answering.Receipt.EARLIER else None)


def _sheet(request: Request, class_id: str, survey_id: str, form: Mapping[str, str], error: AppError | None = None) -> Page:
    sheet = answering.open_sheet(class_id, request.person.person, survey_id, request.now)
    values = {
        **sheet_values(sheet.class_.title, sheet.survey),
        "status": sheet.status,
        "open": sheet.status is Status.OPEN and not sheet.class_.cancelled,
        "answered": sheet.answered,
        "draft": access.draft_tag(sheet.survey.id, request.person.person),
        "request_id": form.get("request") or secrets.token_urlsafe(12),
        "preview": False,
    }
    return form_page("surveys/sheet.html", values, error, typed=form)

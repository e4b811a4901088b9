"""The organizer's pages of a class's surveys: the list, the editor, one survey with its times, reminders and results."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.clock import moment, typed
from chalicelib.domains.surveys.access import EDITORS, open_survey
from chalicelib.domains.surveys.building import building, opening, reminding
from chalicelib.domains.surveys.form_rules import is_rearranging, rearranged
from chalicelib.domains.surveys.model import Kind, Status, blocks
from chalicelib.domains.surveys.privacy_rules import LIVE_STEP, PRIVACY_FLOOR
from chalicelib.domains.surveys.results import results
from chalicelib.domains.surveys.routes_parts import editor_values, sheet_values
from chalicelib.domains.surveys.tally_rules import average_text, share_text
from chalicelib.domains.surveys.templates import templates
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)


@route(blueprint, "/classes/{class_id}/surveys", roles=EDITORS)
def of_class(request: Request, class_id: str) -> Page:
    """A class's surveys, and what a new one can begin with."""
    class_, surveys = building.list_surveys(request.who, class_id)
    kept = [template for template in templates.list_templates(request.who) if not template.retired]
    values = {
        "class_": class_,
        "surveys": [(survey, survey.status(request.now)) for survey in surveys],
        "templates": kept,
        "moment": moment,
    }
    return Page("surveys/class.html", values)


@route(blueprint, "/classes/{class_id}/surveys/new", roles=EDITORS)
def new_survey(request: Request, class_id: str) -> Page:
    """The editor of a new survey: empty, or (`?template=`, `?copy=`) with the questions of another."""
    editor = building.open_editor(request.who, class_id, None, request.now)
    return _editor(editor, building.first_form(editor, request.query))


@route(blueprint, "/classes/{class_id}/surveys/new", methods=("POST",), roles=EDITORS)
def create_survey(request: Request, class_id: str) -> Answer:
    """Saves the new survey as a draft, or only moves its questions."""
    return _save(request, class_id, None)


@route(blueprint, "/classes/{class_id}/surveys/{survey_id}/edit", roles=EDITORS)
def edit_survey(request: Request, class_id: str, survey_id: str) -> Answer:
    """The editor, until it opens."""
    try:
        editor = building.open_editor(request.who, class_id, survey_id, request.now)
    except Conflict as error:
        return Redirect(f"/classes/{class_id}/surveys/{survey_id}", flash=("warn", error.message))
    return _editor(editor, building.own_form(editor.survey) if editor.survey else {})


@route(blueprint, "/classes/{class_id}/surveys/{survey_id}/edit", methods=("POST",), roles=EDITORS)
def save_survey(request: Request, class_id: str, survey_id: str) -> Answer:
    """Saves a further version, or only moves its questions."""
    return _save(request, class_id, survey_id)


@route(blueprint, "/classes/{class_id}/surveys/{survey_id}/preview", roles=EDITORS)
def preview(request: Request, class_id: str, survey_id: str) -> Page:
    """What a trainee would see; nothing can be sent."""
    class_, survey = open_survey(request.who, class_id, survey_id)
    shown = {"status": Status.OPEN, "open": True, "answered": False, "draft": "", "request_id": "", "preview": True}
    return form_page("surveys/sheet.html", {**sheet_values(class_.title, survey), **shown})


@route(blueprint, "/classes/{class_id}/surveys/{survey_id}", roles=EDITORS)
def show_one(request: Request, class_id: str, survey_id: str) -> Page:
    """One survey: when it is open, who is reminded, and its results."""
    return _one_page(request, class_id, survey_id)


@route(blueprint, "/classes/{class_id}/surveys/{survey_id}/live", roles=EDITORS)
def live(request: Request, class_id: str, survey_id: str) -> Page:
    """The results alone, for the page to refresh."""
    return Page("surveys/results_part.html", _results(request, class_id, survey_id))


@route(blueprint, "/classes/{class_id}/surveys/{survey_id}", methods=("POST",), roles=EDITORS)
def settle(request: Request, class_id: str, survey_id: str) -> Answer:
    """Opens, plans, takes back, closes or extends it, as `action` says."""
    try:
        survey = opening.settle(request.who, class_id, survey_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _one_page(request, class_id, survey_id, error)
    text = {
        Status.DRAFT: "已收回為草稿，可以修改。",
        Status.PLANNED: "已排定開放時間。",
        Status.OPEN: "問卷開放填答中。",
        Status.CLOSED: "問卷已截止。",
    }
    return Redirect(f"/classes/{class_id}/surveys/{survey_id}", flash=("ok", text[survey.status(request.now)]))


@route(blueprint, "/classes/{class_id}/surveys/{survey_id}/remind", methods=("POST",), roles=EDITORS)
def remind(request: Request, class_id: str, survey_id: str) -> Answer:
    """Writes to those who have not answered, once a day."""
    try:
        reminding.remind(request.who, class_id, survey_id, request.now)
    except Conflict as error:
        return _one_page(request, class_id, survey_id, error)
    return Redirect(f"/classes/{class_id}/surveys/{survey_id}", flash=("ok", "正在寄提醒給還沒填答、名冊上有電子郵件的學員。"))


@route(blueprint, "/classes/{class_id}/surveys/{survey_id}/export", methods=("POST",), roles=EDITORS)
def export(request: Request, class_id: str, survey_id: str) -> Answer:
    """Asks a worker for the answers in one format."""
    try:
        file_id = results.request_file(request.who, class_id, survey_id, request.form.get("format", ""), request.now)
    except Conflict as error:
        return _one_page(request, class_id, survey_id, error)
    return Redirect(f"/classes/{class_id}/files/{file_id}")


@route(blueprint, "/classes/{class_id}/surveys/{survey_id}/keep", methods=("POST",), roles=EDITORS)
def keep(request: Request, class_id: str, survey_id: str) -> Redirect:
    """Makes a template of its questions."""
    template = templates.keep(request.who, class_id, survey_id, request.now)
    return Redirect(f"/surveys/templates/{template.id}", flash=("ok", "已存成範本，可改名稱後供其他班期使用。"))


def _save(request: Request, class_id: str, survey_id: str | None) -> Answer:
    if is_rearranging(request.form):
        return _editor(building.open_editor(request.who, class_id, survey_id, request.now), rearranged(request.form), unsaved=True)
    try:
        survey = building.save(request.who, class_id, survey_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _again(request, class_id, survey_id, error)
    return Redirect(f"/classes/{class_id}/surveys/{survey.id}", flash=("ok", "問卷已儲存。請先預覽，再開放填答。"))


def _again(request: Request, class_id: str, survey_id: str | None, error: AppError) -> Answer:
    """The editor with what was typed; who saves once more has seen that somebody else did."""
    try:
        editor = building.open_editor(request.who, class_id, survey_id, request.now)
    except Conflict as opened:
        return Redirect(f"/classes/{class_id}/surveys/{survey_id}", flash=("warn", opened.message))
    stored = {"version": str(editor.survey.version)} if editor.survey and isinstance(error, Conflict) else {}
    return _editor(editor, {**request.form, **stored}, error, unsaved=True)


def _editor(editor: building.SurveyEditor, form: Mapping[str, str], error: AppError | None = None, *, unsaved: bool = False) -> Page:
    gone = [course for course in editor.survey.courses if course not in editor.courses] if editor.survey else []
    values = {"class_": editor.class_, "survey": editor.survey, "courses": editor.courses, "gone": gone, "unsaved": unsaved}
    return form_page("surveys/editor.html", {**values, **editor_values(form)}, error, typed=form)


def _one_page(request: Request, class_id: str, survey_id: str, error: AppError | None = None) -> Page:
    shown = _results(request, class_id, survey_id)
    values = {
        "returned": reminding.came_back(shown["survey"], request.now),
        "reminded": reminding.last(shown["survey"]),
        "may_reopen": opening.may_reopen(shown["survey"]),
        "formats": results.FORMATS if results.exportable(shown["survey"], request.now) else (),
    }
    standing = {"opens_at": typed(shown["survey"].opens_at), "closes_at": typed(shown["survey"].closes_at)}
    return form_page("surveys/one.html", {**shown, **values}, error, standing=standing, typed=request.form)


def _results(request: Request, class_id: str, survey_id: str) -> dict[str, Any]:
    class_, survey = open_survey(request.who, class_id, survey_id)
    return {
        "class_": class_,
        "survey": survey,
        "status": survey.status(request.now),
        "results": results.results(survey, request.now),
        "blocks": blocks(survey.content.questions, survey.courses),
        "Kind": Kind,
        "floor": PRIVACY_FLOOR,
        "step": LIVE_STEP,
        "average": average_text,
        "share": share_text,
        "moment": moment,
    }

"""Pages of the surveys' templates: the list, the editor, and the comparison of the classes that used one."""

from collections.abc import Mapping

from chalice.app import Blueprint

from chalicelib.domains.surveys.access import EDITORS
from chalicelib.domains.surveys.form_rules import content_to_form, is_rearranging, rearranged
from chalicelib.domains.surveys.privacy_rules import PRIVACY_FLOOR
from chalicelib.domains.surveys.results import results
from chalicelib.domains.surveys.routes_parts import editor_values
from chalicelib.domains.surveys.templates import templates
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)
HOME = "/surveys/templates"


@route(blueprint, "/surveys/templates", roles=EDITORS)
def list_templates(request: Request) -> Page:
    """The latest version of each template."""
    return Page("surveys/templates.html", {"templates": templates.list_templates(request.who)})


@route(blueprint, "/surveys/templates", methods=("POST",), roles=EDITORS)
def make_standard(request: Request) -> Redirect:
    """Puts the standard template where it is missing."""
    templates.ensure_standard(request.now)
    return Redirect(HOME, flash=("ok", "已建立標準範本，請依需要修改後使用。"))


@route(blueprint, "/surveys/templates/new", roles=EDITORS)
def new_template(request: Request) -> Page:
    """The empty editor."""
    return _editor(request, None, templates.first_form())


@route(blueprint, "/surveys/templates/new", methods=("POST",), roles=EDITORS)
def create_template(request: Request) -> Answer:
    """Saves the first version, or only moves its questions."""
    return _save(request, None)


@route(blueprint, "/surveys/templates/{template_id}", roles=EDITORS)
def edit_template(request: Request, template_id: str) -> Page:
    """The editor with the latest version."""
    template = templates.open_template(request.who, template_id)
    return _editor(request, template_id, content_to_form(template.content) | {"version": str(template.version)})


@route(blueprint, "/surveys/templates/{template_id}", methods=("POST",), roles=EDITORS)
def save_template(request: Request, template_id: str) -> Answer:
    """Saves a further version, or only moves its questions."""
    return _save(request, template_id)


@route(blueprint, "/surveys/templates/{template_id}/retire", methods=("POST",), roles=EDITORS)
def retire_template(request: Request, template_id: str) -> Redirect:
    """Takes the template out of use, or back into it."""
    retired = request.form.get("retired") == "1"
    try:
        templates.retire(request.who, template_id, request.now, retired=retired)
    except Conflict as error:
        return Redirect(f"{HOME}/{template_id}", flash=("warn", error.message))
    return Redirect(HOME, flash=("ok", "範本已停用，已建立的問卷不受影響。" if retired else "範本已恢復使用。"))


@route(blueprint, "/surveys/templates/{template_id}/compare", roles=EDITORS)
def compare(request: Request, template_id: str) -> Page:
    """One template's questions over the classes that this person may see."""
    return Page("surveys/compare.html", {"comparison": results.compare(request.who, template_id, request.now), "floor": PRIVACY_FLOOR})


def _save(request: Request, template_id: str | None) -> Answer:
    if is_rearranging(request.form):
        return _editor(request, template_id, rearranged(request.form), unsaved=True)
    try:
        saved = templates.save(request.who, template_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _editor(request, template_id, request.form, error, unsaved=True)
    return Redirect(f"{HOME}/{saved.id}", flash=("ok", f"已儲存為第 {saved.version} 版；先前建立的問卷不受影響。"))


def _editor(
    request: Request, template_id: str | None, form: Mapping[str, str], error: AppError | None = None, *, unsaved: bool = False
) -> Page:
    stored = templates.open_template(request.who, template_id) if template_id else None
    if stored and isinstance(error, Conflict):
        form = {**form, "version": str(stored.version)}  # who saves once more has seen that there is another
    values = {"stored": stored, "unsaved": unsaved, **editor_values(form)}
    return form_page("surveys/template.html", values, error, typed=form)

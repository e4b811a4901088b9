"""Pages of templates: the list, the editor whose clauses can be moved without scripts, the preview."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.domains.licences import overview, templates
from chalicelib.domains.licences.access import EDITORS
from chalicelib.domains.licences.model import Audience, Channel, Part, Right, Territory
from chalicelib.domains.licences.template_form_rules import KINDS, KNOWN_FIELDS, clause_count, is_rearranging, rearranged, template_to_form
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.web import Answer, Page, Redirect, Request, route

blueprint = Blueprint(__name__)
CHOICES: dict[str, Any] = {
    "rights": list(Right),
    "audiences": list(Audience),
    "channels": list(Channel),
    "territories": list(Territory),
    "parts": list(Part),
    "kinds": KINDS,
    "known_fields": KNOWN_FIELDS,
}
_BLANK = {"name": "", "kind": "classroom", "opening": "", "count": "1", "territory.0": "taiwan", "version": ""}


@route(blueprint, "/licences/templates", roles=EDITORS)
def list_templates(request: Request) -> Page:
    """The latest version of each template."""
    return Page("licences/templates.html", {"templates": templates.list_templates(request.who), "kinds": KINDS})


@route(blueprint, "/licences/templates/standard", methods=("POST",), roles=EDITORS)
def make_standard(request: Request) -> Redirect:
    """Puts the two standard templates where they are missing."""
    templates.ensure_standard(request.now)
    return Redirect("/licences/templates", flash=("ok", "已建立標準範本，請依貴處的需要修改後使用。"))


@route(blueprint, "/licences/templates/new", roles=EDITORS)
def new_template(request: Request) -> Page:
    """The editor with one empty clause."""
    return _editor(None, _BLANK)


@route(blueprint, "/licences/templates/new", methods=("POST",), roles=EDITORS)
def create_template(request: Request) -> Answer:
    """Saves the first version, or only moves clauses."""
    return _save(request, None)


@route(blueprint, "/licences/templates/{template_id}", roles=EDITORS)
def edit_template(request: Request, template_id: str) -> Page:
    """The editor with the latest version, and the versions before."""
    template = templates.latest(template_id)
    return _editor(template_id, template_to_form(template), versions=templates.versions(request.who, template_id), retired=template.retired)


@route(blueprint, "/licences/templates/{template_id}", methods=("POST",), roles=EDITORS)
def save_template(request: Request, template_id: str) -> Answer:
    """Saves a further version, or only moves clauses."""
    return _save(request, template_id)


@route(blueprint, "/licences/templates/{template_id}/preview", roles=EDITORS)
def preview_template(request: Request, template_id: str) -> Page:
    """What a lecturer would read, with example data."""
    return Page("licences/template_preview.html", {**overview.example(template_id, request.now), "template_id": template_id})


@route(blueprint, "/licences/templates/{template_id}/retire", methods=("POST",), roles=EDITORS)
def retire_template(request: Request, template_id: str) -> Redirect:
    """Takes the template out of use, or back into it."""
    retired = request.form.get("retired") == "1"
    try:
        templates.retire(request.who, template_id, request.now, retired=retired)
    except Conflict as error:
        return Redirect(f"/licences/templates/{template_id}", flash=("warn", error.message))
    return Redirect("/licences/templates", flash=("ok", "範本已停用，寄出的授權書不受影響。" if retired else "範本已恢復使用。"))


def _save(request: Request, template_id: str | None) -> Answer:
    if is_rearranging(request.form):
        return _editor(template_id, rearranged(request.form))
    try:
        saved = templates.save(request.who, template_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _editor(template_id, request.form, error)
    return Redirect(f"/licences/templates/{saved.id}", flash=("ok", f"已儲存為第 {saved.version} 版；先前寄出的授權書不受影響。"))


def _editor(template_id: str | None, form: Mapping[str, str], error: AppError | None = None, **more: Any) -> Page:
    errors = error.fields if isinstance(error, InvalidInput) else {}
    standard = {"versions": [], "retired": False, "template_id": template_id, "count": clause_count(form)}
    values = {**CHOICES, **standard, **more, "form": form, "errors": errors, "message": error.message if error else ""}
    return Page("licences/template.html", values, status=error.status if error else 200)

"""Pages of templates: the list, the editor whose clauses can be moved without scripts, the preview."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from chalice.app import Blueprint

from chalicelib.domains.licences.access import EDITORS
from chalicelib.domains.licences.model import Audience, Channel, Part, Right, Territory
from chalicelib.domains.licences.templates import templates
from chalicelib.domains.licences.templates.form_rules import (
    KINDS,
    KNOWN_FIELDS,
    MOST_CLAUSES,
    clause_count,
    is_rearranging,
    rearranged,
    scopes,
    template_to_form,
)
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)
CHOICES: dict[str, Any] = {
    "rights": list(Right),
    "audiences": list(Audience),
    "channels": list(Channel),
    "territories": list(Territory),
    "parts": list(Part),
    "kinds": KINDS,
    "known_fields": KNOWN_FIELDS,
    "most": MOST_CLAUSES,
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
    return _editor(request, None, {**_BLANK, "new_id": templates.new_id()})


@route(blueprint, "/licences/templates/new", methods=("POST",), roles=EDITORS)
def create_template(request: Request) -> Answer:
    """Saves the first version, or only moves clauses or shows what the letter would be."""
    return _save(request, None)


@route(blueprint, "/licences/templates/{template_id}", roles=EDITORS)
def edit_template(request: Request, template_id: str) -> Page:
    """The editor with the latest version, and the versions before."""
    return _editor(request, template_id, template_to_form(templates.open_template(request.who, template_id)))


@route(blueprint, "/licences/templates/{template_id}", methods=("POST",), roles=EDITORS)
def save_template(request: Request, template_id: str) -> Answer:
    """Saves a further version, or only moves clauses or shows what the letter would be."""
    return _save(request, template_id)


@route(blueprint, "/licences/templates/{template_id}/preview", roles=EDITORS)
def preview_template(request: Request, template_id: str) -> Page:
    """What a lecturer would read, with example data: of the version in the query, or the latest."""
    typed = request.query.get("version", "")
    number = int(typed) if re.fullmatch(r"[0-9]{1,5}", typed) else 0
    template = templates.open_template(request.who, template_id, number)
    latest = templates.latest(template_id).version
    values = {"template": template, "latest": latest, "paragraphs": templates.example(template, request.now)}
    return Page("licences/template_preview.html", values)


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
        return _editor(request, template_id, rearranged(request.form))
    try:
        if "preview" in request.form:
            shown = templates.example(templates.read(request.who, request.form, request.now), request.now)
            return _editor(request, template_id, request.form, paragraphs=shown)
        saved = templates.save(request.who, template_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _editor(request, template_id, request.form, error)
    return Redirect(f"/licences/templates/{saved.id}", flash=("ok", f"已儲存為第 {saved.version} 版；先前寄出的授權書不受影響。"))


def _editor(
    request: Request,
    template_id: str | None,
    form: Mapping[str, str],
    error: AppError | None = None,
    paragraphs: Sequence[tuple[str, str]] = (),
) -> Page:
    """`form` is what the fields show; `stored` is the latest version, None for a new template."""
    stored = templates.open_template(request.who, template_id) if template_id else None
    if stored and isinstance(error, Conflict):
        form = {**form, "version": str(stored.version)}  # who saves once more has seen that there is another
    values = {
        **CHOICES,
        "template_id": template_id,
        "stored": stored,
        "versions": templates.versions(request.who, template_id) if template_id else [],
        "count": clause_count(form),
        "scopes": scopes(form),
        "conflict": isinstance(error, Conflict),
        "unsaved": bool(request.form),
        "paragraphs": paragraphs,
    }
    return form_page("licences/template.html", values, error, typed=form)

"""The administrator's pages of what is kept: one class with its hold, and the records that may be destroyed."""

from chalice.app import Blueprint

from chalicelib.domains.classes.retention import keeping
from chalicelib.domains.classes.retention.keeping import DECIDERS
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page
from chalicelib.web.paging_rules import part_of

blueprint = Blueprint(__name__)


@route(blueprint, "/classes/{class_id}/retention", roles=DECIDERS)
def show(request: Request, class_id: str) -> Page:
    return _page(request, class_id)


@route(blueprint, "/classes/{class_id}/retention", methods=("POST",), roles=DECIDERS)
def decide(request: Request, class_id: str) -> Answer:
    """`action` is hold or release."""
    holds = request.form.get("action") == "hold"
    try:
        (keeping.hold if holds else keeping.release)(request.who, class_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _page(request, class_id, error)
    told = "已依法保留，本班資料不會刪除。" if holds else "已解除保留。"
    return Redirect(f"/classes/{class_id}/retention", flash=("ok", told))


@route(blueprint, "/retention", roles=DECIDERS)
def due(request: Request) -> Page:
    """Classes of a year whose records may be destroyed once that is approved."""
    return _due_page(request)


@route(blueprint, "/retention", methods=("POST",), roles=DECIDERS)
def approve(request: Request) -> Answer:
    try:
        count = keeping.approve(request.who, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _due_page(request, error)
    return Redirect("/retention", flash=("ok", f"已核准 {count} 個班期，一小時內開始刪除。"))


def _page(request: Request, class_id: str, error: AppError | None = None) -> Page:
    found = keeping.of_class(request.who, class_id)
    return form_page("classes/retention.html", {"keeping": found, "class_": found.class_}, error, typed=request.form)


def _due_page(request: Request, error: AppError | None = None) -> Page:
    year, found = keeping.due(request.who, request.form.get("year") or request.query.get("year", ""), request.now)
    part = part_of(found, request.query.get("page", ""), keeping.MOST)
    return form_page("classes/retention_due.html", {"year": year, "part": part}, error, typed=request.form)

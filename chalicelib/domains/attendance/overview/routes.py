"""A class's attendance as a whole: counts, people, and the register as a file."""

from chalice.app import Blueprint

from chalicelib.domains.attendance import service
from chalicelib.domains.attendance.overview import overview, register
from chalicelib.domains.attendance.rows_rules import kind_of
from chalicelib.web.edge import Page, Redirect, Request, route

blueprint = Blueprint(__name__)


@route(blueprint, "/classes/{class_id}/attendance", roles=service.EDITORS)
def show(request: Request, class_id: str) -> Page:
    """The sessions' rates, some of the people over all sessions, and the files to export."""
    name = request.query.get("name", "")
    view = overview.overview(request.who, class_id, name, request.query.get("page", ""), request.now)
    values = {"view": view, "class_": view.class_, "name": name, "formats": register.FORMATS, "kind_of": kind_of}
    return Page("attendance/class.html", values)


@route(blueprint, "/classes/{class_id}/attendance/export", methods=["POST"], roles=service.EDITORS)
def export(request: Request, class_id: str) -> Redirect:
    """Asks a worker for the register in one format."""
    file_id = register.request_export(request.who, class_id, request.form.get("format", ""), request.now)
    return Redirect(f"/classes/{class_id}/files/{file_id}")

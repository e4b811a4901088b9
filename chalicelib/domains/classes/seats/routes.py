"""The page of seats: the room as a grid, seats for all at once, or for one."""

from chalice.app import Blueprint

from chalicelib.domains.classes import access
from chalicelib.domains.classes.access import EDITORS
from chalicelib.domains.classes.seats import seating
from chalicelib.errors import AppError, Conflict, InvalidInput, NotFound
from chalicelib.web.edge import Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)


@route(blueprint, "/classes/{class_id}/seats", roles=EDITORS)
def show(request: Request, class_id: str) -> Page:
    return _page(request, class_id)


@route(blueprint, "/classes/{class_id}/seats", methods=("POST",), roles=EDITORS)
def change(request: Request, class_id: str) -> Page | Redirect:
    """`action` is columns, assign or place."""
    form, who = request.form, request.who
    version = form.get("version", "")
    try:
        match form.get("action"):
            case "columns":
                seating.choose_columns(who, class_id, form.get("columns", ""))
                done = "座位圖已改為新的排法。"
            case "assign":
                seating.assign(who, class_id, request.now, by=form.get("by", ""), version=version)
                done = "已重新排好座位。"
            case "place":
                seating.place(who, class_id, request.now, person=form.get("person", ""), seat=form.get("seat", ""), version=version)
                done = "座位已更新。"
            case _:
                raise NotFound
    except (Conflict, InvalidInput) as error:
        return _page(request, class_id, error)
    return Redirect(f"/classes/{class_id}/seats", flash=("ok", done))


def _page(request: Request, class_id: str, error: AppError | None = None) -> Page:
    class_ = access.open_class(request.who, class_id)
    roster = access.roster(class_)
    columns = seating.columns_of(class_id)
    values = {
        "class_": class_,
        "roster": roster,
        "grid": seating.grid(class_, roster, columns),
        "columns": columns,
        "unseated": sum(1 for trainee in roster if not trainee.seat),
        "assign_by": list(seating.ASSIGN_BY.items()),
    }
    return form_page("classes/seats.html", values, error, typed=request.form)

"""The organizer's page of meals: when the class is fed, what the kitchen counts, and the paper."""

from chalice.app import Blueprint

from chalicelib.domains.meals import meals
from chalicelib.domains.meals.rules import Meal
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.identity import Role
from chalicelib.messaging.returned import returned
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page
from chalicelib.web.paging_rules import part_of

blueprint = Blueprint(__name__)
_A_PAGE = 100
EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})


@route(blueprint, "/classes/{class_id}/meals", roles=EDITORS)
def show(request: Request, class_id: str) -> Page:
    """Counts for the kitchen by day, and the plan."""
    return _page(request, class_id)


@route(blueprint, "/classes/{class_id}/meals", methods=("POST",), roles=EDITORS)
def save(request: Request, class_id: str) -> Answer:
    """Sets the days, the cut-off and the kitchen's address."""
    try:
        meals.set_plan(request.who, class_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _page(request, class_id, error)
    return Redirect(f"/classes/{class_id}/meals", flash=("ok", "已儲存供餐設定。"))


@route(blueprint, "/classes/{class_id}/meals/paper", methods=("POST",), roles=EDITORS)
def paper(request: Request, class_id: str) -> Redirect:
    """Asks a worker for the counts as a PDF."""
    return Redirect(f"/classes/{class_id}/files/{meals.request_paper(request.who, class_id, request.now)}")


def _page(request: Request, class_id: str, error: AppError | None = None) -> Page:
    kitchen = meals.kitchen(request.who, class_id, request.now)
    standing = {"before": kitchen.plan.before, "hour": kitchen.plan.hour, "kitchen": kitchen.plan.kitchen}
    typed = bool(error)
    values = {
        "kitchen": kitchen,
        "needs": part_of([(each.day, *need) for each in kitchen.counts for need in each.needs], request.query.get("page", ""), _A_PAGE),
        "meals": list(Meal),
        "returned": returned.of(f"meals_{class_id}", request.now),
        "columns": [{"label": label, "number": True} for label in (*(meal.label for meal in Meal), "供餐份數", "整天請假", "未登記")],
        "ticked": {day for day in kitchen.held if (request.form.get(f"day.{day}") if typed else day in kitchen.plan.days)},
    }
    return form_page("meals/kitchen.html", values, error, standing=standing, typed=request.form)

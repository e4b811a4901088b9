"""The trainee's page of meals: what one eats, by day."""

from datetime import date

from chalice.app import Blueprint

from chalicelib.domains.meals import meals
from chalicelib.domains.meals.rules import LONGEST_NEEDS, Dish, Meal
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)


@route(blueprint, "/c/{class_id}/meals", trainees=True)
def own_meals(request: Request, class_id: str) -> Page:
    """What one eats, by day; what has closed can be read."""
    return _meals_page(request, class_id)


@route(blueprint, "/c/{class_id}/meals", methods=("POST",), trainees=True)
def register_meals(request: Request, class_id: str) -> Answer:
    """Registers the days that are still open."""
    try:
        meals.register(class_id, request.person.person, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _meals_page(request, class_id, error)
    return Redirect(f"/c/{class_id}", flash=("ok", "茹素登記已儲存。"))


def _day(meals_form: meals.MealsForm, day: date, request: Request) -> dict[str, object]:
    dish = meals_form.choice.dishes.get(day)
    return {
        "day": day,
        "open": not meals_form.class_.cancelled and meals_form.plan.is_open(day, request.now),
        "closes": meals_form.plan.closes_at(day),
        "dish": dish,
        "value": request.form.get(f"meal.{day}") or (dish or Dish()).meal.value,
    }


def _meals_page(request: Request, class_id: str, error: AppError | None = None) -> Page:
    meals_form = meals.open_form(class_id, request.person.person)
    values = {
        "meals_form": meals_form,
        "days": [_day(meals_form, day, request) for day in meals_form.plan.days],
        "is_open": meals_form.is_open(request.now),
        "choices": [(each.value, each.label) for each in Meal],
        "needs": request.form.get("needs", meals_form.needs(request.now)),
        "longest": LONGEST_NEEDS,
    }
    return form_page("meals/own.html", values, error)

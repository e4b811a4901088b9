"""The trainee's door, the one page, and what it leads to that is no workflow of its own: sign-out, notes, meals, handouts."""

from datetime import date

from chalice.app import Blueprint

from chalicelib.domains.portal import door, handouts, meals, service, sign_out
from chalicelib.domains.portal.handouts_rules import State, size_words
from chalicelib.domains.portal.meals_rules import LONGEST_NEEDS, Dish, Meal
from chalicelib.domains.portal.page_rules import next_page
from chalicelib.errors import AppError, Conflict, InvalidInput, TooMany
from chalicelib.web.edge import Answer, Page, Redirect, Request, route, trainee_cookie

blueprint = Blueprint(__name__)


@route(blueprint, "/c/{class_id}/enter")
def door_form(request: Request, class_id: str) -> Page:
    """The door: asks for the ID number, once for 30 days."""
    return _door_page(request, class_id)


@route(blueprint, "/c/{class_id}/enter", methods=("POST",))
def enter(request: Request, class_id: str) -> Answer:
    """Checks the number against the roster; then the page that was asked for."""
    try:
        trainee = door.enter(class_id, request.form.get("id_number", ""), request.device, request.now)
    except (InvalidInput, TooMany) as error:
        return _door_page(request, class_id, error)
    return Redirect(next_page(class_id, request.form.get("next", "")), cookies=trainee_cookie(trainee, request.now))


@route(blueprint, "/c/{class_id}/exit", methods=("POST",), trainees=True)
def leave_page(request: Request, class_id: str) -> Redirect:
    """Forgets who entered, for phones that are shared."""
    return Redirect(f"/c/{class_id}/enter", flash=("ok", "已離開。換人使用時，請輸入本人的證號。"), cookies={"__Host-class": ""})


@route(blueprint, "/c/{class_id}", trainees=True)
def home(request: Request, class_id: str) -> Page:
    """The ten functions, each with its state."""
    return Page("portal/home.html", {"home": service.home(class_id, request.person.person, request.now), "name": request.person.name})


@route(blueprint, "/c/{class_id}/notes", trainees=True)
def notes(request: Request, class_id: str) -> Page:
    """What trainees should know."""
    class_, text = service.notes(class_id, request.person.person)
    return Page("portal/notes.html", {"class_": class_, "text": text})


@route(blueprint, "/c/{class_id}/sign-out", trainees=True)
def signing_out(request: Request, class_id: str) -> Page:
    """Today's sessions: checked in, signed out, from when one can, and how."""
    class_, turns, coming = sign_out.today(class_id, request.person.person, request.now)
    return Page("portal/sign_out.html", {"class_": class_, "turns": turns, "coming": coming})


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


@route(blueprint, "/c/{class_id}/handouts", trainees=True)
def own_handouts(request: Request, class_id: str) -> Page:
    """Handouts by course; those that open later say when."""
    class_, courses = handouts.own(class_id, request.person.person, request.now)
    return Page("portal/handouts.html", {"class_": class_, "courses": courses, "open": State.OPEN, "size_words": size_words})


@route(blueprint, "/c/{class_id}/handouts/{handout_id}", trainees=True)
def fetch_handout(request: Request, class_id: str, handout_id: str) -> Redirect:
    """A link of three minutes, made at the click and noted."""
    return Redirect(handouts.download(class_id, request.person.person, handout_id, request.now), outside=True)


def _door_page(request: Request, class_id: str, error: AppError | None = None) -> Page:
    values = {
        "class_id": class_id,
        "title": door.title_of(class_id),
        "next": next_page(class_id, request.form.get("next") or request.query.get("next", "")),
        "form": request.form,
        "errors": error.fields if isinstance(error, InvalidInput) else {},
        "locked": error.message if isinstance(error, TooMany) else "",
    }
    return Page("portal/enter.html", values, status=error.status if error else 200)


def _day(desk: meals.Desk, day: date, request: Request) -> dict[str, object]:
    dish = desk.choice.dishes.get(day)
    return {
        "day": day,
        "open": not desk.class_.cancelled and desk.plan.is_open(day, request.now),
        "closes": desk.plan.closes_at(day),
        "dish": dish,
        "value": request.form.get(f"meal.{day}") or (dish or Dish()).meal.value,
    }


def _meals_page(request: Request, class_id: str, error: AppError | None = None) -> Page:
    desk = meals.desk(class_id, request.person.person)
    fields = error.fields if isinstance(error, InvalidInput) else {}
    values = {
        "desk": desk,
        "days": [_day(desk, day, request) for day in desk.plan.days],
        "is_open": desk.is_open(request.now),
        "choices": [(each.value, each.label) for each in Meal],
        "needs": request.form.get("needs", desk.needs(request.now)),
        "longest": LONGEST_NEEDS,
        "errors": fields,
        "message": error.message if error and not fields else "",
    }
    return Page("portal/meals.html", values, status=error.status if error else 200)

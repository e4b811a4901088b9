"""The trainee's door, the one page, and what it leads to that is no workflow of its own: sign-out and notes."""

from chalice.app import Blueprint

from chalicelib.domains.portal import check_out, login, service
from chalicelib.domains.portal.rules import next_page
from chalicelib.errors import AppError, InvalidInput, TooMany, Unavailable
from chalicelib.web.cookies import TRAINEE_REMEMBERED
from chalicelib.web.edge import Answer, Page, Redirect, Request, route, trainee_cookie
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)


@route(blueprint, "/c/{class_id}/enter")
def door_form(request: Request, class_id: str) -> Page:
    """The door: asks for the ID number, once for 30 days."""
    return _door_page(request, class_id)


@route(blueprint, "/c/{class_id}/enter", methods=("POST",))
def enter(request: Request, class_id: str) -> Answer:
    """Checks the number against the roster; then the page that was asked for."""
    try:
        trainee = login.enter(class_id, request.form.get("id_number", ""), request.ip, request.known_person, request.now)
    except (InvalidInput, TooMany) as error:
        return _door_page(request, class_id, error)
    return Redirect(next_page(class_id, request.form.get("next", "")), cookies=trainee_cookie(trainee, request.now))


@route(blueprint, "/c/{class_id}/exit", methods=("POST",), trainees=True)
def leave_page(request: Request, class_id: str) -> Redirect:
    """Forgets who entered, and who checked in with this phone: for phones that are shared."""
    gone = {"__Host-class": "", "__Host-trainee": ""}
    flash = ("ok", "已離開。換人使用時，請輸入本人的證號。")
    try:
        login.leave(request.person)
    except Unavailable:
        flash = ("warn", "這支手機已不記得您，換人使用時須輸入本人的證號。系統暫時忙碌，離開的紀錄沒有存下。")
    return Redirect(f"/c/{class_id}/enter", flash=flash, cookies=gone)


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
    class_, turns, coming = check_out.today(class_id, request.person.person, request.now)
    return Page("portal/sign_out.html", {"class_": class_, "turns": turns, "coming": coming})


def _door_page(request: Request, class_id: str, error: AppError | None = None) -> Page:
    values = {
        "class_id": class_id,
        "title": login.title_of(class_id),
        "days": TRAINEE_REMEMBERED.days,
        "next": next_page(class_id, request.form.get("next") or request.query.get("next", "")),
    }
    return form_page("portal/enter.html", values, error, typed=request.form)

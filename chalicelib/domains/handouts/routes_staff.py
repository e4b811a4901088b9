"""The organizer's pages of handouts: the list, one handout, its file."""

from collections.abc import Iterable
from datetime import datetime

from chalice.app import Blueprint

from chalicelib.domains.handouts import handouts
from chalicelib.domains.handouts.rules import LARGEST, Handout, size_words
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.identity import Role
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)
EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})

_SIZES = {"largest": LARGEST, "size_words": size_words}


@route(blueprint, "/classes/{class_id}/handouts", roles=EDITORS)
def index(request: Request, class_id: str) -> Page:
    """Every handout with its state and how often it was fetched, and the form for another."""
    return _index_page(request, class_id)


@route(blueprint, "/classes/{class_id}/handouts", methods=("POST",), roles=EDITORS)
def create(request: Request, class_id: str) -> Answer:
    """A further handout; its file is uploaded on the next page."""
    try:
        made = handouts.create(request.who, class_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _index_page(request, class_id, error)
    return Redirect(f"/classes/{class_id}/handouts/{made.id}")


@route(blueprint, "/classes/{class_id}/handouts/{handout_id}", roles=EDITORS)
def show(request: Request, class_id: str, handout_id: str) -> Page:
    """One handout: upload, title, course, release. Where the browser comes back to after the upload."""
    return _page(request, class_id, handout_id)


@route(blueprint, "/classes/{class_id}/handouts/{handout_id}", methods=("POST",), roles=EDITORS)
def edit(request: Request, class_id: str, handout_id: str) -> Answer:
    """Saves title, course and release."""
    try:
        handouts.edit(request.who, class_id, handout_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _page(request, class_id, handout_id, error)
    return Redirect(f"/classes/{class_id}/handouts", flash=("ok", "已儲存講義。"))


@route(blueprint, "/classes/{class_id}/handouts/{handout_id}/withdraw", methods=("POST",), roles=EDITORS)
def withdraw(request: Request, class_id: str, handout_id: str) -> Answer:
    """Takes the handout from the trainees' page, or puts it back."""
    try:
        new = handouts.withdraw(request.who, class_id, handout_id, request.form, request.now)
    except Conflict as error:
        return _page(request, class_id, handout_id, error)
    return Redirect(f"/classes/{class_id}/handouts", flash=("ok", "已收回，學員看不到了。" if new.withdrawn else "已重新提供。"))


@route(blueprint, "/classes/{class_id}/handouts/{handout_id}/download", roles=EDITORS)
def fetch(request: Request, class_id: str, handout_id: str) -> Redirect:
    """What was uploaded, for the organizer; not counted."""
    return Redirect(handouts.download_for_staff(request.who, class_id, handout_id), outside=True)


def _index_page(request: Request, class_id: str, error: AppError | None = None) -> Page:
    shelf = handouts.shelf(request.who, class_id)
    values = {"shelf": shelf, "state_of": _state_of(request.now), "courses": _options(shelf.courses), **_SIZES}
    return form_page("handouts/list.html", values, error, standing={"title": "", "course": "", "release": ""}, typed=request.form)


def _page(request: Request, class_id: str, handout_id: str, error: AppError | None = None) -> Page:
    class_, handout = handouts.find(request.who, class_id, handout_id)
    # S3 brings the browser back with the key of what it took; until the worker has looked at it the page waits.
    upload = request.query.get("key", "").rpartition("/")[2]
    checking = bool(upload) and not handouts.was_taken(class_id, handout.id, upload)
    values = {
        "class_": class_,
        "handout": handout,
        "state": handout.state(request.now),
        "courses": _options({**dict.fromkeys(handouts.courses_of(class_id)), **({handout.course: None} if handout.course else {})}),
        "checking": checking,
        "upload": handouts.upload_form(class_id, handout),
        "here": f"{request.path}?key={upload}" if checking else request.path,
        **_SIZES,
    }
    standing = {"title": handout.title, "course": handout.course, "release": None}
    return form_page("handouts/one.html", values, error, standing=standing, typed=request.form)


def _options(courses: Iterable[str]) -> list[tuple[str, str]]:
    return [("", "全班共用"), *((course, course) for course in courses)]


def _state_of(now: datetime) -> object:
    def state(handout: Handout) -> object:
        return handout.state(now)

    return state

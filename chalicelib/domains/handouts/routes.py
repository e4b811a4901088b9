"""The trainee's pages of handouts: what there is, and one of them."""

from chalice.app import Blueprint

from chalicelib.domains.handouts import handouts
from chalicelib.domains.handouts.rules import State, size_words
from chalicelib.web.edge import Page, Redirect, Request, route

blueprint = Blueprint(__name__)


@route(blueprint, "/c/{class_id}/handouts", trainees=True)
def own_handouts(request: Request, class_id: str) -> Page:
    """Handouts by course; those that open later say when."""
    class_, courses = handouts.list_own(class_id, request.person.person, request.now)
    return Page("handouts/own.html", {"class_": class_, "courses": courses, "open": State.OPEN, "size_words": size_words})


@route(blueprint, "/c/{class_id}/handouts/{handout_id}", trainees=True)
def fetch_handout(request: Request, class_id: str, handout_id: str) -> Redirect:
    """A link of three minutes, made at the click and noted."""
    return Redirect(handouts.download(class_id, request.person.person, handout_id, request.now), outside=True)

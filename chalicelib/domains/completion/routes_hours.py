"""Pages of the learning hours (研習時數): with masked numbers, or with whole ones by uploading the roster."""

from chalice.app import Blueprint

from chalicelib.domains.completion import hours
from chalicelib.domains.completion.routes import EDITORS
from chalicelib.web.edge import Page, Redirect, Request, route

blueprint = Blueprint(__name__)


@route(blueprint, "/classes/{class_id}/completion/hours", roles=EDITORS)
def form(request: Request, class_id: str) -> Page:
    """Explains, and takes the roster."""
    class_, upload = hours.upload_form(request.who, class_id, request.now)
    return Page("completion/hours.html", {"class_": class_, "upload": upload, "largest": hours.LARGEST})


@route(blueprint, "/classes/{class_id}/completion/hours", methods=("POST",), roles=EDITORS)
def masked(request: Request, class_id: str) -> Redirect:
    """The file with masked numbers, among the class's files."""
    file_id = hours.request_masked(request.who, class_id, request.now)
    return Redirect(f"/classes/{class_id}/files/{file_id}")


@route(blueprint, "/classes/{class_id}/completion/hours/{file_id}", roles=EDITORS)
def state(request: Request, class_id: str, file_id: str) -> Page:
    """Where the browser comes back to after the upload; refreshes itself until the file is ready."""
    class_, item, gone = hours.find(request.who, class_id, file_id, request.now)
    return Page("completion/hours_file.html", {"class_": class_, "item": item, "gone": gone, "until": item.made_at + hours.LIVES})


@route(blueprint, "/classes/{class_id}/completion/hours/{file_id}/download", roles=EDITORS)
def fetch(request: Request, class_id: str, file_id: str) -> Redirect:
    """A link of three minutes, made at the click and noted."""
    return Redirect(hours.download(request.who, class_id, file_id, request.now), outside=True)

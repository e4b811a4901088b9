"""Pages of a class's files: ask, wait, fetch."""

from chalice.app import Blueprint

from chalicelib.domains.classes import access
from chalicelib.domains.classes.access import EDITORS
from chalicelib.domains.classes.files import requests
from chalicelib.errors import NotFound
from chalicelib.web.edge import Page, Redirect, Request, route

blueprint = Blueprint(__name__)


@route(blueprint, "/classes/{class_id}/files", roles=EDITORS)
def index(request: Request, class_id: str) -> Page:
    class_ = access.open_class(request.who, class_id)
    found = {file.file_id: file for file in requests.files_of(request.who, class_id, request.now)}
    return Page("classes/files.html", {"class_": class_, "kinds": requests.PAPERS, "files": found})


@route(blueprint, "/classes/{class_id}/files", methods=("POST",), roles=EDITORS)
def ask(request: Request, class_id: str) -> Redirect:
    kind = request.form.get("kind", "")
    if kind not in requests.PAPERS:
        raise NotFound
    file_id = requests.request_file(request.who, class_id, kind, {}, request.now)
    return Redirect(f"/classes/{class_id}/files/{file_id}")


@route(blueprint, "/classes/{class_id}/files/{file_id}", roles=EDITORS)
def show(request: Request, class_id: str, file_id: str) -> Page:
    class_ = access.open_class(request.who, class_id)
    found = requests.find_file(request.who, class_id, file_id, request.now)
    return Page("classes/files_one.html", {"class_": class_, "file": found, "kinds": requests.PAPERS})


@route(blueprint, "/classes/{class_id}/files/{file_id}/download", roles=EDITORS)
def download(request: Request, class_id: str, file_id: str) -> Redirect:
    return Redirect(requests.download(request.who, class_id, file_id, request.now), outside=True)

"""The public pages of verification, without an account: what the QR of a letter opens, and a form for the file itself."""

from chalice.app import Blueprint

from chalicelib.domains.licences.verification import verification
from chalicelib.errors import Expired, NotFound
from chalicelib.web.edge import Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)


@route(blueprint, "/verify")
def form(request: Request) -> Page:
    """Explains, and takes a PDF."""
    return Page("licences/verify.html", {"upload": verification.upload_form(request.now), "largest": verification.LARGEST, "problem": ""})


@route(blueprint, "/verify/certificate")
def certificate(request: Request) -> Redirect:
    """The seal's certificate, for PDF readers."""
    return Redirect(verification.certificate_url(), outside=True)


@route(blueprint, "/verify/{code}")
def by_code(request: Request, code: str) -> Page:
    """What the QR on a letter opens: how the letter stands today."""
    try:
        standing = verification.by_code(code, request.now)
    except NotFound as error:
        return _form_with(request, error)
    return Page("licences/verify_answer.html", {"outcome": standing.outcome, "standing": standing, "of_file": False})


@route(blueprint, "/verify/checks/{check_id}")
def answer(request: Request, check_id: str) -> Page:
    """Where the browser comes back to after the upload."""
    try:
        found = verification.answer(check_id, request.now)
    except (NotFound, Expired) as error:
        return _form_with(request, error)
    if found.outcome is None:
        return Page("licences/verify_wait.html")
    if found.paper:
        return Page("licences/verify_paper.html", {"paper": found.paper})
    return Page("licences/verify_answer.html", {"outcome": found.outcome, "standing": found.standing, "of_file": True})


def _form_with(request: Request, error: NotFound | Expired) -> Page:
    values = {"upload": verification.upload_form(request.now), "largest": verification.LARGEST, "problem": error.message}
    return form_page("licences/verify.html", values, error)

"""The organizer's side of the one page: the class QR, its poster, links and notes; and the centre's standard for administrators."""

from chalice.app import Blueprint

from chalicelib.domains.portal import service, texts
from chalicelib.domains.portal.rules import LONGEST_NOTES
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.identity import Role
from chalicelib.settings import settings
from chalicelib.web.edge import Answer, Page, Raw, Redirect, Request, route
from chalicelib.web.form_page import form_page
from chalicelib.web.qr import qr_svg

blueprint = Blueprint(__name__)
EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


@route(blueprint, "/classes/{class_id}/portal", roles=EDITORS)
def show(request: Request, class_id: str) -> Page:
    """The class QR, and what the page links to and says."""
    return _page(request, class_id)


@route(blueprint, "/classes/{class_id}/portal", methods=("POST",), roles=EDITORS)
def save(request: Request, class_id: str) -> Answer:
    """Saves the class's own links and notes."""
    try:
        texts.set_own(request.who, class_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _page(request, class_id, error)
    return Redirect(f"/classes/{class_id}/portal", flash=("ok", "已儲存，學員重新整理後就會看到。"))


@route(blueprint, "/classes/{class_id}/portal/qr.svg", roles=EDITORS)
def qr(request: Request, class_id: str) -> Raw:
    """The class QR as a picture, sharp at any size."""
    class_, _ = texts.open_own(request.who, class_id)
    return Raw(qr_svg(_address(class_.id)), "image/svg+xml")


@route(blueprint, "/classes/{class_id}/portal/poster", roles=EDITORS)
def poster(request: Request, class_id: str) -> Page:
    """One sheet of A4 with the class QR, to print and put up."""
    class_, _ = texts.open_own(request.who, class_id)
    titles = [each.title for each in service.functions()]
    return Page("portal/poster.html", {"class_": class_, "address": _address(class_.id), "titles": titles})


@route(blueprint, "/portal/standard", roles=ADMINISTRATORS)
def standard(request: Request) -> Page:
    """The centre's links and notes, for every class that has none of its own."""
    return _standard_page(request)


@route(blueprint, "/portal/standard", methods=("POST",), roles=ADMINISTRATORS)
def save_standard(request: Request) -> Answer:
    """Saves the centre's links and notes."""
    try:
        texts.set_standard(request.who, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _standard_page(request, error)
    return Redirect("/portal/standard", flash=("ok", "已儲存，沒有自訂內容的班期都會顯示新的範本。"))


def _page(request: Request, class_id: str, error: AppError | None = None) -> Page:
    class_, own = texts.open_own(request.who, class_id)
    values = {"class_": class_, "address": _address(class_.id), "standard": texts.standard(), "longest": LONGEST_NOTES}
    return form_page("portal/settings.html", values, error, standing=vars(own), typed=request.form)


def _standard_page(request: Request, error: AppError | None = None) -> Page:
    return form_page("portal/standard.html", {"longest": LONGEST_NOTES}, error, standing=vars(texts.standard()), typed=request.form)


def _address(class_id: str) -> str:
    return f"{settings().base_url}/c/{class_id}"

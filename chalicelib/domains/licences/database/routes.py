"""Pages of the licence database: find letters, ask whether something is licensed, what ends soon, and the register as a file."""

from collections.abc import Mapping
from typing import Any

from chalice.app import Blueprint

from chalicelib.clock import minguo
from chalicelib.domains.licences.access import READERS
from chalicelib.domains.licences.database import asking, register_requests, search
from chalicelib.domains.licences.deadline_rules import ENDS_SOON
from chalicelib.domains.licences.model import Audience, Channel, Right
from chalicelib.errors import AppError, InvalidInput
from chalicelib.web.edge import Answer, Page, Redirect, Request, dump_signed, load_signed, route
from chalicelib.web.form_page import form_page
from chalicelib.web.paging_rules import part_of

blueprint = Blueprint(__name__)
_A_PAGE = 50
CHOICES: dict[str, Any] = {"rights": list(Right), "audiences": list(Audience), "channels": list(Channel)}


@route(blueprint, "/licences", roles=READERS)
def find(request: Request) -> Page:
    """Signed letters by lecturer, course or class, narrowed by right, audience, channel and day."""
    try:
        wanted = search.read_wanted(request.query)
        found = search.find(request.who, wanted, _position(request.query.get("after", "")))
    except InvalidInput as error:
        return _find_page(request, search.Found(()), error)
    return _find_page(request, found)


@route(blueprint, "/licences/ask", roles=READERS)
def ask(request: Request) -> Page:
    """May this be done with that work? Yes, partly or no, with clause and letter."""
    if "work" not in request.query:
        return _ask_page(request)
    try:
        title, question = asking.read_question(request.query, request.now)
    except InvalidInput as error:
        return _ask_page(request, error)
    replies = asking.ask(request.who, title, question)
    return form_page("licences/ask.html", {**CHOICES, "minguo": minguo, "replies": replies, "question": question}, typed=request.query)


@route(blueprint, "/licences/expiring", roles=READERS)
def expiring(request: Request) -> Page:
    """Licences that end within sixty days, with the button that renews."""
    part = part_of(search.expiring(request.who, request.now), request.query.get("page", ""), _A_PAGE)
    return Page("licences/expiring.html", {"part": part, "days": ENDS_SOON.days})


@route(blueprint, "/licences/register", roles=READERS)
def register(request: Request) -> Page:
    """Asks for the register of a class, a lecturer, a period or a scope; lists those of the last thirty days."""
    return _register_page(request, request.query)


@route(blueprint, "/licences/register", methods=("POST",), roles=READERS)
def ask_for_register(request: Request) -> Answer:
    """Lets a worker make the file."""
    try:
        register_id = register_requests.request(request.who, request.form, request.now)
    except InvalidInput as error:
        return _register_page(request, request.form, error)
    return Redirect(f"/licences/register/{register_id}")


@route(blueprint, "/licences/register/{register_id}", roles=READERS)
def register_state(request: Request, register_id: str) -> Page:
    """One register on its way; refreshes itself until it is ready."""
    return Page("licences/register_one.html", {"register": register_requests.find(request.who, register_id, request.now)})


@route(blueprint, "/licences/register/{register_id}/download", roles=READERS)
def fetch_register(request: Request, register_id: str) -> Redirect:
    """A link of three minutes, made at the click."""
    return Redirect(register_requests.download(request.who, register_id, request.now), outside=True)


def _find_page(request: Request, found: search.Found, error: AppError | None = None) -> Page:
    following = dump_signed("licences", found.next) if found.next else ""
    values = {**CHOICES, "found": found, "next": following}
    return form_page("licences/search.html", values, error, typed=request.query)


def _ask_page(request: Request, error: InvalidInput | None = None) -> Page:
    return form_page("licences/ask.html", {**CHOICES, "replies": None, "question": None}, error, typed=request.query)


def _register_page(request: Request, form: Mapping[str, str], error: AppError | None = None) -> Page:
    month = f"{request.now:%Y-%m}"
    standard = {"class_id": "", "text": "", "from": month, "to": month, "right": "", "audience": "", "format": "ods"}
    values = {**CHOICES, "formats": register_requests.FORMATS, "own": register_requests.own(request.who, request.now)}
    return form_page("licences/register.html", values, error, standing=standard, typed=form)


def _position(token: str) -> str:
    position = load_signed("licences", token)
    if token and not position:
        raise InvalidInput("換頁連結有誤，請重新查詢。")
    return str(position or "")

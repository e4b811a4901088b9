"""The page of dated parameters."""

from collections.abc import Mapping
from datetime import date

from chalice.app import Blueprint

from chalicelib.clock import taipei
from chalicelib.domains.fees.parameters import parameters
from chalicelib.domains.fees.parameters.rules import MEANINGS, shown
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.web.edge import Answer, Page, Redirect, Request, route
from chalicelib.web.form_page import form_page

blueprint = Blueprint(__name__)


@route(blueprint, "/fees/parameters", roles=parameters.READERS)
def show(request: Request) -> Page:
    return _page(request, {})


@route(blueprint, "/fees/parameters", methods=("POST",), roles=parameters.EDITORS)
def save(request: Request) -> Answer:
    try:
        entry = parameters.save(request.who, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _page(request, request.form, error)
    done = f"{MEANINGS[entry.key].label}：自 {entry.starts_on} 起 {shown(entry.key, entry.value)}。"
    return Redirect("/fees/parameters", flash=("ok", done + "尚未送出的案件請重新計算。"))


def _page(request: Request, form: Mapping[str, str], error: AppError | None = None) -> Page:
    today = taipei(request.now).date()
    values = {
        "rows": parameters.table(request.who, _day(request, today)),
        "day": _day(request, today),
        "meanings": MEANINGS,
        "groups": list(dict.fromkeys(meaning.group for meaning in MEANINGS.values())),
        "shown": shown,
        "may_edit": request.who.has(*parameters.EDITORS),
    }
    return form_page("fees/parameters.html", values, error, standing=parameters.blank(request.now), typed=form)


def _day(request: Request, today: date) -> date:
    """The day asked for; today where none can be read."""
    try:
        return date.fromisoformat(request.query.get("on", ""))
    except ValueError:
        return today

"""Pages of classes: list, create, look at, edit, cancel."""

import secrets
from collections.abc import Mapping
from urllib.parse import urlencode

from chalice.app import Blueprint

from chalicelib.clock import minguo_year, taipei
from chalicelib.domains.classes import changes as class_changes
from chalicelib.domains.classes import service, service_calendar
from chalicelib.domains.classes.access import EDITORS
from chalicelib.domains.classes.contact import contacts
from chalicelib.domains.classes.forms import PATTERNS, blank_class, class_choices, class_differences, class_values
from chalicelib.domains.classes.notices import telling
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.web.edge import Page, Redirect, Request, dump_signed, load_signed, route
from chalicelib.web.form_page import form_page
from chalicelib.web.paging_rules import part_of

blueprint = Blueprint(__name__)
_A_PAGE = 100


@route(blueprint, "/classes", roles=EDITORS)
def class_list(request: Request) -> Page:
    today = taipei(request.now).date()
    try:
        wanted = service_calendar.read_filter(request.query, request.who, today)
        earlier = _earlier(request.query.get("page", ""))
        listing = service_calendar.list_classes(wanted, request.who, earlier[-1] if earlier else "")
    except InvalidInput as error:
        typed = {**service_calendar.read_filter({}, request.who, today).typed, **request.query}
        return form_page("classes/list.html", {"classes": (), "today": (), "previous": "", "next": ""}, error, typed=typed)
    values = {
        "classes": listing.classes,
        "today": service_calendar.own_sessions_of_day(request.who, today) if not earlier else (),
        "previous": _page_link(wanted, earlier[:-1]) if earlier else "",
        "next": _page_link(wanted, [*earlier, listing.next]) if listing.next else "",
    }
    return form_page("classes/list.html", values, typed=wanted.typed)


@route(blueprint, "/classes/new", roles=EDITORS)
def new_class(request: Request) -> Page:
    own = contacts.own_contact(request.who)
    form = {**blank_class(), **own, "year": str(minguo_year(request.now)), "request": secrets.token_urlsafe(16)}
    return _new_page(form)


@route(blueprint, "/classes", methods=("POST",), roles=EDITORS)
def create_class(request: Request) -> Page | Redirect:
    try:
        class_ = class_changes.create_class(request.who, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _new_page({**blank_class(), "check_out_required": "", **request.form}, error)
    return Redirect(f"/classes/{class_.id}", flash=("ok", f"已建立「{class_.title}」。下一步：匯入名冊。"))


@route(blueprint, "/classes/{class_id}", roles=EDITORS)
def show_class(request: Request, class_id: str) -> Page:
    class_ = service.open_class(request.who, class_id)
    sessions, timetable, today = service.sessions(class_id), service.timetable(class_id), taipei(request.now).date()
    running = [session for session in sessions if not session.cancelled]
    values = {
        "class_": class_,
        "sessions": sessions,
        "running": running,
        "running_today": [session for session in running if taipei(session.starts_at).date() == today],
        "timetable": timetable,
        "untold": telling.changed_since(class_, sessions, timetable.periods, request.now),
        "today": today,
    }
    return Page("classes/show.html", values)


@route(blueprint, "/classes/{class_id}/roster", roles=EDITORS)
def show_roster(request: Request, class_id: str) -> Page:
    class_, text = service.open_class(request.who, class_id), request.query.get("name", "")
    found = [each for each in service.roster(class_) if text in f"{each.name} {each.agency} {each.seat} {each.group}"]
    return Page("classes/roster.html", {"class_": class_, "part": part_of(found, request.query.get("page", ""), _A_PAGE), "name": text})


@route(blueprint, "/classes/{class_id}/edit", roles=EDITORS)
def edit_class(request: Request, class_id: str) -> Page:
    class_ = service.open_class(request.who, class_id)
    return form_page("classes/edit.html", {"class_": class_, "differences": [], **class_choices()}, standing=class_values(class_))


@route(blueprint, "/classes/{class_id}/edit", methods=("POST",), roles=EDITORS)
def save_class(request: Request, class_id: str) -> Page | Redirect:
    try:
        class_ = class_changes.edit_class(request.who, class_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        current = service.open_class(request.who, class_id)
        form = {**blank_class(), "check_out_required": "", **request.form}
        values = {"class_": current, "differences": [], **class_choices()}
        if isinstance(error, Conflict):
            # Their version now: pressing again, with the differences before one's eyes, is a decision.
            values["differences"] = class_differences(current, form)
            form["version"] = str(current.version)
        return form_page("classes/edit.html", values, error, typed=form)
    return Redirect(f"/classes/{class_.id}", flash=("ok", "已儲存班期。"))


@route(blueprint, "/classes/{class_id}/cancel", roles=EDITORS)
def ask_cancel_class(request: Request, class_id: str) -> Page:
    class_ = service.open_class(request.who, class_id)
    return form_page("classes/cancel.html", {"class_": class_}, standing={"reason": ""})


@route(blueprint, "/classes/{class_id}/cancel", methods=("POST",), roles=EDITORS)
def cancel_class(request: Request, class_id: str) -> Page | Redirect:
    try:
        class_changes.cancel_class(request.who, class_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        class_ = service.open_class(request.who, class_id)
        return form_page("classes/cancel.html", {"class_": class_}, error, standing={"reason": ""}, typed=request.form)
    return Redirect(f"/classes/{class_id}", flash=("ok", "班期已取消，所有場次一併取消。"))


def _new_page(form: Mapping[str, str], error: AppError | None = None) -> Page:
    return form_page("classes/new.html", {"patterns": PATTERNS, **class_choices()}, error, typed=form)


def _earlier(token: str) -> list[str]:
    """The positions where this page and those before it began."""
    positions = load_signed("classes.page", token)
    if token and not positions:
        raise InvalidInput("分頁連結有誤，請重新查詢。")
    return [str(position) for position in positions or ()]


def _page_link(wanted: service_calendar.Filter, positions: list[str]) -> str:
    page = {"page": dump_signed("classes.page", positions)} if positions else {}
    return "/classes?" + urlencode({**wanted.typed, **page})

"""Pages of sessions: add, edit, cancel, and the day's list for those who look after rooms and gates."""

from collections.abc import Mapping
from datetime import timedelta

from chalice.app import Blueprint

from chalicelib.clock import taipei
from chalicelib.domains.classes import access, service_calendar
from chalicelib.domains.classes.access import EDITORS
from chalicelib.domains.classes.forms import HALVES, blank_session
from chalicelib.domains.classes.model import ClassSession
from chalicelib.domains.classes.sessions import sessions
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.identity import Role
from chalicelib.web.edge import Page, Redirect, Request, route
from chalicelib.web.form_page import form_page
from chalicelib.web.paging_rules import part_of
from chalicelib.web.value_rules import read_day

blueprint = Blueprint(__name__)
_A_PAGE = 100
LOOKERS = EDITORS | {Role.ROOM_ATTENDANT, Role.GUARD, Role.HEAD}


@route(blueprint, "/today", roles=LOOKERS)
def today(request: Request) -> Page:
    now = taipei(request.now).date()
    try:
        day = read_day(request.query.get("day") or str(now))
    except ValueError as error:
        raise InvalidInput(str(error)) from error
    one = timedelta(days=1)
    of_day = service_calendar.sessions_of_day(day)
    text = request.query.get("q", "")
    found = [each for each in of_day if text in f"{each.class_title} {each.room} {each.class_id}"]
    part = part_of(found, request.query.get("page", ""), _A_PAGE)
    values = {"part": part, "q": text, "day": day, "is_today": day == now, "before": day - one, "after": day + one}
    doors = {session.id for session in part.rows if service_calendar.opens_door(request.who, session)}
    return Page("classes/today.html", {**values, "doors": doors, "may_open": request.who.has(*EDITORS)})


@route(blueprint, "/classes/{class_id}/sessions/new", roles=EDITORS)
def new_session(request: Request, class_id: str) -> Page:
    return _new_page(request, class_id, {})


@route(blueprint, "/classes/{class_id}/sessions/new", methods=("POST",), roles=EDITORS)
def add_session(request: Request, class_id: str) -> Page | Redirect:
    try:
        session = sessions.add_session(request.who, class_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _new_page(request, class_id, request.form, error)
    return Redirect(f"/classes/{class_id}#sessions", flash=("ok", f"已新增 {session.name} 場次。"))


@route(blueprint, "/sessions/{session_id}/edit", roles=EDITORS)
def edit_session(request: Request, session_id: str) -> Page:
    session = sessions.open_session(request.who, session_id)
    return _edit_page(request, session, _typed(session))


@route(blueprint, "/sessions/{session_id}/edit", methods=("POST",), roles=EDITORS)
def save_session(request: Request, session_id: str) -> Page | Redirect:
    try:
        session = sessions.edit_session(request.who, session_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        session = sessions.open_session(request.who, session_id)
        return _edit_page(request, session, {**_typed(session), **request.form}, error)
    return Redirect(f"/classes/{session.class_id}#sessions", flash=("ok", f"已儲存 {session.name} 場次。"))


@route(blueprint, "/sessions/{session_id}/cancel", methods=("POST",), roles=EDITORS)
def cancel_session(request: Request, session_id: str) -> Page | Redirect:
    try:
        session = sessions.cancel_session(request.who, session_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        session = sessions.open_session(request.who, session_id)
        return _edit_page(request, session, {**_typed(session), **request.form}, error)
    return Redirect(f"/classes/{session.class_id}#sessions", flash=("ok", f"已取消 {session.name} 場次。"))


def _new_page(request: Request, class_id: str, form: Mapping[str, str], error: AppError | None = None) -> Page:
    class_ = access.open_class(request.who, class_id)
    values = {"class_": class_, "halves": HALVES}
    return form_page("classes/session_new.html", values, error, standing=blank_session(class_), typed=form)


def _edit_page(request: Request, session: ClassSession, form: Mapping[str, str], error: AppError | None = None) -> Page:
    values = {"of": session, "begun": sessions.begun(session, request.now)}
    return form_page("classes/session_edit.html", values, error, typed=form)


def _typed(session: ClassSession) -> dict[str, str]:
    starts, ends = taipei(session.starts_at), taipei(session.ends_at)
    return {"starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}", "room": session.room, "reason": "", "why": ""}

"""The room's screen, the live list, and corrections."""

from chalice.app import Blueprint

from chalicelib.domains.attendance import corrections, scan_tokens, service
from chalicelib.domains.attendance.doors import phone
from chalicelib.domains.attendance.doors.screen_rules import moment_of, standing_of
from chalicelib.domains.attendance.leaving import left_on_time
from chalicelib.domains.attendance.leaving.rules import may_be_decided
from chalicelib.domains.attendance.model import (
    LEAVES,
    Purpose,
    SessionSnapshot,
    Status,
    board,
    by_agency,
    clock_time,
    purpose_at,
)
from chalicelib.domains.attendance.rows_rules import UNSIGNED, row_of, rows, stood, wanted
from chalicelib.domains.attendance.scan_code_rules import CODE_TURNS_EVERY_S, seconds_left, step_at
from chalicelib.errors import AppError, Conflict, InvalidInput
from chalicelib.settings import settings
from chalicelib.web.edge import Page, Raw, Redirect, Request, route
from chalicelib.web.form_page import form_page
from chalicelib.web.paging_rules import part_of
from chalicelib.web.qr import qr_svg

blueprint = Blueprint(__name__)
_LATEST = 8
_A_PAGE = 100


@route(blueprint, "/sessions/{session_id}/screen", roles=service.CHECK_IN_STAFF)
def screen(request: Request, session_id: str) -> Page:
    """The projector's page: the rotating code, the count, who just sat down."""
    return Page("attendance/screen.html", _screen(request, session_id))


@route(blueprint, "/sessions/{session_id}/screen/live", roles=service.CHECK_IN_STAFF)
def screen_live(request: Request, session_id: str) -> Page:
    """The parts of the screen that change."""
    return Page("attendance/screen_live.html", _screen(request, session_id))


@route(blueprint, "/sessions/{session_id}/code.svg", roles=service.CHECK_IN_STAFF)
def code_picture(request: Request, session_id: str) -> Raw:
    """The code of this moment as a picture."""
    facts = service.open_session(request.who, session_id, service.CHECK_IN_STAFF)
    address = f"{settings().base_url}/q/{scan_tokens.code(session_id, _purpose(request, facts), request.now)}"
    return Raw(qr_svg(address), "image/svg+xml")


def _purpose(request: Request, facts: SessionSnapshot) -> Purpose:
    asked = request.query.get("purpose", "")
    return Purpose(asked) if asked in set(Purpose) else purpose_at(facts, request.now)


def _screen(request: Request, session_id: str) -> dict[str, object]:
    facts = service.open_session(request.who, session_id, service.CHECK_IN_STAFF)
    entries = service.live(session_id, request.now)
    purpose = _purpose(request, facts)
    moments = sorted(((at, entry.name, entry.seat) for entry in entries if (at := moment_of(entry, purpose))), reverse=True)[:_LATEST]
    return {
        "facts": facts,
        "purpose": purpose,
        "standing": standing_of(facts, request.now),
        "board": board(entries, facts, request.now),
        "arrivals": [{"name": service.mask_name(name), "seat": seat, "at": clock_time(at)} for at, name, seat in moments],
        "step": step_at(request.now),
        "left": seconds_left(request.now),
        "turns_every": CODE_TURNS_EVERY_S,
        "closed_until": phone.closed_until(facts, request.now),
    }


@route(blueprint, "/sessions/{session_id}/attendance", roles=service.CHECK_IN_STAFF)
def attendance(request: Request, session_id: str) -> Page:
    """Who is here, late, absent, on leave."""
    return form_page("attendance/live.html", _list(request, session_id))


@route(blueprint, "/sessions/{session_id}/attendance/live", roles=service.CHECK_IN_STAFF)
def attendance_live(request: Request, session_id: str) -> Page:
    """The part of the list that refreshes."""
    return Page("attendance/live_part.html", _list(request, session_id))


@route(blueprint, "/sessions/{session_id}/attendance/left-on-time", methods=["POST"], roles=service.EDITORS)
def let_leave_on_time(request: Request, session_id: str) -> Page | Redirect:
    """All whose sign-out is missing count as gone at the end, with a reason."""
    try:
        count = left_on_time.ask(request.who, session_id, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return form_page("attendance/live.html", _list(request, session_id, UNSIGNED), error, typed=request.form)
    told = ("ok", f"正在將 {count} 人登錄為準時離開，本頁會自動更新。") if count else ("info", "沒有未簽退的學員。")
    return Redirect(f"/sessions/{session_id}/attendance?state={UNSIGNED}", flash=told)


def _list(request: Request, session_id: str, only: str = "") -> dict[str, object]:
    facts = service.open_session(request.who, session_id, service.CHECK_IN_STAFF)
    entries = service.live(session_id, request.now)
    state, name = only or request.query.get("state", ""), request.query.get("name", "")
    every = rows(entries, facts, request.now, service.odd_persons(session_id, entries))
    return {
        "facts": facts,
        "board": board(entries, facts, request.now),
        "agencies": by_agency(entries, facts, request.now),
        "part": part_of([row for row in every if wanted(row, state, name)], request.query.get("page", ""), _A_PAGE),
        "state": state,
        "name": name,
        "states": [*((each.value, each.label) for each in Status), (UNSIGNED, "未簽退")],
        "closes": clock_time(facts.closes_at),
        "may_decide": state == UNSIGNED and request.who.has(*service.EDITORS) and may_be_decided(facts, request.now),
        "may_edit": request.who.has(*service.EDITORS),
        "closed_until": phone.closed_until(facts, request.now),
    }


@route(blueprint, "/sessions/{session_id}/attendance/{person}", roles=service.EDITORS)
def correction(request: Request, session_id: str, person: str) -> Page:
    """One person's record, its history, and the form that puts it right."""
    return _correction_page(request, session_id, person)


def _correction_page(request: Request, session_id: str, person: str, error: AppError | None = None) -> Page:
    facts, entry, history = corrections.record(request.who, session_id, person)
    values = {
        "facts": facts,
        "row": row_of(entry, facts, request.now),
        "history": [(each, stood(each.before, facts), stood(each.after, facts)) for each in history],
        "leaves": [(leave, leave) for leave in LEAVES],
    }
    return form_page("attendance/correction.html", values, error, typed=request.form)


@route(blueprint, "/sessions/{session_id}/attendance/{person}", methods=["POST"], roles=service.EDITORS)
def correct(request: Request, session_id: str, person: str) -> Page | Redirect:
    """Saves a correction with its reason."""
    try:
        corrections.correct(request.who, session_id, person, request.form, request.now)
    except (InvalidInput, Conflict) as error:
        return _correction_page(request, session_id, person, error)
    return Redirect(f"/sessions/{session_id}/attendance", flash=("ok", "已更正，原紀錄與理由均已保留。"))

"""The room's screen, the live list, corrections, and a class's attendance as a whole."""

import io

import qrcode
from chalice.app import Blueprint
from qrcode.image.svg import SvgPathImage

from chalicelib.domains.attendance import gate, service
from chalicelib.domains.attendance.lines import lines
from chalicelib.domains.attendance.model import (
    LEAVES,
    VIA_LABELS,
    Entry,
    Facts,
    Purpose,
    Status,
    board,
    by_agency,
    clock_time,
    purpose_at,
    status,
)
from chalicelib.errors import InvalidInput
from chalicelib.settings import settings
from chalicelib.web import Page, Raw, Redirect, Request, route

blueprint = Blueprint(__name__)
_KINDS = {
    Status.PRESENT: "ok",
    Status.LEFT: "ok",
    Status.LATE: "warn",
    Status.LEFT_EARLY: "warn",
    Status.ABSENT: "stop",
    Status.ON_LEAVE: "info",
}


@route(blueprint, "/sessions/{session_id}/screen", roles=service.DOOR)
def screen(request: Request, session_id: str) -> Page:
    """The projector's page: the rotating code, the count, who just sat down."""
    facts = service.open_session(request.who, session_id, service.DOOR)
    return Page("attendance/screen.html", {"facts": facts, "purpose": _purpose(request, facts), **_counted(facts, request)})


@route(blueprint, "/sessions/{session_id}/screen/live", roles=service.DOOR)
def screen_live(request: Request, session_id: str) -> Page:
    """The parts of the screen that change."""
    facts = service.open_session(request.who, session_id, service.DOOR)
    return Page("attendance/screen_live.html", {"facts": facts, "purpose": _purpose(request, facts), **_counted(facts, request)})


@route(blueprint, "/sessions/{session_id}/code.svg", roles=service.DOOR)
def code_picture(request: Request, session_id: str) -> Raw:
    """The code of this moment as a picture."""
    facts = service.open_session(request.who, session_id, service.DOOR)
    address = f"{settings().base_url}/q/{gate.code(session_id, _purpose(request, facts), request.now)}"
    picture = io.BytesIO()
    qrcode.make(address, image_factory=SvgPathImage, border=2).save(picture)
    return Raw(picture.getvalue().decode(), "image/svg+xml")


def _purpose(request: Request, facts: Facts) -> Purpose:
    asked = request.query.get("purpose", "")
    return Purpose(asked) if asked in set(Purpose) else purpose_at(facts, request.now)


def _counted(facts: Facts, request: Request) -> dict[str, object]:
    entries = service.live(facts.session_id, request.now)
    moments = sorted(((entry.in_at, entry.name, entry.seat) for entry in entries if entry.in_at), reverse=True)[:8]
    arrivals = [{"name": service.mask_name(name), "seat": seat, "at": clock_time(at)} for at, name, seat in moments]
    step = int(request.now.timestamp()) // gate.STEP
    return {"board": board(entries, facts, request.now), "arrivals": arrivals, "step": step, "left": gate.seconds_left(request.now)}


@route(blueprint, "/sessions/{session_id}/attendance", roles=service.DOOR)
def attendance(request: Request, session_id: str) -> Page:
    """Who is here, late, absent, on leave."""
    return Page("attendance/live.html", _list(request, session_id))


@route(blueprint, "/sessions/{session_id}/attendance/live", roles=service.DOOR)
def attendance_live(request: Request, session_id: str) -> Page:
    """The part of the list that refreshes."""
    return Page("attendance/live_part.html", _list(request, session_id))


def _list(request: Request, session_id: str) -> dict[str, object]:
    facts = service.open_session(request.who, session_id, service.DOOR)
    entries = service.live(session_id, request.now)
    shown = request.query.get("state", "")
    name = request.query.get("name", "")
    odd = service.odd_persons(session_id, entries)
    rows = [_row(entry, facts, request, odd) for entry in sorted(entries, key=lambda e: (len(e.seat), e.seat, e.name))]
    return {
        "facts": facts,
        "board": board(entries, facts, request.now),
        "agencies": by_agency(entries, facts, request.now),
        "rows": [row for row in rows if _wanted(row, shown, name)],
        "state": shown,
        "name": name,
        "states": [(each.value, each.label) for each in Status],
        "may_edit": request.who.has(*service.EDITORS),
    }


def _wanted(row: dict[str, object], state: str, name: str) -> bool:
    fits = state in {"", row["status"]} or (state == "odd" and bool(row["odd"]))
    return fits and name in f"{row['name']} {row['seat']}"


def _row(entry: Entry, facts: Facts, request: Request, odd: set[str]) -> dict[str, object]:
    found = status(entry, facts, request.now)
    return {
        "person": entry.person,
        "seat": entry.seat,
        "name": entry.name,
        "id_masked": entry.id_masked,
        "agency": entry.agency,
        "status": found.value,
        "label": found.label if not entry.leave else entry.leave,
        "note": entry.note,
        "kind": _KINDS.get(found, "neutral"),
        "in_at": clock_time(entry.in_at),
        "out_at": clock_time(entry.out_at),
        "via": VIA_LABELS.get(entry.in_via, ""),
        "late_upload": bool(entry.in_at and entry.in_arrived_at and entry.in_via == "offline"),
        "arrived_at": clock_time(entry.in_arrived_at),
        "odd": entry.person in odd,
    }


@route(blueprint, "/sessions/{session_id}/attendance/{person}", roles=service.EDITORS)
def correction(request: Request, session_id: str, person: str) -> Page:
    """One person's record, its history, and the form that puts it right."""
    return _correction_page(request, session_id, person)


def _correction_page(request: Request, session_id: str, person: str, error: InvalidInput | None = None) -> Page:
    facts, entry, history = service.record(request.who, session_id, person)
    values = {
        "facts": facts,
        "row": _row(entry, facts, request, set()),
        "history": history,
        "form": request.form,
        "errors": error.fields if error else {},
        "leaves": [(leave, leave) for leave in LEAVES],
    }
    return Page("attendance/correction.html", values, status=400 if error else 200)


@route(blueprint, "/sessions/{session_id}/attendance/{person}", methods=["POST"], roles=service.EDITORS)
def correct(request: Request, session_id: str, person: str) -> Page | Redirect:
    """Saves a correction with its reason."""
    try:
        service.correct(request.who, session_id, person, request.form, request.now)
    except InvalidInput as error:
        return _correction_page(request, session_id, person, error)
    return Redirect(f"/sessions/{session_id}/attendance", flash=("ok", "已更正，原紀錄與理由均已保留。"))


@route(blueprint, "/classes/{class_id}/attendance", roles=service.EDITORS)
def class_attendance(request: Request, class_id: str) -> Page:
    """Everybody over all sessions, with rates, and the files to export."""
    title, columns = service.class_columns(request.who, class_id)
    boards = [(facts, board(entries, facts, request.now)) for facts, entries in columns]
    values = {"class_id": class_id, "title": title, "boards": boards, "lines": lines(columns, request.now)}
    return Page("attendance/class.html", {**values, "formats": service.FORMATS})


@route(blueprint, "/classes/{class_id}/attendance/export", methods=["POST"], roles=service.EDITORS)
def export(request: Request, class_id: str) -> Redirect:
    """Asks a worker for the register in one format."""
    file_id = service.request_export(request.who, class_id, request.form.get("format", ""), request.now)
    return Redirect(f"/classes/{class_id}/files/{file_id}")

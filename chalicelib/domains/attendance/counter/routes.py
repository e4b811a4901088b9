"""The counter's page and what its script asks."""

import json
from typing import Any

from chalice.app import Blueprint

from chalicelib.domains.attendance import service
from chalicelib.domains.attendance.counter import counter
from chalicelib.domains.attendance.model import Via, purpose_at
from chalicelib.errors import InvalidInput
from chalicelib.web.edge import Json, Page, Raw, Request, route
from chalicelib.web.pages import static_file

blueprint = Blueprint(__name__)


@route(blueprint, "/sessions/{session_id}/counter", roles=service.CHECK_IN_STAFF)
def page(request: Request, session_id: str) -> Page:
    """The counter: one field for scanner gun, typing and search; camera; off-line queue."""
    facts, grant = counter.open_counter(request.who, session_id, request.device, request.now)
    values = {"facts": facts, "grant": grant, "purpose": purpose_at(facts, request.now), "server_time": request.now.isoformat()}
    values["sealing_key"] = counter.sealing_key()
    names = ("opens_at", "check_out_opens_at", "ends_at", "closes_at")
    times = [(name.replace("_", "-"), getattr(facts, name)) for name in names]
    return Page("attendance/counter.html", {**values, "times": times})


def _read(request: Request) -> tuple[counter.Grant, dict[str, Any]]:
    if not isinstance(request.json, dict) or not _is_text(request.json):
        raise InvalidInput
    return counter.read_grant(request.json.get("grant"), request.who, request.device, request.now), request.json


def _is_text(sent: Any) -> bool:
    """JSON can say half a character, which no answer and no table could hold."""
    try:
        json.dumps(sent, ensure_ascii=False).encode()
    except UnicodeError:
        return False
    return True


@route(blueprint, "/counter/scan", methods=["POST"], roles=service.CHECK_IN_STAFF)
def scan(request: Request) -> Json:
    """One scan: one conditional write."""
    grant, sent = _read(request)
    return Json(counter.scan(grant, sent, Via.COUNTER, request.now))


@route(blueprint, "/counter/undo", methods=["POST"], roles=service.CHECK_IN_STAFF)
def undo(request: Request) -> Json:
    """Takes back this device's last scan."""
    grant, sent = _read(request)
    return Json(counter.undo(grant, sent, request.now))


@route(blueprint, "/counter/search", methods=["POST"], roles=service.CHECK_IN_STAFF)
def search(request: Request) -> Json:
    """People of the session by name or seat."""
    grant, sent = _read(request)
    return Json({"people": counter.search(grant, str(sent.get("text", "")), request.now)})


@route(blueprint, "/counter/roster", methods=["POST"], roles=service.CHECK_IN_STAFF)
def roster(request: Request) -> Json:
    """What the counter keeps for working off line."""
    grant, _ = _read(request)
    return Json({**counter.roster(grant), "now": request.now.isoformat()})


@route(blueprint, "/counter/sync", methods=["POST"], roles=service.CHECK_IN_STAFF)
def sync(request: Request) -> Json:
    """Uploads what was kept off line; with nothing to upload it keeps the sign-in alive."""
    grant, sent = _read(request)
    scans = sent.get("scans", [])
    if not isinstance(scans, list) or not all(isinstance(each, dict) for each in scans):
        raise InvalidInput
    return Json({"answers": counter.sync(grant, scans, request.now), "now": request.now.isoformat()})


@route(blueprint, "/counter-worker.js")
def worker(request: Request) -> Raw:
    """The service worker, at the root so that it may keep the counter's page."""
    body, content_type = static_file("attendance/counter_worker.js")
    return Raw(body.decode(), content_type, {"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"})

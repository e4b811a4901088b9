"""Putting right what stands already: the counter's undo, and corrections by staff. What stood before is kept, with who and why."""

import secrets
from datetime import datetime
from typing import Any

from chalicelib.clock import minutes, taipei
from chalicelib.domains.attendance import service, store
from chalicelib.domains.attendance.deadline_rules import UNDO_WITHIN
from chalicelib.domains.attendance.model import LEAVES, Correction, Entry, SessionSnapshot, Via
from chalicelib.dynamodb import ConditionFailed
from chalicelib.errors import Conflict, Forbidden, InvalidInput, NotFound
from chalicelib.identity import Principal
from chalicelib.web.field_rules import LONGEST_REASON, read_reason
from chalicelib.web.value_rules import read_time

_NO_SUCH_SCAN = "找不到這一筆紀錄，可能已被更正。"


def undo(facts: SessionSnapshot, person: str, request_id: str, device: str, now: datetime) -> Entry:
    """Takes back a check-in or sign-out that this device made within 15 minutes; what stood is kept, and a repeat is answered as the first.

    Raises NotFound, Forbidden, Conflict.
    """
    entry = store.find(facts.session_id, person)
    if entry is None or not request_id:
        raise NotFound(_NO_SUCH_SCAN)
    marks = store.IN if entry.in_request == request_id else store.OUT if entry.out_request == request_id else None
    if marks is None:
        if store.was_undone(facts.session_id, person, request_id):
            return entry
        raise NotFound(_NO_SUCH_SCAN)
    if marks is store.IN and entry.out_at:
        raise Conflict("這位學員已經簽退，請改由辦班人員更正。")
    by, at = (entry.in_device, entry.in_arrived_at) if marks is store.IN else (entry.out_device, entry.out_arrived_at)
    if by != device or at is None or now - at > UNDO_WITHIN:
        raise Forbidden(f"只能由同一台裝置在 {minutes(UNDO_WITHIN)} 分鐘內復原；請改由辦班人員更正。")
    _change(entry, dict.fromkeys(marks), f"裝置 {device[:8]}", "復原", now)
    return entry


def record(who: Principal, session_id: str, person: str) -> tuple[SessionSnapshot, Entry, list[Correction]]:
    """One person's entry and what was corrected in it. Raises NotFound, Forbidden."""
    facts = service.open_session(who, session_id)
    entry = store.find(session_id, person)
    if entry is None:
        raise NotFound
    return facts, entry, store.corrections(session_id, person)


def correct(who: Principal, session_id: str, person: str, form: dict[str, str], now: datetime) -> None:
    """Staff put an entry right, with a reason: `state` is present, absent or leave. Raises InvalidInput, NotFound, Forbidden, Conflict."""
    facts = service.open_session(who, session_id)
    entry = store.find(session_id, person)
    if entry is None:
        raise NotFound
    reason = read_reason(form, f"請填寫更正的理由（2 至 {LONGEST_REASON} 字）。", shortest=2)
    _change(entry, _corrected(facts, form, now), f"{who.name}（{who.username}）", reason, now)


def _corrected(facts: SessionSnapshot, form: dict[str, str], now: datetime) -> dict[str, Any]:
    state = form.get("state")
    nothing = dict.fromkeys((*store.IN, *store.OUT, "leave"))
    if state == "absent":
        return nothing
    if state == "leave":
        if form.get("leave") not in LEAVES:
            raise InvalidInput(fields={"leave": "請選擇假別。"})
        return {**nothing, "leave": form["leave"]}
    if state != "present":
        raise InvalidInput(fields={"state": "請選擇更正後的狀態。"})
    in_at = _time(facts, form.get("in_time", ""), "in_time", "到課時間")
    out_at = _time(facts, form["out_time"], "out_time", "離開時間") if form.get("out_time") else None
    if out_at and out_at < in_at:
        raise InvalidInput(fields={"out_time": "離開時間不可早於到課時間。"})
    marks_in = {"in_at": in_at, "in_arrived_at": now, "in_via": Via.STAFF}
    marks_out = {"out_at": out_at, "out_arrived_at": now, "out_via": Via.STAFF} if out_at else {}
    return {**nothing, **marks_in, **marks_out}


def _time(facts: SessionSnapshot, typed: str, field: str, label: str) -> datetime:
    try:
        time = read_time(typed)
    except ValueError as error:
        raise InvalidInput(fields={field: f"{label}請填時與分，例如 09:05。"}) from error
    moment = taipei(facts.starts_at).replace(hour=time.hour, minute=time.minute, second=0, microsecond=0)
    if not facts.opens_at <= moment <= facts.closes_at:
        raise InvalidInput(fields={field: f"{label}不在這個場次的時間內。"})
    return moment


def _change(entry: Entry, after: dict[str, Any], who: str, reason: str, now: datetime) -> None:
    try:
        store.correct(entry, after, (secrets.token_urlsafe(12), who, reason), now)
    except ConditionFailed as error:
        raise Conflict("這位學員的紀錄剛被更新，請重新整理後再更正。") from error
    service.forget_live(entry.session_id)

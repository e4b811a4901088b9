"""Everybody's presence in every session of a class, without reading everybody's entry of every session each time."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from chalicelib.cloud.calls import at_once
from chalicelib.domains.attendance import service
from chalicelib.domains.attendance.model import SessionSnapshot
from chalicelib.domains.attendance.overview import store
from chalicelib.domains.attendance.overview.presence_rules import Presence, holds, unpack
from chalicelib.domains.attendance.store import SheetItem
from chalicelib.domains.classes import service as classes

Column = tuple[SessionSnapshot, Mapping[str, Presence]]


def presences(class_id: str, now: datetime) -> list[Column]:
    """For each session that takes place, in order of time, its facts and who is present; for callers that have authorised.

    A session whose sheet no longer holds is read entry by entry, and its sheet renewed where that will last.
    """
    taking_place = [service.facts_of(session) for session in classes.sessions(class_id) if not session.cancelled]
    kept = store.sheets(facts.session_id for facts in taking_place)
    found = at_once(partial(_of, facts, kept.get(facts.session_id), now) for facts in taking_place)
    return list(zip(taking_place, found, strict=True))


def _of(facts: SessionSnapshot, sheet: SheetItem | None, now: datetime) -> Mapping[str, Presence]:
    if sheet and holds(sheet.made_at, sheet.changed_at, facts, now):
        return unpack(sheet.presences)
    found = store.presences(facts.session_id)
    if holds(now, sheet.changed_at if sheet else None, facts, now):
        store.keep(facts.session_id, found, now)
    return found

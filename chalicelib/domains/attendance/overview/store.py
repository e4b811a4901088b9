"""Sheets: pk session id, sk SHEET. Read many at once; written whole, whoever reads last."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.domains.attendance.model import Entry
from chalicelib.domains.attendance.overview.presence_rules import Presence, pack
from chalicelib.domains.attendance.store import AttendanceItem, SheetItem, entry_of
from chalicelib.dynamodb import aside

_COUNTED = ("sk", "active", "leave", "in_at", "out_at")


def sheets(session_ids: Iterable[str]) -> dict[str, SheetItem]:
    """By session; those that are there."""
    keys = [(session_id, "SHEET") for session_id in session_ids]
    return {item.pk: item for item in SheetItem.batch_get(keys, consistent_read=True)} if keys else {}


def keep(session_id: str, presences: dict[str, Presence], now: datetime) -> None:
    """What was read at `now`; what is noted of changes stays as it is."""
    with aside():
        SheetItem(session_id, "SHEET").upsert([SheetItem.presences.set(pack(presences)), SheetItem.made_at.set(now)])


def presences(session_id: str) -> dict[str, Presence]:
    """By person, from the entries themselves; of each only what is counted."""
    found = AttendanceItem.query(session_id, AttendanceItem.sk.startswith("P#"), consistent_read=True, attributes_to_get=list(_COUNTED))
    return {item.sk.removeprefix("P#"): Presence(bool(item.active), item.leave or "", item.in_at, item.out_at) for item in found}


def entries(keys: Iterable[tuple[str, str]]) -> list[Entry]:
    """Of these (session id, person), those that are there."""
    return [entry_of(item) for item in AttendanceItem.batch_get([(session_id, f"P#{person}") for session_id, person in keys])]

"""Approved leave in the attendance list, as a part of the transaction that approves or cancels it.

A session taken off as a whole gets its kind of leave, and then no check-in. Who is here already keeps the scan, and leave by the hour
keeps nobody from the rest of the session: both are only a note. What stood before is kept beside, as with every correction.
"""

from datetime import datetime
from typing import Any

from chalicelib.domains.attendance import store
from chalicelib.domains.attendance.model import Entry
from chalicelib.dynamodb import Transaction
from chalicelib.errors import Conflict

_BETWEEN = "、"


def add_leave(  # noqa: PLR0917
    transaction: Transaction, session_id: str, person: str, leave: tuple[str, str], log: tuple[str, str, str], now: datetime
) -> None:
    """`leave` is (kind, hours as 10:00–12:00 or "" for the whole session), `log` is (id, who, reason). Two items of the transaction,
    which fails with ConditionFailed where the entry changes meanwhile. Raises Conflict where the person is not expected yet."""
    entry = store.find(session_id, person)
    if entry is None:
        raise Conflict("報到名單正在更新，請等候一分鐘後再核准。")
    kind, hours = leave
    away = not hours and entry.in_at is None
    after: dict[str, Any] = {"leave": kind} if away else {"note": _BETWEEN.join([*_notes(entry), _note(leave)])}
    store.add_correction(transaction, entry, after, log, now)


def remove_leave(  # noqa: PLR0917
    transaction: Transaction, session_id: str, person: str, leave: tuple[str, str], log: tuple[str, str, str], now: datetime
) -> None:
    """Takes back what `add_leave` did with the same `leave`; at most two items. What staff have put right since stays as they left it."""
    entry = store.find(session_id, person)
    if entry is None:
        return
    after: dict[str, Any] = {}
    if _note(leave) in _notes(entry):
        after["note"] = _BETWEEN.join(note for note in _notes(entry) if note != _note(leave)) or None
    elif not leave[1] and entry.leave == leave[0]:
        after["leave"] = None
    if after:
        store.add_correction(transaction, entry, after, log, now)


def _note(leave: tuple[str, str]) -> str:
    kind, hours = leave
    return f"{kind} {hours or '整場'}"


def _notes(entry: Entry) -> list[str]:
    return entry.note.split(_BETWEEN) if entry.note else []

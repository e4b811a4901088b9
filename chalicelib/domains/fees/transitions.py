"""Cases as documents with a chain: what moves one on, and its history."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domains.fees import store
from chalicelib.domains.fees.model import Case
from chalicelib.domains.fees.store_items import EventItem
from chalicelib.records.transitions import Documents


def _arrived(case: Case, now: datetime) -> Case:
    """Every arrival in a state is kept on the case: how long cases stay where is read from these."""
    return replace(case, state_since=now, moments=(*case.moments, (case.state, now)))


cases = Documents[Case](
    find=store.find,
    events_of=store.events,
    item_of=store.item_of,
    event_class=EventItem,
    named=lambda case: f"案件 {case.id} ",
    changed="這個案件剛被更新，請重新整理後再試。",
    arrive=_arrived,
)
load = cases.load

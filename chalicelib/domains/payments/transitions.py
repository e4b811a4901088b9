"""Applications and batches as documents with a chain: what moves one on, and its history."""

from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from chalicelib.domains.payments import store
from chalicelib.domains.payments.model import Application, Batch
from chalicelib.domains.payments.store_items import EventItem
from chalicelib.records.transitions import Documents

D = TypeVar("D", Application, Batch)
CHANGED = "這件資料剛被更新，請重新整理後再試。"


def _arrived(document: D, now: datetime) -> D:
    return replace(document, state_since=now)


applications = Documents[Application](
    find=store.find,
    events_of=store.events,
    item_of=store.item_of,
    event_class=EventItem,
    named=lambda application: f"{application.id} ",
    changed=CHANGED,
    arrive=_arrived,
)
batches = Documents[Batch](
    find=store.find_batch,
    events_of=store.events,
    item_of=store.item_of,
    event_class=EventItem,
    named=lambda batch: f"{batch.id} ",
    changed=CHANGED,
    arrive=_arrived,
)
load = applications.load
load_batch = batches.load

"""Letters as documents with a chain: what moves one on, and its history."""

from chalicelib.domains.licences import store
from chalicelib.domains.licences.model import Letter
from chalicelib.domains.licences.store_items import EventItem
from chalicelib.records.transitions import Documents

letters = Documents[Letter](
    find=store.find_letter,
    events_of=store.events,
    item_of=store.item_of,
    event_class=EventItem,
    named=lambda letter: "這份授權書",
    changed="這份授權書剛被更新，請重新整理後再試。",
)
load = letters.load

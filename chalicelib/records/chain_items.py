"""Events of a chain as items of a table: pk of the document, sk EVENT#<4 digits>."""

from typing import Any

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.condition import Condition

from chalicelib.dynamodb import Item, JsonAttribute
from chalicelib.records.hash_chain import Event


class EventFields:
    """What an item class of events has, beside its own table: `class EventItem(EventFields, FeesItem)`."""

    sk: UnicodeAttribute
    at = UTCDateTimeAttribute()
    kind = UnicodeAttribute()
    by = UnicodeAttribute()
    ip = UnicodeAttribute(default="")
    user_agent = UnicodeAttribute(default="")
    detail = JsonAttribute(null=True)
    previous = UnicodeAttribute(default="")
    hash = UnicodeAttribute()


def key_of(event: Event) -> str:
    """The sk."""
    return f"EVENT#{event.number:04}"


def values_of(event: Event) -> dict[str, Any]:
    """The item's attributes beside its keys."""
    return {name: value for name, value in vars(event).items() if name not in {"number", "detail"}} | {"detail": dict(event.detail)}


def event_item(kind: type[Item], document_id: str, event: Event) -> Item:
    """The event as an item of that class."""
    return kind(document_id, key_of(event), **values_of(event))


def events_of(kind: type[Item], document_id: str) -> list[Event]:
    """Of the document, in order."""
    return [event_of(item) for item in kind.search(document_id, kind.sk.startswith("EVENT#"))]


def unchanged_since(kind: Any, events: int, last_hash: str) -> Condition:
    """Nothing has happened to the document (an item of this class) since it was read: it has so many events, the last with this hash."""
    return (kind.last_hash == last_hash) & (kind.events == events)  # type: ignore[no-any-return]


def event_of(item: Any) -> Event:
    names = ("at", "kind", "by", "ip", "user_agent", "previous", "hash")
    return Event(number=int(item.sk.partition("#")[2]), detail=dict(item.detail or {}), **{name: getattr(item, name) for name in names})

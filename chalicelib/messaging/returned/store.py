"""In the outbox table. pk RETURNED#<workflow>_<thing>, sk a hash of which mail, address and subject."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from pynamodb.attributes import UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.messaging.store import MessagesItem

_KEPT = timedelta(days=365)
_NAMES = ("mail", "address", "reason", "subject", "at")


class ReturnedItem(MessagesItem):
    """`mail` says which of the thing's mails it was."""

    mail = UnicodeAttribute(default="")
    address = UnicodeAttribute()
    reason = UnicodeAttribute(default="")
    subject = UnicodeAttribute(default="")
    at = UTCDateTimeAttribute()


def put(about: str, values: Mapping[str, Any]) -> None:
    """The latest stands."""
    name = hashlib.sha256("\n".join(str(values[each]) for each in ("mail", "address", "subject")).encode()).hexdigest()[:32]
    item = ReturnedItem(f"RETURNED#{about}", name, **values)
    item.expires_at = int((values["at"] + _KEPT).timestamp())
    item.put()


def of(about: str, now: datetime) -> Iterator[dict[str, Any]]:
    for item in ReturnedItem.search(f"RETURNED#{about}"):
        if (item.expires_at or 0) > now.timestamp():
            yield {name: getattr(item, name) for name in _NAMES}

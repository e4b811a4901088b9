"""Mail that came back: SES tells the queue of mail events, and it is noted where its sender looks (returned).

A workflow whose document changes by it names a function in its table BOUNCES. What SES tells becomes a message of the outbox, so that a
note that fails is tried again, and shown to staff in the end.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.cloud import mail_events
from chalicelib.cloud.queue import handle_each
from chalicelib.messaging import outbox, registry
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.returned import returned


def handle_batch(records: Iterable[Mapping[str, Any]], now: datetime) -> dict[str, Any]:
    """Announces what each event tells. What cannot be read is one failed item."""
    return handle_each(records, lambda event: announce(event, now), "an event of a mail failed")


def announce(event: Mapping[str, Any], now: datetime) -> None:
    """One message for a mail of ours that will not arrive, however often SES tells. Raises KeyError, TypeError for what is no event."""
    bounce = mail_events.read_event(event)
    if bounce and bounce.reference:
        name = hashlib.sha256(json.dumps(event, sort_keys=True).encode()).hexdigest()[:32]
        body = {"reference": bounce.reference, "addresses": list(bounce.addresses), "reason": bounce.reason, "subject": bounce.subject}
        outbox.announce([Message("messaging.bounced", body, id=f"bounced.{name}")], now)


def note(reference: str, addresses: Sequence[str], now: datetime, reason: str = "", subject: str = "") -> None:
    """messaging.bounced: told to the workflow whose prefix it is, and kept for the pages."""
    notes = registry.bounces()
    for prefix in notes:
        if reference.startswith(prefix):
            notes[prefix](reference.removeprefix(prefix), addresses, reason, now)
    returned.add(reference, addresses, reason, subject, now)

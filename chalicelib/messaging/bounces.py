"""Mail that came back: SES tells the queue of mail events, and the workflow that wrote the mail notes it.

The reference of a mail begins with its workflow's prefix; what follows names the object. What SES tells becomes a message of the outbox,
so that a note that fails is tried again, and shown to staff in the end.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.cloud import mail
from chalicelib.cloud.queue import handle_each
from chalicelib.messaging import outbox, registry
from chalicelib.messaging.outbox import Message


def handle_batch(records: Iterable[Mapping[str, Any]], now: datetime) -> dict[str, Any]:
    """Announces what each event tells. What cannot be read is one failed item."""
    return handle_each(records, lambda event: announce(event, now), "an event of a mail failed")


def announce(event: Mapping[str, Any], now: datetime) -> None:
    """One message for a mail of ours that will not arrive, however often SES tells. Raises KeyError, TypeError for what is no event."""
    bounce = mail.read_event(event)
    if bounce and any(bounce.reference.startswith(prefix) for prefix in registry.bounces()):
        name = hashlib.sha256(json.dumps(event, sort_keys=True).encode()).hexdigest()[:32]
        body = {"reference": bounce.reference, "addresses": list(bounce.addresses)}
        outbox.announce([Message("messaging.bounced", body, id=f"bounced.{name}")], now)


def note(reference: str, addresses: Sequence[str], now: datetime) -> None:
    """messaging.bounced: told to the workflow whose prefix it is."""
    notes = registry.bounces()
    for prefix in notes:
        if reference.startswith(prefix):
            notes[prefix](reference.removeprefix(prefix), addresses, now)

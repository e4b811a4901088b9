"""Mail that came back: SES tells the queue of mail events, and the workflow that wrote the mail notes it.

The reference of a mail begins with its workflow's prefix; what follows names the object.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.cloud import mail

log = logging.getLogger(__name__)

Note = Callable[[str, Collection[str], datetime], None]


def handle_batch(records: Iterable[Mapping[str, Any]], notes: Mapping[str, Note], now: datetime) -> dict[str, Any]:
    """Notes each mail that came back with its prefix's workflow. What cannot be read is one failed item."""
    failures = []
    for record in records:
        try:
            bounce = mail.read_event(record["body"])
            for prefix in notes:
                if bounce and bounce.reference.startswith(prefix):
                    notes[prefix](bounce.reference.removeprefix(prefix), bounce.addresses, now)
        except Exception:
            log.exception("an event of a mail failed")
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}

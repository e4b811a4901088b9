"""What SES tells of a mail, as the queue of mail events brings it."""

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage
from typing import Any

from chalicelib.messaging import bounces


def event_of(mail: EmailMessage, kind: str = "Bounce", **more: Any) -> dict[str, Any]:
    """By the tags, address and subject of a mail that was sent."""
    tags = {"reference": [str(mail["X-SES-MESSAGE-TAGS"]).partition("=")[2]]}
    about = {"tags": tags, "destination": [str(mail["To"])], "commonHeaders": {"subject": str(mail["Subject"])}}
    return {"eventType": kind, "mail": about, **more}


def play_bounce(mail: EmailMessage, now: datetime, says: Mapping[str, str] = {"bounceType": "Permanent"}) -> None:
    """The mail comes back; what is noted is done when the queues are drained."""
    bounces.announce(event_of(mail, bounce={**says, "bouncedRecipients": [{"emailAddress": str(mail["To"])}]}), now)

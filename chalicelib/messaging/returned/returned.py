"""Which mails of a thing did not arrive, and why.

A mail's reference is <workflow>_<thing>, or <workflow>_<thing>_<which of its mails>; a thing has no underscore. Pages ask by the first two.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from chalicelib.messaging.returned import store


@dataclass(frozen=True)
class Returned:
    """One mail to one address. `mail` is the part of the reference that says which of the thing's mails it was, or empty."""

    mail: str
    address: str
    reason: str
    subject: str
    at: datetime


def plain(text: str) -> str:
    """What may stand in a reference for a text that may not: an account, a key."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def add(reference: str, addresses: Sequence[str], reason: str, subject: str, now: datetime) -> None:
    """One for each mail and address, however often SES tells of it."""
    about, mail = _parts(reference)
    for address in addresses:
        store.put(about, asdict(Returned(mail, address, reason, subject, now)))


def of(about: str, now: datetime) -> list[Returned]:
    """Those of one thing, as notices_115-B00492-1; the latest first."""
    return sorted((Returned(**each) for each in store.of(about, now)), key=lambda each: each.at, reverse=True)


def _parts(reference: str) -> tuple[str, str]:
    workflow, _, rest = reference.partition("_")
    thing, _, mail = rest.partition("_")
    return f"{workflow}_{thing}", mail

"""A chain of events: who did what to one document, and when, so that none can be changed or left out. Pure."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self


@dataclass(frozen=True)
class Actor:
    """Where a step came from, for the evidence."""

    by: str
    ip: str = ""
    user_agent: str = ""


SYSTEM = Actor("系統")


class EventKind(StrEnum):
    """What can happen to a document; each workflow has its own: `SENT = "sent", "寄出"`, the stored value and what people read."""

    label: str

    def __new__(cls, value: str, label: str) -> Self:
        member = str.__new__(cls, value)
        member._value_, member.label = value, label
        return member

    @classmethod
    def label_of(cls, stored: str) -> str:
        """What people read; a value of which no kind is known any more stands for itself."""
        return next((kind.label for kind in cls if kind == stored), stored)


@dataclass(frozen=True)
class Event:
    """One step of a document's life. `hash` is SHA-256 over the event's canonical JSON, in which `previous` is the hash before it."""

    number: int
    at: datetime
    kind: str
    by: str
    ip: str = ""
    user_agent: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)
    previous: str = ""
    hash: str = ""


def chained(event: Event, previous: str) -> Event:
    """The event with its place in the chain."""
    linked = replace(event, previous=previous, hash="")
    said = {**asdict(linked), "at": linked.at.astimezone(UTC).isoformat(), "detail": dict(linked.detail)}
    said.pop("hash")
    return replace(linked, hash=hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest())


def chain_holds(events: Sequence[Event]) -> bool:
    """Whether the events are complete, in order and unchanged since they were written."""
    previous = ""
    for number, event in enumerate(events, start=1):
        if event.number != number or event.previous != previous or chained(event, previous).hash != event.hash:
            return False
        previous = event.hash
    return True


def is_intact(events: Sequence[Event], count: int, last_hash: str) -> bool:
    """Whether the chain holds and has all that its document, read before the events, says of it: so many events, the last with this hash.

    What was added in between is no flaw.
    """
    return chain_holds(events) and len(events) >= count > 0 and events[count - 1].hash == last_hash

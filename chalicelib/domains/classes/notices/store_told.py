"""Who was told what of a class, and what is told by whom.

sk TOLD#<person>: what each was told last; TOLD-CONTENT#<digest>: what it said; TOLD-LATEST: what was told to the class last;
TOLD-PRESS#<request>: who let a change be told.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domains.classes.store import ClassesItem
from chalicelib.dynamodb import JsonAttribute, Transaction


class ToldItem(ClassesItem):
    """`content` is a digest; `number` counts what this person was told, so that each change has its own letter."""

    person = UnicodeAttribute()
    email = UnicodeAttribute()
    content = UnicodeAttribute()
    seat = UnicodeAttribute(default="")
    group = UnicodeAttribute(default="")
    number = NumberAttribute()
    at = UTCDateTimeAttribute()


class ContentItem(ClassesItem):
    """The same digest is the same content."""

    content = JsonAttribute()


class LatestItem(ClassesItem):
    """For the class's page, which says that something changed since."""

    content = JsonAttribute()
    at = UTCDateTimeAttribute()


class PressItem(ClassesItem):
    """`differences` as they were shown, each what, before, after."""

    by = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    people = NumberAttribute()
    differences = JsonAttribute()


def find(class_id: str, person: str) -> ToldItem | None:
    return ToldItem.find(class_id, f"TOLD#{person}")


def everybody(class_id: str) -> dict[str, ToldItem]:
    """By person."""
    return {item.person: item for item in ToldItem.search(class_id, ToldItem.sk.startswith("TOLD#"))}


def contents(class_id: str) -> dict[str, Mapping[str, Any]]:
    """By digest."""
    prefix = "TOLD-CONTENT#"
    return {item.sk.removeprefix(prefix): item.content for item in ContentItem.search(class_id, ContentItem.sk.startswith(prefix))}


def content(class_id: str, digest: str) -> Mapping[str, Any] | None:
    item = ContentItem.find(class_id, f"TOLD-CONTENT#{digest}")
    return item.content if item else None


def keep(class_id: str, digest: str, said: Mapping[str, Any]) -> None:
    if content(class_id, digest) is None:
        ContentItem(class_id, f"TOLD-CONTENT#{digest}", content=dict(said)).put()


def note_latest(class_id: str, said: Mapping[str, Any], now: datetime) -> None:
    LatestItem(class_id, "TOLD-LATEST", content=dict(said), at=now).put()


def latest(class_id: str) -> Mapping[str, Any] | None:
    item = LatestItem.find(class_id, "TOLD-LATEST")
    return item.content if item else None


def tell(transaction: Transaction, class_id: str, person: str, **values: Any) -> None:
    transaction.put(ToldItem(class_id, f"TOLD#{person}", person=person, **values))


def press(transaction: Transaction, class_id: str, request: str, **values: Any) -> None:
    """Fails the transaction where this very form was sent before."""
    transaction.create(PressItem(class_id, f"TOLD-PRESS#{request}", **values))


def presses(class_id: str) -> Sequence[PressItem]:
    """The latest first."""
    found = PressItem.search(class_id, PressItem.sk.startswith("TOLD-PRESS#"))
    return sorted(found, key=lambda item: item.at, reverse=True)

"""Handouts in the portal table.

pk <class id>#HANDOUTS: sk H#<id>#<4 digits>, what the organizer says (the last is in force); sk F#<id>#<time>#<upload>, each file.
pk <class id>#HANDOUT#<id>, sk <person>#<time>: each link that was given out.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domains.handouts.rules import File, Handout
from chalicelib.domains.handouts.store_items import HandoutsItem
from chalicelib.dynamodb import ConditionFailed


class HandoutItem(HandoutsItem):
    """sk H#<id>#<4 digits>. Named as the rules' Handout."""

    title = UnicodeAttribute()
    course = UnicodeAttribute(default="")
    release_at = UTCDateTimeAttribute()
    withdrawn = BooleanAttribute(default=False)
    made_at = UTCDateTimeAttribute()
    made_by = UnicodeAttribute()


class FileItem(HandoutsItem):
    """sk F#<id>#<upload>. Named as the rules' File."""

    key = UnicodeAttribute(default="")
    name = UnicodeAttribute(default="")
    size = NumberAttribute(default=0)
    taken_at = UTCDateTimeAttribute()
    problem = UnicodeAttribute(default="")


class FetchedItem(HandoutsItem):
    """One link that was given out."""


def handouts(class_id: str) -> list[Handout]:
    """Every handout with its files, in the order in which they are released."""
    described = HandoutItem.search(_all(class_id), HandoutItem.sk.startswith("H#"))
    taken: dict[str, list[File]] = {}
    for item in FileItem.search(_all(class_id), FileItem.sk.startswith("F#")):
        taken.setdefault(item.sk.split("#")[1], []).append(_file_of(item))
    latest = {item.sk.split("#")[1]: item for item in described}
    found = [_handout_of(item, taken.get(handout_id, [])) for handout_id, item in latest.items()]
    return sorted(found, key=lambda handout: (handout.release_at, handout.title))


def find(class_id: str, handout_id: str) -> Handout | None:
    """One of them."""
    found = HandoutItem.search(_all(class_id), HandoutItem.sk.startswith(f"H#{handout_id}#"))
    files = FileItem.search(_all(class_id), FileItem.sk.startswith(f"F#{handout_id}#"))
    return _handout_of(found[-1], [_file_of(item) for item in files]) if found else None


def put(class_id: str, handout: Handout, who: str, now: datetime) -> None:
    """A version. Raises ConditionFailed where somebody else made it first."""
    item = HandoutItem(_all(class_id), f"H#{handout.id}#{handout.version:04}", made_at=now, made_by=who, title=handout.title)
    item.course, item.release_at, item.withdrawn = handout.course, handout.release_at, handout.withdrawn
    item.put(HandoutItem.pk.does_not_exist())


def was_taken(class_id: str, handout_id: str, upload: str) -> bool:
    return FileItem.find(_all(class_id), f"F#{handout_id}#{upload}") is not None


def add_file(class_id: str, handout_id: str, upload: str, file: File) -> None:
    """Noted twice is noted once."""
    item = FileItem(_all(class_id), f"F#{handout_id}#{upload}", key=file.key, name=file.name, size=file.size, taken_at=file.taken_at)
    item.problem = file.problem
    try:
        item.put(FileItem.pk.does_not_exist())
    except ConditionFailed:
        return


def note_fetched(class_id: str, handout_id: str, person: str, now: datetime) -> None:
    FetchedItem(f"{class_id}#HANDOUT#{handout_id}", f"{person}#{now.astimezone(UTC).isoformat()}").put()


def fetched(class_id: str, handout_id: str) -> tuple[int, int]:
    """How many people fetched it, and how often in all."""
    who = [item.sk.partition("#")[0] for item in FetchedItem.query(f"{class_id}#HANDOUT#{handout_id}")]
    return len(set(who)), len(who)


def forget_fetched(class_id: str, handout_id: str) -> int:
    """Who fetched it."""
    return FetchedItem.forget(f"{class_id}#HANDOUT#{handout_id}")


def _all(class_id: str) -> str:
    return f"{class_id}#HANDOUTS"


def _file_of(item: FileItem) -> File:
    return File(item.key, item.name, int(item.size), item.taken_at, item.problem)


def _handout_of(item: HandoutItem, files: Sequence[File]) -> Handout:
    _, handout_id, version = item.sk.split("#")
    latest = tuple(sorted(files, key=lambda file: file.taken_at, reverse=True))
    return Handout(handout_id, item.title, item.course, item.release_at, item.withdrawn, int(version), latest)

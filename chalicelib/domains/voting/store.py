"""Polls as they stand, their versions, and the pictures of candidates."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.domains.voting.model import Candidate, Content, Kind, Lot, Poll
from chalicelib.domains.voting.store_items import PhotoItem, PollItem
from chalicelib.dynamodb import Transaction

_PLAIN = ("class_title", "opens_at", "closes_at")


def find(class_id: str, poll_id: str) -> Poll | None:
    item = PollItem.find(class_id, f"POLL#{poll_id}")
    return _poll_of(item) if item else None


def of_class(class_id: str) -> list[Poll]:
    """Every poll of the class, by id."""
    return [_poll_of(item) for item in PollItem.search(class_id, PollItem.sk.startswith("POLL#"))]


def put(transaction: Transaction, poll: Poll, by: str, now: datetime) -> None:
    """The poll's next version, or the first; fails the transaction where the version before it is no longer the latest."""
    before = PollItem.version == poll.version - 1 if poll.version > 1 else PollItem.pk.does_not_exist()
    transaction.put(_item(poll, (poll.class_id, f"POLL#{poll.id}"), by, now), before)
    transaction.create(_item(poll, (f"POLL#{poll.id}", f"V#{poll.version:05}"), by, now))


def photos(poll_id: str) -> dict[str, tuple[str, str]]:
    """Candidate's id to (key of the picture or "", why the last upload was not taken or "")."""
    found = PhotoItem.search(f"POLL#{poll_id}", PhotoItem.sk.startswith("PHOTO#"))
    return {item.sk.removeprefix("PHOTO#"): (item.key, item.problem) for item in found}


def put_photo(poll_id: str, candidate_id: str, key: str, problem: str) -> None:
    """A later one takes its place; the earlier picture stays in the bucket."""
    PhotoItem(f"POLL#{poll_id}", f"PHOTO#{candidate_id}", key=key, problem=problem).put()


def forget_photos(poll_ids: Iterable[str]) -> None:
    """That there were pictures of the candidates."""
    for poll_id in poll_ids:
        PhotoItem.forget(f"POLL#{poll_id}", PhotoItem.sk.startswith("PHOTO#"))


def _item(poll: Poll, key: tuple[str, str], by: str, now: datetime) -> PollItem:
    return PollItem(
        *key,
        **{name: getattr(poll, name) for name in _PLAIN},
        content=_content_to_data(poll.content),
        voters=poll.voters,
        version=poll.version,
        lots=[vars(each) for each in poll.lots] or None,
        changed_by=by,
        changed_at=now,
    )


def _poll_of(item: PollItem) -> Poll:
    return Poll(
        id=item.sk.removeprefix("POLL#"),
        class_id=item.pk,
        content=_content_from_data(item.content),
        voters=int(item.voters),
        version=int(item.version),
        lots=tuple(Lot(**each) for each in item.lots or ()),
        **{name: getattr(item, name) for name in _PLAIN},
    )


def _content_to_data(content: Content) -> dict[str, Any]:
    return {**vars(content), "kind": content.kind.value, "candidates": [vars(each) for each in content.candidates]}


def _content_from_data(data: Mapping[str, Any]) -> Content:
    candidates = tuple(Candidate(**{**each, "number": int(each["number"])}) for each in data["candidates"])
    whole = {name: int(data[name]) for name in ("least", "most")}
    return Content(**{**data, **whole, "kind": Kind(data["kind"]), "candidates": candidates})

"""What voting does later: pictures of candidates, and results as files."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.cloud import files
from chalicelib.domains.classes import service as classes
from chalicelib.domains.voting import access, store
from chalicelib.domains.voting.polls import photos
from chalicelib.domains.voting.results import published
from chalicelib.errors import Conflict, InvalidInput, MissingGlyph, NotFound
from chalicelib.messaging.outbox import Handler, Message


def photo_uploaded(key: list[str]) -> Message | None:
    """For the upload queue: photos/<class>/<poll>/<candidate>/<upload> lets a worker make the picture small."""
    if len(key) != 4:
        return None
    class_id, poll_id, candidate_id, upload = key
    body = {"class_id": class_id, "poll_id": poll_id, "candidate_id": candidate_id, "upload": upload}
    return Message("voting.photo", body, class_id, id=f"photo.{poll_id}.{candidate_id}.{upload}")


def take_photo(body: Mapping[str, Any], now: datetime) -> None:
    """voting.photo {class_id, poll_id, candidate_id, upload}: once taken, a repeat finds nothing left to take."""
    from chalicelib.domains.voting.polls import picture_worker

    poll, candidate_id = access.load(body["class_id"], body["poll_id"]), body["candidate_id"]
    key = f"{photos.PREFIX}/{poll.class_id}/{poll.id}/{candidate_id}/{body['upload']}"
    try:
        data = files.read_upload(key) if files.upload_size(key) <= photos.LARGEST else b""
    except NotFound:
        return
    try:
        small = picture_worker.small(data)
    except InvalidInput as error:
        known, _ = store.photos(poll.id).get(candidate_id, ("", ""))
        store.put_photo(poll.id, candidate_id, known, error.message)
    else:
        kept = f"{photos.PREFIX}/{poll.class_id}/{poll.id}/{candidate_id}-{body['upload']}.jpg"
        files.save(kept, small, "image/jpeg")
        store.put_photo(poll.id, candidate_id, kept, "")
    files.delete_upload(key)


def make_file(body: Mapping[str, Any], now: datetime) -> None:
    """voting.<name> {class_id, file_id, poll_id, name}: one of published.FILES."""
    from chalicelib.domains.voting.results import register_worker

    class_id, name = body["class_id"], body["name"]
    try:
        found = published.of(access.load(class_id, body["poll_id"]), now)
        data, mime_type = register_worker.make(name, found, now)
    except (Conflict, InvalidInput, MissingGlyph) as error:
        classes.file_failed(class_id, body["file_id"], error.message, now)
        return
    key = f"voting/{class_id}/{body['poll_id']}/{name}"
    files.save(key, data, mime_type)
    stem, _, ending = name.partition(".")
    said = {"ballots": "選票清單", "results": "開票結果"}[stem]
    classes.file_ready(class_id, body["file_id"], key, f"{said}_{class_id}_{body['poll_id']}.{ending}", now)


WORK: dict[str, Handler] = {"voting.photo": take_photo, **{f"voting.{name}": make_file for name in published.FILES}}

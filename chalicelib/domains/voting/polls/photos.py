"""Pictures of candidates: uploaded by the organizer, made small by a worker, shown to who may vote."""

import base64
import secrets

from chalicelib.cloud import files
from chalicelib.cloud.files import UploadForm
from chalicelib.domains.voting import access, store
from chalicelib.domains.voting.model import Poll
from chalicelib.errors import NotFound
from chalicelib.identity import Principal
from chalicelib.settings import settings

PREFIX = "photos"
LARGEST = 10 * 1024 * 1024


def upload_forms(poll: Poll) -> dict[str, UploadForm]:
    """By candidate. For who has authorised."""
    page = f"{settings().base_url}/classes/{poll.class_id}/polls/{poll.id}/photos"
    return {each.id: files.upload_form(_upload_key(poll, each.id), largest=LARGEST, return_to=page) for each in poll.content.candidates}


def known(poll: Poll) -> dict[str, tuple[str, str]]:
    """Candidate's id to (key of the picture or "", why the last upload was not taken or ""). For who has authorised."""
    return store.photos(poll.id)


def open_own_photo(class_id: str, person: str, poll_id: str, candidate_id: str) -> str:
    """The picture as an SVG of a few kilobytes. Raises NotFound, Forbidden."""
    return _read(access.open_own(class_id, person, poll_id)[2], candidate_id)


def for_staff(who: Principal, class_id: str, poll_id: str, candidate_id: str) -> str:
    """Raises NotFound, Forbidden."""
    return _read(access.open_poll(who, class_id, poll_id)[1], candidate_id)


def _read(poll: Poll, candidate_id: str) -> str:
    """The JPEG within an SVG, which is a text: whether the gateway sends bytes as bytes depends on what a browser says it likes best."""
    key, _ = store.photos(poll.id).get(candidate_id, ("", ""))
    if not key:
        raise NotFound
    data = base64.b64encode(files.read(key)).decode()
    image = f'<image href="data:image/jpeg;base64,{data}" width="1" height="1"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{image}</svg>'


def _upload_key(poll: Poll, candidate_id: str) -> str:
    return f"{PREFIX}/{poll.class_id}/{poll.id}/{candidate_id}/{secrets.token_urlsafe(9)}"

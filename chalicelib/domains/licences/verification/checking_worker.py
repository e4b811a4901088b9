"""Looks at a file that the public uploaded; workers only. A file counts as ours only if it is byte by byte the one that is registered."""

import hashlib
import logging
from datetime import datetime

from chalicelib.cloud import files
from chalicelib.cloud.keys import SEAL_CERTIFICATE
from chalicelib.documents.seal import Verdict, check
from chalicelib.domains.licences import store as licences_store
from chalicelib.domains.licences.model import Letter
from chalicelib.domains.licences.verification import store
from chalicelib.domains.licences.verification.status_rules import Outcome
from chalicelib.domains.licences.verification.verification import LARGEST, LOOKED_INTO, PREFIX
from chalicelib.errors import UploadGone

log = logging.getLogger(__name__)

_PDF = b"%PDF-"
_OF_A_STRANGER = {Verdict.GENUINE: Outcome.UNREGISTERED, Verdict.ALTERED: Outcome.ALTERED}


def check_upload(check_id: str, now: datetime) -> None:
    """public_files: keeps what is found, and forgets the file.

    A file that made a worker die is not opened again: the second delivery says that it cannot be read.
    """
    item = store.start(check_id, now)
    if item is None:
        _give_up(check_id, now)
        return
    try:
        store.finish(item, *_found(f"{PREFIX}/{check_id}"))
    except Exception:
        store.release(item)
        raise
    files.delete_upload(f"{PREFIX}/{check_id}")


def _give_up(check_id: str, now: datetime) -> None:
    item = store.find(check_id, now)
    if item is not None and item.state is store.CheckState.STARTED:
        log.warning("a file that was to be checked stopped a worker")
        store.finish(item, Outcome.UNREADABLE)
    files.delete_upload(f"{PREFIX}/{check_id}")


def _found(key: str) -> tuple[Outcome, str, str]:
    """The outcome, the letter whose document it is, and of what else we have sealed the hash.

    This worker meets strangers' files and may read no table but the letters'; whose paper the hash is, is asked when the answer is shown.
    """
    try:
        data = files.read_upload(key) if files.upload_size(key) <= LARGEST else b""
    except UploadGone:
        return Outcome.UNREADABLE, "", ""
    if not data.startswith(_PDF):
        return Outcome.UNREADABLE, "", ""
    digest = hashlib.sha256(data).hexdigest()
    letter = _letter_of(digest)
    if letter and letter.on_paper:
        return Outcome.IN_FORCE, letter.id, ""
    if len(data) > LOOKED_INTO:
        return Outcome.NOT_OURS, "", ""
    verdict = check(data, files.read(SEAL_CERTIFICATE)).verdict
    if letter and verdict is Verdict.GENUINE:
        return Outcome.IN_FORCE, letter.id, ""
    return _OF_A_STRANGER.get(verdict, Outcome.NOT_OURS), "", digest if verdict is Verdict.GENUINE else ""


def _letter_of(digest: str) -> Letter | None:
    """Whose document it is, byte by byte."""
    registered = licences_store.find_pointer("DOCUMENT", digest)
    letter = licences_store.find_letter(registered[0]) if registered else None
    return letter if letter and letter.document_sha256 == digest else None

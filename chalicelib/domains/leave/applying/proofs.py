"""The photo or PDF that proves the reason: uploaded to a bucket that forgets, kept after a worker has looked at it."""

import hashlib
import secrets
from datetime import datetime

from chalicelib.cloud import files
from chalicelib.cloud.files import UploadForm
from chalicelib.domains.leave import store
from chalicelib.domains.leave.access import load, open_inbox, open_own
from chalicelib.domains.leave.model import HOLDING, Leave
from chalicelib.errors import Conflict, NotFound, UploadGone
from chalicelib.identity import Principal
from chalicelib.settings import settings

LARGEST = 10 * 1024 * 1024
_NOT_TAKEN = "這個檔案不是照片或 PDF，請改用 JPG、PNG、HEIC 或 PDF 檔，重新上傳。"
_TYPES = (
    (0, b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "png", "image/png"),
    (0, b"%PDF-", "pdf", "application/pdf"),
    (4, b"ftyphei", "heic", "image/heic"),
    (4, b"ftypmif1", "heic", "image/heic"),
    (8, b"WEBP", "webp", "image/webp"),
)


def upload_form(leave: Leave) -> UploadForm:
    """For the page of the person's own leave. Raises Conflict for one that is over."""
    if leave.state not in HOLDING:
        raise Conflict(f"這筆請假{leave.state.label}，不需要證明。")
    page = f"{settings().base_url}/c/{leave.class_id}/leave/{leave.id}"
    return files.upload_form(f"proofs/{leave.class_id}/{leave.id}/{secrets.token_urlsafe(9)}", largest=LARGEST, return_to=page)


def take(class_id: str, leave_id: str, upload: str, now: datetime) -> None:
    """For the worker: keeps what is a photo or a PDF, and says so; once taken, a repeat finds nothing left to take.

    One that was gone before it was taken is told, unless another has been looked at since.
    """
    leave, key = load(class_id, leave_id), f"proofs/{class_id}/{leave_id}/{upload}"
    try:
        data = files.read_upload(key) if files.upload_size(key) <= LARGEST else b""
    except UploadGone as error:
        if not leave.proof_key and not leave.proof_problem:
            store.keep_proof(leave, "", error.message, now)
        return
    found = _type_of(data)
    if found is None:
        store.keep_proof(leave, "", _NOT_TAKEN, now)
    else:
        kept = f"leave/{class_id}/{leave_id}/{hashlib.sha256(data).hexdigest()[:32]}.{found[0]}"
        files.save(kept, data, found[1])
        store.keep_proof(leave, kept, "", now)
    files.delete_upload(key)


def url(who: Principal, class_id: str, leave_id: str, now: datetime) -> str:
    """For an approver; three minutes. Raises NotFound, Forbidden."""
    open_inbox(who, class_id, now)
    return _url(load(class_id, leave_id))


def own_url(class_id: str, person: str, leave_id: str) -> str:
    """For the trainee who sent it; three minutes. Raises NotFound, Forbidden."""
    return _url(open_own(class_id, person, leave_id))


def _url(leave: Leave) -> str:
    if not leave.proof_key:
        raise NotFound("這筆請假沒有附證明。")
    return files.download_url(leave.proof_key, f"請假證明.{leave.proof_key.rpartition('.')[2]}")


def _type_of(data: bytes) -> tuple[str, str] | None:
    """(extension, MIME type) by what the file begins with, whatever it is called."""
    return next(((name, mime) for at, begins, name, mime in _TYPES if data[at : at + len(begins)] == begins), None)

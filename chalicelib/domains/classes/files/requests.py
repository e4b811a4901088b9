"""Class files: asked for on a page, made by a worker of whatever workflow, fetched through a check (records/exports.py)."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime

from chalicelib.domains.classes import access
from chalicelib.domains.classes.files import store as files_store
from chalicelib.domains.classes.files.store import FileItem
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.records.exports import Exports, Made
from chalicelib.records.retention_rules import EXPORTS_LIVE

_PARTS = ("session_id", "survey_id", "poll_id")
# What the page 列印文件 offers; papers_worker.py draws them.
PAPERS = {
    "classes.sign-in-sheet": "簽到表",
    "classes.seat-plan": "座位表",
    "classes.name-cards": "名條",
}
FILES = Exports(FileItem, not_ready="檔案還沒有做好，請回上一頁稍候。", ends_after=EXPORTS_LIVE, renewed=True)


def request_file(who: Principal, class_id: str, kind: str, args: Mapping[str, str], now: datetime) -> str:
    """Asks a worker for a file of the class and returns its id, for the page /classes/{class_id}/files/{id}.

    `kind` is the outbox kind whose handler makes it, as "attendance.ods"; the handler is given {class_id, file_id, **args} and calls
    `make_file`. With a "session_id", "survey_id" or "poll_id" in `args` each of them has its own file.
    Raises Forbidden, NotFound.
    """
    access.open_class(who, class_id)
    part = next((args[name].rpartition(".")[2] for name in _PARTS if name in args), "")
    file_id = f"{kind}.{part}" if part else kind
    message = Message(kind, {**args, "class_id": class_id, "file_id": file_id}, class_id, id=secrets.token_urlsafe(16))
    item = FileItem(class_id, files_store.key_of(file_id), file_id=file_id, kind=kind, asked_by=who.username, asked_at=now)
    FILES.request(item, message, now)  # where it was pressed twice, the first is on its way
    return file_id


def make_file(class_id: str, file_id: str, draw: Callable[[], Made], now: datetime) -> None:
    """For the handler: keeps what `draw` returns and says so, or why not.

    `draw` raises InvalidInput, MissingGlyph or NotMade for what trying again does not mend; its words are for staff.
    """
    FILES.make(class_id, files_store.key_of(file_id), lambda _: draw(), now)


def find_file(who: Principal, class_id: str, file_id: str, now: datetime) -> FileItem:
    """Raises NotFound, Forbidden."""
    access.open_class(who, class_id)
    return FILES.find(class_id, files_store.key_of(file_id), now)


def files_of(who: Principal, class_id: str, now: datetime) -> list[FileItem]:
    """Every file that was asked for within thirty days, by kind. Raises NotFound, Forbidden."""
    access.open_class(who, class_id)
    return [file for file in files_store.all_of(class_id) if not file.expires_at or now.timestamp() < file.expires_at]


def download(who: Principal, class_id: str, file_id: str, now: datetime) -> str:
    """A URL of three minutes. Raises NotFound where the file is not ready, Forbidden."""
    return FILES.download(who, find_file(who, class_id, file_id, now), now)

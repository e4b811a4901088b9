"""Class files: asked for on a page, made by a worker, kept in S3, fetched through a check.

requested ──file_ready──▶ ready      (asking again: requested)
    └──────file_failed──▶ failed
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.cloud import files as cloud_files
from chalicelib.domains.classes import access
from chalicelib.domains.classes.files import store as files_store
from chalicelib.domains.classes.store import FileItem
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.errors import NotFound
from chalicelib.identity import Principal
from chalicelib.messaging import outbox

_LONGEST_ID = 80
_PARTS = ("session_id", "survey_id", "poll_id")
# What the page 列印文件 offers; papers.py draws them.
PAPERS = {
    "classes.sign-in-sheet": "簽到表",
    "classes.seat-plan": "座位表",
    "classes.name-cards": "名條",
}


@dataclass(frozen=True)
class ClassFile:
    """`state` is requested, ready or failed; `error` says to staff why it failed."""

    file_id: str
    kind: str
    state: str
    asked_at: datetime
    ready_at: datetime | None
    key: str
    file_name: str
    error: str


def request_file(who: Principal, class_id: str, kind: str, args: Mapping[str, str], now: datetime) -> str:
    """Asks a worker for a file of the class and answers its id, for the page /classes/{class_id}/files/{id}.

    `kind` is the outbox kind whose handler makes it, as "attendance.ods"; the handler is given {class_id, file_id, **args} and ends with
    `file_ready` or `file_failed`. With a "session_id", "survey_id" or "poll_id" in `args` each of them has its own file.
    Raises Forbidden, NotFound.
    """
    access.open_class(who, class_id)
    part = next((args[name].rpartition(".")[2] for name in _PARTS if name in args), "")
    file_id = f"{kind}.{part}" if part else kind
    message = outbox.Message(kind, {**args, "class_id": class_id, "file_id": file_id}, class_id, id=secrets.token_urlsafe(16))
    item = FileItem(class_id, f"FILE#{file_id}", file_id=file_id, kind=kind, state="requested", asked_by=who.username, asked_at=now)
    transaction = Transaction(message.id)
    files_store.ask(transaction, item, now)
    outbox.add(transaction, message, now)
    try:
        transaction.commit()
    except ConditionFailed:
        return file_id  # pressed twice: the first is on its way
    outbox.deliver([message])
    return file_id


def file_ready(class_id: str, file_id: str, key: str, file_name: str, now: datetime) -> None:
    """Says that the file lies in the documents bucket at `key`, to be saved as `file_name`."""
    files_store.finish(class_id, file_id, now, key=key, file_name=file_name)


def file_failed(class_id: str, file_id: str, error: str, now: datetime) -> None:
    """Says why no file was made, in words for staff; for what trying again does not mend (a missing character)."""
    files_store.finish(class_id, file_id, now, error=error)


def find_file(who: Principal, class_id: str, file_id: str) -> ClassFile:
    """Raises NotFound, Forbidden."""
    access.open_class(who, class_id)
    item = files_store.find(class_id, file_id) if len(file_id) <= _LONGEST_ID else None
    if item is None:
        raise NotFound
    return _file_of(item)


def files_of(who: Principal, class_id: str) -> list[ClassFile]:
    """Every file that was asked for, by kind. Raises NotFound, Forbidden."""
    access.open_class(who, class_id)
    return [_file_of(item) for item in files_store.all_of(class_id)]


def download(who: Principal, class_id: str, file_id: str) -> str:
    """A URL of three minutes. Raises NotFound where the file is not ready, Forbidden."""
    found = find_file(who, class_id, file_id)
    if found.state != "ready":
        raise NotFound("檔案還沒有做好，請回上一頁稍候。")
    return cloud_files.download_url(found.key, found.file_name)


def _file_of(item: FileItem) -> ClassFile:
    return ClassFile(item.file_id, item.kind, item.state, item.asked_at, item.ready_at, item.key, item.file_name, item.error)

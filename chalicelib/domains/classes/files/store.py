"""Class files in the classes table: one item per kind (and session), renewed at every request."""

from datetime import datetime, timedelta

from chalicelib.domains.classes.store import FileItem
from chalicelib.dynamodb import Transaction

# A second press while the first is on its way changes nothing; after this it is taken as lost.
_ON_ITS_WAY = timedelta(minutes=2)


def ask(transaction: Transaction, item: FileItem, now: datetime) -> None:
    """Fails the transaction where the same request is already on its way."""
    idle = FileItem.pk.does_not_exist() | (FileItem.state != "requested") | (FileItem.asked_at < now - _ON_ITS_WAY)
    transaction.put(item, idle)


def find(class_id: str, file_id: str) -> FileItem | None:
    return FileItem.find(class_id, f"FILE#{file_id}")


def all_of(class_id: str) -> list[FileItem]:
    return list(FileItem.query(class_id, FileItem.sk.startswith("FILE#"), consistent_read=True))


def finish(class_id: str, file_id: str, now: datetime, *, key: str = "", file_name: str = "", error: str = "") -> None:
    """Ready with its key, or failed with a text for staff. The latest to finish stands: every worker reads the data of its time."""
    values = [FileItem.key.set(key), FileItem.file_name.set(file_name), FileItem.error.set(error), FileItem.ready_at.set(now)]
    state = FileItem.state.set("failed" if error else "ready")
    FileItem(class_id, f"FILE#{file_id}").change([state, *values], FileItem.sk.exists())

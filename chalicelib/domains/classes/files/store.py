"""Class files in the classes table: pk class id, sk FILE#<kind>[.<session, survey or poll>], renewed at every request."""

from pynamodb.attributes import UnicodeAttribute

from chalicelib.domains.classes.store import ClassesItem
from chalicelib.records import store_exports
from chalicelib.records.store_exports import ExportItem

_PREFIX = "FILE#"


class FileItem(ExportItem, ClassesItem):
    """`kind` is the outbox kind whose handler makes it."""

    file_id = UnicodeAttribute()
    kind = UnicodeAttribute()


def key_of(file_id: str) -> str:
    """The sk."""
    return f"{_PREFIX}{file_id}"


def all_of(class_id: str) -> list[FileItem]:
    return store_exports.latest(FileItem, class_id, _PREFIX)

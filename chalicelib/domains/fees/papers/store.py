"""Papers and registers that were asked for: pk FILE#<account>, sk <id>."""

from chalicelib.domains.fees.store_items import FeesItem
from chalicelib.dynamodb import JsonAttribute
from chalicelib.records.store_exports import ExportItem


class FileItem(ExportItem, FeesItem):
    """`asked` is what, in which format, and for which cases."""

    asked = JsonAttribute()


def partition_of(username: str) -> str:
    return f"FILE#{username}"

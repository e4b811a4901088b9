"""Registers that were asked for: pk REGISTER#<account>, sk <id>."""

from chalicelib.domains.licences.store_items import LicencesItem
from chalicelib.dynamodb import JsonAttribute
from chalicelib.records.store_exports import ExportItem


class RegisterItem(ExportItem, LicencesItem):
    """`asked` is what the form said."""

    asked = JsonAttribute()


def partition_of(username: str) -> str:
    return f"REGISTER#{username}"

"""Dated parameters: pk PARAMETERS, sk <key>#<first day>#<version>. Only ever added to."""

from datetime import date

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domains.fees.parameters.rules import Entry
from chalicelib.domains.fees.store_items import FeesItem

_PK = "PARAMETERS"


class ParameterItem(FeesItem):
    """`value` in the unit of parameter_rules.MEANINGS."""

    value = NumberAttribute()
    source = UnicodeAttribute()
    by = UnicodeAttribute()
    at = UTCDateTimeAttribute(null=True)


def entries() -> list[Entry]:
    """Every version of every value, by key, first day and version."""
    return [_entry_of(item) for item in ParameterItem.search(_PK)]


def add(entry: Entry) -> None:
    """Raises ConditionFailed where this version of this key and day is there."""
    sk = f"{entry.key}#{entry.starts_on}#{entry.version:04}"
    item = ParameterItem(_PK, sk, value=entry.value, source=entry.source, by=entry.by, at=entry.at)
    item.put(ParameterItem.pk.does_not_exist())


def _entry_of(item: ParameterItem) -> Entry:
    key, day, version = item.sk.split("#")
    return Entry(key, date.fromisoformat(day), int(item.value), item.source, int(version), item.by, item.at)

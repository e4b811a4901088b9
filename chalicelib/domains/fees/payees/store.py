"""Lecturers' ID numbers and accounts in the fees table, encrypted; and who had them opened.

pk PAYEE#<lecturer id>, sk V#<4 digits>: a version is never changed. pk READINGS#<month>, sk <time>#<random>: written before a field is
opened. Each field lies as the version that it was typed for sealed it (`origins`), so that a later one takes it over without opening it.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domains.fees.store_items import FeesItem
from chalicelib.dynamodb import JsonAttribute, Transaction, aside
from chalicelib.records.retention_rules import Kept, ends


class PayeeItem(FeesItem):
    """`sealed` by field: base64 of nonce and ciphertext; `origins` by field: the sk it was sealed for; `keys` by sk: the data key, sealed
    by KMS; `masks` by field: what pages may show. `person` is the ID number's key (people.identify), for telling people apart."""

    sealed = JsonAttribute()
    origins = JsonAttribute()
    keys = JsonAttribute()
    masks = JsonAttribute()
    person = UnicodeAttribute(default="")
    saved_at = UTCDateTimeAttribute()
    saved_by = UnicodeAttribute()


class ReadingItem(FeesItem):
    """Who had which fields opened, why and when."""

    at = UTCDateTimeAttribute()
    by = UnicodeAttribute()
    why = UnicodeAttribute()
    lecturer_id = UnicodeAttribute()
    holder = UnicodeAttribute()
    version = NumberAttribute()


@dataclass(frozen=True)
class Sealed:
    """One version as it lies in the table."""

    version: int
    sealed: Mapping[str, str]
    origins: Mapping[str, str]
    keys: Mapping[str, str]
    masks: Mapping[str, str]
    person: str
    saved_at: datetime
    saved_by: str


@dataclass(frozen=True)
class Reading:
    """`holder` is masked."""

    at: datetime
    by: str
    why: str
    lecturer_id: str
    holder: str
    version: int


def pk_of(lecturer_id: str) -> str:
    return f"PAYEE#{lecturer_id}"


def sk_of(version: int) -> str:
    return f"V#{version:04}"


def find(lecturer_id: str, version: int = 0) -> Sealed | None:
    """That version, or the latest for 0; read consistently."""
    if version:
        item = PayeeItem.find(pk_of(lecturer_id), sk_of(version))
    else:
        newest = PayeeItem.query(pk_of(lecturer_id), PayeeItem.sk.startswith("V#"), consistent_read=True, scan_index_forward=False, limit=1)
        item = next(iter(newest), None)
    return _sealed(item) if item else None


def add(transaction: Transaction, lecturer_id: str, fresh: Sealed) -> None:
    """The version, as part of the transaction; it fails where another save took the number."""
    values: dict[str, Any] = {name: dict(getattr(fresh, name)) for name in ("sealed", "origins", "keys", "masks")}
    values |= {"person": fresh.person, "saved_at": fresh.saved_at, "saved_by": fresh.saved_by}
    transaction.create(PayeeItem(pk_of(lecturer_id), sk_of(fresh.version), **values))


def note_reading(reading: Reading) -> None:
    """Raises Unavailable, and then nothing is to be opened."""
    at = reading.at.astimezone(UTC)
    sk = f"{at.isoformat(timespec='microseconds')}#{secrets.token_urlsafe(6)}"
    with aside():
        item = ReadingItem(f"READINGS#{at:%Y-%m}", sk, **vars(reading), expires_at=ends(Kept.AUDIT, at))
        item.put(ReadingItem.pk.does_not_exist())


def readings(month: str, most: int = 500) -> list[Reading]:
    """Of a month as 2026-03 (of UTC), the latest first."""
    found = ReadingItem.query(f"READINGS#{month}", consistent_read=True, scan_index_forward=False, limit=most)
    names = ("at", "by", "why", "lecturer_id", "holder")
    return [Reading(**{name: getattr(item, name) for name in names}, version=int(item.version)) for item in found]


def _sealed(item: PayeeItem) -> Sealed:
    names = ("sealed", "origins", "keys", "masks", "person", "saved_at", "saved_by")
    return Sealed(version=int(item.sk.partition("#")[2]), **{name: getattr(item, name) for name in names})

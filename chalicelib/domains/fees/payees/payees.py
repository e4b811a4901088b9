"""Whom the money goes to: ID number, account, address, phone. Encrypted by field; every opening is written down before it happens.

A version is never changed; what was confirmed names its version. Sealing: AES-256-GCM under a data key of the version, which KMS opens
only for the same table and record; table, record and field are bound to each ciphertext, so none can stand in another's place.
"""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.cloud import keys
from chalicelib.domains.fees.payees import banks_rules, rules, store
from chalicelib.domains.fees.payees.store import Reading, Sealed
from chalicelib.domains.people import service as people
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.errors import Conflict, InvalidInput, NotFound
from chalicelib.identity import Principal, Role

READERS = frozenset({Role.ACCOUNTANT, Role.ADMINISTRATOR})
_TABLE = "fees"
_NONCE = 12


@dataclass(frozen=True)
class MaskedPayee:
    """What pages may show: *******789, the account's last four digits, the address's district."""

    id_masked: str
    bank_code: str
    bank_name: str
    account_masked: str
    address: str
    version: int
    branch: str = ""
    holder: str = ""
    phone: str = ""

    @property
    def known(self) -> frozenset[str]:
        """The fields that are there."""
        shown = {
            "id_number": self.id_masked,
            "bank_code": self.bank_code,
            "account": self.account_masked,
            "holder": self.holder,
            "address": self.address,
            "phone": self.phone,
        }
        return frozenset(name for name, value in shown.items() if value)

    @property
    def complete(self) -> bool:
        return self.known >= rules.NEEDED


@dataclass(frozen=True, repr=False)
class RevealedPayee:
    """In clear; never to be shown, logged or put into a message. Without a repr, so that no error text repeats it."""

    id_number: str
    bank_code: str
    account: str
    address: str
    branch: str = ""
    holder: str = ""
    phone: str = ""


def masked(lecturer_id: str, version: int = 0) -> MaskedPayee | None:
    """That version, or the latest; nothing is opened. None where there is none."""
    found = store.find(lecturer_id, version)
    return _masked(found) if found else None


def revealed(lecturer_id: str, version: int, who: str, why: str, now: datetime) -> RevealedPayee:
    """In clear, after the reading was written down. `who` is an account or a worker, `why` is shown to the accountant.

    Raises NotFound, InvalidInput without who and why, Unavailable.
    """
    if not who or not why:
        raise InvalidInput("讀取證號與帳號必須說明由誰、為何。")
    found = store.find(lecturer_id, version)
    if found is None:
        raise NotFound
    store.note_reading(Reading(now, who, why, lecturer_id, found.masks.get("holder", ""), found.version))
    opened = {sk: keys.opened_data_key(found.keys[sk], _context(lecturer_id, sk)) for sk in set(found.origins.values())}
    clear = {name: _open(opened[found.origins[name]], lecturer_id, found.origins[name], name, found.sealed[name]) for name in found.sealed}
    return RevealedPayee(**{name: clear.get(name, "") for name in rules.FIELDS})


def save(lecturer_id: str, fields: Mapping[str, str], by: str, now: datetime) -> int:
    """A further version: `fields` as payee_rules.read gives them, and the others as they were. Raises Conflict, Unavailable."""
    transaction = Transaction()
    version = add(transaction, lecturer_id, fields, by, now)
    try:
        transaction.commit()
    except ConditionFailed as error:
        raise Conflict("匯款資料剛被更新，請重新整理後再試。") from error
    return version


def add(transaction: Transaction, lecturer_id: str, fields: Mapping[str, str], by: str, now: datetime) -> int:
    """As `save`, as part of a caller's transaction, which fails with ConditionFailed where another save was first."""
    before = store.find(lecturer_id)
    empty = Sealed(0, {}, {}, {}, {}, "", now, by)
    fresh = _following(lecturer_id, before or empty, {name: fields[name] for name in rules.FIELDS if name in fields})
    store.add(transaction, lecturer_id, replace(fresh, saved_at=now, saved_by=by))
    return fresh.version


def readings(who: Principal, month: str) -> list[Reading]:
    """Every opening of a month as 2026-03, the latest first. Raises Forbidden."""
    who.require(READERS)
    return store.readings(month)


def _following(lecturer_id: str, before: Sealed, fields: Mapping[str, str]) -> Sealed:
    version = before.version + 1
    own = store.sk_of(version)
    key, sealed_key = keys.new_data_key(_context(lecturer_id, own))
    sealed = {**before.sealed, **{name: _seal(key, lecturer_id, own, name, value) for name, value in fields.items()}}
    origins = {**before.origins, **dict.fromkeys(fields, own)}
    known_keys = {**before.keys, own: sealed_key}
    masks = {name: rules.masked(name, value, people.mask_id, people.mask_name) for name, value in fields.items()}
    person = before.person
    if "id_number" in fields:
        person = _person(fields["id_number"])
    used = {sk: known_keys[sk] for sk in set(origins.values())}
    return Sealed(version, sealed, origins, used, {**before.masks, **masks}, person, before.saved_at, before.saved_by)


def _person(number: str) -> str:
    try:
        return people.identify(number)
    except InvalidInput:  # a passport's
        return ""


def _masked(found: Sealed) -> MaskedPayee:
    masks = found.masks
    code = masks.get("bank_code", "")
    return MaskedPayee(
        id_masked=masks.get("id_number", ""),
        bank_code=code,
        bank_name=banks_rules.name_of(code) if code else "",
        account_masked=masks.get("account", ""),
        address=masks.get("address", ""),
        version=found.version,
        branch=masks.get("branch", ""),
        holder=masks.get("holder", ""),
        phone=masks.get("phone", ""),
    )


def _context(lecturer_id: str, sk: str) -> dict[str, str]:
    return {"table": _TABLE, "record": f"{store.pk_of(lecturer_id)}/{sk}"}


def _bound(lecturer_id: str, sk: str, name: str) -> bytes:
    return f"{_TABLE}|{store.pk_of(lecturer_id)}/{sk}|{name}".encode()


def _seal(key: bytes, lecturer_id: str, sk: str, name: str, value: str) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # 20 ms that no other page needs

    nonce = secrets.token_bytes(_NONCE)
    return base64.b64encode(nonce + AESGCM(key).encrypt(nonce, value.encode(), _bound(lecturer_id, sk, name))).decode()


def _open(key: bytes, lecturer_id: str, sk: str, name: str, sealed: str) -> str:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    raw = base64.b64decode(sealed)
    return AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], _bound(lecturer_id, sk, name)).decode()

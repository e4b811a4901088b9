"""The lecturer's confirmation in the fees table: signatures, links, codes of papers, answered captchas."""

import hashlib
from datetime import datetime

from pynamodb.attributes import BinaryAttribute, UnicodeAttribute

from chalicelib.domains.fees.store_items import FeesItem
from chalicelib.dynamodb import aside


class SignatureItem(FeesItem):
    """pk <serial number>, sk SIGNATURE#<number of its event>. The drawing as PNG; a typed consent has `typed_name` instead."""

    png = BinaryAttribute(legacy_encoding=False, null=True)
    typed_name = UnicodeAttribute(default="")


class PointerItem(FeesItem):
    """Which case: pk LINK#<SHA-256 of a token>, CODE#<code of a sealed paper> or DOCUMENT#<SHA-256 of its file>, sk CASE."""

    case_id = UnicodeAttribute()


class AnsweredItem(FeesItem):
    """pk CAPTCHA#<nonce>, sk ANSWERED: it was answered, rightly or not, and counts no more; sk SPOKEN#<language>: it was read aloud.

    pk CAPTCHA#FREE#<hash of a door>: until it expires, the attempt without a captcha was made, and did not succeed.
    """


def signature(case_id: str, event: int, png: bytes, typed_name: str) -> SignatureItem:
    return SignatureItem(case_id, _signature_key(event), png=png or None, typed_name=typed_name)


def find_signature(case_id: str, event: int) -> tuple[bytes, str]:
    """The drawing as PNG and the typed name; one of them is empty."""
    item = SignatureItem.find(case_id, _signature_key(event))
    return (item.png or b"", item.typed_name) if item else (b"", "")


def pointer(kind: str, value: str, case_id: str) -> PointerItem:
    return PointerItem(f"{kind}#{value}", "CASE", case_id=case_id)


def find_pointer(kind: str, value: str) -> str:
    """The case's number, or empty."""
    item = PointerItem.find(f"{kind}#{value}", "CASE")
    return item.case_id if item else ""


def consume_captcha(nonce: str, ends: datetime) -> bool:
    """False where the challenge was answered before."""
    item = AnsweredItem(f"CAPTCHA#{nonce}", "ANSWERED", expires_at=int(ends.timestamp()))
    with aside():
        return item.try_put(AnsweredItem.pk.does_not_exist())


def take_free_try(door: str, now: datetime, ends: datetime) -> bool:
    """Whether this is the only attempt at the door until then that needs no captcha: one conditional write decides."""
    is_free = AnsweredItem.pk.does_not_exist() | (AnsweredItem.expires_at <= int(now.timestamp()))
    return _free_try(door, ends).try_put(is_free)


def give_back_free_try(door: str, now: datetime) -> None:
    """It succeeded, so the next one is free again."""
    with aside():
        _free_try(door, now).put()


def _free_try(door: str, ends: datetime) -> AnsweredItem:
    digest = hashlib.sha256(door.encode()).hexdigest()
    return AnsweredItem(f"CAPTCHA#FREE#{digest}", "ANSWERED", expires_at=int(ends.timestamp()))


def note_spoken(nonce: str, language: str, ends: datetime) -> bool:
    """False where the challenge was spoken in this language before."""
    item = AnsweredItem(f"CAPTCHA#{nonce}", f"SPOKEN#{language}", expires_at=int(ends.timestamp()))
    return item.try_put(AnsweredItem.pk.does_not_exist())


def _signature_key(event: int) -> str:
    return f"SIGNATURE#{event:04}"

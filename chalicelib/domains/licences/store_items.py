"""The items of the licences table."""

from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UTCDateTimeAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.dynamodb import EnumAttribute, Item, JsonAttribute
from chalicelib.records.chain_items import EventFields
from chalicelib.records.delivery import Delivery
from chalicelib.settings import settings


class _ByClass(GlobalSecondaryIndex["LetterItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_class"
        projection = AllProjection()

    class_id = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class _ByStatusPartition(GlobalSecondaryIndex["LetterItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_status_partition"
        projection = AllProjection()

    status_partition = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class _ByDocument(GlobalSecondaryIndex["LetterItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_document"
        projection = AllProjection()

    unsealed = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class LicencesItem(Item):
    """What every item of the table has."""

    class Meta:
        table_name = settings().licences_table

    by_class = _ByClass()
    by_status_partition = _ByStatusPartition()
    by_document = _ByDocument()
    class_id = UnicodeAttribute(null=True)
    status_partition = UnicodeAttribute(null=True)
    unsealed = UnicodeAttribute(null=True)


class LetterItem(LicencesItem):
    """sk LETTER. Named as the model's Letter."""

    organizers: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    lecturer = UnicodeAttribute()
    email = UnicodeAttribute()
    works = JsonAttribute("授權書的著作")
    template_id = UnicodeAttribute()
    template_version = NumberAttribute()
    template_name = UnicodeAttribute()
    opening = UnicodeAttribute()
    clauses = JsonAttribute("授權書的條款")
    fee = NumberAttribute()
    exclusive = BooleanAttribute()
    with_code = BooleanAttribute()
    state = UnicodeAttribute()
    sent_at = UTCDateTimeAttribute()
    due_on = UnicodeAttribute()
    link_expires_at = UTCDateTimeAttribute()
    link = UnicodeAttribute()
    links = NumberAttribute(default=1)
    delivery = EnumAttribute(Delivery, default=Delivery.WAITING)
    opened_at = UTCDateTimeAttribute(null=True)
    signed_at = UTCDateTimeAttribute(null=True)
    answered_at = UTCDateTimeAttribute(null=True)
    reason = UnicodeAttribute(default="")
    on_paper = BooleanAttribute(default=False)
    document = UnicodeAttribute(default="none")
    document_error = UnicodeAttribute(default="")
    document_key = UnicodeAttribute(default="")
    document_sha256 = UnicodeAttribute(default="")
    verification = UnicodeAttribute(default="")
    ended_on = UnicodeAttribute(null=True)
    renews = UnicodeAttribute(default="")
    reminders = NumberAttribute(default=0)
    last_reminder_on = UnicodeAttribute(null=True)
    question = UnicodeAttribute(default="")
    answer = UnicodeAttribute(default="")
    events = NumberAttribute(default=0)
    last_hash = UnicodeAttribute(default="")
    text_sha256 = UnicodeAttribute(default="")
    request = UnicodeAttribute(default="")


class EventItem(EventFields, LicencesItem):
    """sk EVENT#<4 digits>."""


class SignatureItem(LicencesItem):
    """sk SIGNATURE. The drawing as PNG; a typed consent has `typed_name` instead."""

    png = BinaryAttribute(legacy_encoding=False, null=True)
    typed_name = UnicodeAttribute(default="")


class PointerItem(LicencesItem):
    """Which letter: pk LINK#<sha256 of a token>, VERIFY#<code>, DOCUMENT#<sha256 of a file> or SLOT#<hash of a subject>, with sk LINK.

    `purpose` is sign, copy, verify, document or slot.
    """

    letter_id = UnicodeAttribute()
    purpose = UnicodeAttribute()

"""The items of cases in the fees table. Those of other use cases are in their own stores, under other partition prefixes."""

from typing import Any

from pynamodb.attributes import ListAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.dynamodb import EnumAttribute, Item, JsonAttribute
from chalicelib.records.chain_items import EventFields
from chalicelib.records.delivery import Delivery
from chalicelib.settings import settings


class _ByClass(GlobalSecondaryIndex["CaseItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_class"
        projection = AllProjection()

    class_id = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class _ByMonth(GlobalSecondaryIndex["CaseItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_month"
        projection = AllProjection()

    month = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class _ByState(GlobalSecondaryIndex["CaseItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_state"
        projection = AllProjection()

    state_shard = UnicodeAttribute(hash_key=True)
    since = UnicodeAttribute(range_key=True)


class FeesItem(Item):
    """What every item of the table has."""

    class Meta:
        table_name = settings().fees_table

    by_class = _ByClass()
    by_month = _ByMonth()
    by_state = _ByState()
    class_id = UnicodeAttribute(null=True)
    month = UnicodeAttribute(null=True)
    state_shard = UnicodeAttribute(null=True)
    since = UnicodeAttribute(null=True)


class CaseItem(FeesItem):
    """pk <serial number>, sk CASE. Named as the model's Case; `month` of its making as 2026-03; `since`: when it came to its state."""

    class_title = UnicodeAttribute()
    class_year = NumberAttribute()
    class_code = UnicodeAttribute()
    class_run = NumberAttribute()
    organizers: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    payee = JsonAttribute()
    funding = UnicodeAttribute()
    pays_on = UnicodeAttribute()
    lines = JsonAttribute("鐘點費的課程")
    deductions = JsonAttribute()
    state = UnicodeAttribute()
    made_at = UTCDateTimeAttribute()
    events = NumberAttribute()
    sent_at = UTCDateTimeAttribute(null=True)
    confirmed_at = UTCDateTimeAttribute(null=True)
    paid_at = UTCDateTimeAttribute(null=True)
    payee_version = NumberAttribute(default=0)
    application_id = UnicodeAttribute(default="")
    batch_id = UnicodeAttribute(default="")
    objection = UnicodeAttribute(default="")
    answer = UnicodeAttribute(default="")
    objected_net = NumberAttribute(default=0)
    document = UnicodeAttribute(default="none")
    text_sha256 = UnicodeAttribute(default="")
    rate = NumberAttribute(default=0)
    state_since = UTCDateTimeAttribute(null=True)
    moments = JsonAttribute()
    last_hash = UnicodeAttribute(default="")
    parameters = UnicodeAttribute(default="")
    reason = UnicodeAttribute(default="")
    link = UnicodeAttribute(default="")
    links = NumberAttribute(default=0)
    link_expires_at = UTCDateTimeAttribute(null=True)
    delivery = EnumAttribute(Delivery, default=Delivery.NONE)
    due_on = UnicodeAttribute(null=True)
    reminders = NumberAttribute(default=0)
    last_reminder_on = UnicodeAttribute(null=True)
    document_key = UnicodeAttribute(default="")
    document_sha256 = UnicodeAttribute(default="")
    document_error = UnicodeAttribute(default="")
    verification = UnicodeAttribute(default="")
    request = UnicodeAttribute(default="")


class EventItem(EventFields, FeesItem):
    """pk <serial number>, sk EVENT#<4 digits>."""


class CounterItem(FeesItem):
    """pk SERIAL#<yyyymmdd>, sk COUNTER: the last serial number that was given on that day."""

    last = NumberAttribute()


class SlotItem(FeesItem):
    """pk SLOT#<class id>, sk <key of the lecturer's name>: the live case of the two, or "" after it was cancelled."""

    case_id = UnicodeAttribute()

"""The items of the payments table."""

from typing import Any

from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.dynamodb import Item, JsonAttribute
from chalicelib.records.chain_items import EventFields
from chalicelib.settings import settings


class _ByStage(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_stage"
        projection = AllProjection()

    stage = UnicodeAttribute(hash_key=True)
    since = UnicodeAttribute(range_key=True)


class _ByMonth(GlobalSecondaryIndex[Any]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_month"
        projection = AllProjection()

    month = UnicodeAttribute(hash_key=True)
    pk = UnicodeAttribute(range_key=True)


class PaymentsItem(Item):
    """What every item of the table has. `stage`: what it waits for (sparse); `month` of its making as A2026-03 or B2026-03."""

    class Meta:
        table_name = settings().payments_table

    by_stage = _ByStage()
    by_month = _ByMonth()
    stage = UnicodeAttribute(null=True)
    since = UnicodeAttribute(null=True)
    month = UnicodeAttribute(null=True)


class ApplicationItem(PaymentsItem):
    """pk <A number>, sk DOCUMENT. Named as the model's Application."""

    funding = UnicodeAttribute()
    note = UnicodeAttribute(default="")
    items = JsonAttribute("付款申請單")
    chain: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    made_by = UnicodeAttribute()
    made_by_name = UnicodeAttribute()
    made_at = UTCDateTimeAttribute()
    readers: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    digest = UnicodeAttribute()
    state = UnicodeAttribute()
    state_since = UTCDateTimeAttribute(null=True)
    decisions = JsonAttribute()
    due_on = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(default="")
    seen = BooleanAttribute(default=False)
    batch_id = UnicodeAttribute(default="")
    approved_at = UTCDateTimeAttribute(null=True)
    reminded_on = UnicodeAttribute(null=True)
    papers = NumberAttribute()
    paper_key = UnicodeAttribute(default="")
    voucher_key = UnicodeAttribute(default="")
    voucher_sha256 = UnicodeAttribute(default="")
    paper_error = UnicodeAttribute(default="")
    events = NumberAttribute()
    last_hash = UnicodeAttribute(default="")


class VoucherItem(PaymentsItem):
    """pk VOUCHER#<sha256 of its file>, sk APPLICATION: whose it is."""

    application_id = UnicodeAttribute()


class BatchItem(PaymentsItem):
    """pk <B number>, sk DOCUMENT. Named as the model's Batch."""

    pays_on = UnicodeAttribute()
    applications: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    entries = JsonAttribute("付款批次")
    made_by = UnicodeAttribute()
    made_at = UTCDateTimeAttribute()
    state = UnicodeAttribute()
    state_since = UTCDateTimeAttribute(null=True)
    fetched = NumberAttribute(default=0)
    file_sha256 = UnicodeAttribute(default="")
    file_until = UTCDateTimeAttribute(null=True)
    error = UnicodeAttribute(default="")
    reason = UnicodeAttribute(default="")
    paid = NumberAttribute(default=0)
    failed = NumberAttribute(default=0)
    events = NumberAttribute()
    last_hash = UnicodeAttribute(default="")


class EventItem(EventFields, PaymentsItem):
    """pk <A or B number>, sk EVENT#<4 digits>."""


class CounterItem(PaymentsItem):
    """pk SERIAL#<A or B><yyyymmdd>, sk COUNTER: the last number that was given on that day."""

    last = NumberAttribute()


class LevelsItem(PaymentsItem):
    """pk LEVELS, sk <first day>#<version>. Only ever added to."""

    head_from = NumberAttribute()
    director_from = NumberAttribute()
    source = UnicodeAttribute()
    by = UnicodeAttribute()
    at = UTCDateTimeAttribute()


class DelegationItem(PaymentsItem):
    """pk DELEGATIONS, sk <last day>#<id>."""

    step = UnicodeAttribute()
    by = UnicodeAttribute()
    by_name = UnicodeAttribute()
    to = UnicodeAttribute()
    to_name = UnicodeAttribute()
    starts_on = UnicodeAttribute()
    reason = UnicodeAttribute()
    made_at = UTCDateTimeAttribute()
    ended_at = UTCDateTimeAttribute(null=True)

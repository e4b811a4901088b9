"""The items of the leave table."""

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.dynamodb import Item, JsonAttribute
from chalicelib.settings import settings


class _ByClass(GlobalSecondaryIndex["LeaveItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_class"
        projection = AllProjection()

    class_id = UnicodeAttribute(hash_key=True)
    class_order = UnicodeAttribute(range_key=True)


class _ByAgency(GlobalSecondaryIndex["LeaveItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_agency"
        projection = AllProjection()

    agency_told = UnicodeAttribute(hash_key=True)
    agency_order = UnicodeAttribute(range_key=True)


class LeaveTableItem(Item):
    """What every item of the table has."""

    class Meta:
        table_name = settings().leave_table

    by_class = _ByClass()
    by_agency = _ByAgency()
    class_id = UnicodeAttribute(null=True)
    class_order = UnicodeAttribute(null=True)
    agency_told = UnicodeAttribute(null=True)
    agency_order = UnicodeAttribute(null=True)


class LeaveItem(LeaveTableItem):
    """sk LEAVE#<token>. Named as the model's Leave. `agency_told` is there once the leave was approved."""

    class_title = UnicodeAttribute()
    name = UnicodeAttribute()
    agency = UnicodeAttribute(default="")
    seat = UnicodeAttribute(default="")
    kind = UnicodeAttribute()
    reason = UnicodeAttribute()
    parts = JsonAttribute()
    state = UnicodeAttribute()
    requested_at = UTCDateTimeAttribute()
    answered_at = UTCDateTimeAttribute(null=True)
    answered_by = UnicodeAttribute(default="")
    answer = UnicodeAttribute(default="")
    ended_at = UTCDateTimeAttribute(null=True)
    ended_by = UnicodeAttribute(default="")
    ended_reason = UnicodeAttribute(default="")
    instead_of = UnicodeAttribute(default="")
    listed = JsonAttribute(null=True)
    proof_key = UnicodeAttribute(default="")
    proof_at = UTCDateTimeAttribute(null=True)
    proof_problem = UnicodeAttribute(default="")


class SlotItem(LeaveTableItem):
    """sk SLOT#<session id>. `taken` as hours_rules writes it; "" when everything is free again."""

    taken = UnicodeAttribute(default="")


class ToldItem(LeaveTableItem):
    """sk TOLD#<what>#<whom>. This mail went to this address."""

    told_at = UTCDateTimeAttribute()


class RulesItem(LeaveTableItem):
    """sk RULES#<4 digits>. Never changed; the last one is in force."""

    longest = UnicodeAttribute()
    free = JsonAttribute()
    deputies = JsonAttribute()
    made_by = UnicodeAttribute()
    made_at = UTCDateTimeAttribute()


class InboxItem(LeaveTableItem):
    """pk INBOX#<username>, sk <class>. Where to look for what waits for an approver; the class and its rules decide whether it does."""


class DayItem(LeaveTableItem):
    """pk DAY#<day>, sk <from as 09:00>#<leave id>#<session id>. Named as the model's Listed."""

    leave_id = UnicodeAttribute()
    class_title = UnicodeAttribute()
    name = UnicodeAttribute()
    agency = UnicodeAttribute(default="")
    seat = UnicodeAttribute(default="")
    room = UnicodeAttribute(default="")
    starts_at = UTCDateTimeAttribute()
    ends_at = UTCDateTimeAttribute()
    changed_at = UTCDateTimeAttribute()
    active = BooleanAttribute(default=True)

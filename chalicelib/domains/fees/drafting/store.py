"""How a lecturer was last paid, so that the next case begins so: pk LECTURER#<lecturer id>, sk PROFILE."""

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute

from chalicelib.domains.fees.model import IncomeClass, LecturerKind, Payee
from chalicelib.domains.fees.store_items import FeesItem


class ProfileItem(FeesItem):
    kind = UnicodeAttribute()
    income_class = UnicodeAttribute()
    income_reason = UnicodeAttribute()
    resident = BooleanAttribute()
    nhi_exempt_reason = UnicodeAttribute(default="")


def profile(payee: Payee) -> ProfileItem:
    return ProfileItem(
        f"LECTURER#{payee.lecturer_id}",
        "PROFILE",
        kind=payee.kind.value,
        income_class=payee.income_class.value,
        income_reason=payee.income_reason,
        resident=payee.resident,
        nhi_exempt_reason=payee.nhi_exempt_reason,
    )


def find(lecturer_id: str, name: str, email: str) -> Payee | None:
    item = ProfileItem.find(f"LECTURER#{lecturer_id}", "PROFILE")
    if item is None:
        return None
    kind, income_class = LecturerKind(item.kind), IncomeClass(item.income_class)
    return Payee(lecturer_id, name, email, kind, income_class, item.income_reason, item.resident, item.nhi_exempt_reason)

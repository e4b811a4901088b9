"""Lists of a year that were asked for: pk YEARS, sk <id>."""

from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.domains.payments.store_items import PaymentsItem
from chalicelib.records.store_exports import ExportItem

PARTITION = "YEARS"


class YearItem(ExportItem, PaymentsItem):
    """`rows`, `amount` and `held` (in dollars) are sums of what the list has."""

    year = NumberAttribute()
    what = UnicodeAttribute()
    rows = NumberAttribute(default=0)
    amount = NumberAttribute(default=0)
    held = NumberAttribute(default=0)

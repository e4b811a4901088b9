"""The bank's answers: which file was imported, and what came of it. pk RESULTS."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.domains.payments.bank.rules import ResultState
from chalicelib.domains.payments.store_items import PaymentsItem
from chalicelib.dynamodb import EnumAttribute, JsonAttribute

_RESULTS = "RESULTS"


class ResultItem(PaymentsItem):
    """pk RESULTS, sk <time>-<random>: a file of the bank. `state` is done or refused; `problems` are texts for staff."""

    by = UnicodeAttribute()
    at = UTCDateTimeAttribute()
    state = EnumAttribute(ResultState)
    batch_id = UnicodeAttribute(default="")
    sha256 = UnicodeAttribute(default="")
    paid = NumberAttribute(default=0)
    failed = NumberAttribute(default=0)
    known = NumberAttribute(default=0)
    problems = JsonAttribute(null=True)


def find(result_id: str) -> ResultItem | None:
    return ResultItem.find(_RESULTS, result_id)


def latest(most: int = 30) -> list[ResultItem]:
    """The latest first."""
    return list(ResultItem.query(_RESULTS, scan_index_forward=False, limit=most, consistent_read=True))


def add(result_id: str, values: Mapping[str, Any]) -> None:
    """What came of a file: by, at, state, and the counts. Raises ConditionFailed where it stands already."""
    ResultItem(_RESULTS, result_id, **values).put(ResultItem.pk.does_not_exist())


def unread(result_id: str, at: datetime) -> ResultItem:
    """What a page shows of a file that no worker has read yet; it stands nowhere."""
    return ResultItem(_RESULTS, result_id, by="", at=at, state=ResultState.WAITING)

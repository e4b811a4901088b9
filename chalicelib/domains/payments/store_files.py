"""The bank's answers and the lists of a year: what was asked for, and what came of it."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.clock import taipei
from chalicelib.domains.payments.store_items import ResultItem, YearItem
from chalicelib.dynamodb import Transaction

_RESULTS, _YEARS = "RESULTS", "YEARS"
_LISTED = timedelta(days=400)


def new_id(now: datetime) -> str:
    """Sorts by time."""
    return f"{taipei(now):%Y%m%d%H%M%S}-{secrets.token_hex(4)}"


def find_result(result_id: str) -> ResultItem | None:
    return ResultItem.find(_RESULTS, result_id)


def results(most: int = 30) -> list[ResultItem]:
    """The latest first."""
    return list(ResultItem.query(_RESULTS, scan_index_forward=False, limit=most, consistent_read=True))


def add_result(result_id: str, values: Mapping[str, Any]) -> None:
    """What came of a file: by, at, state, and the counts. Raises ConditionFailed where it stands already."""
    ResultItem(_RESULTS, result_id, **values).put(ResultItem.pk.does_not_exist())


def unread_result(result_id: str, at: datetime) -> ResultItem:
    """What a page shows of a file that no worker has read yet; it stands nowhere."""
    return ResultItem(_RESULTS, result_id, by="", at=at, state="waiting")


def ask_year(transaction: Transaction, year_id: str, values: Mapping[str, Any], now: datetime) -> None:
    """Asked for: year, what, by."""
    transaction.create(YearItem(_YEARS, year_id, **values, at=now, state="requested", expires_at=int((now + _LISTED).timestamp())))


def find_year(year_id: str) -> YearItem | None:
    return YearItem.find(_YEARS, year_id)


def years(most: int = 20) -> list[YearItem]:
    """The latest first."""
    return list(YearItem.query(_YEARS, scan_index_forward=False, limit=most, consistent_read=True))


def finish_year(year_id: str, values: Mapping[str, Any]) -> None:
    """Ready with its counts, or failed with a text for staff."""
    YearItem(_YEARS, year_id).change([getattr(YearItem, name).set(value) for name, value in values.items()], YearItem.sk.exists())

"""The bank's answers and the lists of a year: what was asked for, and what came of it."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.clock import taipei
from chalicelib.domains.payments.store_items import ResultItem, YearItem
from chalicelib.table import Transaction

_RESULTS, _YEARS = "RESULTS", "YEARS"
_UNUSED = timedelta(days=2)  # a form that nobody sent a file with
_LISTED = timedelta(days=400)


def new_id(now: datetime) -> str:
    """Sorts by time."""
    return f"{taipei(now):%Y%m%d%H%M%S}-{secrets.token_hex(4)}"


def expect_result(result_id: str, by: str, now: datetime) -> None:
    """A form for a file of the bank was given out."""
    ends = int((now + _UNUSED).timestamp())
    ResultItem(_RESULTS, result_id, by=by, at=now, state="waiting", expires_at=ends).put(ResultItem.pk.does_not_exist())


def find_result(result_id: str) -> ResultItem | None:
    return ResultItem.find(_RESULTS, result_id)


def results(now: datetime, most: int = 30) -> list[ResultItem]:
    """Those that were read, the latest first."""
    found = ResultItem.query(_RESULTS, scan_index_forward=False, limit=most * 2, consistent_read=True)
    return [item for item in found if item.state != "waiting"][:most]


def finish_result(result_id: str, state: str, values: Mapping[str, Any]) -> None:
    """What came of the file; from now on it stays."""
    actions = [getattr(ResultItem, name).set(value) for name, value in values.items()]
    ResultItem(_RESULTS, result_id).change([ResultItem.state.set(state), ResultItem.expires_at.remove(), *actions], ResultItem.sk.exists())


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

"""The year's lists, asked for by accounting (records/exports.py). They hold whole ID numbers, so each is there for an hour."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.clock import taipei
from chalicelib.domains.payments.access import PAYERS
from chalicelib.domains.payments.year.rules import List
from chalicelib.domains.payments.year.store import PARTITION, YearItem
from chalicelib.errors import InvalidInput
from chalicelib.identity import Principal, Role
from chalicelib.messaging.outbox import Message
from chalicelib.records.exports import Exports, new_id

READERS = PAYERS | {Role.ADMINISTRATOR}
LIVES = timedelta(hours=1)
_FIRST = 2020
_SHOWN, _SWEPT = 20, 200
YEARS = Exports(
    YearItem,
    not_ready="清冊還沒有做好，請回上一頁稍候。",
    gone="清冊含證號，只保留一小時。請重新製作。",
    ends_after=timedelta(days=400),
)


def choices(now: datetime) -> list[int]:
    """The years that can be asked for, the last one first, since that is what is due."""
    this = taipei(now).year
    return [this - 1, this, *range(this - 2, _FIRST - 1, -1)]


def ask(who: Principal, form: Mapping[str, str], now: datetime) -> str:
    """year, what: returns its id. Raises InvalidInput with its fields, Forbidden."""
    who.require(READERS)
    errors = {}
    if form.get("year") not in {str(year) for year in choices(now)}:
        errors["year"] = "請選擇年度。"
    if form.get("what") not in set(List):
        errors["what"] = "請選擇清冊。"
    if errors:
        raise InvalidInput(fields=errors)
    year_id = new_id(now)
    message = Message("payments.year", {"year_id": year_id}, id=f"payments.year.{year_id}")
    YEARS.request(
        YearItem(PARTITION, year_id, year=int(form["year"]), what=form["what"], asked_by=who.username, asked_at=now), message, now
    )
    return year_id


def latest(who: Principal, now: datetime) -> list[YearItem]:
    """The latest first. Raises Forbidden."""
    who.require(READERS)
    return YEARS.latest(PARTITION, now, _SHOWN)


def find(who: Principal, year_id: str, now: datetime) -> YearItem:
    """Raises NotFound, Forbidden."""
    who.require(READERS)
    return YEARS.find(PARTITION, year_id, now)


def download(who: Principal, year_id: str, now: datetime) -> str:
    """A URL of three minutes; who fetched it last is noted. Raises NotFound while it is not ready, Expired, Forbidden."""
    return YEARS.download(who, find(who, year_id, now), now)


def sweep(now: datetime) -> int:
    """For the ten-minute schedule: deletes the files whose hour is over; returns how many."""
    return YEARS.sweep(PARTITION, now, _SWEPT)

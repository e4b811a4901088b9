"""The year's lists: asked for by accounting, made by a worker, there for an hour. They hold whole ID numbers."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.clock import taipei
from chalicelib.cloud import files
from chalicelib.domains.payments import store_files
from chalicelib.domains.payments.access import PAYERS
from chalicelib.domains.payments.store_items import YearItem
from chalicelib.domains.payments.year.rules import List
from chalicelib.errors import Expired, InvalidInput, NotFound
from chalicelib.identity import Principal, Role
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork

READERS = PAYERS | {Role.ADMINISTRATOR}
LIVES = timedelta(hours=1)
_FIRST = 2020
_LONGEST_ID = 40


def choices(now: datetime) -> list[int]:
    """The years that can be asked for, the last one first, since that is what is due."""
    this = taipei(now).year
    return [this - 1, this, *range(this - 2, _FIRST - 1, -1)]


def ask(who: Principal, form: Mapping[str, str], now: datetime) -> str:
    """year, what: answers its id. Raises InvalidInput with its fields, Forbidden."""
    who.require(READERS)
    errors = {}
    if form.get("year") not in {str(year) for year in choices(now)}:
        errors["year"] = "請選擇年度。"
    if form.get("what") not in set(List):
        errors["what"] = "請選擇清冊。"
    if errors:
        raise InvalidInput(fields=errors)
    year_id = store_files.new_id(now)
    message = Message("payments.year", {"year_id": year_id}, id=f"payments.year.{year_id}")
    work = UnitOfWork(now)
    store_files.ask_year(work, year_id, {"year": int(form["year"]), "what": form["what"], "by": who.username}, now)
    work.announce(message)
    work.commit()
    return year_id


def latest(who: Principal) -> list[YearItem]:
    """Raises Forbidden."""
    who.require(READERS)
    return store_files.years()


def find(who: Principal, year_id: str) -> YearItem:
    """Raises NotFound, Forbidden."""
    who.require(READERS)
    found = store_files.find_year(year_id) if len(year_id) <= _LONGEST_ID else None
    if found is None:
        raise NotFound
    return found


def gone(item: YearItem, now: datetime) -> bool:
    return item.state == "ready" and item.ready_at is not None and now >= item.ready_at + LIVES


def download(who: Principal, year_id: str, now: datetime) -> str:
    """A URL of three minutes; who fetched it last is noted. Raises NotFound while it is not ready, Expired, Forbidden."""
    item = find(who, year_id)
    if item.state != "ready":
        raise NotFound("清冊還沒有做好，請回上一頁稍候。")
    if gone(item, now):
        raise Expired("清冊含證號，只保留一小時。請重新製作。")
    store_files.finish_year(year_id, {"fetched_by": who.username})
    return files.passing_url(file_key(year_id), f"{List(item.what).label}_{int(item.year) - 1911}年.csv")


def sweep(now: datetime) -> int:
    """For the ten-minute schedule: deletes the files whose hour is over; answers how many."""
    over = [item for item in store_files.years(200) if gone(item, now)]
    for item in over:
        files.delete_upload(file_key(item.sk))
        store_files.finish_year(item.sk, {"state": "removed"})
    return len(over)


def file_key(year_id: str) -> str:
    return f"withholding-ready/{year_id}.csv"

"""Numbers of documents, without gap or double: the day's counter moves in the transaction that makes the document."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from chalicelib.clock import taipei
from chalicelib.dynamodb import Item
from chalicelib.errors import Conflict
from chalicelib.messaging.unit_of_work import UnitOfWork

_PER_DAY, _TRIES = 9_999, 40
Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """One kind of number: `prefix`, the day in Taipei and four digits, as A202603020007.

    `counter` is its table's class of counters: pk SERIAL#<prefix><yyyymmdd>, sk COUNTER, `last` the last number that was given.
    `activity` and `exhausted` are what a person is told: what many are doing in this moment, and that a day's numbers are used up.
    """

    counter: type[Item]
    prefix: str = ""
    activity: str
    exhausted: str


def create_numbered(numbers: Numbers, fill: Callable[[UnitOfWork, str], Made], recheck: Callable[[], None], now: datetime) -> Made:
    """Returns what `fill` makes of the next number: it adds everything that is to stand or fall with it to the unit.

    Where the transaction fails, `recheck` raises if it was more than the number that somebody else took. Raises Conflict, and as it does.
    """
    day = f"{numbers.prefix}{taipei(now):%Y%m%d}"
    for attempt in range(_TRIES):
        last = last_number(numbers.counter, day)
        if last >= _PER_DAY:
            raise Conflict(numbers.exhausted)
        work = UnitOfWork(now)
        _move(work, numbers.counter, day, last)
        made = fill(work, f"{day}{last + 1:04}")
        if work.try_commit():
            return made
        recheck()
        time.sleep(random.uniform(0, 0.01 * min(attempt + 1, 10)))  # noqa: S311  jitter, not a secret
    raise Conflict(f"同時有許多人在{numbers.activity}，請再按一次。")


def last_number(counter: Any, day: str) -> int:
    """The last one given on the day (with the prefix, as A20260302), 0 before the first."""
    item = counter.find(f"SERIAL#{day}", "COUNTER")
    return int(item.last) if item else 0


def _move(work: UnitOfWork, counter: Any, day: str, before: int) -> None:
    """One further; the transaction fails where somebody else was first."""
    work.put(counter(f"SERIAL#{day}", "COUNTER", last=before + 1), counter.last == before if before else counter.pk.does_not_exist())

"""The organizer's list of cases: by the days of making, narrowed by state and words, page by page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from chalicelib.clock import taipei
from chalicelib.domains.fees import store
from chalicelib.domains.fees.access import READERS, may_read
from chalicelib.domains.fees.model import Case, State
from chalicelib.identity import Principal
from chalicelib.web.field_rules import Fields
from chalicelib.web.value_rules import plain, read_day, told

PAGE = 50
_LONGEST = timedelta(days=731)
_LONGEST_TEXT = 60
_MOST_READ = 2000
KINDS = {
    State.DRAFT: "neutral",
    State.SENT: "info",
    State.OBJECTED: "warn",
    State.CONFIRMED: "ok",
    State.APPLIED: "info",
    State.APPROVED: "info",
    State.PAYING: "info",
    State.PAID: "ok",
    State.FAILED: "stop",
    State.CANCELLED: "neutral",
}


@dataclass(frozen=True)
class Filter:
    """Cases made from `start` to `end`, both included; `state` is empty for all; `text` is part of class, lecturer or number."""

    start: date
    end: date
    state: str = ""
    text: str = ""

    @property
    def typed(self) -> dict[str, str]:
        """As the form has it."""
        return {"from": str(self.start), "to": str(self.end), "state": self.state, "q": self.text}


@dataclass(frozen=True)
class Listing:
    """One page of cases, the latest first. `next` is the number to go on below, "" at the end."""

    cases: tuple[Case, ...]
    next: str = ""


def read_filter(query: Mapping[str, str], now: datetime) -> Filter:
    """From the first day of the last month to today unless given. Raises InvalidInput (from, to, state)."""
    today = taipei(now).date()
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    fields = Fields({"from": query.get("from") or str(month), "to": query.get("to") or str(today)})
    start = fields.take("from", told(f"起日請填日期，例如 {month}。", read_day), month)
    end = fields.take("to", told(f"迄日請填日期，例如 {today}。", read_day), today)
    if not fields.errors and end < start:
        fields.errors["to"] = "迄日不可早於起日。"
    if not fields.errors and end - start > _LONGEST:
        fields.errors["to"] = "一次最多查詢兩年，請縮短日期範圍。"
    state = query.get("state", "")
    if state not in {"", *map(str, State)}:
        fields.errors["state"] = "請選擇狀態。"
    fields.check()
    return Filter(start, end, state, query.get("q", "").strip()[:_LONGEST_TEXT])


def list_cases(who: Principal, wanted: Filter, after: str = "") -> Listing:
    """At most 50 cases below the number `after`. Raises Forbidden.

    Reads at most 2,000 items: a page may hold fewer than 50 and yet have a next.
    """
    who.require(READERS)
    if not (after.isascii() and after.isdigit() and len(after) == 12):
        after = ""
    if after and after < f"{wanted.start:%Y%m%d}":
        return Listing(())
    found: list[Case] = []
    read, position = 0, after
    for case in islice(store.latest_made_between(wanted.start, wanted.end, after), _MOST_READ):
        if len(found) == PAGE:
            return Listing(tuple(found), position)
        read, position = read + 1, case.id
        if matches(who, case, wanted):
            found.append(case)
    return Listing(tuple(found), position if read == _MOST_READ else "")


def everything(who: Principal, wanted: Filter) -> Iterator[Case]:
    """All cases of the filter that this person may read, the latest first, read page by page. Raises Forbidden."""
    who.require(READERS)
    return (case for case in store.latest_made_between(wanted.start, wanted.end) if matches(who, case, wanted))


def matches(who: Principal, case: Case, wanted: Filter) -> bool:
    if not may_read(who, case) or wanted.state not in {"", case.state.value}:
        return False
    return _plain(wanted.text) in _plain(f"{case.id} {case.class_title} {case.class_code} {case.payee.name}")


def _plain(text: str) -> str:
    return plain(text).casefold()

"""What the pages of applications and batches show."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from chalicelib.clock import taipei
from chalicelib.domains.fees import service as fees
from chalicelib.domains.payments import store
from chalicelib.domains.payments.access import PAYERS, may_read, open_application, steps_lent
from chalicelib.domains.payments.batching import FILE_LIVES
from chalicelib.domains.payments.batching import MOST as MOST_IN_BATCH
from chalicelib.domains.payments.deciding import may_decide, version_of
from chalicelib.domains.payments.model import BatchState, State
from chalicelib.domains.payments.steps import history, load_batch
from chalicelib.identity import Session

MOST = 200
_MONTHS = 24


def applications(who: Session, query: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Those made in a month that this person may read, the latest first, at most 200."""
    month = _month(query, now)
    lent = bool(steps_lent(who, taipei(now).date()))
    readable = (each for each in store.of_month(month) if lent or may_read(who, each))
    found = list(islice(readable, MOST + 1))
    return {"found": found[:MOST], "cut": len(found) > MOST, "month": month, "months": months(now)}


def one(who: Session, application_id: str, now: datetime) -> dict[str, Any]:
    """An application with its history, and what this person may do with it. Raises NotFound, Forbidden."""
    application = open_application(who, application_id, now)
    events, whole = history(application)
    mine = application.made_by == who.username
    pays = who.has(*PAYERS) and application.state is State.APPROVED
    why_not = may_decide(who, application, now)
    return {
        "application": application,
        "cases": fees.cases(application.case_ids),
        "sums": application.sums,
        "words": fees.in_words(application.sums.net),
        "events": events,
        "chain_ok": whole,
        "version": version_of(application),
        "may_decide": not why_not,
        "why_not": why_not if application.state is State.PENDING else "",
        "may_recall": mine and application.state is State.PENDING,
        "may_return": pays,
        "may_dismiss": mine and application.state is State.RETURNED and not application.seen,
    }


def batches(who: Session, query: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """What can be paid, batches that wait for the bank, and those made in a month. Raises Forbidden."""
    who.require(PAYERS)
    month = _month(query, now)
    return {
        "payable": store.in_stage(store.APPROVED),
        "most": MOST_IN_BATCH,
        "found": list(islice(store.batches_of_month(month), MOST)),
        "month": month,
        "months": months(now),
        "today": taipei(now).date(),
    }


def batch(who: Session, batch_id: str, now: datetime) -> dict[str, Any]:
    """A batch with its payments as they stand and its history. Raises NotFound, Forbidden."""
    who.require(PAYERS)
    found = load_batch(batch_id)
    events, whole = history(found)
    cases = fees.cases(entry.case_id for entry in found.entries)
    lives = found.file_until is not None and now < found.file_until
    made = found.state in {BatchState.READY, BatchState.DONE}
    return {
        "batch": found,
        "words": fees.in_words(found.total),
        "cases": cases,
        "events": events,
        "chain_ok": whole,
        "file_there": made and lives,
        "may_make_again": (made and not lives) or (found.state is BatchState.MAKING and bool(found.error)),
        "may_void": not found.fetched and (found.state is BatchState.READY or bool(found.error)),
        "hours": int(FILE_LIVES.total_seconds() // 3600),
    }


def months(now: datetime) -> list[str]:
    """The last two years' months, the latest first, as 2026-03."""
    number = taipei(now).year * 12 + taipei(now).month - 1
    return [f"{each // 12:04}-{each % 12 + 1:02}" for each in range(number, number - _MONTHS, -1)]


def _month(query: Mapping[str, str], now: datetime) -> str:
    """The month asked for; this one where none can be read."""
    known = months(now)
    return query["month"] if query.get("month") in known else known[0]

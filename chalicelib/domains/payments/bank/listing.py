"""What the pages of batches show."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from chalicelib.clock import taipei
from chalicelib.domains.fees import service as fees
from chalicelib.domains.payments import store, transitions
from chalicelib.domains.payments.access import PAYERS
from chalicelib.domains.payments.bank.batching import MOST as MOST_IN_BATCH
from chalicelib.domains.payments.deadline_rules import BANK_FILE_LIVES
from chalicelib.domains.payments.events_rules import BatchEvent
from chalicelib.domains.payments.model import BatchState
from chalicelib.domains.payments.months import chosen_month, months
from chalicelib.identity import Principal
from chalicelib.web.paging_rules import part_of

MOST_SHOWN = 200
_A_PAGE = 100


def batches(who: Principal, query: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """What can be paid, batches that wait for the bank, and those made in a month. Raises Forbidden."""
    who.require(PAYERS)
    month = chosen_month(query, now)
    return {
        "payable": store.in_stage(store.APPROVED),
        "most": MOST_IN_BATCH,
        "found": list(islice(store.batches_of_month(month), MOST_SHOWN)),
        "month": month,
        "months": months(now),
        "today": taipei(now).date(),
    }


def batch(who: Principal, batch_id: str, page: str, now: datetime) -> dict[str, Any]:
    """A batch with a part of its payments as they stand, and its history. Raises NotFound, Forbidden."""
    who.require(PAYERS)
    found = transitions.load_batch(batch_id)
    events, whole = transitions.batches.history(found)
    part = part_of(found.entries, page, _A_PAGE)
    lives = found.file_until is not None and now < found.file_until
    made = found.state in {BatchState.READY, BatchState.DONE}
    return {
        "batch": found,
        "words": fees.in_words(found.total),
        "part": part,
        "cases": fees.cases(entry.case_id for entry in part.rows),
        "events": events,
        "label_of": BatchEvent.label_of,
        "chain_ok": whole,
        "file_there": made and lives,
        "may_make_again": (made and not lives) or (found.state is BatchState.MAKING and bool(found.error)),
        "may_void": not found.fetched and (found.state is BatchState.READY or bool(found.error)),
        "hours": int(BANK_FILE_LIVES.total_seconds() // 3600),
    }

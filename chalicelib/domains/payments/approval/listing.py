"""What the pages of applications show."""

from collections.abc import Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from chalicelib.clock import taipei
from chalicelib.domains.fees import service as fees
from chalicelib.domains.payments import store, transitions
from chalicelib.domains.payments.access import PAYERS, may_read, open_application, steps_lent
from chalicelib.domains.payments.approval.deciding import may_decide, version_of
from chalicelib.domains.payments.events_rules import ApplicationEvent
from chalicelib.domains.payments.model import State
from chalicelib.domains.payments.months import chosen_month, months
from chalicelib.identity import Principal

MOST_SHOWN = 200


def applications(who: Principal, query: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """Those made in a month that this person may read, the latest first, at most 200."""
    month = chosen_month(query, now)
    lent = bool(steps_lent(who, taipei(now).date()))
    readable = (each for each in store.of_month(month) if lent or may_read(who, each))
    found = list(islice(readable, MOST_SHOWN + 1))
    return {"found": found[:MOST_SHOWN], "cut": len(found) > MOST_SHOWN, "month": month, "months": months(now)}


def show_application(who: Principal, application_id: str, now: datetime) -> dict[str, Any]:
    """An application with its history, and what this person may do with it. Raises NotFound, Forbidden."""
    application = open_application(who, application_id, now)
    events, whole = transitions.applications.history(application)
    mine = application.made_by == who.username
    pays = who.has(*PAYERS) and application.state is State.APPROVED
    why_not = may_decide(who, application, now)
    return {
        "application": application,
        "cases": fees.cases(application.case_ids),
        "sums": application.sums,
        "words": fees.in_words(application.sums.net),
        "events": events,
        "label_of": ApplicationEvent.label_of,
        "chain_ok": whole,
        "version": version_of(application),
        "may_decide": not why_not,
        "why_not": why_not if application.state is State.PENDING else "",
        "may_recall": mine and application.state is State.PENDING,
        "may_return": pays,
        "may_dismiss": mine and application.state is State.SENT_BACK and not application.seen,
    }

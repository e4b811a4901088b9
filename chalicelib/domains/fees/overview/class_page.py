"""What the page of a class shows of its fees, and one case with its history."""

from datetime import datetime
from typing import Any

from chalicelib.domains.classes import service as classes
from chalicelib.domains.fees import store, transitions
from chalicelib.domains.fees.access import may_work_on, read_case
from chalicelib.domains.fees.amount_in_words_rules import in_words
from chalicelib.domains.fees.calculation.totals_rules import total
from chalicelib.domains.fees.drafting.editing import out_of_date
from chalicelib.domains.fees.drafting.form_rules import UNCHECKED
from chalicelib.domains.fees.drafting.making import blank, waiting
from chalicelib.domains.fees.model import CANCELLABLE, EDITABLE, State
from chalicelib.identity import Principal


def of_class(who: Principal, class_id: str, now: datetime) -> dict[str, Any]:
    """The class, its cases, their sums, and the lecturers without one. Raises NotFound, Forbidden."""
    class_ = classes.open_class(who, class_id)
    cases = store.of_class(class_id)
    live = [case for case in cases if case.state is not State.CANCELLED]
    sums = total(live)
    return {
        "class_": class_,
        "cases": cases,
        "waiting": waiting(class_id, cases),
        "sums": sums,
        "words": in_words(sums.net),
        "standard": blank(class_, live, now),
    }


def show_case(who: Principal, case_id: str) -> dict[str, Any]:
    """A case with its history and what this person may do with it. Raises NotFound, Forbidden."""
    case = read_case(who, case_id)
    events, whole = transitions.cases.history(case)
    own = may_work_on(who, case)
    return {
        "case": case,
        "events": events,
        "chain_ok": whole,
        "words": in_words(case.net),
        "old": out_of_date(case),
        "own_class": own,
        "unchecked": case.payee.income_reason.endswith(UNCHECKED),
        "may_edit": own and case.state in EDITABLE,
        "may_cancel": own and case.state in CANCELLABLE,
    }

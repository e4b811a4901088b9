"""The sealed confirmation of a case, for staff."""

from contextlib import suppress
from datetime import datetime

from chalicelib.domains.fees.access import open_case, read_case
from chalicelib.domains.fees.confirming.confirming import document_url
from chalicelib.domains.fees.events_rules import CaseEvent
from chalicelib.domains.fees.model import Case
from chalicelib.domains.fees.transitions import cases
from chalicelib.errors import Conflict
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.records.document_state import DocumentState
from chalicelib.records.hash_chain import Actor
from chalicelib.records.transitions import Transition


def url(who: Principal, case_id: str, now: datetime) -> str:
    """A URL of three minutes; each is noted in the chain. Raises NotFound where there is none yet, Forbidden."""
    case = read_case(who, case_id)
    address = document_url(case)
    with suppress(Conflict):  # something else was noted in this very moment; the fetching itself is no decision
        fetched = Transition(kind=CaseEvent.FETCHED, actor=Actor(who.username), detail={"what": "承辦下載確認單"})
        cases.apply(case, fetched, now)
    return address


def make_again(who: Principal, case_id: str, now: datetime) -> Case:
    """For a confirmation that could not be made. Raises Conflict where there is nothing to make again."""
    case = open_case(who, case_id)
    if case.document is not DocumentState.FAILED:
        raise Conflict("這份確認單不需要重新製作。")
    message = Message("fees.seal", {"case_id": case.id}, case.class_id, id=f"fees.seal.{case.id}.{case.events + 1}")
    asked = {"document": DocumentState.WAITING}
    requested = Transition(kind=CaseEvent.DOCUMENT_REQUESTED, actor=Actor(who.username), change=asked, messages=[message])
    return cases.apply(case, requested, now)

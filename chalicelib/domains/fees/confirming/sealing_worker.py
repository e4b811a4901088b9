"""Makes and seals the paper of a confirmed case; workers only."""

from datetime import datetime, timedelta

from chalicelib.clock import taipei
from chalicelib.documents.letter import signed_paper
from chalicelib.domains.fees import store
from chalicelib.domains.fees.confirming.confirmation_worker import content_of
from chalicelib.domains.fees.confirming.confirming import pay_to_of
from chalicelib.domains.fees.confirming.rules import text_sha256
from chalicelib.domains.fees.confirming.store import pointer
from chalicelib.domains.fees.events_rules import CaseEvent
from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.payees import payees
from chalicelib.domains.fees.transitions import cases, load
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message
from chalicelib.records.document_state import UNMADE, failed_values, ready_values
from chalicelib.records.sealing_worker import EvidenceDoesNotHold, Seal, seal_and_keep

_AFTER_CONFIRMING = (State.CONFIRMED, State.APPLIED, State.APPROVED, State.PAYING)
_LATE = timedelta(minutes=30)
_SEAL = Seal("確認單", "鐘點費確認單封存")
_DOES_NOT_HOLD = "紀錄的雜湊鏈或確認內容與簽名時不符，未製作確認單。請通知系統管理員。"


def seal_paper(case_id: str, now: datetime) -> None:
    """fees.seal: nothing where the paper stands."""
    case = load(case_id)
    if case.document not in UNMADE:
        return

    def ready(key: str, sha256: str) -> None:
        pointer("DOCUMENT", sha256, case.id).put()
        cases.record(case.id, CaseEvent.SEALED, lambda each: ready_values(each, key, sha256), now, detail={"sha256": sha256})

    def failed(why: str) -> None:
        cases.record(case.id, CaseEvent.DOCUMENT_FAILED, lambda each: failed_values(each, why), now, detail={"why": why})

    seal_and_keep(lambda: _drawn(case, now), _SEAL, f"fees/{case.id}", now, ready=ready, failed=failed)


def _drawn(case: Case, now: datetime) -> bytes:
    """The paper with its evidence, not sealed yet. Raises MissingGlyph, EvidenceDoesNotHold."""
    events, whole = cases.history(case)
    confirmed = [event for event in events if event.kind == CaseEvent.CONFIRMED]
    if not whole or not confirmed:
        raise EvidenceDoesNotHold(_DOES_NOT_HOLD)
    # After a failed payment the case has another account; the paper shows the one that was signed for.
    pay_to = pay_to_of(payees.masked(case.payee.lecturer_id, int(confirmed[0].detail["account version"])))
    if text_sha256(case, pay_to) != case.text_sha256:
        raise EvidenceDoesNotHold(_DOES_NOT_HOLD)
    return signed_paper(content_of(case, events, pay_to, now), created=now)


def sweep(now: datetime) -> int:
    """For the daily schedule: asks again for papers that are not made, so that a font that was added is noticed; returns how many."""
    late = [case for state in _AFTER_CONFIRMING for case in store.in_state(state) if _is_late(case, now)]
    today = taipei(now).date()
    outbox.announce([Message("fees.seal", {"case_id": case.id}, case.class_id, id=f"fees.reseal.{case.id}.{today}") for case in late], now)
    return len(late)


def _is_late(case: Case, now: datetime) -> bool:
    return case.document in UNMADE and case.confirmed_at is not None and now - case.confirmed_at > _LATE

"""Makes and seals the paper of a confirmed case; workers only.

The file's name is its SHA-256, and one conditional change of the case says which file is the paper: a message that comes twice, or a crash
between S3 and DynamoDB, leaves at most a file that nobody points to.
"""

import hashlib
from datetime import datetime, timedelta

from chalicelib.clock import taipei
from chalicelib.cloud import files
from chalicelib.documents.letter import signed_paper
from chalicelib.domains.fees import store
from chalicelib.domains.fees.confirming.confirmation_worker import content_of
from chalicelib.domains.fees.confirming.confirming import pay_to_of
from chalicelib.domains.fees.confirming.rules import text_sha256
from chalicelib.domains.fees.events_rules import CaseEvent
from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.payees import payees
from chalicelib.domains.fees.transitions import cases, load
from chalicelib.errors import AppError, MissingGlyph
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message
from chalicelib.records.sealing_worker import sealed

_UNMADE = frozenset({"waiting", "failed"})
_AFTER_CONFIRMING = (State.CONFIRMED, State.APPLIED, State.APPROVED, State.PAYING)
_LATE = timedelta(minutes=30)
KEPT = timedelta(days=10 * 365)


class EvidenceDoesNotHold(AppError):
    message = "紀錄的雜湊鏈或確認內容與簽名時不符，未製作確認單。請通知系統管理員。"


def seal_paper(case_id: str, now: datetime) -> None:
    """fees.seal: nothing where the paper stands. What no retry would mend stops it, with a text for staff."""
    case = load(case_id)
    if case.document not in _UNMADE:
        return
    try:
        data = sealed_paper(case, now)
    except (MissingGlyph, EvidenceDoesNotHold) as error:
        text = error.message
        failed = {"document": "failed", "document_error": text}
        cases.record(case.id, CaseEvent.DOCUMENT_FAILED, lambda each: failed if _is_news(each, text) else {}, now, detail={"why": text})
        return
    digest = hashlib.sha256(data).hexdigest()
    key = f"fees/{case.id}/{digest}.pdf"
    files.save(key, data, "application/pdf", keep_until=now + KEPT)
    ready = {"document": "ready", "document_key": key, "document_sha256": digest, "document_error": ""}
    # Where another delivery was first, its file is the paper and ours is pointed to by nobody.
    detail = {"sha256": digest}
    cases.record(case.id, CaseEvent.SEALED, lambda each: ready if each.document in _UNMADE else {}, now, detail=detail)


def sealed_paper(case: Case, now: datetime) -> bytes:
    """The paper with its evidence, sealed, and judged as anyone would judge it.

    Raises MissingGlyph, EvidenceDoesNotHold, SealDoesNotHold.
    """
    events, whole = cases.history(case)
    confirmed = [event for event in events if event.kind == CaseEvent.CONFIRMED]
    if not whole or not confirmed:
        raise EvidenceDoesNotHold
    # After a failed payment the case has another account; the paper shows the one that was signed for.
    pay_to = pay_to_of(payees.masked(case.payee.lecturer_id, int(confirmed[0].detail["account version"])))
    if text_sha256(case, pay_to) != case.text_sha256:
        raise EvidenceDoesNotHold
    pdf = signed_paper(content_of(case, events, pay_to, now), created=now)
    return sealed(pdf, "確認單", "鐘點費確認單封存", now)


def sweep(now: datetime) -> int:
    """For the daily schedule: asks again for papers that are not made, so that a font that was added is noticed; answers how many."""
    late = [case for state in _AFTER_CONFIRMING for case in store.in_state(state) if _is_late(case, now)]
    today = taipei(now).date()
    outbox.announce([Message("fees.seal", {"case_id": case.id}, case.class_id, id=f"fees.reseal.{case.id}.{today}") for case in late], now)
    return len(late)


def _is_late(case: Case, now: datetime) -> bool:
    return case.document in _UNMADE and case.confirmed_at is not None and now - case.confirmed_at > _LATE


def _is_news(case: Case, text: str) -> bool:
    return case.document in _UNMADE and (case.document, case.document_error) != ("failed", text)

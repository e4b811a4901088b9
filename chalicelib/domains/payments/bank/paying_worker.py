"""What a worker does with a batch: moves its cases, writes the bank's file from the encrypted accounts; frees those of a void batch.

Each application is one transaction, and a case that was moved is left alone: a message that comes twice, or a crash between two of them,
changes nothing twice.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chalicelib.cloud import files
from chalicelib.domains.fees import service as fees
from chalicelib.domains.payments.approval.applying import items_of
from chalicelib.domains.payments.approval_rules import digest_of
from chalicelib.domains.payments.bank.batching import FORMAT, file_key
from chalicelib.domains.payments.bank.rules import Payer, Payment
from chalicelib.domains.payments.deadline_rules import BANK_FILE_LIVES
from chalicelib.domains.payments.events_rules import ApplicationEvent, BatchEvent
from chalicelib.domains.payments.model import Application, Batch, BatchState, State
from chalicelib.domains.payments.transitions import applications, batches, load, load_batch
from chalicelib.errors import AppError
from chalicelib.records.hash_chain import SYSTEM
from chalicelib.records.transitions import Transition
from chalicelib.settings import settings

_WHY = "製作付款檔"


class FileDiffers(AppError):
    message = "付款檔與核准或先前製作的內容不符，未予提供。請通知系統管理員，在查明之前不要付款。"


def make_file(batch_id: str, now: datetime) -> None:
    """Moves the cases to paying and makes the file; nothing where that is done. What no retry would mend is told at the batch."""
    batch = load_batch(batch_id)
    if batch.state is BatchState.MAKING:
        _make(batch, now)


def make_again(batch_id: str, now: datetime) -> None:
    """The same bytes once more, after the file's time; nothing while it is there, or for a void batch."""
    batch = load_batch(batch_id)
    if batch.state is not BatchState.VOIDED and (batch.file_until is None or now >= batch.file_until):
        _make(batch, now)


def _make(batch: Batch, now: datetime) -> None:
    try:
        if batch.state is BatchState.MAKING:
            for application_id in batch.applications:
                _pay(load(application_id), batch, now)
        data = _file_of(batch, now)
    except (FileDiffers, ValueError) as error:
        text = error.message if isinstance(error, AppError) else "有一筆匯款資料的長度或內容不符合銀行檔案的格式，請通知系統管理員。"
        failed = Transition(kind=BatchEvent.FILE_FAILED, actor=SYSTEM, change={"error": text}, detail={"why": text})
        batches.apply(batch, failed, now)
        return
    digest = hashlib.sha256(data).hexdigest()
    files.save_temporary(file_key(batch.id), data, "text/plain")
    made = {"state": BatchState.READY} if batch.state is BatchState.MAKING else {}
    change: dict[str, Any] = {**made, "file_sha256": digest, "file_until": now + BANK_FILE_LIVES, "error": ""}
    detail = {"sha256": digest, "total": batch.total}
    batches.apply(batch, Transition(kind=BatchEvent.FILE_MADE, actor=SYSTEM, change=change, detail=detail), now)


def free(batch_id: str, now: datetime) -> None:
    """The applications of a void batch are approved again, and their cases with them."""
    batch = load_batch(batch_id)
    if batch.state is not BatchState.VOIDED:
        return
    files.delete_upload(file_key(batch.id))
    for application_id in batch.applications:
        application = load(application_id)
        if application.state is State.BATCHED and application.batch_id == batch.id:
            _take_back(application, batch, now)


def _take_back(application: Application, batch: Batch, now: datetime) -> None:
    moved = [case for case in fees.cases(application.case_ids) if fees.is_processing(case, batch.id)]
    voided = Transition(
        kind=ApplicationEvent.BATCH_VOIDED,
        actor=SYSTEM,
        change={"state": State.APPROVED, "batch_id": ""},
        detail={"batch": batch.id, "reason": batch.reason},
        writes=[fees.take_back(case, batch.id, SYSTEM, now) for case in moved],
    )
    applications.apply(application, voided, now)


def _pay(application: Application, batch: Batch, now: datetime) -> None:
    """Its cases are paid by this batch, and by no other. Raises FileDiffers where they are not as they were approved."""
    cases = fees.cases(application.case_ids)
    if digest_of(items_of(cases)) != application.digest or application.batch_id != batch.id:
        raise FileDiffers
    if all(fees.is_processing(case, batch.id) for case in cases):
        return
    if not all(fees.is_approved(case) for case in cases):
        raise FileDiffers
    writes = [fees.mark_processing(case, batch.id, SYSTEM, now) for case in cases]
    paying = Transition(kind=ApplicationEvent.PAYING, actor=SYSTEM, detail={"batch": batch.id}, writes=writes)
    applications.apply(application, paying, now)


def _file_of(batch: Batch, now: datetime) -> bytes:
    """Raises FileDiffers where it would not be what was made before, ValueError for what does not fit the layout."""
    why = f"{_WHY} {batch.id}"
    payments: Sequence[Payment] = [
        _payment(entry.case_id, entry.amount, fees.revealed(entry.lecturer_id, entry.payee_version, batch.made_by, why, now))
        for entry in batch.entries
    ]
    payer = Payer(settings().payer_bank_code, settings().payer_account)
    data = FORMAT.write(batch.id, batch.pays_on, payer, payments)
    if batch.file_sha256 and hashlib.sha256(data).hexdigest() != batch.file_sha256:
        raise FileDiffers
    return data


def _payment(case_id: str, amount: int, payee: fees.RevealedPayee) -> Payment:
    return Payment(case_id, payee.bank_code, payee.account, payee.id_number, amount)

"""What a worker does with a batch: moves its cases, writes the bank's file from the encrypted accounts; frees those of a void batch.

Each application is one transaction, and a case that was moved is left alone: a message that comes twice, or a crash between two of them,
changes nothing twice.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.cloud import files
from chalicelib.domains.fees import service as fees
from chalicelib.domains.payments.approval.applying import items_of
from chalicelib.domains.payments.approval_rules import digest_of
from chalicelib.domains.payments.bank.batching import FILE_LIVES, FORMAT, file_key
from chalicelib.domains.payments.bank.rules import Payer, Payment
from chalicelib.domains.payments.model import Application, Batch, BatchState, State
from chalicelib.domains.payments.transitions import SYSTEM, Change, add, load, load_batch, take
from chalicelib.dynamodb import Transaction
from chalicelib.errors import AppError
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
        take(batch, {batch.state}, Change("file failed", SYSTEM, {"error": text}, {"why": text}), now)
        return
    digest = hashlib.sha256(data).hexdigest()
    files.save_temporary(file_key(batch.id), data, "text/plain")
    made = {"state": BatchState.READY} if batch.state is BatchState.MAKING else {}
    values: dict[str, Any] = {**made, "file_sha256": digest, "file_until": now + FILE_LIVES, "error": ""}
    take(batch, {batch.state}, Change("file made", SYSTEM, values, {"sha256": digest, "total": batch.total}), now)


def free(batch_id: str, now: datetime) -> None:
    """The applications of a void batch are approved again, and their cases with them."""
    batch = load_batch(batch_id)
    if batch.state is not BatchState.VOIDED:
        return
    files.delete_upload(file_key(batch.id))
    for application_id in batch.applications:
        application = load(application_id)
        if application.state is State.BATCHED and application.batch_id == batch.id:
            values = {"state": State.APPROVED, "batch_id": ""}
            change = Change("batch voided", SYSTEM, values, {"batch": batch.id, "reason": batch.reason})
            back = {"state": fees.State.APPROVED, "batch_id": ""}
            _together(application, change, fees.State.PAYING, ("batch voided", back), batch, now)


def _pay(application: Application, batch: Batch, now: datetime) -> None:
    """Its cases are paid by this batch, and by no other. Raises FileDiffers where they are not as they were approved."""
    cases = fees.cases(application.case_ids)
    if digest_of(items_of(cases)) != application.digest or application.batch_id != batch.id:
        raise FileDiffers
    if all(case.state is fees.State.PAYING and case.batch_id == batch.id for case in cases):
        return
    if any(case.state is not fees.State.APPROVED for case in cases):
        raise FileDiffers
    change = Change("paying", SYSTEM, {}, {"batch": batch.id})
    _together(application, change, fees.State.APPROVED, ("paying", {"state": fees.State.PAYING, "batch_id": batch.id}), batch, now)


def _together(  # noqa: PLR0917
    application: Application, change: Change, expected: fees.State, step: tuple[str, Mapping[str, Any]], batch: Batch, now: datetime
) -> None:
    kind, values = step
    transaction = Transaction(secrets.token_hex(16))
    add(transaction, application, change, now)
    for case in (each for each in fees.cases(application.case_ids) if each.state is expected):
        fees.add_step(transaction, case, fees.CaseStep(kind, SYSTEM, frozenset({expected}), values, {"batch": batch.id}), now)
    transaction.commit()


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

"""The bank's answer: uploaded, read by a worker, applied case by case. The same file once more changes nothing."""

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from chalicelib.centre import centre
from chalicelib.clock import TAIPEI, taipei
from chalicelib.cloud import files
from chalicelib.cloud.files import UploadForm
from chalicelib.domains.fees import service as fees
from chalicelib.domains.payments import store
from chalicelib.domains.payments.access import PAYERS
from chalicelib.domains.payments.bank import store_results
from chalicelib.domains.payments.bank.batching import FORMAT
from chalicelib.domains.payments.bank.rules import Answer, Outcome, ResultState, Row
from chalicelib.domains.payments.bank.store_results import ResultItem
from chalicelib.domains.payments.events_rules import BatchEvent
from chalicelib.domains.payments.model import Batch, BatchState, Entry
from chalicelib.domains.payments.transitions import batches, load_batch
from chalicelib.errors import Conflict, NotFound, UploadGone
from chalicelib.identity import Principal
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.records.exports import new_id
from chalicelib.records.hash_chain import Actor
from chalicelib.records.transitions import Transition
from chalicelib.settings import settings

PREFIX = "bank-results"
LARGEST = 5 * 1024 * 1024
_MOST_PROBLEMS = 50
_LONGEST_ID = 40
_ID = re.compile(r"\d{14}-[0-9a-f]{8}")


def upload_form(who: Principal, now: datetime) -> UploadForm:
    """A form that takes one file of the bank. Raises Forbidden."""
    who.require(PAYERS)
    result_id = new_id(now)
    page = f"{settings().base_url}/payments/results/{result_id}"
    return files.upload_form(f"{PREFIX}/{who.username}/{result_id}", largest=LARGEST, return_to=page)


def find(who: Principal, result_id: str, now: datetime) -> ResultItem:
    """One that no worker has read yet is waiting. Raises NotFound, Forbidden."""
    who.require(PAYERS)
    if not _ID.fullmatch(result_id):
        raise NotFound
    return store_results.find(result_id) or store_results.unread(result_id, now)


def latest(who: Principal) -> list[ResultItem]:
    """The last thirty. Raises Forbidden."""
    who.require(PAYERS)
    return store_results.latest()


def read(username: str, result_id: str, now: datetime) -> None:
    """For the worker. A file whose totals or lines do not fit is refused as a whole; a line that contradicts what is known is a problem,
    and stops no other. Once read, the upload is gone, and a repeat of the message finds that it was; one that was gone before is refused.
    """
    key, actor = f"{PREFIX}/{username}/{result_id}", Actor(username)
    if store_results.find(result_id):
        return
    try:
        data = files.read_upload(key) if files.upload_size(key) <= LARGEST else b""
    except UploadGone as error:
        _keep(result_id, username, now, ResultState.REFUSED, [error.message])
        return
    answer, digest = FORMAT.read(data), hashlib.sha256(data).hexdigest()
    batch = store.find_batch(answer.batch_id) if 0 < len(answer.batch_id) <= _LONGEST_ID else None
    refused = [*answer.problems, *_refusals(answer, batch)]
    if refused or batch is None:
        counts, problems, state = Counter[Outcome](), refused, ResultState.REFUSED
    else:
        counts, problems = apply_answer(batch, answer.rows, actor, now)
        state = ResultState.DONE
    found = {"batch_id": answer.batch_id, "sha256": digest, **{outcome.value: counts[outcome] for outcome in Outcome}}
    _keep(result_id, username, now, state, problems, **found)
    files.delete_upload(key)


def _keep(result_id: str, username: str, now: datetime, state: ResultState, problems: Sequence[str], **found: Any) -> None:
    store_results.add(result_id, {"by": username, "at": now, "state": state, "problems": _shown(problems), **found})


def _refusals(answer: Answer, batch: Batch | None) -> list[str]:
    if batch is None:
        return [] if answer.problems else [f"找不到批次「{answer.batch_id}」，請確認是不是{centre().we}的回覆檔。"]
    if batch.state not in {BatchState.READY, BatchState.DONE} or not batch.fetched:
        return [f"批次 {batch.id} 的狀態是「{batch.state.label}」，付款檔沒有送出過，不應有回覆。"]
    return []


def apply_answer(batch: Batch, rows: Sequence[Row], actor: Actor, now: datetime) -> tuple[Counter[Outcome], list[str]]:
    """Case by case, then the batch's counts. Returns how many lines did what, and the problems of the others."""
    entries = {entry.case_id: entry for entry in batch.entries}
    twice = _twice(rows)
    counts, problems = Counter[Outcome](), []
    for row in rows:
        why = _contradiction(row, entries.get(row.case_id), twice, now)
        if not why:
            outcome, why = _apply_row(batch, row, actor, now)
            if outcome:
                counts[outcome] += 1
        if why:
            problems.append(f"{row.case_id}：{why}")
    _close(batch.id, actor, now)
    return counts, problems


def _twice(rows: Sequence[Row]) -> set[str]:
    seen: set[str] = set()
    found: set[str] = set()
    for row in rows:
        (found if row.case_id in seen else seen).add(row.case_id)
    return found


def _contradiction(row: Row, entry: Entry | None, twice: set[str], now: datetime) -> str:
    if entry is None:
        return "不在這一批的付款檔裡。"
    if row.case_id in twice:
        return "同一個流水號出現兩次，請向銀行查明。"
    if row.amount != entry.amount:
        return f"金額 {row.amount:,} 與付款檔的 {entry.amount:,} 不同。"
    return "日期在今天之後。" if row.day > taipei(now).date() else ""


def _apply_row(batch: Batch, row: Row, actor: Actor, now: datetime) -> tuple[Outcome | None, str]:
    """What it did; or None, and why not. Tried again twice where something else was noted in this very moment."""
    for _ in range(3):
        case = fees.cases([row.case_id])[0]
        if not fees.is_processing(case, batch.id):
            return _known(case, batch, row)
        work = UnitOfWork(now)
        try:
            _note(work, case, batch, row, actor, now)
            work.commit()
        except Conflict:
            continue
        return (Outcome.PAID if row.paid else Outcome.FAILED), ""
    return None, "正由其他人處理，請再匯入一次。"


def _note(work: UnitOfWork, case: fees.Case, batch: Batch, row: Row, actor: Actor, now: datetime) -> None:  # noqa: PLR0917
    result = fees.BankResult(batch.id, row.day, row.code, row.amount, row.text)
    if row.paid:
        fees.mark_paid(case, result, _moment(row, now), actor, now)(work)
    else:
        fees.mark_failed(case, result, actor, now)(work)


def _known(case: fees.Case, batch: Batch, row: Row) -> tuple[Outcome | None, str]:
    """What was noted of this case for this batch before: the same is nothing new, another outcome is a contradiction."""
    paid = fees.paid_of(case, batch.id)
    if paid is None:
        return None, f"案件的狀態是「{case.state.label}」，不是這一批正在付款的案件。"
    if paid is row.paid:
        return Outcome.KNOWN, ""
    return None, f"先前匯入的結果是「{'已入帳' if paid else '退匯'}」，與這個檔案不同，請向銀行查明。"


def _close(batch_id: str, actor: Actor, now: datetime) -> None:
    """Counts what is known of the batch's payments; complete, it is done."""
    batch = load_batch(batch_id)
    known = Counter(_outcome(case, batch) for case in _cases(batch))
    paid, failed = known[Outcome.PAID], known[Outcome.FAILED]
    if (paid, failed) == (batch.paid, batch.failed):
        return
    counts = {"paid": paid, "failed": failed}
    read = Transition(
        kind=BatchEvent.RESULTS,
        actor=actor,
        expected={BatchState.READY, BatchState.DONE},
        change={**counts, **({"state": BatchState.DONE} if paid + failed == len(batch.entries) else {})},
        detail=counts,
    )
    batches.apply(batch, read, now)


def _outcome(case: fees.Case, batch: Batch) -> Outcome | None:
    """None while the bank has not answered."""
    if fees.is_paid_by(case, batch.id):
        return Outcome.PAID
    # What came back may be confirmed, applied for and even paid by another batch by now.
    return None if fees.is_processing(case, batch.id) else Outcome.FAILED


def _cases(batch: Batch) -> list[fees.Case]:
    return fees.cases(entry.case_id for entry in batch.entries)


def _moment(row: Row, now: datetime) -> datetime:
    """When the money was there: now for today's; else noon of the bank's day, which is what counts for tax."""
    if row.day == taipei(now).date():
        return now
    return datetime.combine(row.day, time(12), TAIPEI).astimezone(UTC)


def _shown(problems: Sequence[str]) -> list[str]:
    more = len(problems) - _MOST_PROBLEMS
    return [*problems[:_MOST_PROBLEMS], *([f"另有 {more} 個問題沒有列出。"] if more > 0 else [])]

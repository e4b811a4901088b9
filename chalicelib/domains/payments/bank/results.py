"""The bank's answer: uploaded, read by a worker, applied case by case. The same file once more changes nothing."""

import hashlib
import re
from collections.abc import Sequence
from datetime import UTC, datetime, time

from chalicelib.centre import centre
from chalicelib.clock import TAIPEI, taipei
from chalicelib.cloud import files
from chalicelib.cloud.files import UploadForm
from chalicelib.domains.fees import service as fees
from chalicelib.domains.payments import store, store_files
from chalicelib.domains.payments.access import PAYERS
from chalicelib.domains.payments.bank.batching import FORMAT
from chalicelib.domains.payments.bank.rules import Answer, Row
from chalicelib.domains.payments.model import Batch, BatchState, Entry
from chalicelib.domains.payments.store_items import ResultItem
from chalicelib.domains.payments.transitions import Change, load_batch, take
from chalicelib.errors import Conflict, NotFound
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.records.hash_chain import Actor
from chalicelib.settings import settings

PREFIX = "bank-results"
LARGEST = 5 * 1024 * 1024
_MOST_PROBLEMS = 50
_LONGEST_ID = 40
_ID = re.compile(r"\d{14}-[0-9a-f]{8}")
_OUTCOMES = {"paid": True, "failed": False}


def upload_form(who: Principal, now: datetime) -> UploadForm:
    """A form that takes one file of the bank. Raises Forbidden."""
    who.require(PAYERS)
    result_id = store_files.new_id(now)
    page = f"{settings().base_url}/payments/results/{result_id}"
    return files.upload_form(f"{PREFIX}/{who.username}/{result_id}", largest=LARGEST, return_to=page)


def find(who: Principal, result_id: str, now: datetime) -> ResultItem:
    """One that no worker has read yet is waiting. Raises NotFound, Forbidden."""
    who.require(PAYERS)
    if not _ID.fullmatch(result_id):
        raise NotFound
    return store_files.find_result(result_id) or store_files.unread_result(result_id, now)


def latest(who: Principal) -> list[ResultItem]:
    """The last thirty. Raises Forbidden."""
    who.require(PAYERS)
    return store_files.results()


def read(username: str, result_id: str, now: datetime) -> None:
    """For the worker. A file whose totals or lines do not fit is refused as a whole; a line that contradicts what is known is a problem,
    and stops no other. Once read, the upload is gone, and a repeat of the message finds nothing to read.
    """
    key, seen = f"{PREFIX}/{username}/{result_id}", Actor(username)
    if store_files.find_result(result_id):
        return
    try:
        data = files.read_upload(key) if files.upload_size(key) <= LARGEST else b""
    except NotFound:
        return
    answer, digest = FORMAT.read(data), hashlib.sha256(data).hexdigest()
    batch = store.find_batch(answer.batch_id) if 0 < len(answer.batch_id) <= _LONGEST_ID else None
    refused = [*answer.problems, *_refusals(answer, batch)]
    if refused or batch is None:
        counts, problems, state = (0, 0, 0), refused, "refused"
    else:
        counts, problems = apply_answer(batch, answer.rows, seen, now)
        state = "done"
    values = {"by": username, "at": now, "state": state, "batch_id": answer.batch_id, "sha256": digest, "problems": _shown(problems)}
    store_files.add_result(result_id, {**values, **dict(zip(("paid", "failed", "known"), counts, strict=True))})
    files.delete_upload(key)


def _refusals(answer: Answer, batch: Batch | None) -> list[str]:
    if batch is None:
        return [] if answer.problems else [f"找不到批次「{answer.batch_id}」，請確認是不是{centre().we}的回覆檔。"]
    if batch.state not in {BatchState.READY, BatchState.DONE} or not batch.fetched:
        return [f"批次 {batch.id} 的狀態是「{batch.state.label}」，付款檔沒有送出過，不應有回覆。"]
    return []


def apply_answer(batch: Batch, rows: Sequence[Row], seen: Actor, now: datetime) -> tuple[tuple[int, int, int], list[str]]:
    """Case by case, then the batch's counts: (paid, failed, known before), problems."""
    entries = {entry.case_id: entry for entry in batch.entries}
    twice = _twice(rows)
    counts, problems = {"paid": 0, "failed": 0, "known": 0}, []
    for row in rows:
        why = _contradiction(row, entries.get(row.case_id), twice, now)
        if not why:
            done, why = _one(batch, row, seen, now)
            if done:
                counts[done] += 1
        if why:
            problems.append(f"{row.case_id}：{why}")
    _close(batch.id, seen, now)
    return (counts["paid"], counts["failed"], counts["known"]), problems


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


def _one(batch: Batch, row: Row, seen: Actor, now: datetime) -> tuple[str, str]:
    """("paid", "failed", "known" or "", why not). Tried again once where something else was noted in this very moment."""
    for _ in range(3):
        case = fees.cases([row.case_id])[0]
        if case.state is not fees.State.PAYING or case.batch_id != batch.id:
            return _known(case, batch, row)
        try:
            fees.take_step(case, _step(case, batch, row, seen, now), now)
        except Conflict:
            continue
        return ("paid" if row.paid else "failed"), ""
    return "", "正由其他人處理，請再匯入一次。"


def _step(case: fees.Case, batch: Batch, row: Row, seen: Actor, now: datetime) -> fees.CaseStep:
    detail = {"batch": batch.id, "day": str(row.day), "code": row.code, "amount": row.amount}
    event = case.events + 1
    kind = "fees.paid" if row.paid else "fees.failed"
    messages = [Message(kind, {"case_id": case.id}, case.class_id, "mail", f"{kind}.{case.id}.{event}")]
    paying = frozenset({fees.State.PAYING})
    if row.paid:
        return fees.CaseStep("paid", seen, paying, {"state": fees.State.PAID, "paid_at": _moment(row, now)}, detail, messages)
    return fees.CaseStep("failed", seen, paying, {"state": fees.State.FAILED, "reason": row.text}, {**detail, "reason": row.text}, messages)


def _known(case: fees.Case, batch: Batch, row: Row) -> tuple[str, str]:
    """What was noted of this case for this batch before: the same is nothing new, another outcome is a contradiction."""
    noted = [event for event in fees.case_events(case.id) if event.kind in _OUTCOMES and event.detail.get("batch") == batch.id]
    if not noted:
        return "", f"案件的狀態是「{case.state.label}」，不是這一批正在付款的案件。"
    if _OUTCOMES[noted[-1].kind] is row.paid:
        return "known", ""
    return "", f"先前匯入的結果是「{'已入帳' if noted[-1].kind == 'paid' else '退匯'}」，與這個檔案不同，請向銀行查明。"


def _close(batch_id: str, seen: Actor, now: datetime) -> None:
    """Counts what is known of the batch's payments; complete, it is done."""
    batch = load_batch(batch_id)
    stands = [state for state in (_outcome(case, batch) for case in _cases(batch)) if state]
    paid, failed = stands.count("paid"), stands.count("failed")
    if (paid, failed) == (batch.paid, batch.failed):
        return
    values = {"paid": paid, "failed": failed, **({"state": BatchState.DONE} if paid + failed == len(batch.entries) else {})}
    take(batch, {BatchState.READY, BatchState.DONE}, Change("results", seen, values, {"paid": paid, "failed": failed}), now)


def _outcome(case: fees.Case, batch: Batch) -> str:
    if case.state is fees.State.PAID and case.batch_id == batch.id:
        return "paid"
    # What came back may be confirmed, applied for and even paid by another batch by now.
    return "" if case.state is fees.State.PAYING and case.batch_id == batch.id else "failed"


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

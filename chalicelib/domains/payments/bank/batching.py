"""Approved applications to the bank: a batch, its file, and making void what never left the house."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from chalicelib.clock import taipei
from chalicelib.cloud import files
from chalicelib.domains.fees import service as fees
from chalicelib.domains.payments import store
from chalicelib.domains.payments.access import PAYERS
from chalicelib.domains.payments.bank import format_rules
from chalicelib.domains.payments.deadline_rules import PAYS_WITHIN
from chalicelib.domains.payments.events_rules import ApplicationEvent, BatchEvent
from chalicelib.domains.payments.model import Application, Batch, BatchState, Entry, State
from chalicelib.domains.payments.store_items import CounterItem
from chalicelib.domains.payments.transitions import CHANGED, applications, batches, load, load_batch
from chalicelib.errors import Conflict, Expired, InvalidInput, NotFound
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.records.hash_chain import Actor
from chalicelib.records.numbering import Numbers, create_numbered
from chalicelib.records.transitions import Transition, retry_on_conflict
from chalicelib.web.field_rules import LONGEST_REASON, Fields, read_reason
from chalicelib.web.value_rules import day_between

FORMAT = format_rules
MOST = 40  # applications: two items each, and a transaction holds a hundred
_NUMBERS = Numbers(counter=CounterItem, prefix="B", activity="製作付款批次", exhausted="今天的編號已用完，請明天再試。")


def make(who: Principal, form: Mapping[str, str], actor: Actor, now: datetime) -> Batch:
    """A batch of the ticked applications (application.<number>) for the day `pays_on`. A worker makes its file.

    An application goes into one batch: pressed twice, the second answers with the first's. Raises InvalidInput (applications, pays_on),
    Conflict, Forbidden.
    """
    who.require(PAYERS)
    ids = sorted(name.partition(".")[2] for name in form if name.startswith("application."))
    fields = Fields(form)
    if not ids or len(ids) > MOST:
        fields.errors["applications"] = f"一批最多 {MOST} 張申請單，請分批。" if ids else "請勾選要付款的申請單。"
    today = taipei(now).date()
    late = f"付款日請選今天起 {PAYS_WITHIN.days} 天內。"
    pays_on = fields.take("pays_on", day_between("請選擇付款日。", today, today + PAYS_WITHIN, late), today)
    fields.check()
    return retry_on_conflict(lambda: _make(who, ids, pays_on, actor, now))


def fetch(who: Principal, batch_id: str, actor: Actor, now: datetime) -> str:
    """A URL of three minutes to the file; noted in the chain, and from now on the batch cannot be made void.

    Raises NotFound while it is made, Expired after its time, Conflict for a void one, Forbidden.
    """
    who.require(PAYERS)
    batch = load_batch(batch_id)
    if batch.state is BatchState.VOIDED:
        raise Conflict("這一批已作廢，沒有付款檔。")
    if batch.state is BatchState.MAKING or not batch.file_sha256:
        raise NotFound("付款檔還在製作，請稍候。")
    if batch.file_until is None or now >= batch.file_until:
        raise Expired("付款檔已過保存時間，請按「重新製作付款檔」。")
    fetched = Transition(
        kind=BatchEvent.FETCHED,
        actor=actor,
        expected={BatchState.READY, BatchState.DONE},
        change={"fetched": batch.fetched + 1},
        detail={"name": who.name, "sha256": batch.file_sha256},
    )
    batches.apply(batch, fetched, now)
    return files.passing_url(file_key(batch.id), f"{batch.id}.txt")


def make_again(who: Principal, batch_id: str, actor: Actor, now: datetime) -> Batch:
    """The same file once more, after its time or after an error. Raises Conflict, NotFound, Forbidden."""
    who.require(PAYERS)
    batch = load_batch(batch_id)
    stuck = batch.state is BatchState.MAKING and batch.error
    over = batch.state in {BatchState.READY, BatchState.DONE} and batch.file_until is not None and now >= batch.file_until
    if not stuck and not over:
        raise Conflict("付款檔還在，不需要重新製作。")
    requested = Transition(
        kind=BatchEvent.FILE_REQUESTED,
        actor=actor,
        change={"error": ""},
        detail={"name": who.name},
        messages=[_to_worker("payments.again", batch, batch.events + 1)],
    )
    return batches.apply(batch, requested, now)


def void(who: Principal, batch_id: str, form: Mapping[str, str], actor: Actor, now: datetime) -> Batch:
    """While nobody has fetched its file. A worker frees the applications. Raises InvalidInput (reason), Conflict, NotFound, Forbidden."""
    who.require(PAYERS)
    batch = load_batch(batch_id)
    if batch.fetched:
        raise Conflict("付款檔已經下載過，可能已送銀行，不能作廢；請等銀行回覆檔。")
    reason = read_reason(form, f"請填作廢的原因，最多 {LONGEST_REASON} 字。")
    voided = Transition(
        kind=BatchEvent.VOIDED,
        actor=actor,
        # One whose file cannot be made never reaches the bank either.
        expected={BatchState.READY, *({BatchState.MAKING} if batch.error else ())},
        change={"state": BatchState.VOIDED, "reason": reason, "file_until": None},
        detail={"name": who.name, "reason": reason},
        messages=[_to_worker("payments.free", batch, batch.events + 1)],
    )
    return batches.apply(batch, voided, now)


def file_key(batch_id: str) -> str:
    return f"bank-ready/{batch_id}.txt"


def _make(who: Principal, ids: Sequence[str], pays_on: date, actor: Actor, now: datetime) -> Batch:
    chosen = [load(each) for each in ids]
    if already := _made_before(who, chosen):
        return already
    _check(chosen, pays_on)
    return _number(who, chosen, pays_on, actor, now)


def _check(applications: Sequence[Application], pays_on: date) -> None:
    names = {item.parameters for application in applications for item in application.items}
    outdated = {each for each in names if not fees.same_parameters(each, pays_on)}
    for application in applications:
        if application.state is not State.APPROVED:
            raise Conflict(f"申請單 {application.id} 的狀態是「{application.state.label}」，不能付款。")
        if any(item.parameters in outdated for item in application.items):
            raise InvalidInput(fields={"pays_on": f"{application.id} 的金額在這一天適用的標準不同，請選其他付款日，或退回重新計算。"})


def _made_before(who: Principal, applications: Sequence[Application]) -> Batch | None:
    ids = {application.batch_id for application in applications}
    batch = store.find_batch(next(iter(ids))) if len(ids) == 1 and "" not in ids else None
    same = batch and batch.made_by == who.username and set(batch.applications) == {application.id for application in applications}
    return batch if same else None


def _number(who: Principal, chosen: Sequence[Application], pays_on: date, actor: Actor, now: datetime) -> Batch:
    entries = tuple(
        Entry(item.case_id, item.net, item.lecturer_id, item.payee_version) for application in chosen for item in application.items
    )
    ids = tuple(application.id for application in chosen)
    draft = Batch("", pays_on, ids, entries, who.username, now, state_since=now)
    detail = {"name": who.name, "applications": list(ids), "payments": len(entries), "total": draft.total, "pays on": str(pays_on)}

    def fill(work: UnitOfWork, batch_id: str) -> Batch:
        batch = batches.create(work, replace(draft, id=batch_id), Transition(kind=BatchEvent.MADE, actor=actor, detail=detail), now)
        batched = Transition(
            kind=ApplicationEvent.BATCHED,
            actor=actor,
            expected={State.APPROVED},
            change={"state": State.BATCHED, "batch_id": batch.id},
            detail={"name": who.name, "batch": batch.id},
        )
        for application in chosen:
            applications.add(work, application, batched, now)
        work.announce(_to_worker("payments.pay", batch, 1))
        return batch

    return create_numbered(_NUMBERS, fill, lambda: _check_still_free(chosen), now)


def _check_still_free(applications: Sequence[Application]) -> None:
    if any(load(application.id).events != application.events for application in applications):
        raise Conflict(CHANGED)


def _to_worker(kind: str, batch: Batch, event: int) -> Message:
    return Message(kind, {"batch_id": batch.id}, id=f"{kind}.{batch.id}.{event}")

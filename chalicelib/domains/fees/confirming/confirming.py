"""What the lecturer does with a case: give or correct the account, object, confirm by signature; after a failed payment, correct again.

One conditional write decides between two tabs, and between confirming and the organizer's change or cancelling; a repeat of the same page
view answers as the first did.
"""

import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.cloud import files
from chalicelib.domains.fees.confirming import store
from chalicelib.domains.fees.confirming.login import case_of_session
from chalicelib.domains.fees.confirming.rules import PayTo, text_sha256
from chalicelib.domains.fees.events_rules import CaseEvent
from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.payees import payees
from chalicelib.domains.fees.payees import rules as payees_rules
from chalicelib.domains.fees.payees.payees import MaskedPayee
from chalicelib.domains.fees.transitions import cases, load
from chalicelib.domains.people import service as people
from chalicelib.errors import Conflict, InvalidInput, NotFound
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.records.document_state import DocumentState
from chalicelib.records.hash_chain import Actor
from chalicelib.records.printable import named, unprintable
from chalicelib.records.signature import read_signature
from chalicelib.records.transitions import Transition
from chalicelib.web.field_rules import read_reason

PAPER = "確認單"
_LONGEST_TEXT = 500
_LONGEST_REQUEST = 40
_ACCOUNT_OPEN = frozenset({State.SENT, State.FAILED})
_MAY_CONFIRM = frozenset({State.SENT})


@dataclass(frozen=True)
class Shown:
    """A case before its lecturer; `payee` None where nothing was given yet. `ready`: nothing that a payment needs is missing."""

    case: Case
    payee: MaskedPayee | None
    pay_to: PayTo
    text_sha256: str

    @property
    def ready(self) -> bool:
        return self.payee is not None and self.payee.complete


def show(case_id: str, number: int, now: datetime) -> Shown:
    """For a browser that came by the sending of this number. Raises Closed, NotFound."""
    return _shown(case_of_session(case_id, number, now))


def note_opened(case: Case, way: str, actor: Actor, now: datetime) -> None:
    """The lecturer came in: by the link, or by number and password."""
    with suppress(Conflict):  # something else was noted in this very moment; coming in is no decision
        cases.apply(case, Transition(kind=CaseEvent.OPENED, actor=actor, expected={State.SENT}, detail={"way": way}), now)


def save_account(case_id: str, number: int, form: Mapping[str, str], actor: Actor, now: datetime) -> Case:
    """Gives or corrects ID number, account, address, phone: a further version of the lecturer's record, and an event of the case.

    Of a failed payment the case is confirmed again with it. Raises InvalidInput with its fields, Conflict, Closed.
    """
    case = case_of_session(case_id, number, now)
    if case.state not in _ACCOUNT_OPEN:
        raise Conflict("案件目前的狀態不能更正匯款資料，請與辦班人員聯絡。")
    before = payees.masked(case.payee.lecturer_id)
    failed = case.state is State.FAILED
    # After a failure the account itself has to be typed again; everything else may stay.
    known = (before.known if before else frozenset()) - ({"account", "bank_code"} if failed else set())
    fields = payees_rules.read(form, known, people.checked_id, resident=case.payee.resident)
    if absent := unprintable("".join(fields.values())):
        raise InvalidInput(f"資料裡有無法列印的字：{named(absent)}。確認單會印不出來，請改用其他寫法。")
    if not fields:
        raise InvalidInput("沒有更動任何資料。要更正的欄位請重新輸入。")
    work = UnitOfWork(now)
    version = payees.add(work, case.payee.lecturer_id, fields, actor.by, now)
    changed = bool(before and before.account_masked and "account" in fields)
    saved = Transition(
        kind=CaseEvent.ACCOUNT_CORRECTED if changed else CaseEvent.ACCOUNT_GIVEN,
        actor=actor,
        expected=_ACCOUNT_OPEN,
        change=_confirmed_again(version) if failed else {},
        detail={"version": version, "fields": sorted(fields)},
        messages=_notifications(case, failed=failed, changed=changed),
    )
    after = cases.add(work, case, saved, now)
    if not work.try_commit():
        raise Conflict(cases.changed)
    return after


def confirm(case_id: str, number: int, form: Mapping[str, str], actor: Actor, now: datetime) -> Case:
    """Confirms amounts and account with a drawing or a typed name.

    `form` is as in signature.read_signature, plus text_sha256, of what was shown; request, of the page view. Raises InvalidInput with its
    fields, Conflict when something is no longer as it was shown, Closed.
    """
    shown = show(case_id, number, now)
    case = shown.case
    if _is_repeat(case, form):
        return case
    if case.state not in _MAY_CONFIRM:
        raise Conflict(_decided(case))
    if not shown.ready or shown.payee is None:
        raise InvalidInput("請先填寫匯款資料，再確認簽名。")
    if form.get("text_sha256") != shown.text_sha256:
        raise Conflict("金額或匯款資料與您看到的不同，請重新閱讀後再確認。")
    drawing, typed_name = read_signature(form, case.payee.name, PAPER)
    verification = secrets.token_urlsafe(12)
    change: dict[str, Any] = {
        "state": State.CONFIRMED,
        "confirmed_at": now,
        "payee_version": shown.payee.version,
        "document": DocumentState.WAITING,
        "verification": verification,
        "text_sha256": shown.text_sha256,
        "request": _request(form),
    }
    detail = {
        "shown": shown.text_sha256,
        "way": "drawn" if drawing else "typed",
        "net": case.net,
        "account": f"{shown.payee.bank_code} {shown.payee.account_masked}",
        "account version": shown.payee.version,
    }
    items = [
        store.signature(case.id, case.events + 1, drawing, typed_name),
        store.pointer("CODE", verification, case.id),
    ]
    confirmed = Transition(
        kind=CaseEvent.CONFIRMED,
        actor=actor,
        expected=_MAY_CONFIRM,
        change=change,
        detail=detail,
        messages=_after(case, ("fees.seal", "work"), ("fees.answered", "mail")),
        items=items,
    )
    return _decide(case, confirmed, form, now)


def object_to(case_id: str, number: int, form: Mapping[str, str], actor: Actor, now: datetime) -> Case:
    """Says what is wrong; the organizer is told. Raises InvalidInput (reason), Conflict, Closed. A repeat answers as the first did."""
    case = case_of_session(case_id, number, now)
    if _is_repeat(case, form):
        return case
    if case.state not in _MAY_CONFIRM:
        raise Conflict(_decided(case))
    reason = read_reason(form, "請寫下哪裡不對，讓辦班人員知道如何更正。", longest=_LONGEST_TEXT)
    change = {"state": State.OBJECTED, "objection": reason, "request": _request(form)}
    objected = Transition(
        kind=CaseEvent.OBJECTED,
        actor=actor,
        expected=_MAY_CONFIRM,
        change=change,
        detail={"reason": reason},
        messages=_after(case, ("fees.answered", "mail")),
    )
    return _decide(case, objected, form, now)


def fetch_document(case_id: str, number: int, actor: Actor, now: datetime) -> str:
    """A URL of three minutes to the sealed paper; each is noted in the chain. Raises NotFound while it is made, Closed."""
    case = case_of_session(case_id, number, now)
    if case.document is not DocumentState.READY:
        raise NotFound("確認單還在製作中，請稍候幾分鐘再試。")
    with suppress(Conflict):  # something else was noted in this very moment; the fetching itself is no decision
        cases.apply(case, Transition(kind=CaseEvent.FETCHED, actor=actor, detail={"what": "講座下載確認單"}), now)
    return document_url(case)


def document_url(case: Case) -> str:
    """Raises NotFound where there is none."""
    if case.document is not DocumentState.READY:
        raise NotFound("確認單還沒有製成。")
    return files.download_url(case.document_key, f"鐘點費確認單-{case.id}.pdf")


def pay_to_of(payee: MaskedPayee | None) -> PayTo:
    if payee is None:
        return PayTo("", "", "", "", "", 0)
    bank = f"{payee.bank_code} {payee.bank_name}{f'（{payee.branch}）' if payee.branch else ''}"
    return PayTo(payee.id_masked, bank, payee.account_masked, payee.holder, payee.address, payee.version)


def _shown(case: Case) -> Shown:
    """What was confirmed stays as it was confirmed; before that, the latest record."""
    payee = payees.masked(case.payee.lecturer_id, case.payee_version)
    pay_to = pay_to_of(payee)
    return Shown(case, payee, pay_to, text_sha256(case, pay_to))


def _decide(case: Case, transition: Transition, form: Mapping[str, str], now: datetime) -> Case:
    try:
        return cases.apply(case, transition, now)
    except Conflict:
        present = load(case.id)
        if _is_repeat(present, form):
            return present
        raise


def _is_repeat(case: Case, form: Mapping[str, str]) -> bool:
    return bool(case.request) and case.request == _request(form) and case.state is not State.SENT


def _request(form: Mapping[str, str]) -> str:
    return form.get("request", "")[:_LONGEST_REQUEST]


def _decided(case: Case) -> str:
    if case.state is State.OBJECTED:
        return "您的意見已經送出，辦班人員處理後會再通知您；這一次沒有再送出。"
    return "這個案件先前已經確認，這一次沒有再送出。"


def _confirmed_again(version: int) -> dict[str, Any]:
    return {"state": State.CONFIRMED, "payee_version": version, "application_id": "", "batch_id": "", "reason": ""}


def _after(case: Case, *kinds: tuple[str, str]) -> list[Message]:
    return [Message(kind, {"case_id": case.id}, case.class_id, name, f"{kind}.{case.id}.{case.events + 1}") for kind, name in kinds]


def _notifications(case: Case, *, failed: bool, changed: bool) -> list[Message]:
    """The organizer, when a failed payment can go on; the lecturer, whenever an account was replaced: somebody else might have done it."""
    kinds = [("fees.answered", "mail")] if failed else []
    if changed and case.payee.email:
        kinds.append(("fees.account-changed", "mail"))
    return _after(case, *kinds)

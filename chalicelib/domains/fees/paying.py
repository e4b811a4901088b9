"""What payment does with cases: each of these moves one case on, as part of the payment's own unit of work.

    confirmed ──apply_for──▶ applied ──mark_approved──▶ approved ──mark_processing──▶ paying ──mark_paid──▶ paid
        ▲─────────release───────┴──────────────────────────┘   ◀──take_back──┘          └──mark_failed──▶ failed

Each returns a write: given a unit of work it adds the case's transition with its messages, and raises Conflict where the case is in
another state. So payment knows neither the kinds of events nor the messages of a case.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chalicelib.domains.fees import store
from chalicelib.domains.fees.events_rules import CaseEvent
from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.transitions import cases
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.records.hash_chain import Actor
from chalicelib.records.transitions import Transition

Write = Callable[[UnitOfWork], None]


@dataclass(frozen=True)
class BankResult:
    """What the bank says of one payment of a batch: `amount` in NT$, `day` the bank's, `code` its code and `text` what that means."""

    batch_id: str
    day: date
    code: str
    amount: int
    text: str = ""


def apply_for(case: Case, application_id: str, actor: Actor, now: datetime) -> Write:
    """Into a payment application."""
    return _write(
        case,
        Transition(
            kind=CaseEvent.APPLIED,
            actor=actor,
            expected={State.CONFIRMED},
            change={"state": State.APPLIED, "application_id": application_id},
            detail={"application": application_id},
        ),
        now,
    )


def release(case: Case, application_id: str, actor: Actor, now: datetime, *, returned: bool, detail: Mapping[str, Any]) -> Write:
    """Out of an application that was returned, or else recalled by its maker: confirmed again, and free for another."""
    return _write(
        case,
        Transition(
            kind=CaseEvent.RETURNED if returned else CaseEvent.RECALLED,
            actor=actor,
            expected={State.APPLIED, State.APPROVED},
            change={"state": State.CONFIRMED, "application_id": "", "batch_id": ""},
            detail={"application": application_id, **detail},
        ),
        now,
    )


def mark_approved(case: Case, application_id: str, actor: Actor, now: datetime) -> Write:
    """After the last approval of its application."""
    detail = {"application": application_id}
    return _write(
        case,
        Transition(kind=CaseEvent.APPROVED, actor=actor, expected={State.APPLIED}, change={"state": State.APPROVED}, detail=detail),
        now,
    )


def mark_processing(case: Case, batch_id: str, actor: Actor, now: datetime) -> Write:
    """Its payment is in a batch for the bank."""
    change = {"state": State.PAYING, "batch_id": batch_id}
    detail = {"batch": batch_id}
    return _write(case, Transition(kind=CaseEvent.PAYING, actor=actor, expected={State.APPROVED}, change=change, detail=detail), now)


def take_back(case: Case, batch_id: str, actor: Actor, now: datetime) -> Write:
    """Its batch was made void before it left the house: approved again."""
    change = {"state": State.APPROVED, "batch_id": ""}
    detail = {"batch": batch_id}
    return _write(case, Transition(kind=CaseEvent.BATCH_VOIDED, actor=actor, expected={State.PAYING}, change=change, detail=detail), now)


def mark_paid(case: Case, result: BankResult, paid_at: datetime, actor: Actor, now: datetime) -> Write:
    """The money arrived; the lecturer is told."""
    change = {"state": State.PAID, "paid_at": paid_at}
    return _write(case, _answered(case, CaseEvent.PAID, "fees.paid", change, _detail(result), actor), now)


def mark_failed(case: Case, result: BankResult, actor: Actor, now: datetime) -> Write:
    """The bank sent the money back; the lecturer is asked for another account."""
    change = {"state": State.FAILED, "reason": result.text}
    return _write(case, _answered(case, CaseEvent.FAILED, "fees.failed", change, {**_detail(result), "reason": result.text}, actor), now)


def is_confirmed(case: Case) -> bool:
    """Whether it may be applied for."""
    return case.state is State.CONFIRMED


def is_approved(case: Case) -> bool:
    """Whether it waits for a batch."""
    return case.state is State.APPROVED


def is_processing(case: Case, batch_id: str) -> bool:
    """Whether this batch is paying it, and the bank has not answered yet."""
    return case.state is State.PAYING and case.batch_id == batch_id


def is_paid_by(case: Case, batch_id: str) -> bool:
    return case.state is State.PAID and case.batch_id == batch_id


def paid_of(case: Case, batch_id: str) -> bool | None:
    """What was noted of this case for this batch, whatever has become of it since: paid, not paid, or None for nothing."""
    noted = [
        event
        for event in store.events(case.id)
        if event.kind in {CaseEvent.PAID, CaseEvent.FAILED} and event.detail.get("batch") == batch_id
    ]
    return noted[-1].kind == CaseEvent.PAID if noted else None


def _answered(  # noqa: PLR0917
    case: Case, kind: CaseEvent, message: str, change: Mapping[str, Any], detail: Mapping[str, Any], actor: Actor
) -> Transition:
    number = case.events + 1
    mail = Message(message, {"case_id": case.id}, case.class_id, "mail", f"{message}.{case.id}.{number}")
    return Transition(kind=kind, actor=actor, expected={State.PAYING}, change=change, detail=detail, messages=[mail])


def _detail(result: BankResult) -> dict[str, Any]:
    return {"batch": result.batch_id, "day": str(result.day), "code": result.code, "amount": result.amount}


def _write(case: Case, transition: Transition, now: datetime) -> Write:
    def write(work: UnitOfWork) -> None:
        cases.add(work, case, transition, now)

    return write

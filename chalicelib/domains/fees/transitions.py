"""One step of a case's life: the change, its event in the chain, and what it announces, in one transaction."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from chalicelib.domains.fees import store
from chalicelib.domains.fees.model import Case, State
from chalicelib.dynamodb import Item, Transaction
from chalicelib.errors import Conflict, NotFound
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message
from chalicelib.records.hash_chain import Actor, Event

_TRIES = 4
_LONGEST_ID = 20
CHANGED = "這個案件剛被更新，請重新整理後再試。"


SYSTEM = Actor("系統")
Change = Callable[[Case], Mapping[str, Any]]


@dataclass(frozen=True)
class Step:
    """`change` holds the new values of the case's fields; `items` are put with it, `messages` announced."""

    kind: str
    seen: Actor
    expected: frozenset[State]
    change: Mapping[str, Any]
    detail: Mapping[str, Any] = field(default_factory=dict)
    messages: Sequence[Message] = ()
    items: Sequence[Item] = ()


def load(case_id: str) -> Case:
    """Raises NotFound."""
    case = store.find(case_id) if 0 < len(case_id) <= _LONGEST_ID else None
    if case is None:
        raise NotFound
    return case


def add(transaction: Transaction, case: Case, step: Step, now: datetime) -> Case:
    """The step as part of a caller's transaction: two items, and one for each of its items and messages.

    Answers the case as it will stand. The caller commits (a case that changed since it was read fails the whole transaction with
    ConditionFailed) and then delivers the messages. Raises Conflict in a state that was not expected.
    """
    if case.state not in step.expected:
        raise Conflict(f"案件 {case.id} 的狀態是「{case.state.label}」，不能這樣處理。")
    after = replace(case, **step.change)
    if after.state is not case.state:
        after = replace(after, state_since=now, moments=(*case.moments, (after.state, now)))
    event = Event(case.events + 1, now, step.kind, step.seen.by, step.seen.ip, step.seen.user_agent, step.detail)
    stands = store.advance(transaction, case, after, event)
    for item in step.items:
        transaction.put(item)
    for message in step.messages:
        outbox.add(transaction, message, now)
    return stands


def take(case: Case, step: Step, now: datetime) -> Case:
    """Answers the case as it stands after. Raises Conflict in a state that was not expected, or if it changed since it was read."""
    transaction = Transaction(secrets.token_hex(16))
    after = add(transaction, case, step, now)
    if not transaction.try_commit():
        raise Conflict(CHANGED)
    outbox.deliver(step.messages)
    return after


def note(  # noqa: PLR0917
    case_id: str,
    kind: str,
    now: datetime,
    change: Change,
    detail: Mapping[str, Any] | None = None,
    messages: Sequence[Message] = (),
    items: Sequence[Item] = (),
) -> Case:
    """A step of the system itself, whatever the state: read again and tried again while others change the case.

    `change` answers the new values; none at all means that there is nothing to note. Raises Conflict after four tries.
    """
    for _ in range(_TRIES):
        case = load(case_id)
        values = change(case)
        if not values:
            return case
        try:
            return take(case, Step(kind, SYSTEM, frozenset(State), values, detail or {}, messages, items), now)
        except Conflict:
            continue
    raise Conflict(CHANGED)

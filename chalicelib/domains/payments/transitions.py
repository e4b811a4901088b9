"""One step of an application or a batch: the change, its event in the chain, the cases that move with it, and what it announces."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from chalicelib.domains.payments import store
from chalicelib.domains.payments.model import Application, Batch, BatchState, State
from chalicelib.dynamodb import Transaction
from chalicelib.errors import Conflict, NotFound
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message
from chalicelib.records.hash_chain import Actor, Event, is_intact

Document = TypeVar("Document", Application, Batch)
Result = TypeVar("Result")
SYSTEM = Actor("系統")
CHANGED = "這件資料剛被更新，請重新整理後再試。"
_LONGEST_ID = 16
_TRIES = 4
Also = Callable[[Transaction], None]


@dataclass(frozen=True)
class Change:
    """`values` are new values of the document's fields; `also` adds what has to stand or fall with them."""

    kind: str
    seen: Actor
    values: Mapping[str, Any]
    detail: Mapping[str, Any] = field(default_factory=dict)
    messages: Sequence[Message] = ()
    also: Also | None = None


def load(application_id: str) -> Application:
    """Raises NotFound."""
    found = store.find(application_id) if 0 < len(application_id) <= _LONGEST_ID else None
    if found is None:
        raise NotFound
    return found


def load_batch(batch_id: str) -> Batch:
    """Raises NotFound."""
    found = store.find_batch(batch_id) if 0 < len(batch_id) <= _LONGEST_ID else None
    if found is None:
        raise NotFound
    return found


def take(document: Document, expected: Iterable[State | BatchState], change: Change, now: datetime) -> Document:
    """Answers it as it stands after. Raises Conflict in a state that was not expected, or if anything changed since it was read."""
    if document.state not in set(expected):
        raise Conflict(f"{document.id} 的狀態是「{document.state.label}」，不能這樣處理。")
    transaction = Transaction(secrets.token_hex(16))
    stands = add(transaction, document, change, now)
    if change.also:
        change.also(transaction)
    if not transaction.try_commit():
        raise Conflict(CHANGED)
    outbox.deliver(change.messages)
    return stands


def add(transaction: Transaction, document: Document, change: Change, now: datetime) -> Document:
    """The step as part of a caller's transaction, without `also`: two items, and one for each message."""
    after = replace(document, **change.values)
    if after.state is not document.state:
        after = replace(after, state_since=now)
    stands = store.advance(transaction, document, after, event_of(document.events + 1, change, now))
    for message in change.messages:
        outbox.add(transaction, message, now)
    return stands


def event_of(number: int, change: Change, now: datetime) -> Event:
    seen = change.seen
    return Event(number, now, change.kind, seen.by, seen.ip, seen.user_agent, change.detail)


def note_application(application_id: str, kind: str, now: datetime, values: Callable[[Application], Mapping[str, Any]]) -> Application:
    """A step of the system itself, whatever the state, tried again while others change the application.

    `values` answers the new values; none means that there is nothing to note. Raises Conflict after four tries.
    """

    def act() -> Application:
        application = load(application_id)
        found = values(application)
        return take(application, State, Change(kind, SYSTEM, found), now) if found else application

    return settled(act)


def settled(act: Callable[[], Result]) -> Result:
    """Once more where a worker noted something (a paper that was made) in that very moment: `act` reads and checks everything anew.

    What really stands against it raises Conflict again.
    """
    for _ in range(_TRIES - 1):
        try:
            return act()
        except Conflict:
            continue
    return act()


def history(document: Application | Batch) -> tuple[list[Event], bool]:
    """The events in order, and whether their chain is whole."""
    found = store.events(document.id)
    return found, is_intact(found, document.events, document.last_hash)

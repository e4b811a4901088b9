"""One step of a letter's life: the change, its event in the chain, and what it announces, in one transaction."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from chalicelib.domains.licences import store
from chalicelib.domains.licences.model import Letter, State
from chalicelib.dynamodb import Item, Transaction
from chalicelib.errors import Conflict, NotFound
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message
from chalicelib.records.hash_chain import Actor, Event

_TRIES = 4
_LONGEST_ID = 40
CHANGED = "這份授權書剛被更新，請重新整理後再試。"


SYSTEM = Actor("系統")
Change = Callable[[Letter], Mapping[str, Any]]


@dataclass(frozen=True)
class Step:
    """`change` holds the new values of the letter's fields; `items` are written with it, `messages` announced."""

    kind: str
    seen: Actor
    expected: frozenset[State]
    change: Mapping[str, Any]
    detail: Mapping[str, Any] = field(default_factory=dict)
    messages: Sequence[Message] = ()
    items: Sequence[Item] = ()


def load(letter_id: str) -> Letter:
    """Raises NotFound."""
    letter = store.find_letter(letter_id) if len(letter_id) <= _LONGEST_ID else None
    if letter is None:
        raise NotFound
    return letter


def take(letter: Letter, step: Step, now: datetime) -> Letter:
    """Answers the letter as it stands after. Raises Conflict in a state that was not expected, or if it changed since it was read."""
    if letter.state not in step.expected:
        raise Conflict(f"這份授權書的狀態是「{letter.state.label}」，不能這樣處理。")
    event = Event(letter.events + 1, now, step.kind, step.seen.by, step.seen.ip, step.seen.user_agent, step.detail)
    transaction = Transaction(secrets.token_hex(16))
    after = store.advance(transaction, letter, replace(letter, **step.change), event)
    for item in step.items:
        transaction.put(item)
    for message in step.messages:
        outbox.add(transaction, message, now)
    if not transaction.try_commit():
        raise Conflict(CHANGED)
    outbox.deliver(step.messages)
    return after


def note(  # noqa: PLR0917
    letter_id: str,
    kind: str,
    now: datetime,
    change: Change,
    detail: Mapping[str, Any] | None = None,
    messages: Sequence[Message] = (),
    items: Sequence[Item] = (),
) -> Letter:
    """A step of the system itself, whatever the state: read again and tried again while others change the letter.

    `change` answers the new values; none at all means that there is nothing to note. Raises Conflict after four tries.
    """
    for _ in range(_TRIES):
        letter = load(letter_id)
        values = change(letter)
        if not values:
            return letter
        try:
            return take(letter, Step(kind, SYSTEM, frozenset(State), values, detail or {}, messages, items), now)
        except Conflict:
            continue
    raise Conflict(CHANGED)

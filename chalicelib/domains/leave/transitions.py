"""One step of an application: its new state and all that goes with it, in one transaction, tried again while only its surroundings move."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.domains.leave.access import load
from chalicelib.domains.leave.model import Leave, State
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.errors import Conflict
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message

TRIES = 4
BUSY = "資料剛被更新，沒有完成，請重新整理後再試。"
Build = Callable[[Transaction, Leave], Sequence[Message]]


def move(class_id: str, leave_id: str, start: State, build: Build, now: datetime) -> Leave:
    """`build` adds its writes, of which one leaves the state `start`, and answers the messages. Raises NotFound, and Conflict where the
    application is in another state: of two steps at once one wins, and the other hears what it has become."""
    for _ in range(TRIES):
        leave = load(class_id, leave_id)
        if leave.state is not start:
            raise Conflict(f"這筆請假{leave.state.label}，不能這樣處理。")
        transaction = Transaction(secrets.token_hex(16))
        messages = build(transaction, leave)
        if commit(transaction, messages, now):
            return load(class_id, leave_id)
    raise Conflict(BUSY)


def commit(transaction: Transaction, messages: Sequence[Message], now: datetime) -> bool:
    """Whether every condition held; then the messages are on their way."""
    for message in messages:
        outbox.add(transaction, message, now)
    try:
        transaction.commit()
    except ConditionFailed:
        return False
    outbox.deliver(messages)
    return True


def told(kind: str, leave: Leave, what: str) -> Message:
    """A mail about the leave. Its id is made of leave and step, so that the same is never announced twice."""
    body = {"class_id": leave.class_id, "leave_id": leave.id, "what": what}
    return Message(kind, body, leave.class_id, "mail", f"{kind}.{what}.{leave.class_id}.{leave.id}")

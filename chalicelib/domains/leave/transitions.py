"""A transition of an application: its new state and all that goes with it as one unit, tried again while only its surroundings move."""

from collections.abc import Callable
from datetime import datetime

from chalicelib.domains.leave.access import load
from chalicelib.domains.leave.model import Leave, State
from chalicelib.errors import Conflict
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork

TRIES = 4
BUSY = "資料剛被更新，沒有完成，請重新整理後再試。"
Build = Callable[[UnitOfWork, Leave], None]


def move(class_id: str, leave_id: str, start: State, build: Build, now: datetime) -> Leave:
    """`build` adds its writes, of which one leaves the state `start`, and its messages. Raises NotFound, and Conflict where the
    application is in another state: of two at once one wins, and the other hears what it has become."""
    for _ in range(TRIES):
        leave = load(class_id, leave_id)
        if leave.state is not start:
            raise Conflict(f"這筆請假{leave.state.label}，不能這樣處理。")
        work = UnitOfWork(now)
        build(work, leave)
        if work.try_commit():
            return load(class_id, leave_id)
    raise Conflict(BUSY)


def notification(kind: str, leave: Leave, what: str) -> Message:
    """A mail about the leave. Its id is made of leave and step, so that the same is never announced twice."""
    body = {"class_id": leave.class_id, "leave_id": leave.id, "what": what}
    return Message(kind, body, leave.class_id, "mail", f"{kind}.{what}.{leave.class_id}.{leave.id}")

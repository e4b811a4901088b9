"""A change and what it announces as one thing: its messages are written with it, and delivered when it is committed.

Nobody else adds a message to a transaction, and nobody else delivers one after a commit, so neither can be forgotten
(tests/architecture/test_delivery.py).
"""

from datetime import datetime

from chalicelib.dynamodb import Transaction
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message


class UnitOfWork(Transaction):
    """A transaction that may announce messages. Each takes one of the hundred items."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._now = now
        self._messages: list[Message] = []

    def announce(self, *messages: Message) -> None:
        """They go out if, and only if, the writes stand. One whose id is already known makes the whole fail, as a condition does."""
        for message in messages:
            outbox.add(self, message, self._now)
        self._messages += messages

    def commit(self) -> None:
        """Commits, then hands the messages to their queues. Raises ConditionFailed, Unavailable; then nothing was announced."""
        super().commit()
        outbox.deliver(self._messages)

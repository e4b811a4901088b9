"""Messages are announced once and delivered at least once."""

from datetime import datetime, timedelta

import pytest

from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.store import find
from chalicelib.messaging.sweeping import sweep
from tests.support.messages import handle, waiting


def announced(message_id: str, now: datetime) -> None:
    """Announced and handed to its queue, and taken out of it."""
    outbox.announce([Message("test.ping", {"n": 1}, id=message_id)], now)
    waiting()


def test_a_message_is_handed_to_its_queue(now: datetime) -> None:
    """An announced message's id arrives in SQS."""
    outbox.announce([Message("test.ping", {"n": 1}, id="m1")], now)
    assert waiting() == ["m1"]


def test_an_id_is_announced_once(now: datetime) -> None:
    """Announcing the same deterministic id twice sends one message."""
    for _ in range(2):
        outbox.announce([Message("test.ping", {}, id="m1")], now)
    assert waiting() == ["m1"]


def test_a_failed_transaction_announces_nothing(now: datetime) -> None:
    """When the change fails, its message does not exist."""
    outbox.announce([Message("test.ping", {}, id="taken")], now)
    transaction = Transaction("both")
    outbox.add(transaction, Message("test.ping", {}, id="new"), now)
    outbox.add(transaction, Message("test.ping", {}, id="taken"), now)
    with pytest.raises(ConditionFailed):
        transaction.commit()
    assert find("new") is None


def test_the_sweep_sends_what_was_committed_but_never_delivered(now: datetime) -> None:
    """A message whose delivery was lost is sent by the sweep once it is due, and not before."""
    transaction = Transaction("lost")
    outbox.add(transaction, Message("test.ping", {}, id="lost"), now)
    transaction.commit()
    assert (sweep(now), waiting()) == (0, [])
    assert (sweep(now + timedelta(minutes=2)), waiting()) == (1, ["lost"])


def test_a_sweep_sends_nothing_twice(now: datetime) -> None:
    """What was moved by one sweep is not due for the next: in the first minute, and ever more seldom after it."""
    announced("a", now)
    sent = [minute for minute in range(1, 31) if sweep(now + timedelta(minutes=minute))]
    assert waiting() == ["a"] * len(sent)
    assert sent == [2, 4, 6, 9, 14, 21]


def test_a_sweep_is_bounded_and_goes_on(now: datetime) -> None:
    """Of a great many that are due one sweep sends a part; nothing of it is sent again while the others wait for the next minutes."""
    of_one_shard = [name for number in range(2500) if not sum((name := f"{number:06}").encode()) % 8]
    many = [Message("test.ping", {}, id=name) for name in of_one_shard[:250]]
    outbox.announce(many, now)
    waiting()
    later = now + timedelta(minutes=2)
    counts = [sweep(later) for _ in range(4)]
    assert sum(counts) == 250
    assert max(counts) < 250
    assert sorted(waiting()) == sorted(message.id for message in many)


def test_the_sweep_leaves_what_a_worker_has(now: datetime) -> None:
    """However long a job takes within its function's time, no second copy is sent."""
    announced("long", now)
    during = []

    def takes_long(now: datetime, n: int) -> None:
        during.append(sweep(now + timedelta(seconds=299)))

    handle("long", takes_long, now)
    assert (during, waiting()) == ([0], [])

"""Messages are delivered at least once, and what fails is shown to staff."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.cloud import queue
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.errors import NotFound, Unavailable
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message, OutboxItem
from chalicelib.settings import settings


class Recorder:
    """A handler that notes each body; `broken` makes it fail."""

    def __init__(self, broken: bool = False) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.broken = broken

    def __call__(self, now: datetime, **body: Any) -> None:
        if self.broken:
            raise Unavailable
        self.bodies.append(body)


def event(*ids: str) -> list[dict[str, str]]:
    return [{"messageId": f"sqs-{number}", "body": json.dumps({"id": each})} for number, each in enumerate(ids)]


def waiting() -> list[str]:
    return [json.loads(body)["id"] for body in queue.drain(settings().work_queue_url)]


def test_a_message_is_handed_to_its_queue(now: datetime) -> None:
    """An announced message's id arrives in SQS."""
    outbox.announce([Message("test.ping", {"n": 1}, id="m1")], now)
    assert waiting() == ["m1"]


def test_an_id_is_announced_once(now: datetime) -> None:
    """Announcing the same deterministic id twice sends one message."""
    outbox.announce([Message("test.ping", {}, id="m1")], now)
    outbox.announce([Message("test.ping", {}, id="m1")], now)
    assert waiting() == ["m1"]


def test_delivered_twice_is_handled_once(now: datetime) -> None:
    """A message that arrives again after it was done is not handled again."""
    outbox.announce([Message("test.ping", {"n": 1}, id="m1")], now)
    handler = Recorder()
    for _ in range(2):
        assert outbox.handle_batch(event("m1"), {"test.ping": handler}, now) == {"batchItemFailures": []}
    assert handler.bodies == [{"n": 1}]


def test_one_failure_does_not_stop_the_batch(now: datetime) -> None:
    """Only the failed and the unreadable records of a batch are named as failures."""
    outbox.announce([Message("good", {}, id="a"), Message("bad", {}, id="b")], now)
    handlers = {"good": Recorder(), "bad": Recorder(broken=True)}
    records = [*event("b", "a"), {"messageId": "sqs-9", "body": "not json"}]
    answer = outbox.handle_batch(records, handlers, now)
    assert [f["itemIdentifier"] for f in answer["batchItemFailures"]] == ["sqs-0", "sqs-9"]
    assert handlers["good"].bodies == [{}]


def test_five_failures_make_it_a_case_for_staff(now: datetime) -> None:
    """After five tries the message is failed, with a text for staff; before that it is not."""
    outbox.announce([Message("bad", {}, id="b")], now)
    for attempt in range(5):
        assert (len(outbox.failed()), attempt) == (0, attempt)
        outbox.handle_batch(event("b"), {"bad": Recorder(broken=True)}, now)
    assert [(item.pk, item.error) for item in outbox.failed()] == [("b", Unavailable.message)]


def test_redrive_gives_a_failed_message_another_chance(now: datetime) -> None:
    """A redriven message is sent again, handled, and leaves the list."""
    outbox.announce([Message("bad", {"n": 2}, id="b")], now)
    for _ in range(5):
        outbox.handle_batch(event("b"), {"bad": Recorder(broken=True)}, now)
    waiting()
    outbox.redrive("b", now)
    assert (waiting(), outbox.failed()) == (["b"], [])
    mended = Recorder()
    outbox.handle_batch(event("b"), {"bad": mended}, now)
    assert mended.bodies == [{"n": 2}]


def test_only_a_failed_message_can_be_redriven(now: datetime) -> None:
    """Redriving what is pending, or is not there, is NotFound."""
    outbox.announce([Message("good", {}, id="a")], now)
    for message_id in ("a", "nothing"):
        with pytest.raises(NotFound):
            outbox.redrive(message_id, now)


def test_the_sweep_sends_what_was_committed_but_never_delivered(now: datetime) -> None:
    """A message whose delivery was lost is sent by the sweep once it is due, and not before."""
    transaction = Transaction("lost")
    outbox.add(transaction, Message("test.ping", {}, id="lost"), now)
    transaction.commit()
    assert (outbox.sweep(now), waiting()) == (0, [])
    assert (outbox.sweep(now + timedelta(minutes=2)), waiting()) == (1, ["lost"])


def test_a_failed_transaction_announces_nothing(now: datetime) -> None:
    """When the change fails, its message does not exist."""
    outbox.announce([Message("test.ping", {}, id="taken")], now)
    transaction = Transaction("both")
    outbox.add(transaction, Message("test.ping", {}, id="new"), now)
    outbox.add(transaction, Message("test.ping", {}, id="taken"), now)
    with pytest.raises(ConditionFailed):
        transaction.commit()
    assert OutboxItem.find("new", "message") is None


def test_dead_letters_become_failed_messages(now: datetime) -> None:
    """What SQS gave up on is listed for staff, and the dead-letter queue is emptied."""
    outbox.announce([Message("test.ping", {}, id="dead")], now)
    queue.send(settings().dead_letter_queue_url, [{"id": "dead"}, {"nonsense": 1}])
    assert outbox.collect_dead_letters(now) == 2
    assert [item.pk for item in outbox.failed()] == ["dead"]
    assert list(queue.drain(settings().dead_letter_queue_url)) == []

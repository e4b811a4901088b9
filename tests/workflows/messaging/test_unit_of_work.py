"""A change and its messages: both or neither, and nobody has to think of the delivery."""

import json
from datetime import datetime, timedelta

import pytest

from chalicelib.cloud import queue
from chalicelib.dynamodb import ConditionFailed
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.store import OutboxItem
from chalicelib.messaging.sweeping import sweep
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.settings import settings


def waiting(url: str) -> list[str]:
    return [json.loads(body)["id"] for body in queue.drain(url)]


def test_what_was_announced_is_delivered_by_the_commit(now: datetime) -> None:
    """After the commit each message is in its queue, in order, and nobody had to deliver it."""
    work = UnitOfWork(now)
    work.announce(Message("test.a", {}, id="a"), Message("test.mail", {}, queue="mail", id="b"))
    work.announce(Message("test.c", {}, id="c"))
    work.commit()
    assert (waiting(settings().work_queue_url), waiting(settings().mail_queue_url)) == (["a", "c"], ["b"])


def test_nothing_is_delivered_before_the_commit(now: datetime) -> None:
    """A unit that is never committed leaves neither item nor message."""
    UnitOfWork(now).announce(Message("test.a", {}, id="a"))
    assert (waiting(settings().work_queue_url), OutboxItem.find("a", "message")) == ([], None)


def test_a_unit_that_fails_announces_nothing(now: datetime) -> None:
    """Where a condition does not hold, no message is written and none is delivered."""
    outbox.announce([Message("test.a", {}, id="taken")], now)
    waiting(settings().work_queue_url)
    work = UnitOfWork(now)
    work.announce(Message("test.a", {}, id="new"), Message("test.a", {}, id="taken"))
    with pytest.raises(ConditionFailed):
        work.commit()
    assert (waiting(settings().work_queue_url), OutboxItem.find("new", "message")) == ([], None)
    assert not work.try_commit()


def test_a_queue_that_fails_does_not_undo_the_change(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commit stands although SQS did not take the message; the sweep sends it when it is due."""
    with monkeypatch.context() as patched:
        patched.setattr(queue, "send", lambda url, bodies: 1 / 0)
        work = UnitOfWork(now)
        work.announce(Message("test.a", {}, id="a"))
        work.commit()
    assert waiting(settings().work_queue_url) == []
    assert (sweep(now + timedelta(minutes=2)), waiting(settings().work_queue_url)) == (1, ["a"])

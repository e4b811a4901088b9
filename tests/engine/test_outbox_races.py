"""The outbox under real concurrency."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.messaging import outbox, store
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.retry_rules import MessageState
from chalicelib.messaging.store import OutboxItem
from chalicelib.messaging.sweeping import sweep
from tests.support.at_once import at_once
from tests.support.messages import Recorder, handle, standing, waiting


def test_one_of_many_concurrent_transactions_wins(now: datetime) -> None:
    """Of 16 concurrent transactions that create the same item, exactly one commits, and its message alone exists."""

    def attempt(number: int) -> bool:
        transaction = Transaction(f"race-{number}")
        outbox.add(transaction, Message("test.prize", {"winner": number}, id="prize"), now)
        outbox.add(transaction, Message("test.told", {}, id=f"told-{number}"), now)
        try:
            transaction.commit()
        except ConditionFailed:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        won = [number for number, success in enumerate(pool.map(attempt, range(16))) if success]
    prize = OutboxItem.find("prize", "message")
    assert prize is not None
    assert [prize.body["winner"]] == won
    assert [n for n in range(16) if OutboxItem.find(f"told-{n}", "message")] == won


def test_a_repeated_commit_is_harmless(now: datetime) -> None:
    """A transaction sent twice with one token (a lost reply, retried) commits once and raises nothing."""
    for _ in range(2):
        transaction = Transaction("same-token")
        outbox.add(transaction, Message("test.once", {}, id="once"), now)
        transaction.commit()
    assert OutboxItem.find("once", "message") is not None


def test_one_of_many_workers_has_a_message(now: datetime) -> None:
    """Sixteen copies of a message, delivered at the same moment, are one run and one try."""
    for number in range(10):
        handler = Recorder()
        outbox.announce([Message("test.ping", {"n": number}, id=f"m{number}")], now)
        at_once(*[lambda each=f"m{number}", by=handler: handle(each, by, now)] * 16)
        item = standing(f"m{number}")
        assert (handler.bodies, item.tries, item.state) == ([{"n": number}], 1, MessageState.DONE)


def test_sweeps_at_the_same_moment_send_once(now: datetime) -> None:
    """Four sweeps that find the same forty messages send each once, and end the lease of a worker that died once."""
    outbox.announce([Message("test.ping", {}, id=f"m{number}") for number in range(40)], now)
    waiting()
    assert store.take("m0", now + timedelta(seconds=60), now)
    later = now + timedelta(minutes=2)
    assert sum(at_once(*[lambda: sweep(later)] * 4)) == 39
    assert sorted(waiting()) == sorted(f"m{number}" for number in range(1, 40))
    assert (standing("m0").state, standing("m0").tries) == (MessageState.PENDING, 1)

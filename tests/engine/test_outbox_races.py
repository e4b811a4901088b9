"""The outbox under real concurrency."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message, OutboxItem


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

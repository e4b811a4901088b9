"""Conditional writes and transactions, also when DynamoDB answers with what no emulator ever answers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse

from chalicelib.dynamodb import ConditionFailed, Transaction, connection
from chalicelib.errors import Unavailable
from chalicelib.messaging.store import OutboxItem


def item(message_id: str, kind: str = "test") -> OutboxItem:
    made = datetime(2026, 3, 2, tzinfo=UTC)
    return OutboxItem(pk=message_id, sk="message", kind=kind, body={}, subject="", queue="work", state="pending", created_at=made)


@contextmanager
def answering(operation: str, code: str, times: int, **more: Any) -> Iterator[list[int]]:
    """DynamoDB's next `times` answers to the operation are the error `code`; the list counts all calls."""
    calls: list[int] = []
    refusal = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": 400}, **more}

    def answer(**_: Any) -> tuple[AWSResponse, dict[str, Any]] | None:
        calls.append(1)
        return (AWSResponse("", 400, {}, None), refusal) if len(calls) <= times else None

    events = connection().client.meta.events
    events.register_first(f"before-call.dynamodb.{operation}", answer)
    try:
        yield calls
    finally:
        events.unregister(f"before-call.dynamodb.{operation}", answer)


def cancelled(*codes: str) -> dict[str, Any]:
    return {"CancellationReasons": [{"Code": code} for code in codes]}


def test_put_if_absent_brings_back_what_stood_there() -> None:
    """A put whose condition fails answers with the item in its way, so that a repeat can be told from a conflict."""
    item("a", kind="first").put(OutboxItem.pk.does_not_exist())
    with pytest.raises(ConditionFailed) as caught:
        item("a", kind="second").put(OutboxItem.pk.does_not_exist())
    assert OutboxItem.from_wire(caught.value.item).kind == "first"


def test_a_change_never_creates() -> None:
    """Changing an item that is not there fails, brings back nothing and leaves nothing."""
    with pytest.raises(ConditionFailed) as caught:
        item("ghost").change([OutboxItem.state.set("done")], OutboxItem.state != "done")
    assert caught.value.item == {}
    assert OutboxItem.find("ghost", "message") is None


@pytest.mark.counts_requests
def test_a_transaction_in_conflict_is_tried_again() -> None:
    """A transaction that only met another one is committed at the next try."""
    transaction = Transaction("conflict")
    transaction.create(item("a"))
    with answering("TransactWriteItems", "TransactionCanceledException", 2, **cancelled("TransactionConflict")) as calls:
        transaction.commit()
    assert len(calls) == 3
    assert OutboxItem.find("a", "message") is not None


def test_a_failed_condition_beside_a_conflict_is_final() -> None:
    """Where any condition failed, the transaction is not tried again."""
    transaction = Transaction("both")
    transaction.create(item("a"))
    reasons = cancelled("TransactionConflict", "ConditionalCheckFailed")
    with answering("TransactWriteItems", "TransactionCanceledException", 9, **reasons) as calls, pytest.raises(ConditionFailed):
        transaction.commit()
    assert len(calls) == 1


def test_conflicts_without_end_are_an_outage() -> None:
    """A transaction that meets conflict after conflict ends as Unavailable, not as success or Conflict."""
    transaction = Transaction("endless")
    transaction.create(item("a"))
    reasons = cancelled("TransactionConflict")
    with answering("TransactWriteItems", "TransactionCanceledException", 99, **reasons), pytest.raises(Unavailable):
        transaction.commit()
    assert OutboxItem.find("a", "message") is None


def test_an_outage_is_no_conflict() -> None:
    """When DynamoDB refuses for another reason, the error is Unavailable."""
    with answering("UpdateItem", "AccessDeniedException", 9), pytest.raises(Unavailable):
        item("a").change([OutboxItem.state.set("done")], OutboxItem.state != "done")

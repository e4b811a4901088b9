"""How AWS is asked: tries, time, and what silence means to the person."""

from datetime import UTC, datetime
from functools import partial

import pytest
from botocore.exceptions import ClientError

from chalicelib.cloud import accounts, calls, files, keys, queue
from chalicelib.cloud.clients import client
from chalicelib.dynamodb import ConditionFailed, Transaction, aside
from chalicelib.errors import OutcomeUnknown, TooMany, Unavailable
from chalicelib.messaging.store import OutboxItem
from chalicelib.settings import settings
from tests.support.faults import Fault, lost_replies, out_of_order

pytestmark = pytest.mark.counts_requests

API_GATEWAY_GIVES_UP = 29
NONE_YET = OutboxItem.pk.does_not_exist()


def item(message_id: str) -> OutboxItem:
    made = datetime(2026, 3, 2, tzinfo=UTC)
    return OutboxItem(pk=message_id, sk="message", kind="test", body={}, subject="", queue="work", state="pending", created_at=made)


@pytest.mark.parametrize("fault", Fault)
def test_a_reading_that_is_not_answered_is_an_outage(fault: Fault) -> None:
    """One item, a query, several at once: Unavailable, however the table fails; asked three times, but where it is denied."""
    for read in (
        lambda: OutboxItem.find("a", "message"),
        lambda: list(OutboxItem.query("a")),
        lambda: list(OutboxItem.batch_get([("a", "message")])),
    ):
        with out_of_order(fault, "dynamodb") as outage, pytest.raises(Unavailable) as caught:
            read()
        assert type(caught.value) is Unavailable
        assert len(outage.met) == (1 if fault is Fault.DENIES else 3)


@pytest.mark.parametrize(("fault", "told"), [(Fault.HANGS, OutcomeUnknown), (Fault.BREAKS, OutcomeUnknown), (Fault.THROTTLES, Unavailable)])
def test_a_change_without_an_answer_may_have_been_made(fault: Fault, told: type[Unavailable]) -> None:
    """Silence and faults of theirs say nothing of a write; a throttle says that it was not made."""
    transaction = Transaction()
    transaction.create(item("a"))
    for write in (transaction.commit, lambda: item("b").put(NONE_YET), lambda: OutboxItem.put_many([item("c")])):
        with out_of_order(fault, "dynamodb"), pytest.raises(Unavailable) as caught:
            write()
        assert type(caught.value) is told


def test_a_lost_reply_is_no_refusal() -> None:
    """A put, a change and a transaction whose replies are lost stand once, and are told as done."""
    with lost_replies() as lost:
        item("a").put(NONE_YET)
        after = OutboxItem("a", "message").change([OutboxItem.tries.set(OutboxItem.tries + 1)], OutboxItem.state == "pending")
        transaction = Transaction()
        transaction.create(item("b"))
        transaction.change(OutboxItem("a", "message"), [OutboxItem.tries.set(OutboxItem.tries + 1)], OutboxItem.tries == 1)
        transaction.commit()
    assert [operation for _, operation in lost.met] == ["PutItem", "UpdateItem", "TransactWriteItems"]
    assert after.tries == 1
    assert [found.tries for found in OutboxItem.search("a")] == [2]


def test_somebody_elses_write_is_still_a_refusal() -> None:
    """What stands in the way after a lost reply is another's, unless it has this write's own id."""
    item("a").put()
    with lost_replies(), pytest.raises(ConditionFailed):
        item("a").put(NONE_YET)


def test_nothing_is_said_to_be_unchanged_after_a_change() -> None:
    """An outage behind a write of the same page says that the outcome is not known; behind a note beside it, that nothing changed."""
    with calls.one_page():
        with aside():
            item("note").put()
        with out_of_order(Fault.THROTTLES, "dynamodb"), pytest.raises(Unavailable) as before:
            OutboxItem.find("a", "message")
        item("a").put()
        with out_of_order(Fault.THROTTLES, "dynamodb"), pytest.raises(OutcomeUnknown):
            OutboxItem.find("a", "message")
    assert type(before.value) is Unavailable


def test_a_page_ends_in_time_whatever_hangs() -> None:
    """All calls of one page together stay below API Gateway's 29 s: every service hanging, one after the other."""
    with out_of_order(Fault.HANGS, "dynamodb", "s3") as outage, calls.one_page():
        for _ in range(3):
            with pytest.raises(Unavailable):
                OutboxItem.find("a", "message")
            with pytest.raises(Unavailable):
                files.read("a")
    assert 0 < outage.seconds < API_GATEWAY_GIVES_UP


def test_threads_belong_to_their_page() -> None:
    """What eight threads do counts as the page's own: its time, and that it changed something."""
    with out_of_order(Fault.HANGS, "dynamodb") as outage, calls.one_page():
        for _ in range(3):
            with pytest.raises(Unavailable):
                calls.at_once([partial(OutboxItem.find, "a", "message")])
    assert 0 < outage.seconds < API_GATEWAY_GIVES_UP
    with calls.one_page():
        calls.at_once([item("a").put])
        with out_of_order(Fault.THROTTLES, "dynamodb"), pytest.raises(OutcomeUnknown):
            OutboxItem.find("a", "message")


def test_a_queue_that_hangs_costs_two_seconds() -> None:
    """The sweep is the sure way, so SQS is asked once and shortly."""
    with out_of_order(Fault.HANGS, "sqs") as outage, pytest.raises(Unavailable):
        queue.send(settings().work_queue_url, [{"id": "a"}])
    assert (len(outage.met), outage.seconds) == (1, 2)


def test_a_repeat_sends_the_whole_body() -> None:
    """botocore reads a body's stream to its end; the repeat begins anew."""
    with lost_replies():
        files.save("exports/a.txt", b"whole", "text/plain")
    assert files.read("exports/a.txt") == b"whole"


@pytest.mark.parametrize("fault", Fault)
@pytest.mark.parametrize("service", ["s3", "kms", "cognito-idp"])
def test_every_service_is_translated(service: str, fault: Fault, caplog: pytest.LogCaptureFixture) -> None:
    """No error of botocore's reaches a page: Unavailable, or words of Cognito's own; what is denied is in the log for the operator."""
    act = {
        "s3": lambda: files.upload_size("a"),
        "kms": keys.seal_public_key,
        "cognito-idp": lambda: accounts.find("wang"),
    }[service]
    with out_of_order(fault, service), pytest.raises((Unavailable, TooMany)):
        act()
    assert ("denied" in caplog.text) == (fault is Fault.DENIES)


def test_a_refusal_stays_one() -> None:
    """What AWS answers with a reason is for the caller to read."""
    with pytest.raises(ClientError):
        client("kms").sign(KeyId=settings().field_key_id, Message=b"x", MessageType="RAW", SigningAlgorithm="ECDSA_SHA_256")

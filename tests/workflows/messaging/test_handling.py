"""A message is leased and counted before it is handled, and every end of a run says what comes next."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from chalicelib.cloud.outages import MailUnanswered
from chalicelib.domains.people.service_accounts import Account
from chalicelib.dynamodb import connection
from chalicelib.errors import InvalidInput, NotFound, Unavailable
from chalicelib.messaging import failures, handling, mailing, outbox, sweeping
from chalicelib.messaging.dead_letters import collect
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.retry_rules import MessageState
from chalicelib.settings import settings
from infra.local.iam.acting import acting
from tests.support.messages import Recorder, event, handle, standing, waiting

DAY = timedelta(days=1)


class Killed(BaseException):
    """As SIGKILL: nothing of our code runs after it."""


def sweep(now: datetime) -> int:
    """As the function that does it, with its role."""
    with acting("sweep"):
        return sweeping.sweep(now)


def announce(now: datetime, *, queue: str = "work") -> None:
    outbox.announce([Message("test.ping", {"n": 1}, id="m", queue=queue)], now)


def fails(now: datetime, error: Exception, times: int = 1) -> datetime:
    """So many runs that end with the error, each as soon as it is due again; answers when it is due after them."""
    for _ in range(times):
        item = handle("m", Recorder(error), now)
        now = datetime.fromisoformat(str(item.due_at))
    return now


def killed(now: datetime, queue: str = "work") -> datetime:
    """A run whose worker dies, and the sweep that finds it; answers when the message is due again."""

    def dies(now: datetime, n: int) -> None:
        raise Killed

    with pytest.raises(Killed):
        handling.handle_batch(queue, event("m"), {"test.ping": dies}, lambda: now)
    over = now + handling.TIME_OUTS[queue]
    sweep(over)
    return datetime.fromisoformat(str(standing("m").due_at))


def test_the_sweep_reaches_both_queues(now: datetime) -> None:
    """A mail that was committed but never handed over is handed over, as work is."""
    announce(now, queue="mail")
    assert waiting(settings().mail_queue_url) == ["m"]
    assert (sweep(now + DAY), waiting(settings().mail_queue_url), waiting()) == (1, ["m"], [])


def test_delivered_twice_is_handled_once(now: datetime) -> None:
    """A message that arrives again after it was done is not handled again."""
    announce(now)
    handler = Recorder()
    for _ in range(2):
        handle("m", handler, now)
    assert handler.bodies == [{"n": 1}]


def test_a_second_copy_ends_at_once_while_the_first_is_handled(now: datetime) -> None:
    """Whoever gets it while somebody has it does nothing, and its queue hears that all is well."""
    announce(now)
    second = Recorder()

    def first(now: datetime, n: int) -> None:
        handle("m", second, now)

    assert handle("m", first, now).state is MessageState.DONE
    assert second.bodies == []


def test_a_killed_worker_is_a_try(now: datetime) -> None:
    """After five that died over it the message is a case for staff, with the reason; and at no time are there two copies of it."""
    announce(now)
    waiting()
    for _ in range(4):
        now = killed(now)
        assert (standing("m").state, sweep(now), waiting()) == (MessageState.PENDING, 1, ["m"])
    killed(now)
    (item,) = failures.failed()
    assert (item.tries, item.error) == (5, "處理中斷：超過時間或記憶體不足，沒有做完。")
    assert handle("m", Recorder(), now + DAY).state is MessageState.FAILED


def test_five_failures_make_it_a_case_for_staff(now: datetime) -> None:
    """After five tries the message is failed, with a text for staff; before that it is not."""
    announce(now)
    now = fails(now, InvalidInput("檔案不對。"), times=4)
    assert failures.failed() == []
    fails(now, InvalidInput("檔案不對。"))
    assert [(item.pk, item.error) for item in failures.failed()] == [("m", "檔案不對。")]


def test_a_failed_message_rings(now: datetime) -> None:
    """The queue that has the alarm holds a note of it, and not of one that is tried again; the collector takes the note away."""
    announce(now)
    now = fails(now, InvalidInput(), times=4)
    assert waiting(settings().dead_letter_queue_url) == []
    fails(now, InvalidInput())
    assert (collect(now), collect(now)) == (1, 0)
    assert len(failures.failed()) == 1


@pytest.mark.parametrize(
    "error",
    [
        Unavailable(),
        EndpointConnectionError(endpoint_url="https://email.example"),
        ReadTimeoutError(endpoint_url="https://kms.example"),
        ClientError({"Error": {"Code": "Throttling"}, "ResponseMetadata": {"HTTPStatusCode": 400}}, "SendEmail"),
        ClientError({"Error": {"Code": "Whatever"}, "ResponseMetadata": {"HTTPStatusCode": 503}}, "PutObject"),
        ConnectionRefusedError(111, "refused"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_outage_uses_up_no_tries(now: datetime, error: Exception) -> None:
    """Twenty runs against a service that does not answer leave the message waiting, and the first that is answered ends it."""
    announce(now)
    assert standing("m").state is MessageState.PENDING
    later = fails(now, error, times=20)
    assert (standing("m").state, standing("m").tries, failures.failed()) == (MessageState.WAITING, 0, [])
    waiting()
    assert (sweep(later), waiting()) == (1, ["m"])
    assert handle("m", Recorder(), later).state is MessageState.DONE


def test_an_outage_of_more_than_a_day_is_shown(now: datetime) -> None:
    """Then staff decide."""
    announce(now)
    now = fails(now, Unavailable())
    fails(now + DAY, Unavailable())
    assert [item.error for item in failures.failed()] == [Unavailable.message]


@pytest.mark.parametrize("code", ["ValidationException", "AccessDeniedException"])
def test_a_refusal_is_no_outage(now: datetime, code: str) -> None:
    """DynamoDB's no (an item too large, a right that is missing) is our own fault, whatever the person on a page is told."""
    announce(now)
    refusal = ClientError({"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": 400}}, "PutItem")
    error = Unavailable()
    error.__cause__ = refusal
    fails(now, error, times=5)
    assert len(failures.failed()) == 1


def test_what_was_put_off_is_not_begun_early(now: datetime) -> None:
    """A copy that comes before the time does nothing and uses up no try."""
    announce(now)
    fails(now, Unavailable())
    early = Recorder()
    handle("m", early, now + timedelta(seconds=20))
    assert (early.bodies, standing("m").tries) == ([], 0)


def test_redrive_gives_a_failed_message_another_chance(now: datetime) -> None:
    """A redriven message is sent again, handled, and leaves the list; what is pending, or is not there, is NotFound."""
    announce(now)
    fails(now, InvalidInput(), times=5)
    waiting()
    failures.redrive("m", now)
    assert (waiting(), failures.failed()) == (["m"], [])
    for message_id in ("m", "nothing"):
        with pytest.raises(NotFound):
            failures.redrive(message_id, now)
    mended = Recorder()
    assert (handle("m", mended, now).state, mended.bodies) == (MessageState.DONE, [{"n": 1}])


def test_one_failure_does_not_stop_the_batch(now: datetime) -> None:
    """What fails comes back by our own table; only what cannot be read is named to the queue."""
    outbox.announce([Message("good", {}, id="a"), Message("bad", {}, id="b"), Message("of a kind that is no more", {}, id="c")], now)
    handlers = {"good": Recorder(), "bad": Recorder(Unavailable())}
    records = [*event("b", "c", "a", "no such id"), *({"messageId": text, "body": text} for text in ("not json", "[1]"))]
    answer = handling.handle_batch("work", records, handlers, lambda: now)
    assert [each["itemIdentifier"] for each in answer["batchItemFailures"]] == ["not json", "[1]"]
    assert (standing("a").state, standing("b").state, standing("c").error) == (MessageState.DONE, MessageState.WAITING, "KeyError")


def test_no_further_message_is_begun_when_the_functions_time_is_short(now: datetime) -> None:
    """What is left of the batch is untouched, and goes back to its queue."""
    outbox.announce([Message("test.ping", {}, id=each, queue="mail") for each in "ab"], now)
    waiting(settings().mail_queue_url)
    moments = iter([now, now, now, now, now + timedelta(seconds=40)])
    handling.handle_batch("mail", event("a", "b"), {"test.ping": Recorder()}, lambda: next(moments))
    assert (standing("a").state, standing("b").state, standing("b").tries) == (MessageState.DONE, MessageState.PENDING, 0)
    assert waiting(settings().mail_queue_url) == ["b"]


def test_a_lost_reply_to_the_lease_keeps_it(now: datetime) -> None:
    """Where DynamoDB took the lease and its answer was lost, the client's own repeat finds its lease, and the message is handled once."""
    announce(now)
    repeats: list[int] = []

    def lose(request: Any, **_: Any) -> None:
        if request.headers["X-Amz-Target"].endswith(b".UpdateItem"):
            repeats.append(1)
        if len(repeats) == 1:
            raise ReadTimeoutError(endpoint_url="https://dynamodb.example")

    events = connection().client.meta.events
    events.register_last("before-send", lose)
    handler = Recorder()
    try:
        handle("m", handler, now)
    finally:
        events.unregister("before-send", lose)
    assert (handler.bodies, standing("m").state, standing("m").tries, len(repeats) > 1) == ([{"n": 1}], MessageState.DONE, 1, True)


def three_mails(broken_at: int = 9, error: Exception | None = None) -> Callable[..., None]:
    """A handler that mails three people, and fails before one of them."""

    def handler(now: datetime, n: int) -> None:
        for place, to in enumerate(("a@gov.taipei", "b@gov.taipei", "c@gov.taipei")):
            if place == broken_at and error:
                raise error
            mailing.send(
                to,
                "主旨",
                "people/mail/welcome",
                {"account": Account("chen", "陳", to, frozenset()), "sign_in": "-"},
                reference="people_chen",
                contact=None,
            )

    return handler


def addressees(letters: list[Any]) -> list[str]:
    return [str(letter["To"])[0] for letter in letters]


def test_a_repeat_mails_only_who_was_not_mailed(now: datetime, sent_mail: Callable[[], list[Any]]) -> None:
    """A run that failed before the third of three addresses is repeated for the third alone; so is one that staff send again."""
    announce(now, queue="mail")
    handle("m", three_mails(2, InvalidInput()), now, "mail")
    assert addressees(sent_mail()) == ["a", "b"]
    for _ in range(4):
        now = datetime.fromisoformat(str(standing("m").due_at))
        handle("m", three_mails(2, InvalidInput()), now, "mail")
    failures.redrive("m", now)
    assert handle("m", three_mails(), now, "mail").state is MessageState.DONE
    assert addressees(sent_mail()) == ["a", "b", "c"]


def test_a_mail_goes_out_at_most_once_more_than_needed(now: datetime, sent_mail: Callable[[], list[Any]]) -> None:
    """A worker that dies after SES took the mail: it is repeated once, then staff are asked, and nobody gets it a third time."""
    announce(now, queue="mail")

    def mails_and_dies(now: datetime, n: int) -> None:
        three_mails()(now, n)
        raise Killed

    for _ in range(3):
        if standing("m").state is MessageState.FAILED:
            break
        with pytest.raises(Killed):
            handling.handle_batch("mail", event("m"), {"test.ping": mails_and_dies}, lambda: now)  # noqa: B023
        sweep(now + timedelta(seconds=60))
        now = datetime.fromisoformat(str(standing("m").due_at))
    assert addressees(sent_mail()) == ["a", "b", "c"] * 2
    assert len(failures.failed()) == 1


def test_ses_without_an_answer_is_asked_once_more(now: datetime) -> None:
    """The letter may have been taken each time, so the second time staff are told that it may have arrived."""
    announce(now, queue="mail")
    unanswered = Recorder(MailUnanswered())
    handle("m", unanswered, now, "mail")
    item = handle("m", unanswered, now + timedelta(minutes=5), "mail")
    assert (item.state, item.error, len(unanswered.bodies)) == (MessageState.FAILED, MailUnanswered.message, 2)


def test_no_text_of_a_foreign_error_is_logged(now: datetime, caplog: pytest.LogCaptureFixture) -> None:
    """SES names the address in its refusals: the log has the error's kind and place only."""
    announce(now)
    with caplog.at_level(logging.DEBUG):
        fails(now, ValueError("wang@gov.taipei is not verified"))
    assert "ValueError" in caplog.text
    assert "wang" not in caplog.text

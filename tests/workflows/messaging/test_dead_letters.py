"""What SQS gave up on is taken once more, or shown to staff; nothing vanishes."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest

from chalicelib.cloud import queue
from chalicelib.errors import Unavailable
from chalicelib.messaging import bounces, dead_letters, failures, outbox, registry, uploads
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.retry_rules import MessageState
from chalicelib.messaging.store import OutboxItem
from chalicelib.settings import settings
from infra.local.iam.acting import acting
from tests.support.messages import standing, waiting

Drain = Callable[[], int]
PERMANENT = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "lin@example.edu.tw"}]}
BOUNCE = {"eventType": "Bounce", "bounce": PERMANENT, "mail": {"tags": {"reference": ["fees_1150302001"]}}}


def dead(*bodies: object) -> None:
    queue.send(settings().dead_letter_queue_url, [body for body in bodies if isinstance(body, dict)])


def collect(now: datetime) -> int:
    """As the function that does it, with its role."""
    with acting("every_ten_minutes"):
        return dead_letters.collect(now)


def left() -> list[str]:
    return list(queue.drain(settings().dead_letter_queue_url))


def test_a_note_of_an_upload_is_taken_once_more(now: datetime) -> None:
    """The file's message is announced after all, and has tries of its own."""
    dead({"Records": [{"s3": {"object": {"key": "photos/115-A00123-1/p/c/u1"}}}]})
    assert (collect(now), left()) == (1, [])
    assert waiting() == ["photo.p.c.u1"]


def test_a_bounce_is_taken_once_more(now: datetime) -> None:
    """It becomes a message, as every bounce does; one that was known already is announced once."""
    bounces.announce(BOUNCE, now)
    dead(BOUNCE)
    assert (collect(now), left()) == (1, [])
    assert len(waiting()) == 1
    (item,) = OutboxItem.scan()
    assert item.body == {
        "reference": "fees_1150302001",
        "addresses": ["lin@example.edu.tw"],
        "reason": "沒有這個信箱，或對方的郵件系統拒收",
        "subject": "",
    }


def test_a_bounce_whose_note_fails_is_shown(now: datetime, drain: Drain) -> None:
    """The case of this one does not exist: the message is tried again, like any other, and staff see what it was."""
    bounces.announce(BOUNCE, now)
    drain()
    (item,) = OutboxItem.scan()
    assert (item.state, item.tries, registry.label_of(item.kind)) == (MessageState.PENDING, 1, "登錄退信")


def test_a_file_of_the_public_waits_for_a_persons_wish(now: datetime, drain: Drain) -> None:
    """It is shown, and looked at again only when it is sent again: a stranger's file is not to come back to everybody's workers."""
    dead({"Records": [{"s3": {"object": {"key": "verify/c1"}}}]})
    assert (collect(now), left(), waiting()) == (1, [], [])
    (item,) = failures.failed()
    assert (registry.label_of(item.kind), item.pk) == ("查驗民眾上傳的檔案", "public-file.verify/c1")
    failures.redrive(item.pk, now)
    drain()
    assert standing(item.pk).state is MessageState.DONE


def test_a_message_of_the_outbox_goes_its_own_way(now: datetime) -> None:
    """Its item says when it comes again, so the dead letter changes nothing."""
    outbox.announce([Message("test.ping", {}, id="m")], now)
    dead({"id": "m"}, {"id": "unknown"})
    assert (collect(now), left(), failures.failed()) == (2, [], [])
    assert standing("m").state is MessageState.PENDING


def test_what_nobody_can_read_is_shown_without_its_text(now: datetime, drain: Drain) -> None:
    """Its size is all that is kept; sent again it is done with."""
    dead({"name": "王小明"})
    queue.client("sqs").send_message(QueueUrl=settings().dead_letter_queue_url, MessageBody="not json")
    assert (collect(now), left()) == (2, [])
    found = failures.failed()
    assert {registry.label_of(item.kind) for item in found} == {"無法讀取的訊息"}
    assert "王小明" not in json.dumps([item.to_simple_dict() for item in OutboxItem.scan()], ensure_ascii=False, default=str)
    for item in found:
        failures.redrive(item.pk, now)
    drain()
    assert {item.state for item in OutboxItem.scan()} == {MessageState.DONE}


def test_in_an_outage_the_letters_stay(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is deleted that could not be kept."""

    def broken(*_: object) -> None:
        raise Unavailable

    dead(BOUNCE)
    with monkeypatch.context() as patched:
        patched.setattr(uploads.outbox, "announce", broken)
        with pytest.raises(Unavailable):
            collect(now)
    assert failures.failed() == []


def test_the_schedule_goes_on_when_letters_cannot_be_collected(now: datetime, schedule: Callable[[str], None]) -> None:
    """Collecting is one of the ten-minute schedule's functions, and the last: it keeps nothing from running."""
    assert registry.scheduled("every_ten_minutes")[-1] == "chalicelib.messaging.dead_letters:collect"
    queue.client("sqs").send_message(QueueUrl=settings().dead_letter_queue_url, MessageBody="not json")
    schedule("every_ten_minutes")
    assert len(failures.failed()) == 1

"""Making the document of a letter: once, whole, and tried again only where that may help."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError
from moto.backends import get_backend

from chalicelib import dynamodb
from chalicelib.cloud import files
from chalicelib.cloud.keys import SEAL_CERTIFICATE
from chalicelib.domains.licences import store
from chalicelib.domains.licences.events_rules import LetterEvent
from chalicelib.domains.licences.letters import lifecycle
from chalicelib.domains.licences.model import Letter, State
from chalicelib.domains.licences.signing import sealing_worker as signing_sealing_worker
from chalicelib.domains.licences.signing import signing
from chalicelib.domains.licences.store_items import EventItem
from chalicelib.domains.licences.transitions import letters, load
from chalicelib.errors import Unavailable
from chalicelib.messaging.store import OutboxItem
from chalicelib.records.document_state import DocumentState
from chalicelib.records.hash_chain import Actor
from chalicelib.records.sealing_worker import SealDoesNotHold
from chalicelib.records.transitions import Transition
from tests.scenes.licences import ORGANIZER, PHONE, class_with_talks, link_in, send, signed_form, signed_letter

Drain = Callable[[], int]
SentMail = Callable[[], list[Any]]


@pytest.fixture
def signed(now: datetime, drain: Drain, sent_mail: SentMail) -> Letter:
    """Signed; its document waits for the worker."""
    return signed_letter(class_with_talks(now), now, drain, sent_mail)


def stands(letter_id: str) -> Letter:
    found = store.find_letter(letter_id)
    assert found
    return found


def kinds(letter_id: str) -> list[str]:
    return [event.kind for event in store.events(letter_id)]


def with_lecturer(name: str, now: datetime, drain: Drain, sent_mail: SentMail) -> Letter:
    send(class_with_talks(now, ("2026-03-03", "09:00", "10:50", "2", "公文寫作", name)), now)
    drain()
    token = link_in(sent_mail()[-1])
    return signing.sign(token, signed_form(token, now), PHONE, now)


def stored(prefix: str) -> list[str]:
    """Keys in the documents bucket, seen by moto itself."""
    return [key for key in get_backend("s3")["123456789012"]["aws"].buckets["local-documents-bucket"].keys if key.startswith(prefix)]


def test_a_crash_between_seal_and_store_leaves_no_wrong_pair(signed: Letter, now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """DynamoDB fails when the file lies in S3 already: the letter waits, unmailed; the next delivery ends with file and hash that fit."""

    def no_answer(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://dynamodb")

    before = len(sent_mail())
    events = dynamodb.connection().client.meta.events
    events.register("before-call.dynamodb.TransactWriteItems", no_answer)
    try:
        with pytest.raises(Unavailable):
            signing_sealing_worker.seal_letter(signed.id, now)
    finally:
        events.unregister("before-call.dynamodb.TransactWriteItems", no_answer)
    assert (stands(signed.id).document, len(stored(f"licences/{signed.id}/"))) == ("waiting", 1)
    drain()
    after = stands(signed.id)
    assert after.document == "ready"
    assert after.document_key == f"licences/{signed.id}/{after.document_sha256}.pdf"
    assert after.document_key in stored("licences/")
    assert kinds(signed.id).count("sealed") == 1
    assert sum("已完成簽署" in mail["Subject"] for mail in sent_mail()[before:]) == 1


def test_a_letter_that_was_withdrawn_meanwhile_is_sealed_all_the_same(signed: Letter, now: datetime, drain: Drain) -> None:
    """What was signed is documented, whatever became of it; the withdrawal stays."""
    lifecycle.withdraw(ORGANIZER, signed.id, {"reason": "講座要求", "ended_on": "2026-06-01"}, now)
    drain()
    after = stands(signed.id)
    assert (after.document, after.state) == ("ready", State.WITHDRAWN)


def test_the_evidence_ends_with_the_signature(signed: Letter, now: datetime, drain: Drain) -> None:
    """However late the document is made, it shows the same chain: what happened after the signature is not in it."""
    lifecycle.withdraw(ORGANIZER, signed.id, {"reason": "講座要求", "ended_on": "2026-06-01"}, now)
    content = signing_sealing_worker._content(stands(signed.id), store.events(signed.id), now)
    assert [row[2] for row in content.events][-1] == "講座簽署"


def test_what_no_font_has_is_tried_ever_more_rarely(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """A missing glyph is noted once; the sweep asks after 10, 20, 40 … minutes, so a day makes eight tries and not 144."""
    signed = with_lecturer("林\U000e0100豪", now, drain, sent_mail)
    for minutes in range(0, 24 * 60, 10):
        signing_sealing_worker.sweep(now + timedelta(minutes=minutes))
    drain()
    asked = [item for item in OutboxItem.scan() if item.kind == "licences.seal"]
    assert len(asked) == 1 + 8
    assert stands(signed.id).document == "failed"
    assert kinds(signed.id).count("document failed") == 1


def test_a_chain_that_was_tampered_with_stops_the_document(signed: Letter, drain: Drain) -> None:
    """Evidence that does not hold is never sealed; staff are told."""
    item = EventItem.find(signed.id, "EVENT#0001")
    assert item
    item.change([EventItem.by.set("someone else")], EventItem.pk.exists())
    drain()
    after = stands(signed.id)
    assert after.document == "failed"
    assert "雜湊鏈" in after.document_error


def test_a_seal_that_does_not_hold_is_not_stored(signed: Letter, drain: Drain, aws: Callable[[str], Any], now: datetime) -> None:
    """With a certificate of another key in place no document is stored, and the message stays for staff to see."""
    from tests.unit.documents.sealing_keys import Sealer

    ours = files.read(SEAL_CERTIFICATE)
    aws("s3").put_object(Bucket="local-documents-bucket", Key=SEAL_CERTIFICATE, Body=Sealer(now).certificate)
    try:
        with pytest.raises(SealDoesNotHold):
            signing_sealing_worker.seal_letter(signed.id, now)
    finally:
        aws("s3").put_object(Bucket="local-documents-bucket", Key=SEAL_CERTIFICATE, Body=ours)  # the next tests have the same key
    assert stored("licences/") == []


def test_a_scan_is_left_as_it_is(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """The document of a letter on paper is the scan: sealing does nothing to it."""
    (letter,) = send(class_with_talks(now), now)
    data = b"%PDF-1.4 a scan"
    files.save("licences/scan.pdf", data, "application/pdf")
    on_paper = {
        "state": State.SIGNED,
        "signed_at": now,
        "on_paper": True,
        "document": DocumentState.WAITING,
        "document_key": "licences/scan.pdf",
    }
    letters.apply(load(letter.id), Transition(kind=LetterEvent.SIGNED_ON_PAPER, actor=Actor("tester"), change=on_paper), now)
    signing_sealing_worker.seal_letter(letter.id, now)
    assert stands(letter.id).document_key == "licences/scan.pdf"


def test_the_sealed_document_is_locked(signed: Letter, now: datetime, drain: Drain, aws: Callable[[str], Any]) -> None:
    """S3 keeps the file from being overwritten or deleted for ten years."""
    drain()
    head = aws("s3").head_object(Bucket="local-documents-bucket", Key=stands(signed.id).document_key)
    assert head["ObjectLockMode"] == "GOVERNANCE"
    assert head["ObjectLockRetainUntilDate"] > now + timedelta(days=3649)

"""The public verification: what a stranger learns from the QR or from a file, and what not."""

import base64
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from fpdf import FPDF

from chalicelib.cloud import files
from chalicelib.cloud.keys import SEAL_CERTIFICATE
from chalicelib.domains.licences import store
from chalicelib.domains.licences.letters import lifecycle
from chalicelib.domains.licences.model import Letter
from chalicelib.domains.licences.period_rules import last_day
from chalicelib.domains.licences.signing import sealing_worker
from chalicelib.domains.licences.verification import checking_worker
from chalicelib.domains.licences.verification import store as verification_store
from chalicelib.domains.licences.verification.status_rules import Outcome
from chalicelib.domains.licences.verification.verification import LOOKED_INTO
from chalicelib.messaging.store import OutboxItem
from chalicelib.records.sealing_worker import sealed
from tests.scenes.licences import ORGANIZER, class_with_talks, signed_letter
from tests.support.browser_client import Browser
from tests.support.builders import lose_uploads, upload

Drain = Callable[[], int]
SetClock = Callable[[datetime], None]


@pytest.fixture
def letter(now: datetime, drain: Drain, sent_mail: Callable[[], list[Any]]) -> Letter:
    """Signed and sealed."""
    signed = signed_letter(class_with_talks(now), now, drain, sent_mail)
    drain()
    found = store.find_letter(signed.id)
    assert found
    return found


@pytest.fixture
def document(letter: Letter) -> bytes:
    return files.read(letter.document_key)


def verdict_on(browser: Browser, drain: Drain, data: bytes) -> str:
    """The page that a person sees after uploading the file."""
    path = upload(browser.get("/verify").text, data, "letter.pdf")
    assert "查驗中" in browser.get(path).text
    drain()
    return browser.get(path).text


def plain_pdf() -> bytes:
    paper = FPDF()
    paper.add_page()
    return bytes(paper.output())


def test_the_code_tells_how_the_letter_stands(browser: Browser, letter: Letter) -> None:
    """The QR's page says that the letter is in force, its number, the time, and the signer's name with its middle hidden."""
    page = browser.get(f"/verify/{letter.verification}").text
    assert browser.status == 200
    assert all(word in page for word in ("登錄有案，授權有效", letter.id, "林○豪", "2026-03-02 08:50"))


def test_no_page_of_verification_shows_personal_data(browser: Browser, drain: Drain, letter: Letter, document: bytes) -> None:
    """Neither the QR's page nor a file's answer holds the name, the address, the network address or a way to the document."""
    pages = [browser.get(f"/verify/{letter.verification}").text, verdict_on(browser, drain, document)]
    for page in pages:
        assert not any(word in page for word in (letter.lecturer, letter.email, "203.0.113.7", letter.document_key, letter.document_sha256))


def test_a_code_that_nobody_has_is_not_found(browser: Browser) -> None:
    """A guessed or mistyped code is answered 404, with what to do."""
    for code in ("x", "a" * 300):
        assert "查無此驗證碼" in browser.get(f"/verify/{code}").text
        assert browser.status == 404


def test_the_original_file_is_genuine(browser: Browser, drain: Drain, letter: Letter, document: bytes) -> None:
    """The file as it was handed out is told to be the original, with the letter that it is."""
    page = verdict_on(browser, drain, document)
    assert "真實，授權有效" in page
    assert "完全相同" in page
    assert letter.id in page


def test_a_changed_file_is_told_apart(browser: Browser, drain: Drain, document: bytes) -> None:
    """One bit in the middle, and one byte behind the end: both are told to be changed, and name no letter."""
    flipped = bytearray(document)
    flipped[len(document) // 3] ^= 1
    for changed in (bytes(flipped), document + b"\n"):
        page = verdict_on(browser, drain, changed)
        assert "檔案被改過" in page
        assert "這份授權書" not in page


@pytest.mark.parametrize(
    ("data", "said"), [(plain_pdf(), "不是本處加封的檔案"), (b"MZ\x90 no pdf", "無法查驗"), (b"%PDF-1.7 junk", "不是本處加封的檔案")]
)
def test_a_file_that_is_none_of_ours(browser: Browser, drain: Drain, data: bytes, said: str) -> None:
    """Other PDFs, junk and other formats are answered in words, never by an error."""
    assert said in verdict_on(browser, drain, data)
    assert browser.status == 200


def test_a_sealed_file_that_no_letter_names_is_not_genuine(browser: Browser, drain: Drain, letter: Letter, now: datetime) -> None:
    """A file of ours that a crash left behind has a good seal, yet it is not the registered one."""
    orphan = sealed(sealing_worker.draw(letter, now + timedelta(minutes=1)), sealing_worker.SEAL, now + timedelta(minutes=1))
    page = verdict_on(browser, drain, orphan)
    assert "不是登錄的正本" in page


def test_a_withdrawn_letter_says_since_when(browser: Browser, drain: Drain, letter: Letter, document: bytes, now: datetime) -> None:
    """After a withdrawal both ways answer that the letter was genuine, and from which day it licenses nothing."""
    lifecycle.withdraw(ORGANIZER, letter.id, {"reason": "講座要求", "ended_on": "2026-06-01"}, now)
    for page in (browser.get(f"/verify/{letter.verification}").text, verdict_on(browser, drain, document)):
        assert re.search("(真實|登錄有案)，已終止", page)
        assert "自 115/6/1（一）起不再授權" in page
        assert "講座要求" not in page


def test_a_letter_whose_term_is_over_says_so(browser: Browser, letter: Letter, set_clock: SetClock, now: datetime) -> None:
    """Genuine is not the same as in force: years later the page says that the term is over."""
    end = last_day(letter)
    assert end
    for days, said in ((0, "登錄有案，授權有效"), (1, "登錄有案，期限已過")):
        set_clock(datetime.combine(end + timedelta(days=days), now.timetz()))
        assert said in browser.get(f"/verify/{letter.verification}").text


def test_the_uploaded_file_is_forgotten(browser: Browser, drain: Drain, document: bytes, aws: Callable[[str], Any]) -> None:
    """The worker deletes the file as soon as it has looked at it."""
    verdict_on(browser, drain, document)
    assert "Contents" not in aws("s3").list_objects_v2(Bucket="local-uploads-bucket")


def test_an_answer_lives_an_hour(browser: Browser, drain: Drain, document: bytes, set_clock: SetClock, now: datetime) -> None:
    """After that the page asks for the file again."""
    path = upload(browser.get("/verify").text, document)
    drain()
    set_clock(now + timedelta(hours=2))
    assert "只保留一小時" in browser.get(path).text
    assert browser.status == 410


def test_an_upload_told_twice_is_looked_at_once(browser: Browser, drain: Drain, document: bytes, now: datetime) -> None:
    """A second delivery of the same message leaves the answer as it is."""
    path = upload(browser.get("/verify").text, document)
    drain()
    checking_worker.check_upload(path.rpartition("/")[2], now)
    assert "真實，授權有效" in browser.get(path).text


def test_a_file_that_stops_its_worker_is_not_opened_again(browser: Browser, now: datetime) -> None:
    """A worker that died over the file leaves its mark; the next delivery answers without reading."""
    path = upload(browser.get("/verify").text, b"%PDF-1.7")
    check_id = path.rpartition("/")[2]
    assert verification_store.start(check_id, now)
    checking_worker.check_upload(check_id, now)
    assert "無法查驗" in browser.get(path).text


def test_a_file_that_was_lost_is_told(browser: Browser, drain: Drain) -> None:
    """Gone before a worker looked at it, it cannot be verified, and the page says so."""
    path = upload(browser.get("/verify").text, b"%PDF-1.7")
    lose_uploads()
    drain()
    assert "無法查驗" in browser.get(path).text


def test_an_outage_is_no_answer(browser: Browser, drain: Drain, document: bytes, aws: Callable[[str], Any], now: datetime) -> None:
    """While the certificate cannot be read nobody is told that a file is false; the next delivery answers rightly."""
    path = upload(browser.get("/verify").text, document)
    certificate = files.read(SEAL_CERTIFICATE)
    aws("s3").delete_object(Bucket="local-documents-bucket", Key=SEAL_CERTIFICATE)
    drain()
    assert "查驗中" in browser.get(path).text
    aws("s3").put_object(Bucket="local-documents-bucket", Key=SEAL_CERTIFICATE, Body=certificate)
    checking_worker.check_upload(path.rpartition("/")[2], now)
    assert "真實，授權有效" in browser.get(path).text


def test_a_flood_waits_apart_from_everybodys_work(browser: Browser, drain: Drain, aws: Callable[[str], Any], now: datetime) -> None:
    """Files of the public are told to their own queue and make no message: neither workers nor the sweep meet one of them."""
    for _ in range(3):
        upload(browser.get("/verify").text, b"%PDF-1.7")
    waiting = {
        name: aws("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]["ApproximateNumberOfMessages"]
        for url in aws("sqs").list_queues()["QueueUrls"]
        if (name := url.rpartition("/")[2])
    }
    assert {name for name, count in waiting.items() if int(count)} == {"local-public-file-queue"}
    drain()
    assert list(OutboxItem.scan()) == []


def test_a_large_file_is_not_looked_into(browser: Browser, drain: Drain, document: bytes) -> None:
    """Beyond what we ever make, an altered letter is no letter of ours, as a stranger's file is; that costs a hash, not seven seconds."""
    assert "檔案被改過" in verdict_on(browser, drain, document + b" ")
    assert "加封的檔案" in verdict_on(browser, drain, document + b" " * LOOKED_INTO)


def test_every_outcome_has_its_words(browser: Browser, now: datetime) -> None:
    """No outcome leaves the page without a heading and advice."""
    for outcome in Outcome:
        check_id = f"{int(now.timestamp()):x}-{outcome}"
        item = verification_store.start(check_id, now)
        assert item
        verification_store.finish(item, outcome, "")
        if outcome in {Outcome.ALTERED, Outcome.UNREGISTERED, Outcome.NOT_OURS, Outcome.UNREADABLE}:
            assert "查驗結果" in browser.get(f"/verify/checks/{check_id}").text


def test_a_too_large_file_is_refused_by_the_form(browser: Browser) -> None:
    """The policy that S3 checks names twenty megabytes and one key, and the page says the limit."""
    page = browser.get("/verify").text
    policy = re.search(r'name="policy" value="([^"]+)"', page)
    assert policy
    conditions = json.loads(base64.b64decode(policy[1]))["conditions"]
    assert ["content-length-range", 1, 20 * 1024 * 1024] in conditions
    assert any(str(each.get("key", "")).startswith("verify/") for each in conditions if isinstance(each, dict))
    assert "最大 20 MB" in page

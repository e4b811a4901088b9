"""The application's paper and the sealed voucher: what stands on them, when they are made, and what happens to a name without a glyph."""

import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from chalicelib.cloud import files
from chalicelib.cloud.keys import SEAL_CERTIFICATE
from chalicelib.documents.seal import Verdict, check
from chalicelib.domains.payments import store
from chalicelib.domains.payments.approval import vouchers_worker
from chalicelib.domains.payments.events_rules import ApplicationEvent
from chalicelib.domains.payments.model import Application
from chalicelib.domains.payments.transitions import applications, load
from chalicelib.records.hash_chain import SYSTEM, chain_holds
from chalicelib.records.transitions import Transition
from tests.scenes.payments import applied, approve_next, approved

Drain = Callable[[], int]


def text_of(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def kept(application: Application) -> tuple[str, bytes]:
    """The paper's text, and the voucher's bytes."""
    stands = load(application.id)
    return text_of(files.read(stands.paper_key)), files.read(stands.voucher_key) if stands.voucher_key else b""


def test_the_paper_shows_who_has_decided_so_far(now: datetime, drain: Drain) -> None:
    """After one approval: one name, two steps that wait, sums in words, no voucher."""
    application = applied(now)
    approve_next(application, now)
    drain()
    text, voucher = kept(application)
    assert ("周明德" in text, "鄭淑芬" in text, text.count("待簽核"), voucher) == (True, False, 2, b"")
    sums = application.sums
    assert f"應發合計 {sums.gross:,}" in text
    assert all(item.case_id in text and item.lecturer in text for item in application.items)
    assert application.digest in text


def test_the_voucher_is_sealed(now: datetime, drain: Drain) -> None:
    """Amount in words, all four names with their times; genuine by its seal, and not after a byte was changed."""
    application = approved(now)
    drain()
    _, voucher = kept(application)
    text = text_of(voucher)
    assert all(name in text for name in ("林雅婷", "周明德", "李惠君", "鄭淑芬", application.voucher))
    assert f"（{application.sums.net:,} 元）" in text
    certificate = files.read(SEAL_CERTIFICATE)
    assert check(voucher, certificate).verdict is Verdict.GENUINE
    at = voucher.index(b"stream") + 40
    assert check(voucher[:at] + bytes([voucher[at] ^ 1]) + voucher[at + 1 :], certificate).verdict is not Verdict.GENUINE


def test_made_once_for_each_decision(now: datetime, drain: Drain, aws: Callable[[str], Any]) -> None:
    """The message again makes nothing, no event and no file; and the voucher is locked for ten years."""
    application = approved(now)
    drain()
    before = len(store.events(application.id))
    vouchers_worker.make(application.id, now)
    assert len(store.events(application.id)) == before
    assert chain_holds(store.events(application.id))
    head = aws("s3").head_object(Bucket="local-documents-bucket", Key=load(application.id).voucher_key)
    assert (head["ObjectLockMode"], head["ObjectLockRetainUntilDate"] > now + timedelta(days=3600)) == ("GOVERNANCE", True)


def test_a_character_without_a_glyph_is_told(now: datetime, drain: Drain) -> None:
    """The paper is not made with a gap: the application's page says which character is missing, and approving goes on."""
    application = applied(now)
    noted = Transition(kind=ApplicationEvent.SEEN, actor=SYSTEM, change={"note": "給\U00030000老師"})
    applications.apply(load(application.id), noted, now)
    drain()
    stands = load(application.id)
    assert (stands.paper_key, "𰀀" in stands.paper_error) == ("", True)
    assert approve_next(application, now).decisions

"""/verify knows every paper that the centre seals, not letters alone."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib.cloud import files
from chalicelib.domains.completion import store_certificates
from chalicelib.domains.fees import store as fees_store
from chalicelib.domains.payments.transitions import load as load_application
from chalicelib.messaging import registry
from tests.scenes.attendance import WANG
from tests.scenes.fees_confirming import confirmed_case
from tests.scenes.payments import approved
from tests.scenes.portal import class_that_is_over, confirm
from tests.support.browser_client import Browser
from tests.support.builders import upload

Drain = Callable[[], int]
SetClock = Callable[[datetime], None]


def said_of(browser: Browser, drain: Drain, data: bytes) -> str:
    """What a stranger reads after uploading the file."""
    path = upload(browser.get("/verify").text, data, "paper.pdf")
    drain()
    return re.sub(r"<[^>]+>|\s+", " ", browser.get(path).text)


def certificate(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> tuple[Any, bytes]:
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG)
    confirm(browser, drain, class_)
    (line,) = [each for each in store_certificates.lines(class_.id, 1) if each.passes]
    return class_, files.read(line.document_key)


def test_a_certificate_is_genuine(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """Untouched, it is told to be a valid certificate, with its number; the name is masked."""
    class_, data = certificate(browser, drain, now, set_clock)
    page = said_of(browser, drain, data)
    assert "結訓證書：真實，證書有效" in page
    assert f"{class_.id}-0001" in page
    assert "王○明" in page
    assert "王小明" not in page


def test_a_changed_certificate_is_told_apart(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """A byte behind the end, or one turned in the middle, is a changed file and names nobody."""
    _, data = certificate(browser, drain, now, set_clock)
    at = len(data) // 2
    for changed in (data + b"\n", data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]):
        page = said_of(browser, drain, changed)
        assert "檔案被改過" in page
        assert "王○明" not in page


def test_a_replaced_certificate_says_so(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """After a correction the old file is genuine and no longer in force."""
    class_, data = certificate(browser, drain, now, set_clock)
    browser.post(f"/classes/{class_.id}/completion/rule", {"basis": "hours", "minimum": "80", "version": "0"})
    from chalicelib.domains.attendance import corrections
    from chalicelib.domains.classes import service as classes
    from chalicelib.domains.people import service as people
    from tests.scenes.attendance import ORGANIZER
    from tests.scenes.portal import OVER

    session = classes.sessions(class_.id)[0]
    corrections.correct(ORGANIZER, session.id, people.identify(WANG), {"state": "absent", "reason": "誤刷"}, OVER)
    confirm(browser, drain, class_, reason="更正出席")
    assert "已換發新證書" in said_of(browser, drain, data)


def test_a_fee_confirmation_is_genuine(browser: Browser, drain: Drain, now: datetime) -> None:
    """With its number and the lecturer's masked name, and without the amount."""
    case = confirmed_case(now)
    drain()
    stands = fees_store.find(case.id)
    assert stands
    page = said_of(browser, drain, files.read(stands.document_key))
    assert "鐘點費確認單：真實" in page
    assert case.id in page
    assert "林○豪" in page
    assert f"{case.net:,}" not in page


def test_a_voucher_is_genuine(browser: Browser, drain: Drain, now: datetime) -> None:
    """With its number and the day of its approval."""
    application = approved(now)
    drain()
    stands = load_application(application.id)
    page = said_of(browser, drain, files.read(stands.voucher_key))
    assert "付款憑單：真實" in page
    assert stands.voucher in page


def test_every_workflow_that_seals_is_asked() -> None:
    """Whoever seals has a function that knows its papers by their file; letters are the page's own."""
    from pathlib import Path

    import chalicelib

    root = Path(chalicelib.__file__).parent
    sealing = {path.relative_to(root).parts[1] for path in (root / "domains").rglob("*.py") if "Seal(" in path.read_text("utf-8")}
    known = {knows.__module__.split(".")[2] for knows in registry.sealed().values()}
    assert sealing == known | {"licences"}


def test_no_other_paper_is_taken_for_ours(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """A file with a good seal that nothing points to is still no registered original."""
    from chalicelib.domains.completion.store_certificates import FileItem

    _, data = certificate(browser, drain, now, set_clock)
    for item in FileItem.scan(FileItem.sk == "CERTIFICATE"):
        if item.pk.startswith("DOCUMENT#"):
            item.delete()
    assert "不是登錄的正本" in said_of(browser, drain, data)

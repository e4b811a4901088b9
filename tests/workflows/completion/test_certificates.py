"""Certificates: made and sealed by workers, fetched by those who may, checked by anyone."""

import re
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from chalicelib.cloud import files, keys
from chalicelib.documents.seal import Verdict, check
from chalicelib.domains.attendance import corrections
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.model import Class
from chalicelib.domains.completion import certificate_worker, certificates, store_certificates
from chalicelib.domains.completion.certificate_rules import Line
from chalicelib.domains.people import service as people
from chalicelib.records.document_state import DocumentState
from tests.scenes import attendance as scenes_attendance
from tests.scenes.attendance import CHEN, LIN, ORGANIZER, WANG
from tests.scenes.portal import OVER, came, class_that_is_over, confirm
from tests.support.browser_client import Browser
from tests.support.builders import confirm_import, import_file

Drain = Callable[[], int]
SetClock = Callable[[datetime], None]
SentMail = Callable[[], list[Any]]
NewBrowser = Callable[[], Browser]


@pytest.fixture
def done(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> Class:
    """Wang and Chen (of the rare name) completed, Lin did not; the browser is the organizer's."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG, CHEN)
    confirm(browser, drain, class_)
    return class_


def line_of(class_: Class, id_number: str, version: int = 1) -> Line:
    found = store_certificates.find_line(class_.id, version, people.identify(id_number))
    assert found
    return found


def said_by(pdf: bytes, folder: Path) -> str:
    """The text of the file as another tool reads it, without spaces."""
    path = folder / "certificate.pdf"
    path.write_bytes(pdf)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    return re.sub(r"\s+", "", text)


def test_the_certificate_is_sealed_and_says_what_the_list_says(done: Class, tmp_path: Path) -> None:
    """Name with its rare character, class, days in 民國, hours and number; genuine, and no longer so when one byte is changed."""
    line = line_of(done, CHEN)
    pdf = files.read(line.document_key)
    bundle = files.read(keys.SEAL_CERTIFICATE)
    assert check(pdf, bundle).verdict is Verdict.GENUINE
    at = len(pdf) // 2
    assert check(pdf[:at] + bytes([pdf[at] ^ 1]) + pdf[at + 1 :], bundle).verdict is not Verdict.GENUINE
    text = said_by(pdf, tmp_path)
    for part in (
        "結訓證書",
        "𠮷川健君",
        "行政中立研習班（第1期）",
        "自中華民國115年3月2日至115年3月4日",
        "計18小時",
        "中華民國115年3月5日",
    ):
        assert part in text
    assert f"{done.id}-{line.number}" in text
    assert f"http://localhost:8000/certificates/{line.code}" in text


def test_a_message_that_comes_twice_makes_one_certificate(done: Class, drain: Drain, sent_mail: SentMail) -> None:
    """The second delivery finds it made: same file, no further mail."""
    before, mails = line_of(done, WANG), len(sent_mail())
    certificate_worker.make(done.id, 1, before.person, OVER)
    certificates.fan_out(done.id, 1, OVER)
    drain()
    assert (line_of(done, WANG), len(sent_mail())) == (before, mails)


def test_a_character_that_no_font_has_stops_one_certificate_only(
    browser: Browser, drain: Drain, now: datetime, set_clock: SetClock
) -> None:
    """The others are made; the organizer sees which character, and can ask again."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG, LIN)
    roster = scenes_attendance.ROSTER.replace("林美玲", "林\U0002ebf0玲")
    confirm_import(browser, drain, import_file(browser, drain, class_.id, roster.encode()))
    confirm(browser, drain, class_)
    assert (line_of(class_, WANG).document, line_of(class_, LIN).document) == (DocumentState.READY, DocumentState.FAILED)
    page = browser.get(f"/classes/{class_.id}/completion?show=yes").text
    assert "U+2EBF0" in page
    assert browser.post(f"/classes/{class_.id}/completion/again").status == 303
    assert line_of(class_, LIN).document is DocumentState.WAITING
    drain()
    assert line_of(class_, LIN).document is DocumentState.FAILED


def test_the_trainee_fetches_the_own_certificate(done: Class, new_browser: NewBrowser) -> None:
    """The page has one button; the address behind it gives the sealed file under a name in Chinese."""
    phone = new_browser().enter(done.id, people.identify(WANG))
    assert "您已結訓" in phone.get(f"/c/{done.id}/certificate").text
    answer = requests.get(phone.get(f"/c/{done.id}/certificate/download").location, timeout=10)
    assert answer.content == files.read(line_of(done, WANG).document_key)
    assert "X-Amz-Expires=180" in phone.location


def test_who_did_not_complete_reads_why(done: Class, new_browser: NewBrowser) -> None:
    """The reasons stand on the page, and there is nothing to fetch."""
    phone = new_browser().enter(done.id, people.identify(LIN))
    assert "未達 80%" in phone.get(f"/c/{done.id}/certificate").text
    assert phone.get(f"/c/{done.id}/certificate/download").status == 404


def test_before_a_list_is_in_force_the_page_says_when(
    browser: Browser, new_browser: NewBrowser, drain: Drain, now: datetime, set_clock: SetClock
) -> None:
    """Nothing is promised before the organizer has confirmed."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG)
    phone = new_browser().enter(class_.id, people.identify(WANG))
    assert "還沒有開放" in phone.get(f"/c/{class_.id}/certificate").text


def test_the_cookie_of_one_class_opens_no_other(done: Class, new_browser: NewBrowser) -> None:
    """Without the door of this class one is led to it; who is not on the roster is refused."""
    assert new_browser().get(f"/c/{done.id}/certificate").location.startswith(f"/c/{done.id}/enter?next=")
    stranger = new_browser().enter(done.id, people.identify(scenes_attendance.STRANGER))
    assert stranger.get(f"/c/{done.id}/certificate").status == 403
    assert stranger.get(f"/c/{done.id}/certificate/download").status == 403


def test_the_organizer_fetches_anybodys(done: Class, browser: Browser) -> None:
    """From the list, by a link of three minutes; who has no certificate is not found."""
    page = browser.get(f"/classes/{done.id}/completion?show=yes").text
    path = f"/classes/{done.id}/completion/{people.identify(WANG)}/certificate"
    assert path in page
    assert requests.get(browser.get(path).location, timeout=10).content.startswith(b"%PDF-")
    assert browser.get(f"/classes/{done.id}/completion/{people.identify(LIN)}/certificate").status == 404


def test_anyone_can_check_a_certificate(done: Class, new_browser: NewBrowser) -> None:
    """Name masked, class, days, hours and number; nothing else that is personal."""
    line = line_of(done, WANG)
    visitor = new_browser().get(f"/certificates/{line.code}")
    assert visitor.status == 200
    for part in ("登錄有案，證書有效", "王○明", "行政中立研習班（第 1 期）", "18 小時", f"{done.id}-{line.number}"):
        assert part in visitor.text
    for secret in ("王小明", line.person, line.id_masked, line.agency):
        assert secret not in visitor.text


@pytest.mark.parametrize("code", ["x", "A" * 16, "..", "CERTIFICATE", "a" * 4000])
def test_a_code_that_was_never_given_is_not_found(code: str, new_browser: NewBrowser) -> None:
    """With words for a person who typed it wrong."""
    assert "查無這張證書" in new_browser().get(f"/certificates/{code}").text


def test_what_a_correction_takes_back_is_withdrawn(done: Class, browser: Browser, new_browser: NewBrowser, drain: Drain) -> None:
    """After the correction the code says so, the trainee has nothing to fetch, and the others' codes stand."""
    old, other = line_of(done, WANG), line_of(done, CHEN)
    for session in classes.sessions(done.id)[:4]:
        corrections.correct(ORGANIZER, session.id, old.person, {"state": "absent", "reason": "代刷查證屬實"}, OVER)
    confirm(browser, drain, done, reason="查證後更正")
    assert "證書已失效" in new_browser().get(f"/certificates/{old.code}").text
    assert "證書有效" in new_browser().get(f"/certificates/{other.code}").text
    assert new_browser().enter(done.id, old.person).get(f"/c/{done.id}/certificate/download").status == 404


def test_other_hours_are_another_certificate(done: Class, browser: Browser, new_browser: NewBrowser, drain: Drain) -> None:
    """One session fewer still completes: a new certificate with a new number, and the old code leads to the new one's place."""
    old = line_of(done, WANG)
    corrections.correct(ORGANIZER, classes.sessions(done.id)[0].id, old.person, {"state": "absent", "reason": "誤刷"}, OVER)
    confirm(browser, drain, done, reason="更正時數")
    new = line_of(done, WANG, version=2)
    assert (old.hours, new.hours, new.number) == (18, 15, "0003")
    assert "已換發新證書" in new_browser().get(f"/certificates/{old.code}").text
    assert "15 小時" in new_browser().get(f"/certificates/{new.code}").text


def test_who_has_an_address_is_told_once(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock, sent_mail: SentMail) -> None:
    """The mail links to the page behind the class's door, never to the file; a correction of somebody else sends no second."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG, CHEN)
    roster = f"座位,姓名,身分證字號,電子郵件\n1,王小明,{WANG},wang@example.gov.tw\n2,林美玲,{LIN},lin@example.gov.tw\n3,𠮷川健,{CHEN},\n"
    confirm_import(browser, drain, import_file(browser, drain, class_.id, roster.encode()))
    confirm(browser, drain, class_)
    came(class_, LIN)
    confirm(browser, drain, class_, reason="補登出席")
    told = [mail for mail in sent_mail() if "結訓證書" in mail["Subject"]]
    assert [mail["To"] for mail in told] == ["wang@example.gov.tw", "lin@example.gov.tw"]
    body = told[0].get_body(("plain",)).get_content()
    assert f"http://localhost:8000/c/{class_.id}/certificate\n" in body
    assert "X-Amz" not in body


def test_the_card_says_where_the_certificate_is(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """Nothing to open before the list stands; then the way to the certificate, or word that there is none."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG)

    def card(id_number: str) -> tuple[str, str, str]:
        found = certificates.card(*classes.on_roster(class_.id, people.identify(id_number)), people.identify(id_number), OVER)
        assert found
        return found.text, found.kind, found.href

    assert card(WANG)[2] == ""
    confirm(browser, drain, class_)
    assert card(WANG) == ("可以下載", "ok", f"/c/{class_.id}/certificate")
    assert card(LIN)[:2] == ("未列入結訓名單", "warn")

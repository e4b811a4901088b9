"""The lecturer confirms: account, objection, signature, the sealed paper; and what the organizer does around it."""

import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest

from chalicelib.cloud import files
from chalicelib.cloud.keys import SEAL_CERTIFICATE
from chalicelib.documents.seal import Verdict, check
from chalicelib.domains.fees import store, transitions
from chalicelib.domains.fees.confirming import confirming, sending
from chalicelib.domains.fees.confirming import documents as confirming_documents
from chalicelib.domains.fees.drafting import editing
from chalicelib.domains.fees.events_rules import CaseEvent
from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.payees import payees
from chalicelib.domains.fees.store_items import EventItem
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Role
from chalicelib.records.hash_chain import SYSTEM, chain_holds
from chalicelib.records.transitions import Transition
from tests.scenes.fees import ORGANIZER, standing
from tests.scenes.fees_confirming import ACCOUNT, PHONE, account_form, confirmed_case, entered, hidden, ready_case, sent_case, signed_form
from tests.scenes.licences import DRAWN
from tests.support.browser_client import Browser
from tests.support.builders import make_account

Drain = Callable[[], int]
SentMail = Callable[[], list[Any]]


def kinds(case: Case) -> list[str]:
    events = store.events(case.id)
    assert chain_holds(events)
    return [event.kind for event in events]


def subjects(mails: list[Any], to: str) -> list[str]:
    return [mail["Subject"] for mail in mails if mail["To"] == to]


def failed(now: datetime) -> Case:
    """A case whose payment came back."""
    case = confirmed_case(now)
    moved = {"state": State.FAILED, "reason": "帳號錯誤", "application_id": "P1", "batch_id": "B1"}
    return transitions.cases.apply(standing(case), Transition(kind=CaseEvent.FAILED, actor=SYSTEM, change=moved), now)


def test_the_whole_way(browser: Browser, now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """Sent, two mails, opened, account given, signed with a name: confirmed, sealed, and the organizer told."""
    make_account("organizer1", now)
    case = sent_case(now)
    drain()
    first, second = subjects(sent_mail(), "lin@example.edu.tw")
    assert ("請確認鐘點費" in first, "流水號與密碼" in second) == (True, True)
    entered(browser, case)
    assert "填寫匯款資料" in browser.text
    assert "確認並送出" not in browser.text
    browser.post("/fee/account", account_form(), follow=True)
    assert "********9012" in browser.text
    form = {**hidden(browser.text), "way": "typed", "typed_name": "林書豪", "consent": "on"}
    browser.post("/fee/confirm", form, follow=True)
    assert (browser.status, "確認完成" in browser.text) == (200, True)
    drain()
    after = standing(case)
    assert (after.state, after.payee_version, after.document) == (State.CONFIRMED, 1, "ready")
    assert any("林書豪講座已確認" in each for each in subjects(sent_mail(), "organizer1@gov.taipei"))
    assert kinds(case) == ["made", "sent", "mailed", "opened", "account given", "confirmed", "sealed"]


def test_a_drawn_signature(now: datetime) -> None:
    """The chain names the way, the digest of what was shown, and the masked account."""
    case = confirmed_case(now)
    detail = store.events(case.id)[-1].detail
    assert detail["way"] == "drawn"
    assert detail["shown"] == case.text_sha256
    assert detail["account"] == "012 ********9012"
    assert ACCOUNT not in str(detail)


def test_a_double_tap_is_one_confirmation(now: datetime) -> None:
    """The same page view again gets the same answer; another page view is told that it came late."""
    case = ready_case(now)
    form = signed_form(case, now)
    first = confirming.confirm(case.id, 1, form, PHONE, now)
    assert confirming.confirm(case.id, 1, form, PHONE, now + timedelta(seconds=1)) == first
    with pytest.raises(Conflict):
        confirming.confirm(case.id, 1, {**form, "request": "another-tab"}, PHONE, now)
    assert kinds(case).count("confirmed") == 1


def test_back_after_confirming_shows_the_answer(browser: Browser, now: datetime) -> None:
    """The page of before, sent once more over HTTP, leads to the thanks."""
    case = ready_case(now)
    entered(browser, case)
    form = {**hidden(browser.text), "signature": DRAWN}
    for _ in range(2):
        browser.post("/fee/confirm", form)
        assert (browser.status, browser.location) == (303, "/fee/case")
    browser.post("/fee/confirm", {**form, "request": "other"})
    assert (browser.status, "先前已經確認" in browser.text) == (409, True)


def test_what_changed_since_it_was_shown_is_not_signed(now: datetime) -> None:
    """Another account in another tab, of this or another case of the lecturer: read again, then sign."""
    case = ready_case(now)
    form = signed_form(case, now)
    payees.save(case.payee.lecturer_id, {"holder": "林書豪二"}, "講座", now)
    with pytest.raises(Conflict):
        confirming.confirm(case.id, 1, form, PHONE, now)
    assert confirming.confirm(case.id, 1, signed_form(case, now), PHONE, now).payee_version == 2


def test_without_an_account_there_is_nothing_to_sign(now: datetime) -> None:
    """A signature that skipped the account page is refused."""
    case = sent_case(now)
    with pytest.raises(InvalidInput):
        confirming.confirm(case.id, 1, signed_form(case, now), PHONE, now)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"signature": ""}, "signature"),
        ({"signature": "data:image/png;base64,AAAA"}, "signature"),
        ({"signature": "", "way": "typed"}, "typed_name"),
        ({"signature": "", "typed_name": "林書毫"}, "typed_name"),
        ({"signature": "", "typed_name": "林書豪"}, "consent"),
    ],
)
def test_a_signature_is_checked(now: datetime, changed: dict[str, str], field: str) -> None:
    """Empty, no picture, another name, no consent: said at its field, and the case stays open."""
    case = ready_case(now)
    with pytest.raises(InvalidInput) as raised:
        confirming.confirm(case.id, 1, signed_form(case, now, **changed), PHONE, now)
    assert list(raised.value.fields) == [field]
    assert standing(case).state is State.SENT


def test_an_objection_goes_to_the_organizer(browser: Browser, now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """With its reason, by mail and on the case's page; sent again after the change, it can be confirmed."""
    make_account("organizer1", now)
    case = ready_case(now)
    entered(browser, case)
    browser.post("/fee/object", {"reason": ""})
    assert (browser.status, "哪裡不對" in browser.text) == (400, True)
    browser.post("/fee/object", {"reason": "3 月 2 日下午是 2 節", "request": "r"}, follow=True)
    assert "意見已送出" in browser.text
    drain()
    mail = next(each for each in sent_mail() if "講座有意見" in each["Subject"])
    assert "3 月 2 日下午是 2 節" in mail.get_body(("plain",)).get_content()
    again = sending.send(ORGANIZER, case.id, {"answer": "已更正"}, now)
    assert (again.state, again.answer, again.links) == (State.SENT, "已更正", 2)
    assert confirming.confirm(again.id, 2, signed_form(again, now), PHONE, now).state is State.CONFIRMED


def test_the_paper_is_sealed_and_says_everything(now: datetime, drain: Drain, aws: Callable[[str], Any], tmp_path: Any) -> None:
    """Genuine to anyone who checks it; lines, sums in words, masked account, evidence; no number in clear. pdftotext reads it."""
    case = confirmed_case(now)
    drain()
    after = standing(case)
    data = files.read(after.document_key)
    assert check(data, files.read(SEAL_CERTIFICATE)).verdict is Verdict.GENUINE
    kept = aws("s3").head_object(Bucket="local-documents-bucket", Key=after.document_key)
    assert kept["ObjectLockRetainUntilDate"] >= now + timedelta(days=3650)
    (tmp_path / "paper.pdf").write_bytes(BytesIO(data).getvalue())
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "paper.pdf", "-"], capture_output=True, text=True, check=True).stdout
    plain = "".join(text.split())
    for words in (case.id, "公文格式與用語", "12,000元", "新臺幣壹萬貳仟元整", "********9012", "203.0.113.7", "講座確認簽名", "*******789"):
        assert words in plain
    assert ACCOUNT not in plain


def test_a_chain_that_was_touched_is_not_sealed(now: datetime, drain: Drain) -> None:
    """An event changed behind our back stops the paper, with words for staff; put right, it is made on the button."""
    case = confirmed_case(now)
    item = EventItem.find(case.id, "EVENT#0002")
    assert item
    item.update(actions=[EventItem.by.set("somebody")])
    drain()
    assert (standing(case).document, "雜湊鏈" in standing(case).document_error) == ("failed", True)
    item.update(actions=[EventItem.by.set("organizer1")])
    confirming_documents.make_again(ORGANIZER, case.id, now)
    drain()
    assert standing(case).document == "ready"
    with pytest.raises(Conflict):
        confirming_documents.make_again(ORGANIZER, case.id, now)


def test_the_lecturer_fetches_the_paper(browser: Browser, now: datetime, drain: Drain) -> None:
    """By a URL of three minutes that is nowhere stored; each fetching is noted; staff fetch by their own door."""
    case = confirmed_case(now)
    entered(browser, case).post("/fee/document")
    assert (browser.status, browser.location) == (303, "/fee/case")
    drain()
    browser.post("/fee/document")
    assert browser.status == 200
    assert 'http-equiv="refresh" content="0;url=https://local-documents-bucket' in browser.text
    assert kinds(case)[-1] == "fetched"
    browser.sign_in(Role.ORGANIZER, username="organizer1").get(f"/fees/{case.id}/confirmation")
    assert (browser.status, f"fees/{case.id}/" in browser.location) == (303, True)
    browser.sign_in(Role.ORGANIZER, username="somebody-else").get(f"/fees/{case.id}/confirmation")
    assert browser.status == 403


def test_anyone_can_check_a_paper(browser: Browser, now: datetime, drain: Drain) -> None:
    """By its code: number, masked name, net and the file's digest; cancelled later, it says so."""
    case = confirmed_case(now)
    drain()
    browser.get(f"/fee/papers/{case.verification}")
    for words in (case.id, "林○豪", "12,000 元", standing(case).document_sha256, "登錄有案"):
        assert words in browser.text
    assert "林書豪" not in browser.text
    editing.cancel(ORGANIZER, case.id, {"reason": "重複"}, now)
    assert "案件已取消" in browser.get(f"/fee/papers/{case.verification}").text
    assert browser.get("/fee/papers/unknown").status == 404


def test_a_failed_payment_is_corrected_and_confirmed_again(browser: Browser, now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """The page asks for the account anew; the case goes on with the next version, out of its application and batch; the old paper stays."""
    case = failed(now)
    entered(browser, case)
    assert "匯款沒有成功" in browser.text
    assert "帳號錯誤" in browser.text
    browser.post("/fee/account", {"holder": "林書豪"})
    assert (browser.status, "請輸入帳號" in browser.text) == (400, True)
    new = {"bank_code": "808", "account": "0987654321098", "account_again": "0987654321098"}
    browser.post("/fee/account", new, follow=True)
    assert "會重新辦理付款" in browser.text
    after = standing(case)
    assert (after.state, after.payee_version, after.application_id, after.batch_id, after.reason) == (State.CONFIRMED, 2, "", "", "")
    drain()
    assert any("帳號已更正" in each for each in subjects(sent_mail(), "lin@example.edu.tw"))
    assert standing(case).document == "ready"
    assert payees.revealed(case.payee.lecturer_id, 2, "a", "b", now).account == "0987654321098"


def test_an_account_is_closed_once_confirmed(browser: Browser, now: datetime) -> None:
    """What was signed for is paid to: a later correction needs a failed payment or the organizer."""
    case = confirmed_case(now)
    entered(browser, case)
    assert browser.get("/fee/account").location == "/fee/case"
    browser.post("/fee/account", account_form())
    assert browser.location == "/fee/case"
    assert payees.masked(case.payee.lecturer_id).version == 1  # type: ignore[union-attr]

"""The pages of payments at the HTTP edge: what each role sees and presses, forms that keep what was typed, somebody else's link."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from chalicelib.domains.payments.approval.deciding import version_of
from chalicelib.domains.payments.bank import results
from chalicelib.domains.payments.transitions import load, load_batch
from chalicelib.identity import Role
from infra.local.iam.acting import acting
from tests.scenes.payments import answer, applied, approved, batched, confirmed_cases, fetched, make_staff, ticked, wanted
from tests.support.browser_client import Browser
from tests.support.builders import lose_uploads, upload

Drain = Callable[[], int]
NewBrowser = Callable[[], Browser]
HIDDEN = re.compile(r'<input type="hidden" name="version" value="([^"]+)"')


def as_(browser: Browser, role: Role, username: str, name: str) -> Browser:
    return browser.sign_in(role, username=username, name=name)


def organizer(browser: Browser) -> Browser:
    return as_(browser, Role.ORGANIZER, "organizer1", "林雅婷")


def head(browser: Browser) -> Browser:
    return as_(browser, Role.HEAD, "head1", "周明德")


def accountant(browser: Browser) -> Browser:
    return as_(browser, Role.ACCOUNTANT, "accountant1", "李惠君")


def pressed(browser: Browser, application_id: str, what: str, **form: str) -> Browser:
    """The button of the application's page, with the version that the page shows."""
    page = browser.get(f"/payments/applications/{application_id}")
    found = HIDDEN.search(page.text)
    return browser.post(f"/payments/applications/{application_id}/{what}", {"version": found[1] if found else "", **form})


def test_from_the_new_page_to_the_inbox(browser: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """The organizer finds the confirmed cases, applies, and the head finds the application by the count on the start page."""
    confirmed_cases(now)
    page = organizer(browser).get("/payments/new")
    names = re.findall(r'name="(case\.\d{12})"[^>]* checked', page.text)
    assert len(names) == 3
    browser.post("/payments/applications", {**dict.fromkeys(names, "1"), "group": "1", "note.1": "三位講座"}, follow=True)
    assert (browser.status, "三位講座" in browser.text, "撤回申請" in browser.text) == (200, True, True)
    boss = head(new_browser())
    assert 'hx-get="/inbox/count"' in boss.get("/").text
    assert ">1<" in boss.get("/inbox/count").text
    assert "A202603020001" in boss.get("/inbox").text
    shown = boss.get("/payments/applications/A202603020001").text
    assert "3 節 × 2,000 = 6,000" in shown
    assert "/fees/20260302" not in shown


def test_a_refused_application_keeps_what_was_typed(browser: Browser, now: datetime) -> None:
    """A note that is too long: 400, in words, with the ticks and the note as they were."""
    cases = confirmed_cases(now)
    organizer(browser).post("/payments/applications", ticked(cases[:1], **{"note.1": "長" * 201}))
    assert browser.status == 400
    assert "目前 201 字" in browser.text
    assert "長" * 201 in browser.text
    checked = re.findall(r'name="(case\.\d{12})"[^>]* checked', browser.text)
    assert checked == [f"case.{cases[0].id}"]


def test_returning_asks_for_a_reason(browser: Browser, now: datetime) -> None:
    """Without one 400, the form open with its message; with one it is returned."""
    application = applied(now)
    pressed(head(browser), application.id, "return")
    assert (browser.status, "請填退回的原因" in browser.text) == (400, True)
    pressed(browser, application.id, "return", reason="請補附件")
    assert (browser.status, browser.location) == (303, "/inbox")


def test_an_approval_sent_again_tells_what_stands(browser: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """The form of an approval that stands comes once more after the next approver returned it: nobody is told that it can be paid."""
    application = applied(now)
    boss = head(browser)
    form = {"version": version_of(application)}
    boss.post(f"/payments/applications/{application.id}/approve", form)
    pressed(accountant(new_browser()), application.id, "return", reason="請補附件")
    text = boss.post(f"/payments/applications/{application.id}/approve", form, follow=True).text
    assert f"您先前已同意 {application.id}，但這份申請之後已退回" in text
    assert "可以付款" not in text


def test_not_ones_turn(browser: Browser, now: datetime) -> None:
    """Accounting opens it while the head's turn is: no button, the reason in words; pressed all the same it is 403."""
    application = applied(now)
    page = accountant(browser).get(f"/payments/applications/{application.id}").text
    assert "同意" not in re.findall(r"<button.*?</button>", page, re.S).__str__()
    assert "單位主管" in page
    assert pressed(browser, application.id, "approve", version="pending-0").status == 403


def test_somebody_else_s_application(browser: Browser, now: datetime) -> None:
    """An organizer of other classes gets 403, whatever is pressed; with the step lent to them they may look."""
    application = applied(now)
    other = as_(browser, Role.ORGANIZER, "organizer2", "陳冠宇")
    assert other.get(f"/payments/applications/{application.id}").status == 403
    assert other.get(f"/payments/applications/{application.id}/papers/application").status == 403
    assert other.post(f"/payments/applications/{application.id}/recall").status == 403
    assert other.get("/payments").text.count("A202603020001") == 0


def test_accounting_pays_and_imports(browser: Browser, now: datetime, drain: Drain) -> None:
    """From the list of what can be paid to the file, its download, the bank's answer by the form, and the result in numbers."""
    make_staff(now)
    application = approved(now)
    accountant(browser)
    assert "製作付款檔" in browser.get("/payments/batches").text
    browser.post("/payments/batches", wanted(application.id), follow=True)
    assert "正在製作付款檔" in browser.text
    drain()
    batch = load_batch("B202603020001")
    assert "下載付款檔" in browser.get(f"/payments/batches/{batch.id}").text
    browser.post(f"/payments/batches/{batch.id}/file")
    assert (browser.status, "bank-ready" in browser.location) == (303, True)
    path = upload(browser.get("/payments/results").text, answer(load_batch(batch.id)), "result.txt")
    assert "正在讀取" in browser.get(path).text
    drain()
    text = browser.get(path).text
    assert f"看批次 {batch.id}" in text
    assert "已結案" in browser.get(f"/payments/batches/{batch.id}").text
    assert browser.get("/payments/results").text.count(batch.id) == 1


def test_an_answer_of_the_bank_that_was_lost_is_told(browser: Browser, now: datetime, drain: Drain) -> None:
    """Gone before a worker read it, its page asks for it again, also when the message comes twice."""
    accountant(browser)
    path = upload(browser.get("/payments/results").text, b"x", "result.txt")
    lose_uploads()
    drain()
    with acting("work"):
        results.read("accountant1", path.rpartition("/")[2], now)
    assert "請重新上傳一次" in browser.get(path).text


def test_nothing_chosen(browser: Browser, now: datetime) -> None:
    """No application ticked, no day: 400 at the fields, and the ticks stay off."""
    approved(now)
    accountant(browser).post("/payments/batches", {"pays_on": "x"})
    assert (browser.status, "請勾選要付款的申請單" in browser.text, "請選擇付款日" in browser.text) == (400, True, True)
    assert not re.search(r'name="application\.A\d+"[^>]* checked', browser.text)


def test_a_void_batch(browser: Browser, now: datetime, drain: Drain) -> None:
    """Void with a reason while nobody has the file; after the download the button is gone and a press is refused in words."""
    first, second = batched(now, drain), batched(now, drain, run="2")
    accountant(browser).post(f"/payments/batches/{first.id}/void", {"reason": ""})
    assert (browser.status, "請填作廢的原因" in browser.text) == (400, True)
    assert browser.post(f"/payments/batches/{first.id}/void", {"reason": "日期錯"}).status == 303
    drain()
    fetched(second, now)
    assert "作廢這一批" not in browser.get(f"/payments/batches/{second.id}").text
    assert browser.post(f"/payments/batches/{second.id}/void", {"reason": "日期錯"}).status == 409


def test_a_step_is_lent_from_the_page(browser: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """The head lends from the inbox; the organizer of another class may then look, and decide; what was wrong keeps what was typed."""
    make_staff(now)
    application = applied(now)
    boss = head(browser)
    form = {"to": "nobody", "starts_on": "2026-03-02", "ends_on": "2026-03-03", "reason": "開會"}
    boss.post("/inbox/delegations", form)
    assert (boss.status, "找不到這個帳號" in boss.text, 'value="開會"' in boss.text) == (400, True, True)
    assert boss.post("/inbox/delegations", {**form, "to": "director1"}).status == 303
    deputy = as_(new_browser(), Role.DIRECTOR, "director1", "鄭淑芬")
    pressed(deputy, application.id, "approve")
    assert (deputy.status, load(application.id).decisions[0].instead_of) == (303, "周明德")
    found = re.search(r"/inbox/delegations/([0-9a-f]+)/end", boss.get("/inbox/delegations").text)
    assert found
    assert deputy.post(f"/inbox/delegations/{found[1]}/end").status == 403
    assert boss.post(f"/inbox/delegations/{found[1]}/end").status == 303


def test_the_papers_are_fetched_by_a_link_of_minutes(browser: Browser, now: datetime, drain: Drain, aws: Callable[[str], Any]) -> None:
    """After the approval both papers are there; before, the application's alone."""
    pending = applied(now)
    drain()
    here = f"/payments/applications/{pending.id}"
    assert head(browser).get(f"{here}/papers/application").status == 303
    assert "X-Amz-Expires=180" in browser.location
    assert browser.get(f"{here}/papers/voucher").status == 404
    done = approved(now, run="2")
    drain()
    assert browser.get(f"/payments/applications/{done.id}/papers/voucher").status == 303
    assert browser.get(f"/payments/applications/{done.id}/papers/else").status == 404


@pytest.mark.parametrize("path", ["/payments/applications/A1", "/payments/batches/B1", "/payments/results/x", "/payments/withholding/x"])
def test_what_is_not_there(browser: Browser, path: str) -> None:
    """404 in words."""
    assert accountant(browser).get(path).status == 404


def test_levels_by_the_administrator(browser: Browser) -> None:
    """Everybody reads them; the administrator adds; what was wrong keeps what was typed."""
    assert "新增規則" not in head(browser).get("/payments/levels").text
    as_(browser, Role.ADMINISTRATOR, "admin1", "吳建宏")
    form = {"starts_on": "2026-04-01", "head_from": "0", "source": "文號"}
    browser.post("/payments/levels", {**form, "director_from": "十萬"})
    assert (browser.status, "請輸入整數金額" in browser.text, 'value="十萬"' in browser.text) == (400, True, True)
    browser.post(
        "/payments/levels", {"starts_on": "2026-04-01", "head_from": "0", "director_from": "100000", "source": "文號"}, follow=True
    )
    assert "100,000 元以上" in browser.text

"""The whole way of lecturer fees in Chromium, four roles and the lecturer: from the timetable to the money, by mails and pages."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, sign_in, violations
from tests.browser.licence_scene import draw
from tests.browser.mailbox import mails_about, text_of

OpenContext = Callable[..., BrowserContext]
SHOTS = Path(__file__).parents[2] / "build" / "payments"
CLASS, EMAIL = "115-B00620-1", "hung@example.edu.tw"
ACCOUNT = {
    "account": "160500998877",
    "account_again": "160500998877",
    "id_number": "A123456789",
    "address": "臺北市文山區木柵路三段 220 號",
}


def looked_at(page: Page, name: str) -> None:
    """At both sizes: nothing that axe finds, nothing wider than the window; a picture for people to look at."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for size in (PHONE, DESKTOP):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        assert violations(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
        page.screenshot(path=SHOTS / f"{name}-{size['width']}.png", full_page=True)
    if before:
        page.set_viewport_size(before)


def made_case(page: Page) -> str:
    """A class with one talk of two 節, its case made from the timetable, the lecturer's address added, sent; answers its number."""
    page.goto("/classes/new")
    for name, value in {"year": "115", "code": "B00620", "run": "1", "name": "付款測試班", "room": "301 教室", "seats": "40"}.items():
        page.fill(f"#f-{name}", value)
    for name in ("starts_on", "ends_on"):
        page.fill(f"#f-{name}", "2026-03-03")
    page.click("main form button[type=submit] >> nth=0")
    page.wait_for_url(re.compile(f"/classes/{CLASS}"))
    page.goto(f"/classes/{CLASS}/timetable")
    talk = {"day": "2026-03-03", "starts": "09:00", "ends": "10:30", "count": "2", "subject": "電子簽核", "lecturer": "洪子涵"}
    for name, value in talk.items():
        page.fill(f"#f-{name}", value)
    page.get_by_role("button", name="加入課表").click()
    page.goto(f"/classes/{CLASS}/fees")
    page.fill("#f-funding", "資訊訓練經費")
    page.get_by_role("button", name="建立 1 件草稿").click()
    page.locator("td a[href^='/fees/']").click()
    page.get_by_role("link", name="確認與修改").click()
    page.fill("#f-email", EMAIL)
    page.fill("#f-income_reason", "研習班授課")
    page.locator("main").get_by_role("button", name="儲存").click()
    expect(page.locator("main")).to_contain_text("2 節 × 2,000 = 4,000")
    page.get_by_role("button", name="寄送", exact=True).click()
    expect(page.locator("main")).to_contain_text("等待講座確認")
    return page.url.rpartition("/")[2]


def confirmed(page: Page, link: str) -> None:
    """On a phone: the link, the account, the signature."""
    page.goto(link)
    page.get_by_role("button", name="開啟鐘點費資料").click()
    page.get_by_role("link", name=re.compile("填寫")).first.click()
    page.select_option("#f-bank_code", "012")
    for name, value in ACCOUNT.items():
        page.fill(f"#f-{name}", value)
    page.get_by_role("button", name="儲存").click()
    page.wait_for_url("**/fee/case")
    draw(page)
    page.get_by_role("button", name="確認並送出").dblclick()
    expect(page.locator("h1")).to_have_text("確認完成")


def applied(page: Page, case: str) -> str:
    """From the inbox to the application; two taps are one."""
    page.goto("/inbox")
    page.get_by_role("link", name=re.compile("可以申請付款")).click()
    looked_at(page, "new")
    form = page.locator("form", has=page.locator(f"[id='f-case.{case}']"))
    form.get_by_role("button", name="提出付款申請").dblclick()
    page.wait_for_url("**/payments/applications/A*")
    expect(page.locator("main")).to_contain_text("簽核歷程")
    looked_at(page, "application-made")
    return page.url.rpartition("/")[2]


def approved(page: Page, application: str, count: bool) -> None:
    """From the start page's count to the decision."""
    page.goto("/")
    if count:
        expect(page.locator(".link-list .tab-count")).to_be_visible()
    page.get_by_role("link", name=re.compile("待辦表單")).first.click()
    looked_at(page, f"inbox-{page.locator('.person-role').inner_text()}")
    page.get_by_role("link", name=application).click()
    page.locator("summary", has_text="洪子涵").click()
    expect(page.locator("main")).to_contain_text("2 節 × 2,000 = 4,000")
    looked_at(page, "application-to-decide")
    page.get_by_role("button", name="同意").dblclick()
    expect(page.locator(".flash")).to_contain_text("已同意")


def paid_out(page: Page, application: str, path: Path) -> str:
    """The batch with this application alone; its file, as it was downloaded, at `path`. Answers the batch's number."""
    page.goto("/inbox")
    page.get_by_role("link", name="製作付款批次").click()
    for box in page.locator("input[type=checkbox]").all():
        box.set_checked(application in str(box.get_attribute("name")))
    page.fill("#f-pays_on", "2026-03-02")
    looked_at(page, "batches")
    page.get_by_role("button", name="製作付款檔").dblclick()
    page.wait_for_url("**/payments/batches/B*")
    expect(page.get_by_role("button", name="下載付款檔")).to_be_visible()
    looked_at(page, "batch")
    with page.expect_download() as download:
        page.get_by_role("button", name="下載付款檔").click()
    download.value.save_as(path)
    return page.url.rpartition("/")[2]


def answer_to(order: bytes) -> bytes:
    """What a bank would answer: every line of the order paid today."""
    head, *details, _ = order.decode("ascii").split("\r\n")[:-1]
    amounts = [int(line[44:55]) for line in details]
    lines = [f"1TR01{head[5:18]}20260302"]
    lines += [f"2{line[1:7]}{line[7:19]}{amount:011}0020260302" for line, amount in zip(details, amounts, strict=True)]
    lines.append(f"9{len(amounts):06}{len(amounts):06}{sum(amounts):013}{0:06}{0:013}")
    return "".join(f"{line:<80}\r\n" for line in lines).encode()


def test_from_the_timetable_to_the_money(organizer: Page, open_context: OpenContext, centre: dict[str, str], tmp_path: Path) -> None:
    """Case, confirmation, application, three approvals, bank file, answer: and the lecturer's phone says that the money is in."""
    case = made_case(organizer)
    link = re.findall(r"http\S+/fee/l/[\w-]+", text_of(mails_about(centre["mailbox"], "請確認鐘點費", case)[0]))[0]
    lecturer = open_context(PHONE).new_page()
    confirmed(lecturer, link)
    application = applied(organizer, case)
    mails_about(centre["mailbox"], "待單位主管簽核", application)
    approved(sign_in(open_context(DESKTOP).new_page(), "head1"), application, count=True)
    accountant = sign_in(open_context(DESKTOP).new_page(), "accountant1")
    approved(accountant, application, count=True)
    approved(sign_in(open_context(PHONE).new_page(), "director1"), application, count=True)
    organizer.goto(f"/payments/applications/{application}")
    expect(organizer.get_by_role("link", name="付款憑單（PDF）")).to_be_visible()
    with organizer.expect_download() as download:
        organizer.get_by_role("link", name="付款憑單（PDF）").click()
    download.value.save_as(tmp_path / "voucher.pdf")
    voucher = subprocess.run(["pdftotext", "-layout", str(tmp_path / "voucher.pdf"), "-"], capture_output=True, check=True).stdout.decode()
    assert "新臺幣肆仟元整" in voucher
    assert all(name in voucher for name in ("張淑芬", "李惠君", "王國賢"))
    batch = paid_out(accountant, application, tmp_path / "order.txt")
    order = (tmp_path / "order.txt").read_bytes()
    assert (case.encode() in order, b"160500998877" in order) == (True, True)
    (tmp_path / "answer.txt").write_bytes(answer_to(order))
    accountant.goto("/payments/results")
    accountant.set_input_files("#f-file", tmp_path / "answer.txt")
    accountant.get_by_role("button", name="匯入").click()
    expect(accountant.get_by_role("link", name=f"看批次 {batch}")).to_be_visible()
    looked_at(accountant, "result")
    (told,) = mails_about(centre["mailbox"], "鐘點費已入帳", case)[:1]
    assert told["To"] == EMAIL
    assert [part.get_filename() for part in told.iter_attachments()] == [f"鐘點費查單-{case}.pdf"]
    lecturer.goto("/fee/case")
    expect(lecturer.locator("h1")).to_have_text("款項已入帳")
    looked_at(lecturer, "lecturer-paid")
    organizer.goto(f"/fees/{case}")
    expect(organizer.locator("main")).to_contain_text("已入帳")
    accountant.goto(f"/payments/batches/{batch}")
    expect(accountant.locator("main")).to_contain_text("已結案")


def test_somebody_was_first(organizer: Page, open_context: OpenContext) -> None:
    """The head has the application open in two tabs: approved in one, the other says so and what to do, and nothing is decided twice."""
    head = sign_in(open_context(DESKTOP).new_page(), "head1")
    head.goto("/inbox")
    head.locator("td a[href^='/payments/applications/']").first.click()
    other = head.context.new_page()
    other.goto(head.url)
    head.get_by_role("button", name="同意").click()
    expect(head.locator(".flash")).to_contain_text("已同意")
    other.locator("summary", has_text="退回").click()
    other.fill("#f-reason", "看錯了")
    other.get_by_role("button", name="確定退回").click()
    expect(other.locator("main")).to_contain_text("您沒有這個關卡的權限")
    head.go_back()
    head.reload()
    expect(head.get_by_role("button", name="同意")).to_have_count(0)


def test_the_year_s_lists(open_context: OpenContext) -> None:
    """Accounting asks for the list of this year and has it in the browser; pages of the year and of the levels are as they should be."""
    page = sign_in(open_context(DESKTOP).new_page(), "accountant1")
    for path, name in (
        ("/payments", "list"),
        ("/payments/levels", "levels"),
        ("/inbox/delegations", "delegations"),
        ("/payments/results", "results"),
    ):
        page.goto(path)
        looked_at(page, name)
    page.goto("/payments/withholding")
    looked_at(page, "years")
    page.select_option("#f-year", "2026")
    page.get_by_role("button", name="製作").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="下載所得扣繳清冊").click()
    text = download.value.path().read_text("utf-8-sig")
    assert text.startswith("給付年度,所得人證號")
    assert "A123456789" in text

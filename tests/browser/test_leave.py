"""Leave as people use it: asked for on a phone, answered from the mail on a desktop, seen at the gate and by the agency, and taken back."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from infra.gallery.scene import id_number
from tests.browser.class_scene import running_class
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, flaws, sign_in
from tests.browser.mailbox import mails_about, text_of

OpenContext = Callable[..., BrowserContext]


def opened(open_context: OpenContext, class_id: str, place: int) -> Page:
    """The form for leave on the phone of the person in this row of the roster."""
    page = open_context(PHONE).new_page()
    page.goto(f"/c/{class_id}/leave")
    page.fill("#f-id_number", id_number(place))
    page.get_by_role("button", name="進入").click()
    page.wait_for_url("**/leave")
    return page


def ask(page: Page, reason: str) -> None:
    """For the last hour of the first session that is offered, up to the page that says what it comes to."""
    page.locator("details summary").first.click()
    page.locator("details").first.locator("input[name^='hour.']").last.check()
    page.get_by_label("公假").check()
    page.fill("#f-reason", reason)
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("h1")).to_have_text("確認請假")


def send(page: Page) -> None:
    """The sample's day is so short that an hour is too much, which has to be understood; two taps are one application."""
    page.check("#f-understood")
    page.get_by_role("button", name="送出申請").dblclick()


def link_in_mail(mailbox: str, name: str) -> str:
    """Of the mail that tells an approver who asks for leave."""
    return re.findall(r"http\S+/leave/\S+", text_of(mails_about(mailbox, f"請假待核：{name}")[0]))[0]


def test_from_the_phone_to_the_gate_and_back(organizer: Page, open_context: OpenContext, centre: dict[str, str]) -> None:
    """One tap from the mail answers it; the gate's open page shows it without a reload, the agency has it, and taking it back shows too."""
    class_id = running_class(organizer)
    phone = opened(open_context, class_id, 24)
    ask(phone, "出席市政會議")
    send(phone)
    expect(phone.locator("main")).to_contain_text("請假待核")
    phone.goto(f"/c/{class_id}/leave")
    expect(phone.locator("#mine + ul li")).to_have_count(1)
    phone.get_by_role("link", name="回到學員服務網").click()
    expect(phone.locator(".tile", has_text="線上請假登錄")).to_contain_text("請假待核")
    name = re.sub(r"\s.*", "", phone.locator(".hello").inner_text())

    gate = sign_in(open_context(DESKTOP).new_page(), "guard1")
    gate.goto("/leave/today")
    before = gate.locator("tbody tr").count()

    approver = open_context(DESKTOP).new_page()
    approver.goto(link_in_mail(centre["mailbox"], f"{name[0]}"))
    approver.fill("#f-username", "organizer1")
    approver.fill("#f-password", PASSWORD)
    approver.get_by_role("button", name="登入").click()
    approver.get_by_role("button", name="核准", exact=True).click()
    expect(approver.locator(".flash")).to_contain_text("已核准")
    expect(gate.locator("tbody tr")).to_have_count(before + 1)
    phone.goto(f"/c/{class_id}")
    expect(phone.locator(".tile", has_text="線上請假登錄")).to_contain_text("請假已核准")

    phone.goto(f"/c/{class_id}/leave")
    phone.locator("#mine + ul a").first.click()
    phone.wait_for_url("**/leave/*")
    phone.get_by_text("我會到課（銷假）").click()
    phone.get_by_role("button", name="確定銷假").click()
    expect(phone.locator("main")).to_contain_text("已銷假")
    expect(gate.locator("tbody")).to_contain_text("已銷假，不可離開")


def test_two_tabs_do_not_ask_twice(organizer: Page, open_context: OpenContext) -> None:
    """The hour that one tab has asked for is refused to the other, which keeps what was typed."""
    class_id = running_class(organizer)
    first = opened(open_context, class_id, 25)
    second = first.context.new_page()
    second.goto(f"/c/{class_id}/leave")
    ask(first, "陪同家人就醫")
    ask(second, "另有要事")
    send(first)
    expect(first.locator("main")).to_contain_text("請假待核")
    send(second)
    expect(second.locator("[data-error-summary]")).to_contain_text("已經申請請假")
    expect(second.locator("#f-reason")).to_have_value("另有要事")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_page_violates_wcag(size: dict[str, int], organizer: Page, open_context: OpenContext) -> None:
    """axe finds nothing on any page of leave, and none scrolls sideways."""
    class_id = running_class(organizer)
    phone = opened(open_context, class_id, 26 if size is PHONE else 27)
    wrong = {"apply": flaws(phone, size)}
    phone.evaluate("document.querySelector('main form').noValidate = true")
    phone.get_by_role("button", name="下一步").click()
    expect(phone.locator("[data-error-summary]")).to_be_focused()
    wrong["forgotten"] = flaws(phone, size)
    ask(phone, "出席市政會議")
    wrong["check"] = flaws(phone, size)
    send(phone)
    expect(phone.locator("main")).to_contain_text("附上照片或 PDF")
    wrong["one"] = flaws(phone, size)
    for path in (f"/classes/{class_id}/leave", "/leave", "/leave/today"):
        organizer.goto(path)
        wrong[path] = flaws(organizer, size)
    organizer.goto(f"/classes/{class_id}/leave")
    organizer.locator("a", has_text="查看").first.click()
    wrong["answer"] = flaws(organizer, size)
    agency = sign_in(open_context(size).new_page(), "hr1")
    agency.goto("/leave/agency")
    wrong["agency"] = flaws(agency, size)
    assert {page: found for page, found in wrong.items() if found} == {}

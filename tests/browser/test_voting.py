"""A poll as a room uses it: made and opened in a minute on a desktop, watched on the projector, voted on phones, counted and recounted."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from infra.gallery.scene import id_number
from tests.browser.class_scene import READ_QR, running_class
from tests.browser.conftest import DESKTOP, PHONE, flaws

OpenContext = Callable[..., BrowserContext]


def make(organizer: Page, title: str, names: str = "王小明\n李大同\n𠮷川健") -> str:
    """Typed, saved, opened; the address of its page."""
    organizer.goto(f"/classes/{running_class(organizer)}/polls/new")
    organizer.fill("#f-title", title)
    organizer.fill("#f-candidates", names)
    organizer.uncheck("[name=hidden]")
    organizer.get_by_role("button", name="儲存投票").click()
    organizer.get_by_role("button", name="現在開始").click()
    expect(organizer.locator("main")).to_contain_text("投票中")
    return organizer.url


def opened(open_context: OpenContext, address: str, place: int) -> Page:
    """The ballot on the phone of the person in this row of the roster."""
    page = open_context(PHONE).new_page()
    page.goto(address)
    page.fill("#f-id_number", id_number(place))
    page.get_by_role("button", name="進入").click()
    expect(page.locator(".candidate").first).to_be_visible()
    return page


def cast(page: Page, name: str) -> str:
    """Chooses, looks, presses twice; the receipt."""
    page.locator(".candidate", has_text=name).click()
    page.get_by_role("button", name="下一步").click()
    expect(page.locator(".chosen")).to_contain_text(name)
    page.get_by_role("button", name="投出這張票").dblclick()
    expect(page.locator(".band")).to_contain_text("投票完成")
    return page.locator(".receipt").inner_text()


def test_from_the_projector_to_the_receipt_and_the_count(organizer: Page, open_context: OpenContext) -> None:
    """The phone reads the projector's QR; the room sees the bars grow without a reload; the end is one press; a receipt is in the list."""
    poll = make(organizer, "班長選舉測試")
    screen = organizer.context.new_page()
    screen.goto(f"{poll}/screen")
    address: str = screen.evaluate(READ_QR, screen.get_attribute("img.qr", "src"))
    receipts = [cast(opened(open_context, address, place), name) for place, name in ((1, "李大同"), (2, "李大同"), (3, "𠮷川健"))]
    assert all(re.fullmatch(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){2}", receipt) for receipt in receipts)
    expect(screen.locator(".screen-count")).to_contain_text("3")
    expect(screen.locator("tr", has_text="李大同")).to_contain_text("66.7%")
    expect(organizer.locator("tr", has_text="李大同")).to_contain_text("66.7%")
    organizer.get_by_text("結束投票").click()
    organizer.get_by_role("button", name="確定結束").click()
    expect(organizer.locator("main")).to_contain_text("計票中")
    late = open_context(PHONE).new_page()
    late.goto(address)
    late.fill("#f-id_number", id_number(4))
    late.get_by_role("button", name="進入").click()
    expect(late.locator("main")).to_contain_text("這個投票已經結束")


def test_back_and_two_tabs_make_one_ballot(organizer: Page, open_context: OpenContext) -> None:
    """The back button after the receipt, and a second tab with another choice, are told that one has voted."""
    poll = make(organizer, "兩個分頁測試")
    address = poll.replace("/classes/", "/c/")
    first = opened(open_context, address, 5)
    second = first.context.new_page()
    second.goto(address)
    second.locator(".candidate", has_text="王小明").click()
    second.get_by_role("button", name="下一步").click()
    cast(first, "𠮷川健")
    second.get_by_role("button", name="投出這張票").click()
    expect(second.locator("main")).to_contain_text("您先前已經投過這個投票")
    first.goto(address)
    expect(first.locator(".band")).to_contain_text("您已投票")
    organizer.goto(poll)
    expect(organizer.locator(".progress").first).to_contain_text("1")


def test_without_a_network_nothing_is_lost(organizer: Page, open_context: OpenContext) -> None:
    """Pressed off line, the page says so and stays as it is; pressed again on line, the ballot is taken."""
    page = opened(open_context, make(organizer, "斷線測試").replace("/classes/", "/c/"), 7)
    page.locator(".candidate", has_text="李大同").click()
    page.get_by_role("button", name="下一步").click()
    expect(page.locator(".chosen")).to_contain_text("李大同")
    page.context.set_offline(True)
    page.get_by_role("button", name="投出這張票").click()
    expect(page.get_by_role("alert")).to_contain_text("目前沒有網路，還沒有送出")
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="投出這張票").click()
    expect(page.locator(".band")).to_contain_text("投票完成")


def test_the_roster_fills_the_candidates(organizer: Page) -> None:
    """One press puts everybody on the list, and the title that was typed stays."""
    organizer.goto(f"/classes/{running_class(organizer)}/polls/new")
    organizer.fill("#f-title", "人氣票選")
    organizer.get_by_role("button", name="帶入全班學員").click()
    expect(organizer.locator("#f-title")).to_have_value("人氣票選")
    assert len(organizer.locator("#f-candidates").input_value().splitlines()) == 40


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_page_violates_wcag(size: dict[str, int], organizer: Page, open_context: OpenContext) -> None:
    """axe finds nothing on any page of voting, and none scrolls sideways."""
    poll = make(organizer, f"無障礙測試{size['width']}", "第1組 甲\n第1組 乙\n第2組 丙")
    address, wrong = poll.replace("/classes/", "/c/"), dict[str, list[object]]()
    page = opened(open_context, address, 6)
    wrong["ballot"] = flaws(page, size)
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    wrong["forgotten"] = flaws(page, size)
    page.locator(".candidate", has_text="乙").click()
    page.get_by_role("button", name="下一步").click()
    wrong["check"] = flaws(page, size)
    page.get_by_role("button", name="投出這張票").click()
    wrong["receipt"] = flaws(page, size)
    for path in ("", "/results"):
        page.goto(address + path)
        wrong[path or "voted"] = flaws(page, size)
    home = poll.rpartition("/")[0]
    over = home.replace(running_class(organizer), "115-B00361-54")
    organizer.goto(over)
    closed = str(organizer.get_by_role("link", name="管理與結果").first.get_attribute("href"))
    for path in (home, f"{home}/new", poll, f"{poll}/preview", f"{poll}/photos", f"{poll}/screen", closed, f"{closed}/ballots"):
        organizer.goto(path)
        wrong[path] = flaws(organizer, size)
    assert {name: found for name, found in wrong.items() if found} == {}

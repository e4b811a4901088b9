"""The one page on a phone: in by the class QR, each function one tap away; and an organizer's handout on its way to it."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from python_calamine import load_workbook

from tests.browser.class_scene import READ_QR, running_class
from tests.browser.conftest import DESKTOP, PHONE, ROOT, violations

OpenContext = Callable[..., BrowserContext]
ROSTER = ROOT / "infra/samples/roster-40.xlsx"


def id_number(place: int) -> str:
    rows = load_workbook(io.BytesIO(ROSTER.read_bytes())).get_sheet_by_index(0).to_python()
    return str(rows[place][rows[0].index("身分證字號")])


def read_qr(organizer: Page, class_id: str) -> str:
    """What a phone's camera would read from the organizer's page."""
    organizer.goto(f"/classes/{class_id}/portal")
    address: str = organizer.evaluate(READ_QR, organizer.get_attribute("img.qr", "src"))
    return address


def entered(page: Page, address: str, place: int) -> Page:
    page.goto(address)
    page.fill("#f-id_number", id_number(place))
    page.get_by_role("button", name="進入").click()
    expect(page.locator("main")).to_contain_text("您好")
    return page


def tap(page: Page, title: str) -> None:
    page.locator(".tile", has_text=title).click()


def back(page: Page) -> None:
    page.get_by_role("link", name="回到學員服務網").click()
    expect(page.locator(".tile")).to_have_count(10)


def test_in_by_the_qr_and_each_function(organizer: Page, open_context: OpenContext) -> None:
    """Scanned and typed once; meals, leave, sign-out, handouts and notes are each one tap away and do their work."""
    address = read_qr(organizer, running_class(organizer))
    page = entered(open_context(PHONE).new_page(), address, 15)
    tap(page, "線上茹素登記")
    page.get_by_label("全素").first.check()
    page.fill("#f-needs", "不吃辣")
    page.get_by_role("button", name="儲存登記").click()
    expect(page.locator(".tile", has_text="線上茹素登記")).to_contain_text("已登記")
    tap(page, "線上請假登錄")
    expect(page.locator("h1")).to_have_text("線上請假")
    page.go_back()
    tap(page, "下課刷退系統")
    expect(page.locator("main")).to_contain_text("怎麼簽退")
    back(page)
    tap(page, "班期講義下載")
    with page.expect_download() as download:
        page.locator("a", has_text="課程講義").click()
    assert download.value.suggested_filename == "課程講義.pdf"
    back(page)
    tap(page, "學員研習注意事項")
    expect(page.locator("main")).to_contain_text("請於上課前 10 分鐘完成報到")
    back(page)
    for title, host in (("臺北e大線上課程", "elearning.taipei"), ("臺北e大粉絲團", "facebook.com"), ("班務說明影片", "youtube.com")):
        assert host in str(page.locator("a.tile", has_text=title).get_attribute("href"))
    page.goto(address)
    expect(page.locator(".tile")).to_have_count(10)


def test_every_card_is_seen_without_scrolling_sideways(organizer: Page, open_context: OpenContext) -> None:
    """At 390 × 844 eight cards are on the first screen, and every one is large enough for a thumb."""
    page = entered(open_context(PHONE).new_page(), read_qr(organizer, running_class(organizer)), 16)
    boxes = [tile.bounding_box() for tile in page.locator(".tile").all()]
    assert all(box and box["height"] >= 88 and box["width"] >= 120 for box in boxes)
    assert sum(box is not None and box["y"] + box["height"] <= PHONE["height"] for box in boxes) >= 8
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_what_a_phone_loads(organizer: Page, open_context: OpenContext) -> None:
    """All that the first visit fetches is below 100 KB, even before it is compressed as the gateway does."""
    page = open_context(PHONE).new_page()
    address = read_qr(organizer, running_class(organizer))
    entered(page, address, 17)
    page.goto("about:blank")
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())) if response.status == 200 else None)
    page.goto(address, wait_until="networkidle")
    assert sum(sizes) < 100_000, sizes


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_page_violates_wcag(size: dict[str, int], organizer: Page, open_context: OpenContext) -> None:
    """axe finds nothing on any page of trainees or organizers, and none scrolls sideways."""
    class_id = running_class(organizer)
    address = read_qr(organizer, class_id)
    page = open_context(size).new_page()
    wrong: dict[str, list[object]] = {}

    def look(at: Page, name: str) -> None:
        found: list[object] = violations(at)
        if at.evaluate("document.documentElement.scrollWidth") > at.evaluate("window.innerWidth"):
            found.append("scrolls sideways")
        wrong.update({name: found} if found else {})

    page.goto(address)
    look(page, "enter")
    page.fill("#f-id_number", "A123456788")
    page.get_by_role("button", name="進入").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    look(page, "wrong number")
    entered(page, address, 18)
    for name in ("", "/meals", "/handouts", "/sign-out", "/notes"):
        page.goto(address + name)
        look(page, f"page{name}")
    organizer.set_viewport_size({"width": size["width"], "height": size["height"]})
    for name in ("portal", "portal/poster", "meals", "handouts"):
        organizer.goto(f"/classes/{class_id}/{name}")
        look(organizer, name)
    organizer.locator("a", has_text="管理").first.click()
    look(organizer, "handout")
    assert wrong == {}


def test_a_handout_from_the_desk_to_the_phone(organizer: Page, open_context: OpenContext, tmp_path: Path) -> None:
    """Title, file, looked at; the phone saves it under the name that it had on the organizer's disk."""
    class_id = running_class(organizer)
    file = tmp_path / "第二講　人工智慧（完整版）.pdf"
    file.write_bytes(b"%PDF-1.4\n%second")
    organizer.goto(f"/classes/{class_id}/handouts")
    organizer.fill("#f-title", "第二講")
    organizer.get_by_role("button", name="下一步").click()
    organizer.set_input_files("#f-file", file)
    organizer.get_by_role("button", name="上傳").click()
    expect(organizer.locator("#file")).to_contain_text(file.name)
    page = entered(open_context(PHONE).new_page(), f"/c/{class_id}", 19)
    tap(page, "班期講義下載")
    with page.expect_download() as download:
        page.locator("a", has_text="第二講").click()
    assert download.value.suggested_filename == file.name
    organizer.goto(f"/classes/{class_id}/handouts")
    expect(organizer.locator("tr", has_text="第二講")).to_contain_text("1 人／1 次")


def test_the_poster_is_one_sheet(organizer: Page) -> None:
    """Printed on A4 it takes one page."""
    organizer.goto(f"/classes/{running_class(organizer)}/portal/poster")
    printed = organizer.pdf(format="A4", print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1

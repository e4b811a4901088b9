"""A survey as people use it: made from a template on a desktop, begun and finished on a phone, read as bars on the desktop again."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from infra.gallery.scene import id_number
from tests.browser.class_scene import running_class
from tests.browser.conftest import DESKTOP, PHONE, flaws, violations

OpenContext = Callable[..., BrowserContext]


def opened(open_context: OpenContext, class_id: str, place: int) -> Page:
    """The class's survey on the phone of the person in this row of the roster, come to by its card."""
    page = open_context(PHONE).new_page()
    page.goto(f"/c/{class_id}")
    page.fill("#f-id_number", id_number(place))
    page.get_by_role("button", name="進入").click()
    tile = page.locator(".tile", has_text="線上問卷調查")
    expect(tile).to_contain_text("未填")
    tile.click()
    if page.url.endswith("/survey"):  # more than one is open
        page.get_by_role("link", name="研習滿意度問卷").click()
    expect(page.locator("main form[data-draft]")).to_be_visible()
    return page


def fill(page: Page) -> None:
    """The second choice of everything that must be answered."""
    for group in page.locator("fieldset:has(> .scores), fieldset.question:has(> .choice input[type=radio])").all():
        group.locator("input").nth(1).check()


def test_a_draft_outlives_the_tab_and_two_taps_are_one_answer(organizer: Page, open_context: OpenContext) -> None:
    """Begun, closed, opened again: what was filled in is there; sent by two taps it is one; the card and the back button know it."""
    class_id = running_class(organizer)
    page = opened(open_context, class_id, 34)
    page.locator("textarea").first.fill("時間可以再長一點")
    fill(page)
    address, context = page.url, page.context
    page.close()
    page = context.new_page()
    page.goto(address)
    expect(page.locator(".notice", has_text="已找回")).to_be_visible()
    expect(page.locator("textarea").first).to_have_value("時間可以再長一點")
    page.get_by_role("button", name="送出問卷").dblclick()
    expect(page.locator(".band")).to_contain_text("已收到您的填答")
    page.go_back()
    page.reload()
    expect(page.locator(".band")).to_contain_text("已收到您的填答")
    page.goto(f"/c/{class_id}")
    expect(page.locator(".tile", has_text="線上問卷調查")).to_contain_text("問卷已填")


def test_made_opened_answered_and_read(organizer: Page, open_context: OpenContext) -> None:
    """From the template to the bars: opened by one press, the five answers that it needs come from phones, and the page shows them."""
    class_id = running_class(organizer)
    organizer.goto(f"/classes/{class_id}/surveys/new")
    organizer.fill("#f-name", "課間小調查")
    organizer.locator("button[name='add.scale']").click()
    organizer.locator("[name='text.0']").fill("教室溫度")
    organizer.get_by_role("button", name="儲存").first.click()
    expect(organizer.locator("h1")).to_contain_text("課間小調查")
    organizer.get_by_role("button", name=re.compile("開放")).first.click()
    survey = organizer.url.partition("?")[0]
    for place in range(35, 40):
        page = open_context(PHONE).new_page()
        page.goto(survey.replace("/classes/", "/c/").replace("/surveys/", "/survey/"))
        page.fill("#f-id_number", id_number(place))
        page.get_by_role("button", name="進入").click()
        page.locator("main form input[type=radio]").nth(4).check()
        page.get_by_role("button", name="送出問卷").click()
        expect(page.locator(".band")).to_contain_text("已收到您的填答")
    organizer.goto(survey)
    expect(organizer.locator("main")).to_contain_text("教室溫度")
    expect(organizer.locator("main")).to_contain_text("5.00")
    assert violations(organizer) == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_page_violates_wcag(size: dict[str, int], organizer: Page, open_context: OpenContext) -> None:
    """axe finds nothing on any page of surveys, and none scrolls sideways."""
    class_id = running_class(organizer)
    page = opened(open_context, class_id, 32 if size is PHONE else 33)
    wrong = {"sheet": flaws(page, size)}
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.get_by_role("button", name="送出問卷").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    wrong["forgotten"] = flaws(page, size)
    fill(page)
    page.get_by_role("button", name="送出問卷").click()
    expect(page.locator(".band")).to_be_visible()
    wrong["thanks"] = flaws(page, size)
    organizer.goto(f"/classes/{class_id}/surveys")
    survey = str(organizer.get_by_role("link", name="管理與結果").first.get_attribute("href"))
    for path in (f"/classes/{class_id}/surveys", f"/classes/{class_id}/surveys/new?template=standard", survey, f"{survey}/preview",
                 "/surveys/templates", "/surveys/templates/standard", "/surveys/templates/standard/compare"):  # fmt: skip
        organizer.goto(path)
        wrong[path] = flaws(organizer, size)
    assert {name: found for name, found in wrong.items() if found} == {}

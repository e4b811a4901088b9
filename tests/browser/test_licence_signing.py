"""A lecturer's two minutes on a phone: from the mail to the signature, in Chromium."""

import base64
import re
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, BrowserContext, Route, expect

from tests.browser.conftest import DESKTOP, PHONE, sign_in, violations
from tests.browser.licence_scene import draw, ink, inked, opened, picture, press_sign, sent, settle

LANDSCAPE = {"width": 844, "height": 390}
LECTURERS = [f"林老師{number}" for number in "一二三四五六七八九十"]
OpenContext = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def links(chromium: Browser, centre: dict[str, str]) -> Iterator[Iterator[str]]:
    """Links as mailed, each of another lecturer; every `next` gives a letter that nobody has opened."""
    context = chromium.new_context(viewport=DESKTOP, locale="zh-TW", base_url=centre["site"])
    page = sign_in(context.new_page(), "organizer1")
    yield iter(sent(page, centre["mailbox"], "L801", "課堂授權書", LECTURERS))
    context.close()


@pytest.fixture
def link(links: Iterator[str]) -> str:
    return next(links)


def test_two_minutes_on_a_phone(link: str, open_context: OpenContext) -> None:
    """Cover, letter, one clause refused and one right taken back, a drawn name: signed, and the page says what was agreed to."""
    page = opened(open_context(PHONE).new_page(), link)
    expect(page.locator("#read")).to_contain_text("第 1 條")
    clauses = page.locator("[data-clause]")
    clauses.nth(1).get_by_text("調整第 2 條").click()
    clauses.nth(1).get_by_label("同意本條之授權").uncheck()
    clauses.nth(3).get_by_text("調整第 4 條").click()
    clauses.nth(3).get_by_label("改作").uncheck()
    expect(page.locator("[data-summary]")).to_have_text("您確認的範圍：全部同意 2 條、縮小範圍 1 條、不同意 1 條。")
    draw(page)
    with page.expect_request(re.compile("/sign$")) as posted:
        press_sign(page)
    expect(page.locator("h1")).to_have_text("簽署完成")
    expect(page.locator("main")).to_contain_text("第 2 條：不同意")
    agreed = page.locator(".agreed li").nth(3)
    expect(agreed).to_contain_text("公開傳輸")
    expect(agreed).to_contain_text("縮小範圍")
    expect(agreed).to_contain_text("不同意：改作")
    form = parse_qs(posted.value.post_data or "")
    assert len(base64.b64decode(form["signature"][0].partition(",")[2])) <= 60_000
    image = picture(form["signature"][0])
    assert image.size == (800, 400)
    assert inked(image)
    assert page.evaluate("sessionStorage.length") == 0


def test_the_drawing_survives_turning_the_phone(link: str, open_context: OpenContext) -> None:
    """Portrait, landscape and back, the strokes keep their place; undo takes the last, clear takes all, and undo brings them back."""
    page = opened(open_context(PHONE).new_page(), link)
    draw(page)
    upright = ink(page)
    assert upright
    for size in (LANDSCAPE, PHONE):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        settle(page)
        assert ink(page) == pytest.approx(upright, abs=0.03)
    page.get_by_role("button", name="復原").click()
    shorter = ink(page)
    assert shorter
    assert shorter[2] < upright[2]
    page.get_by_role("button", name="清除").click()
    assert ink(page) is None
    page.get_by_role("button", name="復原").click()
    assert ink(page) == shorter


def test_a_slip_of_the_finger_is_no_signature(link: str, open_context: OpenContext) -> None:
    """An empty pad and a dot are refused where they are, and nothing is sent."""
    page = opened(open_context(PHONE).new_page(), link)
    press_sign(page)
    expect(page.locator("[data-pad-error]")).to_contain_text("請在框內簽名")
    page.locator("[data-pad]").click()
    press_sign(page)
    expect(page.locator("[data-pad-error]")).to_contain_text("簽名太短")
    expect(page).to_have_url(re.compile("/read$"))


def test_double_tap_and_back(link: str, open_context: OpenContext) -> None:
    """Two taps are one signature, and the back button leads to the thanks again, not to the form."""
    page = opened(open_context(PHONE).new_page(), link)
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    draw(page)
    page.get_by_role("button", name="簽署送出").dblclick()
    expect(page.locator("h1")).to_have_text("簽署完成")
    page.go_back()
    expect(page.locator("h1")).to_have_text("簽署完成")
    page.goto(link)
    expect(page.locator("h1")).to_have_text("簽署完成")
    assert len(posts) == 1


def test_two_tabs(link: str, open_context: OpenContext) -> None:
    """The tab that comes second is told so and shows what the first one agreed to."""
    context = open_context(PHONE)
    first, second = opened(context.new_page(), link), opened(context.new_page(), link)
    for page in (first, second):
        draw(page)
    press_sign(first)
    expect(first.locator("h1")).to_have_text("簽署完成")
    press_sign(second)
    expect(second.locator("h1")).to_have_text("簽署完成")
    expect(second.locator(".flash")).to_contain_text("先前已經送出")


def test_without_a_network_nothing_is_lost(link: str, open_context: OpenContext) -> None:
    """Off line the press says so and keeps everything, also over a reload; with the network back the same press signs."""
    context = open_context(PHONE)
    page = opened(context.new_page(), link)
    page.locator("[data-clause]").nth(1).get_by_text("調整第 2 條").click()
    page.get_by_label("同意本條之授權").first.uncheck()
    draw(page)
    drawn = ink(page)
    context.set_offline(True)
    press_sign(page)
    expect(page.locator("[data-trouble]")).to_have_text("沒有網路，內容已保留，請再按一次。")
    assert ink(page) == drawn
    context.set_offline(False)
    page.reload()
    expect(page.locator("[data-restored]")).to_be_visible()
    expect(page.get_by_label("同意本條之授權").first).not_to_be_checked()
    page.locator("[data-pad]").scroll_into_view_if_needed()
    assert ink(page) == pytest.approx(drawn, abs=0.02)
    press_sign(page)
    expect(page.locator("main")).to_contain_text("第 2 條：不同意")


def test_a_lost_answer_is_no_second_signature(link: str, open_context: OpenContext) -> None:
    """The signature reached us but the connection dropped before the answer: pressed again, the page shows the thanks, with no remark."""
    page = opened(open_context(PHONE).new_page(), link)
    draw(page)
    lost: list[int] = []

    def lose(route: Route) -> None:
        lost.append(route.fetch(max_redirects=0).status)
        route.abort()

    page.route("**/sign", lose, times=1)
    press_sign(page)
    expect(page.locator("[data-trouble]")).to_have_text("沒有網路，內容已保留，請再按一次。")
    assert lost == [303]
    press_sign(page)
    expect(page.locator("h1")).to_have_text("簽署完成")
    expect(page.locator(".flash")).to_have_count(0)


def test_an_error_in_a_day_comes_back_in_place(link: str, open_context: OpenContext) -> None:
    """A term that is too long is named beside its field; the drawing is still there and the next press signs."""
    page = opened(open_context(PHONE).new_page(), link)
    clause = page.locator("[data-clause]").nth(3)
    clause.get_by_text("調整第 4 條").click()
    clause.get_by_label("授權到哪一天").fill("2049-01-01")
    draw(page)
    drawn = ink(page)
    press_sign(page)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    expect(clause.locator(".field-error")).to_contain_text("期限只能縮短")
    clause.get_by_label("授權到哪一天").fill("2027-06-30")
    assert ink(page) == pytest.approx(drawn, abs=0.02)
    press_sign(page)
    expect(page.locator("main")).to_contain_text("116 年 6 月 30 日")


def test_a_question_then_a_refusal(link: str, open_context: OpenContext) -> None:
    """A question leaves the letter open with what was drawn; a refusal needs a reason and ends it."""
    page = opened(open_context(PHONE).new_page(), link)
    draw(page)
    page.locator("summary", has_text="有問題").click()
    page.get_by_label("想請問辦班人員的事").fill("錄影會公開嗎？")
    page.get_by_role("button", name="送出問題").click()
    expect(page.locator("h1")).to_have_text("問題已送出")
    page.get_by_role("link", name="回到授權書").click()
    expect(page.locator("[data-restored]")).to_be_visible()
    page.locator("[data-pad]").scroll_into_view_if_needed()
    assert ink(page)
    page.locator("summary", has_text="不同意授權").click()
    page.get_by_role("button", name="確定不同意").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("請簡單說明原因")
    page.get_by_label("不同意的原因").fill("教材為公司所有")
    page.get_by_role("button", name="確定不同意").click()
    expect(page.locator("h1")).to_have_text("已送出：不同意授權")


def test_typed_consent_without_scripts(link: str, chromium: Browser, centre: dict[str, str]) -> None:
    """With scripts switched off the name is typed; an error keeps what was typed, and the letter is signed."""
    context = chromium.new_context(viewport=PHONE, locale="zh-TW", base_url=centre["site"], java_script_enabled=False)
    page = opened(context.new_page(), link)
    name = re.search(r"林老師.", page.locator(".eyebrow").inner_text())
    assert name
    press_sign(page)
    expect(page.locator("[data-error-summary]")).to_contain_text("請輸入與授權書相同的姓名")
    page.fill("#f-typed_name", name[0])
    press_sign(page)
    expect(page.locator("[data-error-summary]")).to_contain_text("請勾選同意")
    expect(page.locator("#f-typed_name")).to_have_value(name[0])
    page.check("#f-consent")
    press_sign(page)
    expect(page.locator("h1")).to_have_text("簽署完成")
    context.close()


@pytest.mark.parametrize("size", [PHONE, LANDSCAPE, DESKTOP], ids=["phone", "landscape", "desktop"])
def test_no_page_violates_wcag(size: dict[str, int], chromium: Browser, centre: dict[str, str], open_context: OpenContext) -> None:
    """axe finds nothing on any page of the lecturer, opened or adjusted, and no page scrolls sideways."""
    organizer = sign_in(open_context(DESKTOP).new_page(), "organizer1")
    (link,) = sent(organizer, centre["mailbox"], f"W{size['width']}", "課堂授權書", ["甲老師"])
    (with_code,) = sent(organizer, centre["mailbox"], f"C{size['width']}", "數位教材授權書", ["甲老師"])
    page = open_context(size).new_page()
    wrong: dict[str, list[object]] = {}

    def look(name: str) -> None:
        found: list[object] = violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.append("scrolls sideways")
        wrong.update({name: found} if found else {})

    page.goto(link)
    look("cover")
    opened(page, link)
    look("read")
    for summary in page.locator("summary").all():
        summary.click()
    look("all open")
    page.get_by_text("輸入姓名表示同意").first.click()
    press_sign(page)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    look("errors")
    page.get_by_text("手寫簽名").first.click()
    draw(page)
    press_sign(page)
    page.wait_for_url("**/done")
    look("done")
    page.context.clear_cookies()
    page.goto(link)
    look("closed")
    page.goto(with_code)
    page.get_by_role("button", name="開啟授權書").click()
    page.wait_for_url("**/code")
    look("code")
    page.get_by_role("button", name="繼續").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    look("wrong code")
    assert wrong == {}

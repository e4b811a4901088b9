"""A lecturer's two minutes on a phone or the centre's tablet: from the door to the signature, in Chromium.

The site runs in this process, so that the test can know what a captcha shows; a stranger cannot.
"""

import re
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from app import app
from chalicelib.domains.fees import links
from chalicelib.domains.fees.confirming import sending
from chalicelib.domains.fees.drafting import editing
from chalicelib.domains.fees.model import Case, State
from infra.local import gateway
from infra.local.dynamodb_local import free_port
from tests.browser.conftest import DESKTOP, PHONE, violations
from tests.browser.licence_scene import draw
from tests.scenes.fees import ORGANIZER, standing
from tests.scenes.fees_confirming import ACCOUNT, ADDRESS, ID_NUMBER, digits_of, ready_case, sent_case

SHOTS = Path(__file__).parents[2] / "build" / "fees"
OpenPage = Callable[[dict[str, int]], Page]


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The HTTP side in this process, before moto."""
    port, kind = free_port(), app.__class__
    server = gateway.server(app, "127.0.0.1", port)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{port}"
    server.shutdown()
    server.server_close()
    app.__class__ = kind


@pytest.fixture
def open_page(chromium: Browser, site: str) -> Iterator[OpenPage]:
    """A fresh browser of one person."""
    made = []

    def make(size: dict[str, int]) -> Page:
        made.append(chromium.new_context(viewport=size, locale="zh-TW", timezone_id="Asia/Taipei", base_url=site))
        return made[-1].new_page()

    yield make
    for context in made:
        context.close()


def look_at(page: Page, name: str) -> None:
    """No violation that axe finds, nothing wider than the window; a picture for people to look at."""
    assert violations(page) == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
    SHOTS.mkdir(parents=True, exist_ok=True)
    size = page.viewport_size
    page.screenshot(path=SHOTS / f"{name}-{size['width'] if size else 0}.png", full_page=True)


def enter(page: Page, case: Case) -> None:
    page.goto("/fee")
    page.fill("#f-serial", case.id)
    page.fill("#f-password", links.password_of(case.id, case.links))
    page.get_by_role("button", name="登入").click()
    page.wait_for_url("**/fee/case")


def press_confirm(page: Page) -> None:
    page.get_by_role("button", name="確認並送出").click()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_whole_way(open_page: OpenPage, now: datetime, size: dict[str, int]) -> None:
    """Door, amounts, account typed twice, a drawn name: confirmed; then signed out, and nothing is left in the browser."""
    case = sent_case(now)
    page = open_page(size)
    page.goto("/fee")
    look_at(page, "fee-door")
    enter(page, case)
    look_at(page, "fee-confirm-first")
    page.get_by_role("link", name="填寫匯款資料").click()
    look_at(page, "fee-account")
    page.select_option("#f-bank_code", "012")
    page.fill("#f-account", ACCOUNT)
    page.fill("#f-account_again", ACCOUNT[:-1] + "3")
    page.fill("#f-id_number", ID_NUMBER)
    page.fill("#f-address", ADDRESS)
    page.get_by_role("button", name="儲存").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("兩次輸入的帳號不同")
    look_at(page, "fee-account-error")
    assert page.input_value("#f-address") == ADDRESS
    page.fill("#f-account_again", ACCOUNT)
    page.get_by_role("button", name="儲存").click()
    expect(page.locator(".flash")).to_contain_text("匯款資料已儲存")
    assert "********9012" in page.inner_text("#account")
    draw(page)
    look_at(page, "fee-confirm")
    press_confirm(page)
    expect(page.locator("h1")).to_have_text("確認完成")
    look_at(page, "fee-confirmed")
    assert standing(case).state is State.CONFIRMED
    page.get_by_role("button", name="登出").click()
    expect(page.locator(".flash")).to_contain_text("已登出")
    assert page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('letter:')).length") == 0
    page.go_back()
    expect(page).to_have_url(re.compile("/fee$"))


def test_by_the_link(open_page: OpenPage, now: datetime) -> None:
    """The mail's way: cover, one press, no password and no captcha; an objection instead of a signature."""
    case = ready_case(now)
    page = open_page(PHONE)
    page.goto(f"/fee/l/{links.token_of(case.id, 1)}")
    look_at(page, "fee-cover")
    page.get_by_role("button", name="開啟鐘點費資料").click()
    page.get_by_text("提出意見，先不簽名").click()
    page.fill("#f-reason", "3 月 2 日下午是 2 節，不是 3 節。")
    page.get_by_role("button", name="送出意見").click()
    expect(page.locator("h1")).to_have_text("意見已送出")
    look_at(page, "fee-objected")
    assert standing(case).objection.startswith("3 月 2 日")


def fail_once(page: Page, case: Case) -> None:
    """With a wrong password, after which the captcha is asked for."""
    page.goto("/fee")
    page.fill("#f-serial", case.id)
    page.fill("#f-password", "WRONG")
    page.get_by_role("button", name="登入").click()
    page.wait_for_selector("[data-picture]")


def test_the_captcha_without_eyes(open_page: OpenPage, now: datetime) -> None:
    """By keyboard alone: the digits are heard, played again, and typed; a new picture keeps what was typed."""
    case = sent_case(now)
    page = open_page(PHONE)
    fail_once(page, case)
    page.fill("#f-password", links.password_of(case.id, 1))
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-said]")).to_contain_text("另一組")
    assert page.input_value("#f-password") != ""
    page.get_by_role("button", name="用聽的").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-sound]")).to_be_visible()
    expect(page.locator("[data-sound]")).to_be_focused()
    page.wait_for_function("document.querySelector('[data-sound]').duration > 3")
    look_at(page, "fee-door-sound")
    page.locator("#f-digits").focus()
    page.keyboard.type(digits_of(page.input_value("[data-token]")))
    page.keyboard.press("Enter")
    page.wait_for_url("**/fee/case")


def test_what_was_wrong_is_said_once_and_the_picture_is_another(open_page: OpenPage, now: datetime) -> None:
    """A wrong password: number kept, password empty, another challenge; after five, the door says when to come back."""
    case = sent_case(now)
    page = open_page(PHONE)
    fail_once(page, case)
    for _ in range(4):
        token = page.input_value("[data-token]")
        page.fill("#f-serial", case.id)
        page.fill("#f-password", "WRONG")
        page.fill("#f-digits", digits_of(token))
        page.get_by_role("button", name="登入").click()
        expect(page.locator("[data-error-summary]")).to_contain_text("流水號或密碼不正確")
        assert (page.input_value("#f-serial"), page.input_value("#f-password")) == (case.id, "")
        assert page.input_value("[data-token]") != token
    look_at(page, "fee-door-wrong")
    page.fill("#f-password", links.password_of(case.id, 1))
    page.fill("#f-digits", digits_of(page.input_value("[data-token]")))
    page.get_by_role("button", name="登入").click()
    expect(page.locator("main")).to_contain_text("15 分鐘")
    look_at(page, "fee-door-locked")


def test_double_tap_back_and_two_tabs(open_page: OpenPage, now: datetime) -> None:
    """Two taps are one confirmation, "back" shows the answer, and the tab that comes second is told so."""
    case = ready_case(now)
    page = open_page(PHONE)
    enter(page, case)
    second = page.context.new_page()
    second.goto("/fee/case")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    draw(page)
    page.get_by_role("button", name="確認並送出").dblclick()
    expect(page.locator("h1")).to_have_text("確認完成")
    assert len(posts) == 1
    page.go_back()
    page.get_by_role("link", name="回到案件").click()
    expect(page.locator("h1")).to_have_text("確認完成")
    draw(second)
    press_confirm(second)
    expect(second.locator("main")).to_contain_text("先前已經確認")


def test_the_organizer_changes_it_meanwhile(open_page: OpenPage, now: datetime) -> None:
    """Worked out again while the page is open: the signature does not count, and the page says what happens next."""
    case = ready_case(now)
    page = open_page(PHONE)
    enter(page, case)
    editing.recalculate(ORGANIZER, case.id, now)
    draw(page)
    press_confirm(page)
    expect(page.locator("h1")).to_have_text("主辦單位正在修改")
    look_at(page, "fee-closed")
    sending.send(ORGANIZER, case.id, {}, now)
    assert standing(case).state is State.SENT


def test_a_tablet_left_alone_signs_out(open_page: OpenPage, now: datetime) -> None:
    """After thirteen minutes it asks; a press stays; without one it signs out a minute later."""
    case = ready_case(now)
    page = open_page(PHONE)
    page.clock.install(time=now)
    enter(page, case)
    page.clock.run_for(13 * 60 * 1000 + 2000)
    expect(page.locator("[data-idle]")).to_be_visible()
    look_at(page, "fee-idle")
    page.get_by_role("button", name="繼續使用").click()
    expect(page.locator("[data-idle]")).to_be_hidden()
    page.clock.run_for(13 * 60 * 1000 + 62_000)
    expect(page.locator(".flash")).to_contain_text("已登出")


def test_without_a_script(chromium: Browser, site: str, now: datetime) -> None:
    """No JavaScript: the door, the sound, and a typed name do it."""
    case = ready_case(now)
    context = chromium.new_context(viewport=PHONE, locale="zh-TW", base_url=site, java_script_enabled=False)
    page = context.new_page()
    fail_once(page, case)
    page.get_by_role("button", name="用聽的").click()
    expect(page.locator("audio")).to_have_attribute("src", re.compile("^data:audio/wav"))
    page.fill("#f-password", links.password_of(case.id, 1))
    page.fill("#f-digits", digits_of(page.input_value("[data-token]")))
    page.get_by_role("button", name="登入").click()
    page.fill("#f-typed_name", "林書豪")
    page.check("#f-consent")
    press_confirm(page)
    expect(page.locator("h1")).to_have_text("確認完成")
    context.close()

"""Hurried people in Chromium: signed out while typing, a file that is too large, two taps, the back button."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.class_scene import CODES, IDS, READ_QR, import_roster, new_class, wait_for_expected
from tests.browser.conftest import DESKTOP, PASSWORD, PHONE, violations


def sign_in_again(page: Page, username: str) -> None:
    page.fill("#f-username", username)
    page.fill("#f-password", PASSWORD)
    page.get_by_role("button", name="登入").click()


def test_what_was_typed_outlives_the_sign_in(organizer: Page) -> None:
    """Signed out while typing: the refusal leads back, and after the new sign-in the text is there again, once."""
    organizer.goto("/classes/new")
    organizer.fill("#f-name", "新進人員研習班")
    organizer.check("input[name=mode][value=stream]")
    organizer.uncheck("#f-check_out_required")
    for name, value in {"code": "B00999", "starts_on": "2026-05-04", "ends_on": "2026-05-05", "seats": "10"}.items():
        organizer.fill(f"#f-{name}", value)
    organizer.context.clear_cookies(name="__Host-session")
    organizer.get_by_role("button", name="建立班期").click()
    assert violations(organizer) == []
    organizer.get_by_role("link", name="回上一頁").click()
    sign_in_again(organizer, "organizer1")
    expect(organizer.locator("form[data-guard] [role=status]")).to_contain_text("已找回您剛才輸入的內容")
    expect(organizer.locator("#f-name")).to_have_value("新進人員研習班")
    expect(organizer.locator("input[name=mode][value=stream]")).to_be_checked()
    expect(organizer.locator("#f-check_out_required")).not_to_be_checked()
    organizer.get_by_role("button", name="建立班期").click()
    expect(organizer.locator("h1")).to_contain_text("新進人員研習班")
    organizer.goto("/classes/new")
    expect(organizer.locator("#f-name")).to_have_value("")


def test_typing_is_not_shown_to_somebody_else(organizer: Page) -> None:
    """Another person who signs in on the same tab finds an empty form."""
    organizer.goto("/classes/new")
    organizer.fill("#f-name", "不公開的班名")
    organizer.context.clear_cookies(name="__Host-session")
    organizer.locator("form[data-guard]").evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    organizer.get_by_role("link", name="回上一頁").click()
    sign_in_again(organizer, "organizer2")
    organizer.wait_for_url("**/classes/new")
    expect(organizer.locator("#f-name")).to_have_value("")


def test_a_file_that_is_too_large_is_said_before_sending(organizer: Page) -> None:
    """The page names the limit and sends nothing; a smaller file is taken in its place."""
    class_id = new_class(organizer, f"H{next(CODES)}").partition(".")[0]
    organizer.goto(f"/classes/{class_id}/imports")
    large = {"name": "roster.csv", "mimeType": "text/csv", "buffer": bytes(20 * 1024 * 1024 + 1)}
    organizer.set_input_files("#f-file", large)
    assert "最大 20 MB" in str(organizer.eval_on_selector("#f-file", "field => field.validationMessage"))
    organizer.get_by_role("button", name="上傳並檢查").click()
    assert organizer.url.endswith(f"/classes/{class_id}/imports")
    organizer.set_input_files("#f-file", {**large, "buffer": "姓名,身分證字號\n".encode()})
    organizer.get_by_role("button", name="上傳並檢查").click()
    expect(organizer.locator("main")).to_contain_text("沒有任何學員資料")


def test_two_taps_and_the_way_back(open_context: Callable[..., BrowserContext], organizer: Page) -> None:
    """A phone tapped twice is checked in once; going back leads to an answer, never to an error."""
    session_id = new_class(organizer, f"H{next(CODES)}")
    import_roster(organizer, session_id.partition(".")[0])
    wait_for_expected(organizer, session_id, 40)
    organizer.goto(f"/sessions/{session_id}/screen")
    address = organizer.evaluate(READ_QR, organizer.get_attribute("img.qr", "src"))
    phone = open_context(PHONE).new_page()
    phone.goto(address)
    phone.fill("#f-id_number", IDS[0])
    phone.get_by_role("button", name="報到").dblclick()
    expect(phone.locator("h1")).to_have_text("報到完成")
    phone.go_back()
    expect(phone.locator("h1")).to_have_text(re.compile("報到|報到完成|您已完成報到|請再掃描一次"))
    again = open_context(DESKTOP).new_page()
    again.goto(address)
    again.fill("#f-id_number", IDS[0])
    again.get_by_role("button", name="報到").click()
    expect(again.locator("h1")).to_have_text(re.compile("您已完成報到"))

"""The counter in Chromium: scanner, keyboard alone, off line and back, an ended sign-in, the camera."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from chalicelib.domains.people.model import is_valid_id
from tests.browser import pictures
from tests.browser.class_scene import CODES, IDS, new_class, upload, wait_for_expected
from tests.browser.conftest import _FLAGS, DESKTOP, PHONE, sign_in, violations
from tests.browser.counter_storage import SAME_ENDING, SEALED_ONLY, STORED, part

TABLET = {"width": 820, "height": 1180}
STRANGER = "F131104093"


@pytest.fixture(scope="module")
def session_id(chromium: Browser, centre: dict[str, str]) -> Iterator[str]:
    """A class of today with 40 people; each test has its own people."""
    context = chromium.new_context(viewport=DESKTOP, locale="zh-TW", timezone_id="Asia/Taipei", base_url=centre["site"])
    page = sign_in(context.new_page(), "organizer1")
    made = new_class(page, f"C{next(CODES)}")
    upload(page, made.partition(".")[0], "roster-40.xlsx")
    page.get_by_role("button", name=re.compile("確認")).click()
    wait_for_expected(page, made, 40)
    yield made
    context.close()


@pytest.fixture
def counter(open_context: Callable[..., BrowserContext], session_id: str) -> Page:
    """A tablet's first visit to the counter: list and files are on the device."""
    return open_counter(open_context(TABLET).new_page(), session_id)


def open_counter(page: Page, session_id: str) -> Page:
    sign_in(page, "attendant1")
    page.goto(f"/sessions/{session_id}/counter")
    expect(page.locator("[data-net]")).to_contain_text("離線名單已備妥（40 人）")
    expect(page.locator("html")).to_have_attribute("data-kept", "yes")
    return page


def scan(counter: Page, text: str) -> None:
    """As a scanner does: types wherever the focus is, then Enter."""
    counter.keyboard.type(text)
    counter.keyboard.press("Enter")


def result(counter: Page, words: str, seat: str = "") -> None:
    expect(counter.locator("[data-result]")).to_contain_text(words)
    if seat:
        expect(counter.locator(".counter-seat")).to_have_text(seat)


def waiting(counter: Page, number: int) -> None:
    expect(counter.locator("[data-waiting-count]")).to_have_text(str(number))


def attendance(counter: Page, session_id: str, seat: str) -> Page:
    """The live list's row of a seat, in a page of its own."""
    page = counter.context.new_page()
    page.goto(f"/sessions/{session_id}/attendance?name={seat}")
    return page


def test_a_scanner_needs_no_mouse(counter: Page) -> None:
    """Lower case, full width and a focus that was elsewhere: the scanner's text reaches the field and the seat is shown."""
    scan(counter, IDS[0].lower())
    result(counter, "報到完成", "1")
    counter.locator("[data-camera]").focus()
    scan(counter, IDS[1])
    result(counter, "報到完成", "2")
    counter.fill("#f-text", "".join(chr(ord(each) + 0xFEE0) for each in IDS[2]))
    counter.keyboard.press("Enter")
    result(counter, "報到完成", "3")
    expect(counter.locator("[data-recent] li")).to_have_count(3)


def test_a_seat_is_chosen_by_keyboard_alone(counter: Page) -> None:
    """Typing a seat offers its person; Tab and Enter check in, and the field is ready again."""
    scan(counter, "5")
    result(counter, "請選擇")
    while not counter.evaluate("document.activeElement.closest('[data-choices]') !== null"):
        counter.keyboard.press("Tab")
    counter.keyboard.press("Enter")
    result(counter, "報到完成", "5")
    expect(counter.locator("#f-text")).to_be_focused()


def test_off_line_from_the_first_visit(counter: Page, session_id: str) -> None:
    """After one visit the counter reloads without a network, keeps scans, and uploads each exactly once; a stranger is shown to staff."""
    counter.context.set_offline(True)
    counter.reload()
    scan(counter, IDS[6].lower())
    result(counter, "離線，已保留", "7")
    scan(counter, STRANGER)
    result(counter, "已保留，待連線確認")
    scan(counter, "A123456788")
    result(counter, "證號不正確")
    scan(counter, IDS[6])
    result(counter, "不必再掃")
    waiting(counter, 2)
    stored = str(counter.evaluate(STORED)["waiting"])
    assert IDS[6] not in stored
    assert STRANGER not in stored
    assert counter.evaluate(SEALED_ONLY)
    counter.reload()
    waiting(counter, 2)
    uploads: list[str] = []
    counter.on("request", lambda each: uploads.append(each.post_data or "") if each.url.endswith("/counter/sync") else None)
    counter.context.set_offline(False)
    waiting(counter, 0)
    expect(counter.locator("[data-refused]")).to_contain_text("*******093：名冊上找不到")
    assert sum('"happened_at"' in each for each in uploads) == 1
    counter.reload()
    expect(counter.locator("[data-refused] li")).to_have_count(1)
    counter.click("[data-refused-seen]")
    expect(counter.locator("[data-refused-box]")).to_be_hidden()
    expect(attendance(counter, session_id, "7").locator("main")).to_contain_text("櫃台離線")


def test_the_time_of_a_kept_scan_is_the_servers(counter: Page) -> None:
    """A page that was reloaded off line twenty minutes later keeps the time of the scan, not of the page."""
    counter.clock.install()
    counter.reload()
    expect(counter.locator("[data-net]")).to_contain_text("離線名單已備妥")
    counter.context.set_offline(True)
    before = counter.evaluate("counterLink.now()")
    counter.clock.fast_forward(20 * 60 * 1000)
    counter.reload()
    after = counter.evaluate("counterLink.now()")
    assert 20 * 60 <= (after - before) / 1000 < 21 * 60


def test_two_who_could_be_meant_are_asked(counter: Page, session_id: str) -> None:
    """When the kept list cannot tell two people apart, staff choose by masked name; the scan is safe before they do."""
    counter.evaluate(SAME_ENDING, [session_id, "9", "10"])
    counter.context.set_offline(True)
    scan(counter, IDS[8])
    result(counter, "請選擇是哪一位")
    waiting(counter, 1)
    counter.get_by_role("button", name=re.compile("^9 號")).click()
    result(counter, "離線，已保留", "9")
    counter.context.set_offline(False)
    waiting(counter, 0)
    expect(attendance(counter, session_id, "9").locator("main")).to_contain_text("櫃台離線")


def test_a_pass_is_read_off_line_and_checked_on_upload(counter: Page, session_id: str) -> None:
    """Off line a personal pass shows its seat, another class's pass is refused at once; a forged one is found out when it is uploaded."""
    class_id = session_id.partition(".")[0]
    person = next(each["person"] for each in counter.evaluate(STORED)["sessions"][0]["people"] if each["seat"] == "17")
    counter.context.set_offline(True)
    scan(counter, f"P1.{part(['115-OTHER-1', person])}.forged")
    result(counter, "其他班期的報到條碼")
    scan(counter, f"P1.{part([class_id, person])}.forged")
    result(counter, "離線，已保留", "17")
    waiting(counter, 1)
    counter.context.set_offline(False)
    waiting(counter, 0)
    expect(counter.locator("[data-refused]")).to_contain_text("17 號")
    expect(attendance(counter, session_id, "17").locator("main")).not_to_contain_text("櫃台離線")


def test_a_member_code_off_line_is_as_good_as_typing(counter: Page) -> None:
    """Off line a TaipeiPASS code gives its number the trust of a typed one; an old code is refused at once."""
    counter.context.set_offline(True)
    end = counter.evaluate("counterLink.now()") // 1000
    for exp, words in ((end - 5, "會員條碼已過期"), (end + 60, "離線，已保留")):
        scan(counter, f"{part({'alg': 'ES256'})}.{part({'exp': exp, 'idno': IDS[18]})}.x")
        result(counter, words)
    result(counter, "離線，已保留", "19")


def test_the_device_checks_numbers_as_the_server_does(counter: Page) -> None:
    """For citizens and foreign residents, right and wrong in each digit, page and server agree which numbers are valid."""
    right = ["A123456789", "B220011227", "A800000014", "F131104093", "AC01234567", "FD12345673", *IDS]
    numbers = [*right, *(f"{each[:9]}{digit}" for each in right for digit in range(10))]
    answers = counter.evaluate("numbers => numbers.map(each => counterCodes.read(each).valid)", numbers)
    assert answers == [is_valid_id(each) for each in numbers]
    assert {True, False} == set(answers)


def test_a_kept_scan_can_be_undone(counter: Page) -> None:
    """Before it was uploaded it vanishes from the queue; afterwards it is taken back from the server."""
    counter.context.set_offline(True)
    scan(counter, IDS[10])
    result(counter, "離線，已保留", "11")
    counter.click("[data-undo]")
    result(counter, "已復原")
    waiting(counter, 0)
    scan(counter, IDS[10])
    waiting(counter, 1)
    counter.context.set_offline(False)
    waiting(counter, 0)
    counter.click("[data-undo]")
    result(counter, "已復原", "11")


def test_an_undo_during_an_upload_is_not_lost(counter: Page, session_id: str) -> None:
    """Whoever presses undo while the scan is on its way up has it taken back where it arrived."""
    counter.context.set_offline(True)
    scan(counter, IDS[25])
    waiting(counter, 1)
    with counter.expect_request("**/counter/sync"):
        counter.context.set_offline(False)
    counter.evaluate("document.querySelector('[data-undo]').click()")
    result(counter, "已復原")
    waiting(counter, 0)
    expect(attendance(counter, session_id, "26").locator("main")).not_to_contain_text("櫃台離線")


def test_an_ended_sign_in_keeps_the_scan(counter: Page, session_id: str) -> None:
    """When the sign-in has ended the scan is kept and the way back is shown; after it the scan is uploaded."""
    counter.context.clear_cookies(name="__Host-session")
    scan(counter, IDS[12])
    result(counter, "離線，已保留", "13")
    counter.get_by_role("link", name="重新登入").click()
    counter.fill("input[name=username]", "attendant1")
    counter.fill("input[name=password]", "Taipei-Demo-2026")
    counter.click("main button[type=submit]")
    counter.wait_for_url(re.compile("/counter$"))
    waiting(counter, 0)
    expect(attendance(counter, session_id, "13").locator("main")).to_contain_text("櫃台離線")


def test_another_sessions_scans_are_uploaded_too(counter: Page, session_id: str) -> None:
    """What the morning kept goes up from the afternoon's counter."""
    counter.context.set_offline(True)
    scan(counter, IDS[14])
    waiting(counter, 1)
    counter.goto("about:blank")
    counter.context.set_offline(False)
    counter.goto(f"/sessions/{session_id.removesuffix('am')}pm/counter")
    waiting(counter, 0)
    expect(attendance(counter, session_id, "15").locator("main")).to_contain_text("櫃台離線")


def test_nothing_stays_after_the_session(counter: Page, session_id: str) -> None:
    """Once the session has closed, the list and the page are gone from the device, even off line."""
    counter.context.set_offline(True)
    scan(counter, STRANGER)
    waiting(counter, 1)
    before = counter.evaluate(STORED)
    assert (len(before["sessions"][0]["people"]), before["pages"]) == (40, [f"/sessions/{session_id}/counter"])
    day = 24 * 3600 * 1000
    counter.evaluate(f"counterQueue.sweep(counterLink.now() + {day // 2})")
    held = counter.evaluate(STORED)
    assert ("people" in held["sessions"][0], len(held["waiting"]), held["pages"]) == (False, 1, [])
    counter.evaluate(f"counterQueue.sweep(counterLink.now() + {2 * day})")
    after = counter.evaluate(STORED)
    assert (after["sessions"], after["waiting"]) == ([], [])
    assert [each["message"] for each in after["refused"]] == ["超過上傳期限，請辦班人員更正"]


@pytest.mark.parametrize("size", [PHONE, TABLET, DESKTOP], ids=["phone", "tablet", "desktop"])
def test_every_state_is_accessible(open_context: Callable[..., BrowserContext], session_id: str, size: dict[str, int]) -> None:
    """axe finds nothing wrong with a result, a choice, a refusal, or the off-line state, and the answer needs no scrolling."""
    page = open_counter(open_context(size).new_page(), session_id)
    wrong = {}
    for state, text in {"result": IDS[20], "choice": "22", "refusal": STRANGER, "off line": IDS[23]}.items():
        page.context.set_offline(state == "off line")
        scan(page, text)
        expect(page.locator("[data-result]")).not_to_contain_text("請掃描或輸入")
        wrong |= {state: found} if (found := violations(page)) else {}
        words = page.locator("[data-result] .counter-words")
        # Waits while the script puts the answer in its place.
        assert words.evaluate("words => words.getBoundingClientRect().bottom") < size["height"]
    assert wrong == {}
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_the_camera_reads_card_and_pass(chromium: Browser, session_id: str, centre: dict[str, str], tmp_path: Path) -> None:
    """A card's Code 39 and then a QR before the camera check two people in, each once, while the camera stays on."""
    film = pictures.video(tmp_path / "camera.mjpeg", pictures.code_39(IDS[30]), pictures.qr(IDS[31]))
    fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    asked: list[str] = []
    tablet = chromium.browser_type.launch(executable_path=shutil.which("chromium"), args=[*_FLAGS, *fake])
    page = open_counter(tablet.new_context(viewport=TABLET, base_url=centre["site"]).new_page(), session_id)
    page.on("request", lambda each: asked.append(each.url) if each.url.endswith("/counter/scan") else None)
    page.click("[data-camera]")
    expect(page.locator("[data-recent]")).to_contain_text("報到完成　31 號")
    expect(page.locator("[data-recent]")).to_contain_text("報到完成　32 號")
    page.click("[data-camera]")
    expect(page.locator("[data-video]")).to_be_hidden()
    tablet.close()
    assert len(asked) <= 4  # each code once a turn of the film, not once a frame

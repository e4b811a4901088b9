"""One real class from import to exported attendance, in Chromium, on a desktop and on a phone."""

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from python_calamine import load_workbook

from tests.browser.class_scene import CODES, IDS, READ_QR, import_roster, new_class, wait_for_expected
from tests.browser.conftest import DESKTOP, PHONE, sign_in, violations

ROOT = Path(__file__).parents[2]
APP_BRIDGE = """(() => {
  const bridge = new EventTarget();
  const answers = {qr_code_scan: CODE, userinfo: {idNo: ID_NUMBER, realName: "測試", memberType: "employee", verifyLevel: "2"}};
  bridge.postMessage = text => {
    const {name} = JSON.parse(text);
    const data = JSON.stringify({name, data: answers[name]});
    setTimeout(() => bridge.dispatchEvent(new MessageEvent("message", {data})), 50);
  };
  window.flutterObject = bridge;
})()"""


def scan_room(screen: Page, session_id: str, purpose: str = "i") -> str:
    """What a phone's camera reads from the room's screen."""
    screen.goto(f"/sessions/{session_id}/screen?purpose={purpose}")
    address: str = screen.evaluate(READ_QR, screen.get_attribute("img.qr", "src"))
    return address


def typed(phone: Page, address: str, id_number: str) -> Page:
    phone.goto(address)
    phone.fill("#f-id_number", id_number)
    phone.click("main form button")
    return phone


@pytest.fixture
def session_id(organizer: Page) -> str:
    """A class of today, imported through the browser, with 40 people expected this morning."""
    made = new_class(organizer, f"T{next(CODES)}")
    import_roster(organizer, made.partition(".")[0])
    wait_for_expected(organizer, made, 40)
    return made


def test_from_import_to_exported_attendance(organizer: Page, session_id: str, open_context: Callable[..., BrowserContext]) -> None:
    """Import with errors, confirm, scan the screen, see the seat, appear on the list, sign out early, stand in the exported file."""
    class_id = session_id.partition(".")[0]
    screen = organizer.context.new_page()
    phone = open_context(PHONE).new_page()
    typed(phone, scan_room(screen, session_id), IDS[4])
    expect(phone.locator("h1")).to_contain_text("報到完成")
    expect(phone.locator("main")).to_contain_text("5")
    organizer.goto(f"/sessions/{session_id}/attendance?state=present")
    expect(organizer.locator("tbody tr")).not_to_have_count(0)
    phone.goto(scan_room(screen, session_id, "o"))
    expect(phone.locator("h1")).to_contain_text("還沒到下課時間")
    phone.get_by_role("button", name="確定早退並簽退").click()
    expect(phone.locator("h1")).to_contain_text("簽退完成")
    exported = {kind: export(organizer, class_id, kind) for kind in ("csv", "ods", "xlsx")}
    rows = list(csv.reader(io.StringIO(exported["csv"].decode("utf-8-sig"))))
    for kind in ("ods", "xlsx"):
        sheet = load_workbook(io.BytesIO(exported[kind])).get_sheet_by_index(0).to_python()
        assert [[plain(cell) for cell in row] for row in sheet] == rows, kind
    mine = next(row for row in rows if row[0] == "5")
    assert mine[3] == "早退"
    assert len(rows) == 41


def plain(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) else str(cell)


def export(page: Page, class_id: str, kind: str) -> bytes:
    page.goto(f"/classes/{class_id}/attendance")
    page.click(f"button[value={kind}]")
    link = page.get_by_role("link", name=re.compile("下載"))
    expect(link).to_be_visible()
    with page.expect_download() as download:
        link.click()
    assert download.value.suggested_filename == f"出席紀錄_{class_id}.{kind}"
    return Path(download.value.path()).read_bytes()


def test_the_counter_off_line_uploads_once(organizer: Page, session_id: str) -> None:
    """Without a network the counter shows the seat, survives a reload, and uploads exactly once when the network is back."""
    organizer.goto(f"/sessions/{session_id}/counter")
    expect(organizer.locator("[data-net]")).to_contain_text("離線名單已備妥（40 人）")
    organizer.reload()
    expect(organizer.locator("[data-net]")).to_contain_text("離線名單已備妥（40 人）")
    organizer.context.set_offline(True)
    organizer.fill("#f-text", IDS[6].lower())
    organizer.keyboard.press("Enter")
    expect(organizer.locator("[data-result]")).to_contain_text("離線，已保留")
    expect(organizer.locator(".counter-seat")).to_have_text("7")
    organizer.reload()
    expect(organizer.locator("[data-waiting-count]")).to_have_text("1")
    organizer.context.set_offline(False)
    expect(organizer.locator("[data-waiting-count]")).to_have_text("0")
    organizer.goto(f"/sessions/{session_id}/attendance?name=7")
    expect(organizer.locator("main")).to_contain_text("櫃台離線")
    expect(organizer.locator("main")).to_contain_text("1 / 40")


def scanned(counter: Page, text: str) -> None:
    counter.fill("#f-text", text)
    counter.keyboard.press("Enter")


def test_the_counter_undoes_its_last_scan(organizer: Page, session_id: str) -> None:
    """A scan taken back is no longer counted, and the person can check in again; a miss between leaves the undo, which says whose."""
    organizer.goto(f"/sessions/{session_id}/counter")
    for missed in ("", "F131104093", "9999"):
        scanned(organizer, IDS[0])
        expect(organizer.locator("[data-result]")).to_contain_text("報到完成")
        if missed:
            scanned(organizer, missed)
            expect(organizer.locator("[data-result]")).to_contain_text("找不到")
        expect(organizer.locator("[data-undo]")).to_contain_text("復原 1 號")
        organizer.click("[data-undo]")
        expect(organizer.locator("[data-result]")).to_contain_text("已復原")


def test_an_old_answer_never_stands_beside_a_new_scan(organizer: Page, session_id: str) -> None:
    """While an answer is on its way the seat before is gone; one that comes when the next was scanned is listed, not shown."""
    organizer.goto(f"/sessions/{session_id}/counter")
    scanned(organizer, IDS[0])
    expect(organizer.locator(".counter-seat")).to_have_text("1")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    organizer.route("**/counter/scan", hold)
    for each in (1, 2):
        with organizer.expect_request("**/counter/scan"):
            scanned(organizer, IDS[each])
        expect(organizer.locator("[data-result]")).to_contain_text("處理中")
        expect(organizer.locator(".counter-seat")).to_have_count(0)
    for route in held:
        route.continue_()
    expect(organizer.locator("[data-recent]")).to_contain_text("2 號")
    expect(organizer.locator(".counter-seat")).to_have_text("3")


def test_a_page_that_no_longer_follows_says_so(organizer: Page, session_id: str) -> None:
    """The room's screen says that it stands still: without a network, until there is one again; and when the sign-in has ended."""
    organizer.goto(f"/sessions/{session_id}/screen")
    organizer.context.set_offline(True)
    expect(organizer.get_by_role("alert")).to_contain_text("連不上網路")
    organizer.context.set_offline(False)
    expect(organizer.get_by_role("alert")).to_have_count(0)
    organizer.context.clear_cookies(name="__Host-session")
    expect(organizer.get_by_role("alert")).to_contain_text("登入已結束")
    organizer.get_by_role("link", name="重新登入").click()
    organizer.wait_for_url(re.compile("/sign-in"))


def test_taipeipass_types_nothing(organizer: Page, session_id: str, open_context: Callable[..., BrowserContext]) -> None:
    """Inside the city's app the room's code comes from the app's scanner, the ID number from userinfo, and the seat appears."""
    address = scan_room(organizer.context.new_page(), session_id)
    context = open_context(PHONE)
    context.add_init_script(APP_BRIDGE.replace("CODE", json.dumps(address)).replace("ID_NUMBER", json.dumps(IDS[9])))
    app = context.new_page()
    app.goto("/taipeipass")
    app.click("[data-scan]")
    expect(app.locator("h1")).to_contain_text("報到完成")
    expect(app.locator("main")).to_contain_text("10")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_page_violates_wcag(open_context: Callable[..., BrowserContext], size: dict[str, int]) -> None:
    """axe finds nothing on any page of the organizer, and no page scrolls sideways."""
    page = sign_in(open_context(size).new_page(), "organizer1")
    page.goto("/classes")
    session = page.get_attribute('a[href$="/screen"]', "href").split("/")[2]  # type: ignore[union-attr]
    class_ = session.partition(".")[0]
    rooms = ["screen", "counter", "attendance"]
    tabs = ["", "/attendance", "/roster", "/seats", "/files", "/notices", "/imports", "/timetable", "/edit"]
    paths = ["/", "/classes", "/classes/new", "/today", "/messages", "/account", "/taipeipass"]
    paths += [f"/sessions/{session}/{room}" for room in rooms] + [f"/classes/{class_}{tab}" for tab in tabs]
    page.goto("/classes?from=2026-03-01&to=2026-04-30")
    coming = str(page.get_attribute("a[href*='B00517']", "href"))
    page.goto(f"{coming}/licences")
    letter = str(page.get_attribute("a[href^='/licences/L']", "href"))
    doors = ["", "/send", "/stuck", "/ask", "/expiring", "/register", "/templates", "/templates/classroom", "/templates/classroom/preview"]
    paths += [f"{coming}/licences", letter, f"{letter}/paper", "/verify", *(f"/licences{door}" for door in doors)]
    wrong = {}
    for path in paths:
        answer = page.goto(path)
        assert answer
        assert answer.status == 200, path
        found = violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.append(("scrolls sideways", 1))
        wrong |= {path: found} if found else {}
    assert wrong == {}

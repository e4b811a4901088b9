"""Classes as a browser meets them: made and imported by their organizer's pages, or the sample's own of today."""

import io
import re
from itertools import count

from playwright.sync_api import Page, expect
from python_calamine import load_workbook

from tests.browser.conftest import ROOT

SAMPLES = ROOT / "infra/samples"
ROSTER = load_workbook(io.BytesIO((SAMPLES / "roster-40.xlsx").read_bytes())).get_sheet_by_index(0).to_python()
IDS = [str(row[ROSTER[0].index("身分證字號")]) for row in ROSTER[1:]]
# Of classes that tests make: each its own.
CODES = count(10_000)
# What a camera reads, as a function for the page.
READ_QR = (ROOT / "infra/local/read_qr.js").read_text().partition("\n")[2]


def new_class(page: Page, code: str) -> str:
    """Makes a class of today with one morning; answers its session id."""
    page.goto("/classes/new")
    for name, value in {"year": "115", "code": code, "run": "1", "name": "瀏覽器測試班", "room": "301 教室", "seats": "60"}.items():
        page.fill(f"#f-{name}", value)
    for name in ("starts_on", "ends_on"):
        page.fill(f"#f-{name}", "2026-03-02")
    page.click("main form button[type=submit] >> nth=0")
    page.wait_for_url(re.compile(rf"/classes/115-{code}-1"))
    return f"115-{code}-1.20260302am"


def upload(page: Page, class_id: str, file: str) -> None:
    """Uploads a sample and waits until the preview is there."""
    page.goto(f"/classes/{class_id}/imports?kind=roster")
    page.set_input_files("input[type=file]", SAMPLES / file)
    page.click("form[enctype] button[type=submit]")
    page.wait_for_url(re.compile(rf"/classes/{class_id}/imports/"))


def import_roster(page: Page, class_id: str) -> None:
    """Errors first, then the good file, confirmed."""
    upload(page, class_id, "roster-errors.xlsx")
    expect(page.locator("main")).to_contain_text("身分證字號（C 欄）")
    upload(page, class_id, "roster-40.xlsx")
    confirm = page.get_by_role("button", name=re.compile("確認"))
    expect(confirm).to_be_visible()
    confirm.click()
    expect(page.locator("main")).to_contain_text(re.compile("已匯入|已套用|完成"))


def wait_for_expected(page: Page, session_id: str, people: int) -> None:
    page.goto(f"/sessions/{session_id}/attendance")
    expect(page.locator("main")).to_contain_text(f"/ {people}")


def running_class(organizer: Page) -> str:
    """Id of the sample's class that has a session today."""
    organizer.goto("/classes")
    return str(organizer.get_attribute('a[href$="/screen"]', "href")).split("/")[2].partition(".")[0]

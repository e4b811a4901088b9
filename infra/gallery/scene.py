"""What every part of the gallery does alike: the running centre, a person's browser, pictures, files and mails."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect
from python_calamine import load_workbook

ROOT = Path(__file__).parents[2]
OUT = ROOT / "build" / "gallery"
SIZES: dict[str, ViewportSize] = {"390": {"width": 390, "height": 844}, "1280": {"width": 1280, "height": 800}}
PASSWORD = "Taipei-Demo-2026"
MISTYPED = "A123456788"
ROSTER = ROOT / "infra/samples/roster-40.xlsx"
READ_QR = (ROOT / "infra/local/read_qr.js").read_text().partition("\n")[2]


@dataclass(frozen=True)
class Shot:
    """One page: `{session}` and `{class_}` in the path are the sample's running class."""

    name: str
    workflow: str
    role: str
    path: str


@contextmanager
def centre() -> Iterator[dict[str, str]]:
    """The running system with the sample centre, on a Monday morning."""
    environment = os.environ | {"ENGINE": "moto", "CLOCK_START": "2026-03-02T08:50:00+08:00"}
    command = [sys.executable, "-m", "infra.local.run", "--port", "0", "--announce"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(timeout=30)


def sign_in(browser: Browser, site: str, username: str, size: ViewportSize) -> Page:
    page = browser.new_context(viewport=size, locale="zh-TW", timezone_id="Asia/Taipei", base_url=site).new_page()
    if username:
        page.goto("/sign-in")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def picture(page: Page, name: str, size: str) -> str:
    path = f"pages/{name}-{size}.png"
    page.screenshot(path=OUT / path, full_page=True)
    return path


def id_number(place: int) -> str:
    """Of the person in this row of the sample's roster."""
    rows = load_workbook(io.BytesIO(ROSTER.read_bytes())).get_sheet_by_index(0).to_python()
    return str(rows[place][rows[0].index("身分證字號")])


def room_code(attendant: Page, session: str, purpose: str = "i") -> str:
    """What the room's screen shows at this moment, read from the picture."""
    attendant.goto(f"/sessions/{session}/screen?purpose={purpose}")
    address: str = attendant.evaluate(READ_QR, attendant.get_attribute("img.qr", "src"))
    return address


def draw(page: Page) -> None:
    """A few strokes on the signature pad."""
    pad = page.locator("[data-pad]")
    pad.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    box = pad.bounding_box()
    if box is None:
        raise SystemExit("the page has no signature pad")
    for stroke in range(3):
        x, y = box["x"] + box["width"] * (0.15 + 0.25 * stroke), box["y"] + box["height"] * 0.3
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(14):
            page.mouse.move(x + step * box["width"] * 0.012, y + box["height"] * 0.15 * (step % 3))
        page.mouse.up()


def downloaded(page: Page, name: str, workflow: str) -> dict[str, str]:
    link = page.get_by_role("link", name=re.compile("下載"))
    expect(link).to_be_visible(timeout=30_000)
    with page.expect_download() as download:
        link.click()
    shutil.copy(download.value.path(), OUT / "documents" / name)
    return described(name, workflow)


def described(name: str, workflow: str) -> dict[str, str]:
    return {"name": name, "workflow": workflow, "role": "organizer1", "route": "", "path": f"documents/{name}"}


def mailed(mailbox: str, subject: str) -> bytes:
    """The oldest mail with these words in its subject, waited for."""
    for _ in range(60):
        with urllib.request.urlopen(mailbox) as answer:
            numbers = re.findall(rf'href="/mail/(\d+)">[^<]*{subject}', answer.read().decode())
        if numbers:
            with urllib.request.urlopen(f"{mailbox}/mail/{numbers[-1]}.eml") as answer:
                return bytes(answer.read())
        time.sleep(0.5)
    raise SystemExit(f"no mail about {subject} arrived in the mailbox")

"""make gallery: walks the running system in Chromium and keeps a picture of every page, and every file that it makes, in build/gallery/."""

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
from dataclasses import asdict, dataclass
from email import message_from_bytes
from email.policy import default
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright
from python_calamine import load_workbook

ROOT = Path(__file__).parents[2]
OUT = ROOT / "build" / "gallery"
SIZES = {"390": {"width": 390, "height": 844}, "1280": {"width": 1280, "height": 800}}
PASSWORD = "Taipei-Demo-2026"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
ROSTER = ROOT / "infra/samples/roster-40.xlsx"
READ_QR = (ROOT / "infra/local/read_qr.js").read_text().partition("\n")[2]


@dataclass(frozen=True)
class Shot:
    """One page: `{session}` and `{class_}` in the path are the sample's running class."""

    name: str
    workflow: str
    role: str
    path: str


PAGES = [
    Shot("welcome", "people", "", "/"),
    Shot("sign-in", "people", "", "/sign-in"),
    Shot("home", "people", "organizer1", "/"),
    Shot("accounts", "people", "admin1", "/accounts"),
    Shot("account-new", "people", "admin1", "/accounts/new"),
    Shot("account", "people", "organizer1", "/account"),
    Shot("messages", "people", "organizer1", "/messages"),
    Shot("classes", "classes", "organizer1", "/classes"),
    Shot("class-new", "classes", "organizer1", "/classes/new"),
    Shot("class", "classes", "organizer1", "/classes/{class_}"),
    Shot("class-edit", "classes", "organizer1", "/classes/{class_}/edit"),
    Shot("class-cancel", "classes", "organizer1", "/classes/{class_}/cancel"),
    Shot("session-new", "classes", "organizer1", "/classes/{class_}/sessions/new"),
    Shot("session-edit", "classes", "organizer1", "/sessions/{session}/edit"),
    Shot("roster", "classes", "organizer1", "/classes/{class_}/roster"),
    Shot("seats", "classes", "organizer1", "/classes/{class_}/seats"),
    Shot("timetable", "classes", "organizer1", "/classes/{class_}/timetable"),
    Shot("import", "classes", "organizer1", "/classes/{class_}/imports"),
    Shot("files", "classes", "organizer1", "/classes/{class_}/files"),
    Shot("notices", "classes", "organizer1", "/classes/{class_}/notices"),
    Shot("today", "classes", "guard1", "/today"),
    Shot("today-at-the-door", "classes", "attendant1", "/today"),
    Shot("room-screen", "attendance", "attendant1", "/sessions/{session}/screen"),
    Shot("counter", "attendance", "attendant1", "/sessions/{session}/counter"),
    Shot("live", "attendance", "organizer1", "/sessions/{session}/attendance"),
    Shot("class-attendance", "attendance", "organizer1", "/classes/{class_}/attendance"),
    Shot("taipeipass", "attendance", "", "/taipeipass"),
]


@contextmanager
def centre() -> Iterator[dict[str, str]]:
    """The running system with the sample centre, on a Monday morning."""
    environment = os.environ | {"CLOCK_START": "2026-03-02T08:50:00+08:00"}
    command = [sys.executable, "-m", "infra.local.run", "--port", "0", "--announce"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(timeout=30)


def sign_in(browser: Browser, site: str, username: str, size: dict[str, int]) -> Page:
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


def pages(browser: Browser, site: str, names: dict[str, str]) -> Iterator[dict[str, str]]:
    for size, window in SIZES.items():
        opened: dict[str, Page] = {}
        for shot in PAGES:
            if shot.role not in opened:
                opened[shot.role] = sign_in(browser, site, shot.role, window)
            page = opened[shot.role]
            page.goto(shot.path.format(**names))
            page.wait_for_timeout(400)
            yield {**asdict(shot), "route": shot.path, "path": picture(page, shot.name, size)}


def phone(browser: Browser, site: str, names: dict[str, str]) -> Iterator[dict[str, str]]:
    """A trainee's way through the door, once on each size of window."""
    attendant = sign_in(browser, site, "attendant1", SIZES["1280"])
    rows = load_workbook(io.BytesIO(ROSTER.read_bytes())).get_sheet_by_index(0).to_python()
    column = rows[0].index("身分證字號")
    for row, (size, window) in zip(rows[1:], SIZES.items(), strict=False):
        page = browser.new_context(viewport=window, locale="zh-TW", base_url=site).new_page()
        for name, typed in (("phone-ask", ""), ("phone-wrong-number", "A123456788"), ("phone-seat", str(row[column]))):
            if name != "phone-seat":
                page.goto(room_code(attendant, names["session"]))
            if typed:
                page.fill("#f-id_number", typed)
                page.click("main form button")
                page.wait_for_timeout(300)
            yield {"name": name, "workflow": "attendance", "role": "學員", "route": "/q/{code}", "path": picture(page, name, size)}


def room_code(attendant: Page, session: str, purpose: str = "i") -> str:
    """What the room's screen shows at this moment, read from the picture."""
    attendant.goto(f"/sessions/{session}/screen?purpose={purpose}")
    address: str = attendant.evaluate(READ_QR, attendant.get_attribute("img.qr", "src"))
    return address


def documents(browser: Browser, site: str, mailbox: str, class_id: str) -> Iterator[dict[str, str]]:
    """Every file that the system makes, fetched as a person fetches it."""
    page = sign_in(browser, site, "organizer1", SIZES["1280"])
    for name, kind in (("sign-in-sheet.pdf", "classes.sign-in-sheet"), ("seat-plan.pdf", "classes.seat-plan")):
        page.goto(f"/classes/{class_id}/files")
        page.locator(f"form:has(input[value='{kind}']) button, button[value='{kind}']").first.click()
        yield downloaded(page, name, "classes")
    for kind in ("ods", "csv"):
        page.goto(f"/classes/{class_id}/attendance")
        page.click(f"button[value={kind}]")
        yield downloaded(page, f"attendance.{kind}", "attendance")
    page.goto(f"/classes/{class_id}/notices")
    page.locator("main form button[type=submit]").first.click()
    letter = mailed(mailbox, "報到")
    (OUT / "documents/class-notice.eml").write_bytes(letter)
    yield described("class-notice.eml", "classes")
    parsed = message_from_bytes(letter, policy=default)
    calendar = next(part for part in parsed.iter_attachments() if part.get_content_type() == "text/calendar")
    (OUT / "documents/class-notice.ics").write_bytes(calendar.get_payload(decode=True))
    yield described("class-notice.ics", "classes")


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


def write_index(manifest: list[dict[str, str]]) -> None:
    (OUT / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False, indent=1))
    figures = [
        f"<figure><figcaption>{escape(each['name'])}　{escape(each['role'])}</figcaption>"
        + (f'<img loading="lazy" width="420" src="{each["path"]}" alt="">' if each["path"].endswith("png") else "")
        + f'<a href="{each["path"]}">{each["path"]}</a></figure>'
        for each in manifest
    ]
    (OUT / "index.html").write_text(f"<!doctype html><meta charset=utf-8><title>gallery</title>{''.join(figures)}")


def main() -> None:
    from infra.gallery.certificates import certificates
    from infra.gallery.check_in import check_in  # they use this module's steps
    from infra.gallery.fees import fees
    from infra.gallery.fees_lecturer import fee_lecturer
    from infra.gallery.leave import leave
    from infra.gallery.licences import licences
    from infra.gallery.payments import payments
    from infra.gallery.portal import portal
    from infra.gallery.staff import staff
    from infra.gallery.surveys import surveys
    from infra.gallery.voting import voting

    shutil.rmtree(OUT, ignore_errors=True)
    for folder in ("pages", "documents"):
        (OUT / folder).mkdir(parents=True)
    with centre() as addresses, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = sign_in(browser, addresses["site"], "organizer1", SIZES["1280"])
        page.goto("/classes")
        session = str(page.get_attribute('a[href$="/screen"]', "href")).split("/")[2]
        names = {"session": session, "class_": session.partition(".")[0]}
        manifest = list(phone(browser, addresses["site"], names))
        manifest += documents(browser, addresses["site"], addresses["mailbox"], names["class_"])
        manifest += pages(browser, addresses["site"], names)
        manifest += staff(browser, addresses["site"], names)
        manifest += check_in(browser, addresses["site"])
        manifest += licences(browser, addresses["site"], addresses["mailbox"])
        manifest += leave(browser, addresses["site"], addresses["mailbox"], names["class_"])
        manifest += portal(browser, addresses["site"], names["class_"])
        manifest += certificates(browser, addresses["site"])
        manifest += surveys(browser, addresses["site"], names["class_"])
        manifest += voting(browser, addresses["site"], names["class_"])
        manifest += fees(browser, addresses["site"])
        manifest += fee_lecturer(browser, addresses["site"], addresses["mailbox"])
        manifest += payments(browser, addresses["site"])
        browser.close()
    write_index(manifest)
    print(f"gallery: {len(manifest)} entries in {OUT / 'index.html'}")


if __name__ == "__main__":
    main()

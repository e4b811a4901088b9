"""The gallery's part for licence letters: sent, read, signed and sealed in Chromium; pictures of every page, and the documents."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict
from email import message_from_bytes
from email.policy import default

from playwright.sync_api import Browser, Page, expect

from infra.gallery.scene import OUT, SIZES, Shot, described, downloaded, draw, mailed, picture, sign_in

STAFF = [
    Shot("licences-class", "licences", "organizer1", "/classes/{class_}/licences"),
    Shot("licence-letter", "licences", "organizer1", "/licences/{letter}"),
    Shot("licence-paper", "licences", "organizer1", "/licences/{open_letter}/paper"),
    Shot("licences-send", "licences", "organizer1", "/licences/send?from=2026-03-01&to=2026-03-31"),
    Shot("licences-search", "licences", "organizer1", "/licences?q=林書豪"),
    Shot(
        "licences-ask",
        "licences",
        "courseware1",
        "/licences/ask?work=公文格式與用語&rights.transmit=on&rights.rent=on&audience=city&channel=elearning&to=2028-06-30",
    ),
    Shot("licences-expiring", "licences", "organizer1", "/licences/expiring"),
    Shot("licences-register", "licences", "organizer1", "/licences/register"),
    Shot("licences-stuck", "licences", "organizer1", "/licences/stuck"),
    Shot("licence-templates", "licences", "organizer1", "/licences/templates"),
    Shot("licence-template", "licences", "organizer1", "/licences/templates/classroom"),
    Shot("licence-template-preview", "licences", "organizer1", "/licences/templates/classroom/preview"),
    Shot("verify", "licences", "", "/verify"),
    Shot("verify-answer", "licences", "", "/verify/{code}"),
]


def licences(browser: Browser, site: str, mailbox: str) -> Iterator[dict[str, str]]:
    """Entries of the manifest."""
    organizer = sign_in(browser, site, "organizer1", SIZES["1280"])
    organizer.goto("/classes?from=2026-03-01&to=2026-04-30&of=all")
    class_id = str(organizer.get_attribute("a[href*='B00517']", "href")).split("/")[2]
    mail = mailed(mailbox, "請簽署授權書")
    (OUT / "documents/licence-mail.eml").write_bytes(mail)
    yield described("licence-mail.eml", "licences")
    body = message_from_bytes(mail, policy=default).get_body(("plain",))
    link = re.findall(r"http\S+/l/[\w-]+", body.get_content() if body else "")[0]
    yield from lecturer(browser, site, link)
    organizer.goto(f"/classes/{class_id}/licences")
    names = {"class_": class_id, "letter": str(organizer.get_attribute("a[href^='/licences/L']", "href")).split("/")[2]}
    for field in organizer.locator("input[name^='email.']").all():
        field.fill("lecturer2@example.edu.tw")
    organizer.get_by_role("button", name="寄出授權書").click()
    opened = organizer.locator("tr", has_text="已寄出").locator("a[href^='/licences/L']").first
    names["open_letter"] = str(opened.get_attribute("href")).split("/")[2]
    organizer.goto(f"/licences/{names['letter']}")
    for _ in range(60):
        if organizer.get_by_role("link", name="下載授權書").count():
            break
        organizer.wait_for_timeout(500)
        organizer.reload()
    yield downloaded(organizer, "licence-signed.pdf", "licences")
    for kind in ("ods", "csv"):
        organizer.goto("/licences/register")
        organizer.select_option("#f-format", kind)
        organizer.get_by_role("button", name="製作清冊").click()
        yield downloaded(organizer, f"licence-register.{kind}", "licences")
    names["code"] = verification_code()
    visitor = sign_in(browser, site, "", SIZES["1280"])
    visitor.goto("/verify")
    with visitor.expect_download() as download:
        visitor.get_by_role("link", name="下載封條憑證").click()
    shutil.copy(download.value.path(), OUT / "documents/seal-certificate.pem")
    yield described("seal-certificate.pem", "licences")
    yield from staff(browser, site, names)


def lecturer(browser: Browser, site: str, link: str) -> Iterator[dict[str, str]]:
    """The lecturer's pages, on the desktop and then on the phone, where the letter is signed."""
    for size in ("1280", "390"):
        page = sign_in(browser, site, "", SIZES[size])
        page.goto(link)
        yield _entry("licence-cover", "/l/{token}", picture(page, "licence-cover", size))
        page.get_by_role("button", name="開啟授權書").click()
        page.wait_for_url("**/read")
        page.wait_for_timeout(500)
        yield _entry("licence-read", "/l/{token}/read", picture(page, "licence-read", size))
    draw(page)
    yield _entry("licence-signature", "/l/{token}/read", picture(page, "licence-signature", "390"))
    page.get_by_role("button", name="簽署送出").click()
    expect(page.locator("h1")).to_have_text("簽署完成")
    for size, window in SIZES.items():
        page.set_viewport_size(window)
        yield _entry("licence-done", "/l/{token}/done", picture(page, "licence-done", size))


def staff(browser: Browser, site: str, names: dict[str, str]) -> Iterator[dict[str, str]]:
    for size, window in SIZES.items():
        opened: dict[str, Page] = {}
        for shot in STAFF:
            if shot.role not in opened:
                opened[shot.role] = sign_in(browser, site, shot.role, window)
            page = opened[shot.role]
            page.goto(shot.path.format(**names))
            page.wait_for_timeout(300)
            yield {**asdict(shot), "route": shot.path, "path": picture(page, shot.name, size)}


def verification_code() -> str:
    """The code that stands beside the QR on the sealed letter's last page."""
    text = subprocess.run(["pdftotext", OUT / "documents/licence-signed.pdf", "-"], capture_output=True, text=True, check=True).stdout
    return str(re.findall(r"/verify/([\w-]{16})", text.replace("\n", ""))[0])


def _entry(name: str, route: str, path: str) -> dict[str, str]:
    return {"name": name, "workflow": "licences", "role": "講座", "route": route, "path": path}

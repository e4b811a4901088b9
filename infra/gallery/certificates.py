"""The gallery's part for what a class ends with: the list confirmed, certificates made and fetched, learning hours written."""

import re
import subprocess
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, expect

from infra.gallery.scene import OUT, ROSTER, SIZES, described, downloaded, id_number, picture, sign_in

_SOON = 120_000


def certificates(browser: Browser, site: str) -> Iterator[dict[str, str]]:
    """Entries of the manifest; of the sample's class that is over."""
    organizer = sign_in(browser, site, "organizer1", SIZES["1280"])
    organizer.goto("/classes?from=2026-02-01&to=2026-03-31&of=all")
    here = str(organizer.get_attribute("a[href*='B00361']", "href")) + "/completion"
    yield from _both(organizer, here, "completion-trial", "organizer1")
    organizer.goto(here)
    organizer.get_by_role("button", name="確認名單並製作證書").click()
    organizer.goto(f"{here}?show=yes")
    for _ in range(_SOON // 1000):
        if organizer.locator("a[href$='/certificate']").count() and not organizer.get_by_text("製作中").count():
            break
        organizer.wait_for_timeout(1000)
        organizer.reload()
    yield from _both(organizer, f"{here}?show=yes", "completion", "organizer1")
    with organizer.expect_download() as download:
        organizer.locator("a[href$='/certificate']").first.click()
    download.value.save_as(OUT / "documents/completion-certificate.pdf")
    yield described("completion-certificate.pdf", "certificates")
    yield from learning_hours(organizer, here)
    visitor = sign_in(browser, site, "", SIZES["1280"])
    yield from _both(visitor, f"/certificates/{code()}", "certificate-check", "")
    yield from trainee(browser, site, here.split("/")[2])


def learning_hours(organizer: Page, here: str) -> Iterator[dict[str, str]]:
    """The roster goes up once more, the file comes back."""
    yield from _both(organizer, f"{here}/hours", "learning-hours", "organizer1")
    organizer.set_input_files("input[type=file]", ROSTER)
    organizer.get_by_role("button", name="上傳並製作").click()
    expect(organizer.get_by_role("link", name="下載研習時數檔")).to_be_visible(timeout=_SOON)
    yield from _both(organizer, organizer.url, "learning-hours-file", "organizer1")
    yield downloaded(organizer, "learning-hours.csv", "certificates")


def trainee(browser: Browser, site: str, class_id: str) -> Iterator[dict[str, str]]:
    """Somebody who completed comes by the class's door."""
    for size, window in SIZES.items():
        page = browser.new_context(viewport=window, locale="zh-TW", base_url=site).new_page()
        page.goto(f"/c/{class_id}/certificate")
        page.fill("#f-id_number", id_number(1))
        page.locator("main form button").first.click()
        page.wait_for_url("**/certificate")
        yield _entry("certificate", "學員", "/c/{class_id}/certificate", picture(page, "certificate", size))


def code() -> str:
    """The code in the address that stands on the certificate."""
    text = subprocess.run(
        ["pdftotext", OUT / "documents/completion-certificate.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    return str(re.findall(r"/certificates/([\w-]{16})", text.replace("\n", ""))[0])


def _both(page: Page, path: str, name: str, role: str) -> Iterator[dict[str, str]]:
    for size, window in SIZES.items():
        page.set_viewport_size({"width": window["width"], "height": window["height"]})
        page.goto(path)
        page.wait_for_timeout(300)
        yield _entry(name, role, path.partition("?")[0], picture(page, name, size))


def _entry(name: str, role: str, route: str, path: str) -> dict[str, str]:
    return {"name": name, "workflow": "certificates", "role": role, "route": route, "path": path}

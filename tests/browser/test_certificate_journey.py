"""What a class ends with, as people do it: the list confirmed on a desktop, the certificate fetched on a phone, checked by a stranger."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect

from infra.gallery.scene import ROSTER, id_number
from tests.browser.conftest import DESKTOP, PHONE, violations

OpenContext = Callable[..., BrowserContext]


def flaws(page: Page) -> list[object]:
    """What axe finds, and whether the page scrolls sideways, on a desktop and on a phone."""
    found: list[object] = []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size({"width": size["width"], "height": size["height"]})
        found += violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found.append((page.url, "scrolls sideways", size["width"]))
    return found


def test_from_the_confirmed_list_to_the_checked_certificate(organizer: Page, open_context: OpenContext, tmp_path: Path) -> None:
    """Confirm, wait without reloading, let a trainee fetch the PDF by the class's door, check its code, and write the learning hours."""
    wrong: dict[str, list[object]] = {}
    organizer.goto("/classes?from=2026-02-01&to=2026-02-28&of=all")
    here = str(organizer.get_attribute("a[href*='B00361']", "href")) + "/completion"
    organizer.goto(here)
    wrong["trial"] = flaws(organizer)
    organizer.get_by_role("button", name="確認名單並製作證書").click()
    expect(organizer.locator(".stat", has_text="證書已製作").locator("dd")).to_have_text("31")
    organizer.goto(f"{here}?show=yes")
    wrong["confirmed"] = flaws(organizer)

    phone = open_context(PHONE).new_page()
    phone.goto(here.replace("/classes/", "/c/").replace("/completion", "/certificate"))
    phone.fill("#f-id_number", id_number(1))
    phone.locator("main form button").first.click()
    expect(phone.get_by_role("link", name="下載證書")).to_be_visible()
    wrong["certificate"] = flaws(phone)
    with phone.expect_download() as download:
        phone.get_by_role("link", name="下載證書").click()
    assert re.fullmatch(r"結訓證書_115-B00361-\d+-\d{4}\.pdf", download.value.suggested_filename)
    download.value.save_as(tmp_path / "certificate.pdf")
    assert (tmp_path / "certificate.pdf").read_bytes().startswith(b"%PDF-")

    stranger = open_context(PHONE).new_page()
    stranger.goto(str(phone.get_attribute("a[href^='/certificates/']", "href")))
    expect(stranger.locator("h1")).to_have_text("登錄有案，證書有效")
    wrong["check"] = flaws(stranger)

    organizer.goto(f"{here}/hours")
    wrong["hours"] = flaws(organizer)
    organizer.set_input_files("input[type=file]", ROSTER)
    organizer.get_by_role("button", name="上傳並製作").click()
    expect(organizer.get_by_role("link", name="下載研習時數檔")).to_be_visible()
    wrong["hours file"] = flaws(organizer)
    with organizer.expect_download() as download:
        organizer.get_by_role("link", name="下載研習時數檔").click()
    download.value.save_as(tmp_path / "hours.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "hours.csv").read_text("utf-8-sig"))))
    assert rows[1][0] == id_number(1)
    assert [row[-1] for row in rows].count("結訓") == 31
    assert {name: found for name, found in wrong.items() if found} == {}

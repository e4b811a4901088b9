"""The gallery's part for lecturers' fees: pictures of the organizer's pages, and the papers that a worker makes."""

from collections.abc import Iterator
from dataclasses import asdict

from playwright.sync_api import Browser, Page

from infra.gallery.scene import SIZES, Shot, downloaded, picture, sign_in

STAFF = [
    Shot("fees-class", "fees", "organizer1", "/classes/{class_}/fees"),
    Shot("fees-list", "fees", "organizer1", "/fees?from=2026-02-01&to=2026-03-31"),
    Shot("fee-case", "fees", "organizer1", "/fees/{case}"),
    Shot("fee-edit", "fees", "organizer1", "/fees/{case}/edit"),
    Shot("fees-progress", "fees", "organizer1", "/fees/progress"),
    Shot("fees-parameters", "fees", "accountant1", "/fees/parameters"),
]
PAPERS = {"fee-slip.pdf": ("列印查單", ""), "fee-timetable.pdf": ("列印課表", "")}
REGISTERS = {f"fee-register.{kind}": ("製作印領清冊", kind) for kind in ("ods", "csv", "pdf")}


def fees(browser: Browser, site: str) -> Iterator[dict[str, str]]:
    """Entries of the manifest."""
    organizer = sign_in(browser, site, "organizer1", SIZES["1280"])
    organizer.goto("/fees?from=2026-02-01&to=2026-03-31&q=B00361")
    case = str(organizer.locator("td a[href^='/fees/']").last.get_attribute("href")).split("/")[2]
    class_id = str(organizer.locator("td a[href$='/fees']").last.get_attribute("href")).split("/")[2]
    for name, (button, kind) in {**PAPERS, **REGISTERS}.items():
        yield _made(organizer, class_id, name, button, kind)
    for size, window in SIZES.items():
        opened: dict[str, Page] = {}
        for shot in STAFF:
            if shot.role not in opened:
                opened[shot.role] = sign_in(browser, site, shot.role, window)
            page = opened[shot.role]
            page.goto(shot.path.format(class_=class_id, case=case))
            page.wait_for_timeout(300)
            yield {**asdict(shot), "route": shot.path, "path": picture(page, shot.name, size)}


def _made(page: Page, class_id: str, name: str, button: str, kind: str) -> dict[str, str]:
    page.goto(f"/classes/{class_id}/fees")
    if kind:
        page.select_option("#f-format", kind)
    page.get_by_role("button", name=button).click()
    return downloaded(page, name, "fees")

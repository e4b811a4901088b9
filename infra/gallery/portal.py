"""The gallery's part for the one page: entered on a phone, each function opened, and the organizer's side; and the kitchen's paper."""

from collections.abc import Iterator
from dataclasses import asdict

from playwright.sync_api import Browser, Page

from infra.gallery.scene import MISTYPED, SIZES, Shot, downloaded, id_number, picture, sign_in

FUNCTIONS = [("portal-meals", "meals"), ("portal-handouts", "handouts"), ("portal-sign-out", "sign-out"), ("portal-notes", "notes")]
STAFF = [
    Shot("portal-settings", "portal", "organizer1", "/classes/{class_}/portal"),
    Shot("portal-poster", "portal", "organizer1", "/classes/{class_}/portal/poster"),
    Shot("portal-kitchen", "portal", "organizer1", "/classes/{class_}/meals"),
    Shot("portal-handouts-staff", "portal", "organizer1", "/classes/{class_}/handouts"),
    Shot("portal-handout", "portal", "organizer1", "/classes/{class_}/handouts/{handout}"),
    Shot("portal-standard", "portal", "admin1", "/portal/standard"),
]


def portal(browser: Browser, site: str, class_id: str) -> Iterator[dict[str, str]]:
    """Entries of the manifest; `class_id` is the sample's running class."""
    for place, (size, window) in zip((25, 26), SIZES.items(), strict=True):
        page = browser.new_context(viewport=window, locale="zh-TW", base_url=site).new_page()
        yield from trainee(page, class_id, id_number(place), size)
    organizer = sign_in(browser, site, "organizer1", SIZES["1280"])
    organizer.goto(f"/classes/{class_id}/handouts")
    handout = str(organizer.locator("a", has_text="管理").first.get_attribute("href")).rpartition("/")[2]
    for size, window in SIZES.items():
        for shot in STAFF:
            page = sign_in(browser, site, shot.role, window)
            page.goto(shot.path.format(class_=class_id, handout=handout))
            page.wait_for_timeout(300)
            yield {**asdict(shot), "route": shot.path, "path": picture(page, shot.name, size)}
    organizer.goto(f"/classes/{class_id}/meals")
    organizer.get_by_role("button", name="製作用餐統計").click()
    yield downloaded(organizer, "meals.pdf", "portal")


def trainee(page: Page, class_id: str, number: str, size: str) -> Iterator[dict[str, str]]:
    """Through the door, and one tap to each function."""
    page.goto(f"/c/{class_id}")
    yield _entry("portal-enter", "/c/{class_id}/enter", picture(page, "portal-enter", size))
    page.fill("#f-id_number", MISTYPED)
    page.locator("main form button").first.click()
    page.wait_for_selector("[data-error-summary]")
    yield _entry("portal-enter-wrong", "/c/{class_id}/enter", picture(page, "portal-enter-wrong", size))
    page.fill("#f-id_number", number)
    page.locator("main form button").first.click()
    page.wait_for_url(f"**/c/{class_id}")
    yield _entry("portal-home", "/c/{class_id}", picture(page, "portal-home", size))
    for name, path in FUNCTIONS:
        page.locator(f'.tile[href$="/{path}"]').click()
        page.wait_for_url(f"**/{path}")
        yield _entry(name, f"/c/{{class_id}}/{path}", picture(page, name, size))
        page.get_by_role("link", name="回到學員服務網").click()


def _entry(name: str, route: str, path: str) -> dict[str, str]:
    return {"name": name, "workflow": "portal", "role": "學員", "route": route, "path": path}

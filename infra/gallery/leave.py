"""The gallery's part for leave: asked for on a phone, answered on a desktop, seen at the gate and by the agency; and the register."""

from collections.abc import Iterator
from dataclasses import asdict

from playwright.sync_api import Browser, Page

from infra.gallery.scene import OUT, SIZES, Shot, described, downloaded, id_number, mailed, picture, sign_in

STAFF = [
    Shot("leave-pending", "leave", "organizer1", "/leave"),
    Shot("leave-class", "leave", "organizer1", "/classes/{class_}/leave"),
    Shot("leave-answer", "leave", "organizer1", "/classes/{class_}/leave/{leave}"),
    Shot("leave-today", "leave", "guard1", "/leave/today"),
    Shot("leave-agency", "leave", "hr1", "/leave/agency"),
]


def leave(browser: Browser, site: str, mailbox: str, class_id: str) -> Iterator[dict[str, str]]:
    """Entries of the manifest; `class_id` is the sample's running class."""
    for place, (size, window) in zip((20, 21), SIZES.items(), strict=True):
        page = entered(browser.new_context(viewport=window, locale="zh-TW", base_url=site).new_page(), class_id, id_number(place))
        yield from trainee(page, size)
    letter = mailed(mailbox, "請假待核")
    (OUT / "documents/leave-mail.eml").write_bytes(letter)
    yield described("leave-mail.eml", "leave")
    organizer = sign_in(browser, site, "organizer1", SIZES["1280"])
    organizer.goto(f"/classes/{class_id}/leave")
    names = {"class_": class_id}
    names["leave"] = str(organizer.locator("a", has_text="查看").first.get_attribute("href")).split("/")[-1]
    yield from staff(browser, site, names)
    organizer.goto(f"/classes/{class_id}/leave")
    organizer.click("button[value=ods]")
    yield downloaded(organizer, "leave-register.ods", "leave")


def entered(page: Page, class_id: str, number: str) -> Page:
    """The form for leave, which a phone that is not known comes to by the class's door."""
    page.goto(f"/c/{class_id}/leave")
    page.fill("#f-id_number", number)
    page.locator("main form button").first.click()
    page.wait_for_url("**/leave")
    return page


def trainee(page: Page, size: str) -> Iterator[dict[str, str]]:
    """Applies for an hour, and looks at what it has become."""
    page.locator("details summary").first.click()
    page.locator("input[name^='hour.']").last.check()
    page.get_by_label("公假").check()
    page.fill("#f-reason", "出席市政會議")
    yield _entry("leave-apply", "/c/{class_id}/leave", picture(page, "leave-apply", size))
    page.get_by_role("button", name="下一步").click()
    page.wait_for_url("**/check")
    yield _entry("leave-check", "/c/{class_id}/leave/check", picture(page, "leave-check", size))
    if page.locator("#f-understood").count():
        page.check("#f-understood")
    page.get_by_role("button", name="送出申請").click()
    page.wait_for_url("**/leave/*.*")
    yield _entry("leave-one", "/c/{class_id}/leave/{leave_id}", picture(page, "leave-one", size))


def staff(browser: Browser, site: str, names: dict[str, str]) -> Iterator[dict[str, str]]:
    for size, window in SIZES.items():
        for shot in STAFF:
            page = sign_in(browser, site, shot.role, window)
            page.goto(shot.path.format(**names))
            page.wait_for_timeout(300)
            yield {**asdict(shot), "route": shot.path, "path": picture(page, shot.name, size)}


def _entry(name: str, route: str, path: str) -> dict[str, str]:
    return {"name": name, "workflow": "leave", "role": "學員", "route": route, "path": path}

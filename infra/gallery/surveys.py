"""The gallery's part for surveys: built and looked at on a desktop, filled in on a phone; and the answers as files."""

from collections.abc import Iterator
from dataclasses import asdict

from playwright.sync_api import Browser, Page

from infra.gallery.scene import SIZES, Shot, downloaded, id_number, picture, sign_in

STAFF = [
    Shot("surveys-class", "surveys", "organizer1", "/classes/{class_}/surveys"),
    Shot("survey-editor", "surveys", "organizer1", "/classes/{class_}/surveys/new?template=standard"),
    Shot("survey-open", "surveys", "organizer1", "/classes/{class_}/surveys/{open}"),
    Shot("survey-preview", "surveys", "organizer1", "/classes/{class_}/surveys/{open}/preview"),
    Shot("survey-results", "surveys", "organizer1", "/classes/{over}/surveys/{closed}"),
    Shot("survey-templates", "surveys", "organizer1", "/surveys/templates"),
    Shot("survey-template", "surveys", "organizer1", "/surveys/templates/standard"),
    Shot("survey-compare", "surveys", "organizer1", "/surveys/templates/standard/compare"),
]


def surveys(browser: Browser, site: str, class_id: str) -> Iterator[dict[str, str]]:
    """Entries of the manifest; `class_id` is the sample's running class."""
    organizer = sign_in(browser, site, "organizer1", SIZES["1280"])
    organizer.goto("/classes?from=2026-02-01&to=2026-03-31&of=all")
    over = str(organizer.get_attribute("a[href*='B00361']", "href")).split("/")[2]
    names = {"class_": class_id, "over": over, "open": _only(organizer, class_id), "closed": _only(organizer, over)}
    for place, (size, window) in zip((30, 31), SIZES.items(), strict=True):
        page = browser.new_context(viewport=window, locale="zh-TW", base_url=site).new_page()
        page.goto(f"/c/{class_id}/survey")
        page.fill("#f-id_number", id_number(place))
        page.locator("main form button").first.click()
        page.wait_for_url("**/survey")
        yield from trainee(page, size)
    for size, window in SIZES.items():
        page = sign_in(browser, site, "organizer1", window)
        for shot in STAFF:
            page.goto(shot.path.format(**names))
            page.wait_for_timeout(300)
            yield {**asdict(shot), "route": shot.path, "path": picture(page, shot.name, size)}
    for kind in ("ods", "csv"):
        organizer.goto(f"/classes/{over}/surveys/{names['closed']}")
        organizer.click(f"button[value={kind}]")
        yield downloaded(organizer, f"survey-results.{kind}", "surveys")


def trainee(page: Page, size: str) -> Iterator[dict[str, str]]:
    """Begins, comes back to what was kept, forgets something, and sends."""
    yield _entry("survey-list", "/c/{class_id}/survey", picture(page, "survey-list", size))
    page.locator(".link-list a").first.click()
    page.locator("main form").wait_for()
    yield _entry("survey-sheet", "/c/{class_id}/survey/{survey_id}", picture(page, "survey-sheet", size))
    page.locator("textarea").first.fill("案例很實用。")
    for group in page.locator("fieldset:has(> .scores), fieldset.question:has(> .choice input[type=radio])").all():
        group.locator("input").nth(1).check()
    page.reload()
    page.locator(".notice", has_text="已找回").wait_for()
    yield _entry("survey-draft", "/c/{class_id}/survey/{survey_id}", picture(page, "survey-draft", size))
    page.evaluate(
        "document.querySelector('main form').noValidate = true; document.querySelector('.matrix-row input:checked').checked = false"
    )
    page.get_by_role("button", name="送出問卷").click()
    page.locator("[data-error-summary]").wait_for()
    yield _entry("survey-missing", "/c/{class_id}/survey/{survey_id}", picture(page, "survey-missing", size))
    page.locator(".matrix-row input").nth(4).check()
    page.get_by_role("button", name="送出問卷").click()
    page.locator(".band").wait_for()
    yield _entry("survey-thanks", "/c/{class_id}/survey/{survey_id}", picture(page, "survey-thanks", size))


def _only(page: Page, class_id: str) -> str:
    """Id of the class's one survey."""
    page.goto(f"/classes/{class_id}/surveys")
    return str(page.get_by_role("link", name="管理與結果").first.get_attribute("href")).rpartition("/")[2]


def _entry(name: str, route: str, path: str) -> dict[str, str]:
    return {"name": name, "workflow": "surveys", "role": "學員", "route": route, "path": path}

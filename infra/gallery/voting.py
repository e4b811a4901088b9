"""The gallery's part for voting: made and watched on a desktop, voted on a phone; the list of ballots and the results as files."""

from collections.abc import Iterator
from dataclasses import asdict

from playwright.sync_api import Browser, Page

from infra.gallery.scene import SIZES, Shot, downloaded, id_number, picture, sign_in

STAFF = [
    Shot("polls-class", "voting", "organizer1", "/classes/{class_}/polls"),
    Shot("poll-editor", "voting", "organizer1", "/classes/{class_}/polls/new?copy={open}"),
    Shot("poll-open", "voting", "organizer1", "/classes/{class_}/polls/{open}"),
    Shot("poll-preview", "voting", "organizer1", "/classes/{class_}/polls/{open}/preview"),
    Shot("poll-photos", "voting", "organizer1", "/classes/{class_}/polls/{open}/photos"),
    Shot("poll-screen", "voting", "organizer1", "/classes/{class_}/polls/{open}/screen"),
    Shot("poll-results", "voting", "organizer1", "/classes/{over}/polls/{closed}"),
    Shot("poll-ballots", "voting", "organizer1", "/classes/{over}/polls/{closed}/ballots"),
]


def voting(browser: Browser, site: str, class_id: str) -> Iterator[dict[str, str]]:
    """Entries of the manifest; `class_id` is the sample's running class."""
    organizer = sign_in(browser, site, "organizer1", SIZES["1280"])
    organizer.goto("/classes?from=2026-02-01&to=2026-03-31&of=all")
    over = str(organizer.get_attribute("a[href*='B00361']", "href")).split("/")[2]
    names = {"class_": class_id, "over": over, "open": _only(organizer, class_id), "closed": _only(organizer, over)}
    for place, (size, window) in zip((36, 37), SIZES.items(), strict=True):
        page = browser.new_context(viewport=window, locale="zh-TW", base_url=site).new_page()
        page.goto(f"/c/{class_id}/polls")
        page.fill("#f-id_number", id_number(place))
        page.locator("main form button").first.click()
        page.wait_for_url("**/polls")
        yield from voter(page, size)
    for place, (size, window) in zip((1, 2), SIZES.items(), strict=True):
        page = browser.new_context(viewport=window, locale="zh-TW", base_url=site).new_page()
        page.goto(f"/c/{over}/polls/{names['closed']}/ballots")
        page.fill("#f-id_number", id_number(place))
        page.locator("main form button").first.click()
        page.wait_for_url("**/ballots")
        yield _entry("vote-ballots", "/c/{class_id}/polls/{poll_id}/ballots", picture(page, "vote-ballots", size))
    for size, window in SIZES.items():
        page = sign_in(browser, site, "organizer1", window)
        for shot in STAFF:
            page.goto(shot.path.format(**names))
            page.wait_for_timeout(300)
            yield {**asdict(shot), "route": shot.path, "path": picture(page, shot.name, size)}
    for name in ("ballots.csv", "results.csv", "results.ods", "results.pdf"):
        organizer.goto(f"/classes/{over}/polls/{names['closed']}")
        organizer.click(f"button[value='{name}']")
        yield downloaded(organizer, name, "voting")


def voter(page: Page, size: str) -> Iterator[dict[str, str]]:
    """Chooses, looks once more, casts, and sees how it stands."""
    yield _entry("vote-list", "/c/{class_id}/polls", picture(page, "vote-list", size))
    page.locator(".link-list a").first.click()
    page.locator(".candidate").nth(1).click()
    yield _entry("vote-ballot", "/c/{class_id}/polls/{poll_id}", picture(page, "vote-ballot", size))
    page.get_by_role("button", name="下一步").click()
    page.locator(".chosen").wait_for()
    yield _entry("vote-check", "/c/{class_id}/polls/{poll_id}/check", picture(page, "vote-check", size))
    page.get_by_role("button", name="投出這張票").click()
    page.locator(".receipt").wait_for()
    yield _entry("vote-receipt", "/c/{class_id}/polls/{poll_id}", picture(page, "vote-receipt", size))
    page.get_by_role("link", name="看結果").click()
    page.locator(".votes").first.wait_for()
    yield _entry("vote-results", "/c/{class_id}/polls/{poll_id}/results", picture(page, "vote-results", size))


def _only(page: Page, class_id: str) -> str:
    """Id of the class's one poll."""
    page.goto(f"/classes/{class_id}/polls")
    return str(page.get_by_role("link", name="管理與結果").first.get_attribute("href")).rpartition("/")[2]


def _entry(name: str, route: str, path: str) -> dict[str, str]:
    return {"name": name, "workflow": "voting", "role": "學員", "route": route, "path": path}

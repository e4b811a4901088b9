"""The gallery's part for classes: pages that are only looked at, a phone at the door, and the files of a class."""

from collections.abc import Iterator
from dataclasses import asdict
from email import message_from_bytes
from email.policy import default

from playwright.sync_api import Browser, Page

from infra.gallery.scene import MISTYPED, OUT, SIZES, Shot, described, downloaded, id_number, mailed, picture, room_code, sign_in

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
    for place, (size, window) in enumerate(SIZES.items(), start=1):
        page = browser.new_context(viewport=window, locale="zh-TW", base_url=site).new_page()
        for name, typed in (("phone-ask", ""), ("phone-wrong-number", MISTYPED), ("phone-seat", id_number(place))):
            if name != "phone-seat":
                page.goto(room_code(attendant, names["session"]))
            if typed:
                page.fill("#f-id_number", typed)
                page.click("main form button")
                page.wait_for_timeout(300)
            yield {"name": name, "workflow": "attendance", "role": "學員", "route": "/q/{code}", "path": picture(page, name, size)}


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
    carried = calendar.get_payload(decode=True)
    if not isinstance(carried, bytes):
        raise SystemExit("the notice's calendar is empty")
    (OUT / "documents/class-notice.ics").write_bytes(carried)
    yield described("class-notice.ics", "classes")

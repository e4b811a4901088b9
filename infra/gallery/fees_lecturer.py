"""The gallery's part for the lecturer of a fee case: the mails, the door, the link, account, signature, and the sealed confirmation."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default

from playwright.sync_api import Browser, Page, expect

from infra.gallery.scene import OUT, SIZES, described, draw, mailed, picture, sign_in

_ACCOUNT = {"account": "123456789012", "account_again": "123456789012", "id_number": "A123456789", "address": "臺北市文山區木新路三段一號"}
_SOON = 60_000


def fee_lecturer(browser: Browser, site: str, mailbox: str) -> Iterator[dict[str, str]]:
    """Entries of the manifest; of the sample's case that was sent."""
    invite = mailed(mailbox, "請確認鐘點費")
    for name, mail in (("fee-mail.eml", invite), ("fee-password-mail.eml", mailed(mailbox, "鐘點費流水號與密碼"))):
        (OUT / "documents" / name).write_bytes(mail)
        yield described(name, "fees")
    body = message_from_bytes(invite, policy=default).get_body(("plain",))
    text = body.get_content() if body else ""
    link, serial = re.findall(r"http\S+/fee/l/[\w-]+", text)[0], re.findall(r"\b\d{12}\b", text)[0]
    for window in SIZES.values():
        visitor = sign_in(browser, site, "", window)
        yield from _shot(visitor, "/fee", "fee-door")
        yield from _shot(visitor, link, "fee-cover")
    yield from _sign(sign_in(browser, site, "", SIZES["390"]), link)
    organizer = sign_in(browser, site, "organizer1", SIZES["1280"])
    yield _paper(organizer, serial)
    for window in SIZES.values():
        yield from _shot(sign_in(browser, site, "accountant1", window), "/fees/readings", "fee-readings", "accountant1")


def _sign(page: Page, link: str) -> Iterator[dict[str, str]]:
    """On a phone, from the cover to the thanks; the pages are looked at in both sizes."""
    page.goto(link)
    page.get_by_role("button", name="開啟鐘點費資料").click()
    yield from _both(page, "/fee/case", "fee-confirm-first")
    page.goto("/fee/account")
    yield from _both(page, "/fee/account", "fee-account")
    page.select_option("#f-bank_code", "012")
    for name, value in _ACCOUNT.items():
        page.fill(f"#f-{name}", value)
    page.get_by_role("button", name="儲存").click()
    page.wait_for_url("**/fee/case")
    draw(page)
    yield _entry("fee-confirm", "/fee/case", picture(page, "fee-confirm", "390"))
    page.get_by_role("button", name="確認並送出").click()
    expect(page.locator("h1")).to_have_text("確認完成")
    yield from _both(page, "/fee/case", "fee-confirmed")


def _paper(organizer: Page, serial: str) -> dict[str, str]:
    for _ in range(_SOON // 1000):
        organizer.goto(f"/fees/{serial}")
        if organizer.get_by_role("link", name="下載確認單").count():
            break
        organizer.wait_for_timeout(1000)
    with organizer.expect_download() as download:
        organizer.get_by_role("link", name="下載確認單").click()
    download.value.save_as(OUT / "documents/fee-confirmation.pdf")
    return described("fee-confirmation.pdf", "fees")


def _shot(page: Page, path: str, name: str, role: str = "講座") -> Iterator[dict[str, str]]:
    page.goto(path)
    page.wait_for_timeout(300)
    size = str(page.viewport_size["width"]) if page.viewport_size else ""
    route = re.sub(r"^https?://[^/]+|(?<=/l/).*", lambda found: "" if found[0].startswith("http") else "{token}", path)
    yield _entry(name, route, picture(page, name, size), role)


def _both(page: Page, route: str, name: str) -> Iterator[dict[str, str]]:
    for size, window in reversed(SIZES.items()):
        page.set_viewport_size({"width": window["width"], "height": window["height"]})
        page.wait_for_timeout(300)
        yield _entry(name, route, picture(page, name, size))
    page.set_viewport_size({"width": SIZES["390"]["width"], "height": SIZES["390"]["height"]})


def _entry(name: str, route: str, path: str, role: str = "講座") -> dict[str, str]:
    return {"name": name, "workflow": "fees", "role": role, "route": route, "path": path}

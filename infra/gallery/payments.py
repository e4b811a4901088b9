"""The gallery's part for payments: pictures of what each role sees, and the papers and files that workers make."""

import re
from collections.abc import Iterator

from playwright.sync_api import Browser, Page

from infra.gallery.scene import OUT, SIZES, described, downloaded, picture, sign_in

# Role → (name, path); APPLICATION and BATCH are the sample's own, found by the first row of a list.
_APPLICATION, _BATCH = "a[href^='/payments/applications/A']", "a[href^='/payments/batches/B']"
_PAGES = {
    "organizer1": [
        ("start-organizer", "/", ""),
        ("inbox-organizer", "/inbox", ""),
        ("payments", "/payments?month=2026-02", ""),
        ("payment-new", "/payments/new", ""),
        ("application-paid", "/payments?month=2026-02", _APPLICATION),
    ],
    "head1": [
        ("start-head", "/", ""),
        ("inbox-head", "/inbox", ""),
        ("delegations", "/inbox/delegations", ""),
        ("application-to-decide", "/inbox", _APPLICATION),
    ],
    "accountant1": [
        ("inbox-accountant", "/inbox", ""),
        ("batches", "/payments/batches?month=2026-02", ""),
        ("batch", "/payments/batches?month=2026-02", _BATCH),
        ("bank-results", "/payments/results", ""),
        ("withholding", "/payments/withholding", ""),
    ],
    "admin1": [("levels", "/payments/levels", "")],
}


def payments(browser: Browser, site: str) -> Iterator[dict[str, str]]:
    """Entries of the manifest."""
    for size, window in SIZES.items():
        for role, pages in _PAGES.items():
            page = sign_in(browser, site, role, window)
            for name, path, link in pages:
                _open(page, path, link)
                route = re.sub(r"/([AB])\d{12}", r"/{\1…}", re.sub(r"^https?://[^/]+", "", page.url))
                yield {"name": name, "workflow": "payments", "role": role, "route": route, "path": picture(page, name, size)}
    yield from _papers(sign_in(browser, site, "organizer1", SIZES["1280"]))
    accountant = sign_in(browser, site, "accountant1", SIZES["1280"])
    yield _bank_file(accountant)
    yield _year(accountant)


def _open(page: Page, path: str, link: str) -> None:
    page.goto(path)
    if link:
        page.locator(f"td {link}").first.click()
        page.wait_for_load_state()
    page.wait_for_timeout(400)


def _papers(page: Page) -> Iterator[dict[str, str]]:
    """Of the application that was approved and paid."""
    _open(page, "/payments?month=2026-02", _APPLICATION)
    for name, link in (("payment-application.pdf", "付款申請單（PDF）"), ("payment-voucher.pdf", "付款憑單（PDF）")):
        with page.expect_download() as download:
            page.get_by_role("link", name=link).click()
        download.value.save_as(OUT / "documents" / name)
        yield described(name, "payments")


def _bank_file(page: Page) -> dict[str, str]:
    """The sample's batch is nine days old, so that its file is made once more."""
    _open(page, "/payments/batches?month=2026-02", _BATCH)
    again, fetch = page.get_by_role("button", name="重新製作付款檔"), page.get_by_role("button", name="下載付款檔")
    if again.count():
        again.click()
    for _ in range(60):
        if fetch.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    with page.expect_download() as download:
        fetch.click()
    download.value.save_as(OUT / "documents/bank-file.txt")
    return described("bank-file.txt", "payments")


def _year(page: Page) -> dict[str, str]:
    page.goto("/payments/withholding")
    page.select_option("#f-year", "2026")
    page.get_by_role("button", name="製作").click()
    return downloaded(page, "withholding-list.csv", "payments")

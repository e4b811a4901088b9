"""The gallery's part for what staff do in steps: importing, putting attendance right, the counter at work, accounts and passwords."""

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from infra.gallery.scene import MISTYPED, PASSWORD, ROOT, SIZES, picture, sign_in

SAMPLES = ROOT / "infra/samples"


@dataclass(frozen=True)
class Actor:
    """Takes the pictures of one person's page on both sizes, without doing anything twice."""

    page: Page
    workflow: str
    role: str

    def shows(self, name: str, words: str, route: str) -> Iterator[dict[str, str]]:
        """Stops the gallery where the words are not on the page."""
        expect(self.page.locator("main")).to_contain_text(words, timeout=20_000)
        for size, window in SIZES.items():
            self.page.set_viewport_size(window)
            path = picture(self.page, name, size)
            yield {"name": name, "workflow": self.workflow, "role": self.role, "route": route, "path": path}
        self.page.set_viewport_size(SIZES["1280"])


def staff(browser: Browser, site: str, names: dict[str, str]) -> Iterator[dict[str, str]]:
    """Entries of the manifest."""
    organizer = sign_in(browser, site, "organizer1", SIZES["1280"])
    yield from importing(Actor(organizer, "classes", "organizer1"), names["class_"])
    yield from correcting(Actor(organizer, "attendance", "organizer1"), names["session"])
    yield from at_the_counter(Actor(sign_in(browser, site, "attendant1", SIZES["1280"]), "attendance", "attendant1"), names["session"])
    yield from accounts(
        Actor(sign_in(browser, site, "admin1", SIZES["1280"]), "people", "admin1"), sign_in(browser, site, "", SIZES["1280"])
    )


def importing(seen: Actor, class_id: str) -> Iterator[dict[str, str]]:
    """A file with every kind of mistake, and one that only waits for the person's word."""
    route = "/classes/{class_id}/imports/{import_id}"
    for name, file, words in (
        ("import-problems", "roster-errors.xlsx", "個問題"),
        ("import-preview", "roster-utf8.csv", "檢查完成，還沒有匯入"),
        ("import-unreadable", "roster-no-id-column.csv", "這個檔案無法讀取"),
    ):
        seen.page.goto(f"/classes/{class_id}/imports")
        seen.page.set_input_files("input[type=file]", SAMPLES / file)
        seen.page.get_by_role("button", name="上傳並檢查").click()
        yield from seen.shows(name, words, route)
    seen.page.goto(f"/classes/{class_id}/imports?kind=timetable")
    seen.page.set_input_files(
        "input[type=file]", {"name": "notes.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(60)}
    )
    seen.page.get_by_role("button", name="上傳並檢查").click()
    yield from seen.shows("import-wrong-type", "這個檔案無法讀取", route)


def correcting(seen: Actor, session: str) -> Iterator[dict[str, str]]:
    route = "/sessions/{session_id}/attendance/{person}"
    seen.page.goto(f"/sessions/{session}/attendance")
    seen.page.get_by_role("link", name="更正").nth(8).click()
    yield from seen.shows("correction", "更正為", route)
    seen.page.fill("#f-in_time", "08:48")
    seen.page.fill("#f-reason", "手機沒電，櫃台確認已到")
    seen.page.get_by_role("button", name="儲存更正").click()
    yield from seen.shows("live-after-correction", "已更正", "/sessions/{session_id}/attendance")
    seen.page.get_by_role("link", name="更正").nth(8).click()
    yield from seen.shows("correction-history", "更正歷程", route)


def at_the_counter(seen: Actor, session: str) -> Iterator[dict[str, str]]:
    route = "/sessions/{session_id}/counter"
    seen.page.goto(f"/sessions/{session}/counter")
    for name, typed, words in (("counter-seated", "12", "請選擇"), ("counter-refused", MISTYPED, "無法辦理")):
        seen.page.fill("#f-text", typed)
        seen.page.get_by_role("button", name="送出").click()
        yield from seen.shows(name.replace("seated", "choose"), words, route)
        if name == "counter-seated":
            seen.page.locator("[data-choices] button").first.click()
            yield from seen.shows(name, "報到完成", route)


def accounts(seen: Actor, newcomer: Page) -> Iterator[dict[str, str]]:
    """A new colleague: the account, the password that is shown once, and the first sign-in with it."""
    page = seen.page
    page.goto("/accounts/new")
    page.get_by_role("button", name="建立帳號").evaluate("button => { button.form.noValidate = true; button.click(); }")
    yield from seen.shows("account-new-wrong", "請修正後再送出", "/accounts")
    for field, value in {"username": "wang.ming", "name": "王小明", "email": "wang.ming@example.gov.taipei"}.items():
        page.fill(f"#f-{field}", value)
    page.check("input[name=role_organizer]")
    page.get_by_role("button", name="建立帳號").click()
    yield from seen.shows("password-once", "臨時密碼只顯示這一次", "/accounts")
    password = page.locator("main code").inner_text()
    newcomer.goto("/sign-in")
    for typed in ("not-the-password", password):
        newcomer.fill("#f-username", "wang.ming")
        newcomer.fill("#f-password", typed)
        newcomer.get_by_role("button", name="登入").click()
        if typed != password:
            yield from Actor(newcomer, "people", "").shows("sign-in-refused", "帳號或密碼不正確", "/sign-in")
    yield from Actor(newcomer, "people", "wang.ming").shows("first-password", "設定您的新密碼", "/sign-in")
    newcomer.fill("#f-new_password", PASSWORD)
    newcomer.fill("#f-again", PASSWORD)
    newcomer.get_by_role("button", name="儲存新密碼並登入").click()
    yield from Actor(newcomer, "people", "wang.ming").shows("home-newcomer", "您好", "/")
    page.goto("/accounts/wang.ming")
    page.get_by_text("重設密碼", exact=True).first.click()
    page.locator("summary", has_text="停用帳號").click()
    yield from seen.shows("account-edit", "異動紀錄", "/accounts/{username}")

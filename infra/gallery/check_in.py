"""The gallery's part for check-in: every answer that a trainee's phone can get, each come by as people come by it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, expect

from chalicelib.documents.spreadsheets.export import to_csv
from infra.gallery.scene import MISTYPED, SIZES, picture, room_code, sign_in
from infra.samples.make import HEADINGS, roster, table

TODAY = "2026-03-02"
STRANGER = "F131104093"
_CODE_LIVES = 62


@dataclass(frozen=True)
class Door:
    """Who opens the doors, and how a phone comes to a room."""

    browser: Browser
    site: str
    organizer: Page
    attendant: Page

    def scan(self, session: str, purpose: str = "i", phone: Page | None = None) -> Page:
        """A phone, a new one unless given, with the page that the room's code of this moment opens."""
        return self.open(room_code(self.attendant, session, purpose), phone)

    def open(self, address: str, phone: Page | None = None) -> Page:
        page = phone or self.browser.new_context(viewport=SIZES["390"], locale="zh-TW", base_url=self.site).new_page()
        page.goto(address)
        return page

    def enter(self, session: str, id_number: str, purpose: str = "i") -> Page:
        return typed(self.scan(session, purpose), id_number)


def typed(page: Page, id_number: str) -> Page:
    page.fill("#f-id_number", id_number)
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    return page


def check_in(browser: Browser, site: str) -> Iterator[dict[str, str]]:
    """Entries of the manifest."""
    door = Door(browser, site, sign_in(browser, site, "organizer1", SIZES["1280"]), sign_in(browser, site, "attendant1", SIZES["1280"]))
    people = roster(5, 21, seats=True)
    ids = [line[2] for line in people]
    here = new_class(door.organizer, "B00601", "公文寫作研習班", "302 教室", people)
    other = new_class(door.organizer, "B00602", "簡報製作研習班", "405 教室", roster(3, 22))
    over = new_class(door.organizer, "B00603", "晨間英語研習班", "201 教室", people)
    sessions(door.organizer, over, ("am", "06:30", "08:30"))
    sessions(door.organizer, here, ("am", "09:00", "12:00"), ("pm", "13:30", "16:30"))
    sessions(door.organizer, other, ("am", "09:00", "12:00"))
    morning = f"{here}.20260302am"
    old_code, taken_at = room_code(door.attendant, morning), time.monotonic()
    yield from at_the_door(door, morning, other, over, ids)
    yield from put_right_by_staff(door, here, other, people)
    yield from leaving(door, morning, ids)
    time.sleep(max(0, _CODE_LIVES - (time.monotonic() - taken_at)))
    yield from shown(door.open(old_code), "expired", "請再掃描一次")


def at_the_door(door: Door, morning: str, other: str, over: str, ids: list[str]) -> Iterator[dict[str, str]]:
    phone = door.enter(morning, ids[0])
    yield from shown(phone, "seated", "報到完成")
    yield from shown(door.enter(morning, ids[0]), "already-in", "您已完成報到")
    yield from shown(door.enter(morning.replace("am", "pm"), ids[1]), "too-early", "還沒開始報到")
    yield from shown(door.enter(f"{over}.20260302am", ids[1]), "too-late", "報到時間已過")
    yield from shown(door.enter(f"{other}.20260302am", ids[1]), "wrong-class", "您的班期在另一間教室")
    yield from shown(door.enter(morning, STRANGER), "not-on-roster", "名冊上找不到您")
    yield from shown(door.enter(morning, MISTYPED), "wrong-number", "報到")


def put_right_by_staff(door: Door, here: str, other: str, people: list[list[str]]) -> Iterator[dict[str, str]]:
    """Leave, a person taken off the roster, and a session that is cancelled while people come."""
    page = door.organizer
    page.goto(f"/sessions/{here}.20260302am/attendance")
    page.get_by_role("link", name=f"更正 {people[2][1]}").click()
    page.check("input[name=state][value=leave]")
    page.select_option("#f-leave", "公假")
    page.fill("#f-reason", "機關來電，改派其他勤務")
    page.get_by_role("button", name="儲存更正").click()
    yield from shown(door.enter(f"{here}.20260302am", people[2][2]), "on-leave", "您已請假")
    import_roster(page, here, [people[0], people[1], people[2], people[4]])
    wait_for(page, f"/sessions/{here}.20260302am/attendance", "已退訓")
    yield from shown(door.enter(f"{here}.20260302am", people[3][2]), "off-the-roster", "您已退訓")
    address = room_code(door.attendant, f"{other}.20260302am")
    page.goto(f"/sessions/{other}.20260302am/edit")
    page.get_by_text("取消這個場次").click()
    page.fill("#f-reason", "講座班機延誤")
    page.get_by_role("button", name="確定取消場次").click()
    page.wait_for_load_state()
    yield from shown(door.open(address), "session-cancelled", "本場次已取消")


def leaving(door: Door, morning: str, ids: list[str]) -> Iterator[dict[str, str]]:
    phone = door.enter(morning, ids[0], "o")
    yield from shown(phone, "leaving-early", "還沒到下課時間")
    phone.get_by_role("button", name="確定早退並簽退").click()
    yield from shown(phone, "signed-out", "簽退完成")
    yield from shown(door.enter(morning, ids[0], "o"), "signed-out-already", "您已完成簽退")
    yield from shown(door.enter(morning, ids[1], "o"), "signed-out-without-in", "尚未報到")


def new_class(page: Page, code: str, name: str, room: str, people: list[list[str]]) -> str:
    """A class of today without sessions yet, its roster imported; returns its id."""
    page.goto("/classes/new")
    for field, value in {"code": code, "name": name, "room": room, "seats": "40", "starts_on": TODAY, "ends_on": TODAY}.items():
        page.fill(f"#f-{field}", value)
    page.select_option("#f-pattern", "none")
    page.get_by_role("button", name="建立班期").click()
    page.wait_for_url(f"**/classes/115-{code}-1")
    import_roster(page, f"115-{code}-1", people)
    return f"115-{code}-1"


def import_roster(page: Page, class_id: str, people: list[list[str]]) -> None:
    page.goto(f"/classes/{class_id}/imports")
    data = to_csv(table(HEADINGS, people))
    page.set_input_files("input[type=file]", {"name": "roster.csv", "mimeType": "text/csv", "buffer": data})
    page.get_by_role("button", name="上傳並檢查").click()
    page.get_by_role("button", name="確認匯入").click(timeout=20_000)
    expect(page.locator("main")).to_contain_text("匯入完成", timeout=20_000)


def sessions(page: Page, class_id: str, *wanted: tuple[str, str, str]) -> None:
    """Adds the sessions of today, and waits until everybody of the roster is expected in them."""
    for half, starts, ends in wanted:
        page.goto(f"/classes/{class_id}/sessions/new")
        page.select_option("#f-half", half)
        page.fill("#f-starts", starts)
        page.fill("#f-ends", ends)
        page.get_by_role("button", name="新增場次").click()
        page.wait_for_load_state()
    for half, _, _ in wanted:
        wait_for(page, f"/sessions/{class_id}.20260302{half}/attendance", "更正")


def wait_for(page: Page, path: str, words: str) -> None:
    """The list follows its class by message."""
    page.goto(path)
    expect(page.locator("main table").first).to_contain_text(words, timeout=20_000)


def shown(page: Page, name: str, heading: str) -> Iterator[dict[str, str]]:
    """The page on both sizes; stops the gallery where it is another than it should be."""
    expect(page.locator("h1")).to_have_text(heading)
    for size, window in SIZES.items():
        page.set_viewport_size(window)
        yield {
            "name": f"check-in-{name}",
            "workflow": "attendance",
            "role": "學員",
            "route": "/q/{code}",
            "path": picture(page, f"check-in-{name}", size),
        }

"""What a browser's test of licence letters needs: letters sent by the organizer's pages, and a finger on the pad."""

import base64
import io
import re

from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.mailbox import mails_about, text_of


def sent(page: Page, mailbox: str, code: str, template: str, lecturers: list[str]) -> list[str]:
    """A class with one talk of these lecturers together, and the links of their letters."""
    page.goto("/classes/new")
    for name, value in {"year": "115", "code": code, "run": "1", "name": "簽署測試班", "room": "301 教室", "seats": "60"}.items():
        page.fill(f"#f-{name}", value)
    for name in ("starts_on", "ends_on"):
        page.fill(f"#f-{name}", "2026-03-09")
    page.click("main form button[type=submit] >> nth=0")
    page.wait_for_url(re.compile(rf"/classes/115-{code}-1"))
    page.goto(f"/classes/115-{code}-1/timetable")
    talk = {"day": "2026-03-09", "starts": "09:00", "ends": "10:50", "count": "2", "subject": "公文寫作", "lecturer": "、".join(lecturers)}
    for name, value in talk.items():
        page.fill(f"#f-{name}", value)
    page.get_by_role("button", name="加入課表").click()
    page.goto(f"/classes/115-{code}-1/licences")
    for number, field in enumerate(page.locator("input[name^='email.']").all()):
        field.fill(f"{code.lower()}-{number}@example.edu.tw")
    page.select_option("#f-template", label=template)
    page.get_by_role("button", name="寄出授權書").click()
    expect(page.locator(".flash")).to_contain_text(f"已寄出 {len(lecturers)} 份")
    mails = mails_about(mailbox, "請簽署授權書", f"{code.lower()}-", len(lecturers))
    return [re.findall(r"http\S+/l/[\w-]+", text_of(mail))[0] for mail in mails]


def opened(page: Page, link: str) -> Page:
    page.goto(link)
    page.get_by_role("button", name="開啟授權書").click()
    page.wait_for_url("**/read")
    return page


def settle(page: Page) -> None:
    """Waits until the pad has the size of its place: the script fits it after each change of the window."""
    for _ in range(3600):  # three minutes
        if page.evaluate(
            "(pad => pad.offsetWidth && pad.width === Math.floor(pad.offsetWidth * devicePixelRatio))(document.querySelector('[data-pad]'))"
        ):
            return
        page.wait_for_timeout(50)
    raise AssertionError("the pad was not fitted")


def draw(page: Page, strokes: int = 2) -> Locator:
    """Some strokes on the pad, as a finger would."""
    pad = page.locator("[data-pad]")
    pad.scroll_into_view_if_needed()
    settle(page)
    box = pad.bounding_box()
    assert box
    for stroke in range(strokes):
        x, y = box["x"] + box["width"] * (0.2 + 0.25 * stroke), box["y"] + box["height"] * 0.3
        page.mouse.move(x, y)
        page.mouse.down()
        for step in range(12):
            page.mouse.move(x + step * box["width"] * 0.015, y + box["height"] * 0.2 * (step % 3))
        page.mouse.up()
    return pad


def ink(page: Page) -> tuple[float, float, float, float] | None:
    """Where there is ink on the pad, as shares of its width and height; None on an empty one."""
    url: str = page.evaluate("document.querySelector('[data-pad]').toDataURL()")
    return inked(picture(url))


def picture(data_url: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(data_url.partition(",")[2]))).convert("L")


def inked(image: Image.Image) -> tuple[float, float, float, float] | None:
    box = image.point(lambda shade: 255 if shade < 128 else 0).getbbox()
    return (box[0] / image.width, box[1] / image.height, box[2] / image.width, box[3] / image.height) if box else None


def press_sign(page: Page) -> None:
    page.get_by_role("button", name="簽署送出").click()

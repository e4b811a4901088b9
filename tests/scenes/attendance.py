"""A class with a roster, on its first morning: what the tests of attendance begin with."""

import re
from collections.abc import Callable
from datetime import datetime

from chalicelib.domains.attendance import scan_tokens
from chalicelib.domains.attendance.model import Purpose
from chalicelib.domains.classes.model import Class
from chalicelib.identity import Principal, Role
from tests.support.browser_client import Browser
from tests.support.builders import confirm_import, import_file, make_class
from tests.support.worlds import built_once

WANG, LIN, CHEN = "A123456789", "B220011227", "A800000014"
ROSTER = f"座位,姓名,身分證字號,服務機關\n1,王小明,{WANG},人事處\n2,林美玲,{LIN},資訊局\n3,𠮷川健,{CHEN},資訊局\n"
STRANGER = "F131104093"
ORGANIZER = Principal("organizer1", "辦班人員", frozenset({Role.ORGANIZER}))


@built_once
def make_running_class(browser: Browser, drain: Callable[[], int], now: datetime, **changed: str) -> Class:
    """The class of `class_form` with three people on its roster, imported and expected; the browser is its organizer's."""
    made = make_class(ORGANIZER, now, **changed)
    browser.sign_in(Role.ORGANIZER, username=ORGANIZER.username)
    path = import_file(browser, drain, made.id, ROSTER.encode())
    confirm_import(browser, drain, path)
    return made


def morning(class_: Class) -> str:
    """Session id of Monday morning, 09:00 to 12:00."""
    return f"{class_.id}.20260302am"


def scan(phone: Browser, session_id: str, now: datetime, purpose: Purpose = Purpose.IN) -> Browser:
    """The phone opens what the room's screen shows at this moment."""
    return phone.get(f"/q/{scan_tokens.code(session_id, purpose, now)}")


def nonce_of(phone: Browser) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', phone.text)
    assert found, f"no nonce on the page: {phone.status}"
    return found[1]


def enter(phone: Browser, id_number: str, **more: str) -> Browser:
    """Types the number on the page that a scan opened."""
    return phone.post("/q", {"nonce": nonce_of(phone), "id_number": id_number, **more})


def heading(phone: Browser) -> str:
    """The big words of the page."""
    found = re.search(r"<h1[^>]*>(.*?)</h1>", phone.text, re.S)
    return re.sub(r"<[^>]+>|\s+", "", found[1]) if found else ""

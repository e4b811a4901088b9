"""The one page and its ten cards, at the HTTP edge."""

import gzip
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime

import pytest

from chalicelib.domains.attendance.model import Purpose
from chalicelib.domains.classes.model import Class
from chalicelib.domains.leave import deciding
from chalicelib.domains.people import service as people
from chalicelib.identity import Role
from chalicelib.web.pages import STATIC
from tests.scenes.attendance import WANG, enter, nonce_of, scan
from tests.scenes.leave import ORGANIZER, apply, flat, make_class_on_leave, principal_of
from tests.scenes.surveys import make_survey
from tests.scenes.voting import make_poll
from tests.support.browser_client import Browser
from tests.support.sent_calls import dynamodb_calls

NewBrowser = Callable[[], Browser]
SetClock = Callable[[datetime], None]
TEN = [
    "線上問卷調查",
    "線上茹素登記",
    "線上請假登錄",
    "下課刷退系統",
    "班期講義下載",
    "臺北e大線上課程",
    "線上投票系統",
    "臺北e大粉絲團",
    "班務說明影片",
    "學員研習注意事項",
]
ADDRESS = "https://elearning.taipei/mpage/"


@pytest.fixture
def class_(browser: Browser, drain: Callable[[], int], now: datetime) -> Class:
    return make_class_on_leave(browser, drain, now)


@pytest.fixture
def phone(class_: Class, new_browser: NewBrowser) -> Browser:
    return new_browser().enter(class_.id, people.identify(WANG))


def card(phone: Browser, class_: Class, title: str) -> tuple[str, str]:
    """(state, address) of a function on the one page; the address is "" where it cannot be tapped."""
    page = phone.get(f"/c/{class_.id}").text
    for tile in re.findall(r"<li>\s*(<(?:a|div) class=\"tile.*?)</li>", page, re.S):
        if title in tile:
            href = re.search(r'href="([^"]+)"', tile.partition("<svg")[0])
            state = re.search(r'class="tile-state.*', tile, re.S)
            assert state
            return flat("<" + state[0]), href[1] if href else ""
    raise AssertionError(f"no card {title}")


def test_all_ten_are_there_in_order(class_: Class, phone: Browser) -> None:
    """Each function has one card, each with a state in words."""
    page = phone.get(f"/c/{class_.id}").text
    places = [page.index(title) for title in TEN]
    assert places == sorted(places)
    assert all(card(phone, class_, title)[0] for title in TEN)


def test_each_is_one_tap_away(class_: Class, phone: Browser) -> None:
    """Every card that can be tapped leads to a page that opens at once."""
    for title in TEN:
        _, href = card(phone, class_, title)
        if href.startswith("/"):
            assert phone.get(href).status == 200, title


def test_it_is_light(class_: Class, phone: Browser) -> None:
    """The page with all that it loads is far below 100 KB when compressed, and its words come without scripts."""
    page = phone.get(f"/c/{class_.id}").text
    assets = {name.partition("?")[0] for name in re.findall(r'(?:href|src)="/static/([^"#]+)', page)}
    weight = len(gzip.compress(page.encode())) + sum(len(gzip.compress((STATIC / name).read_bytes())) for name in assets)
    assert weight < 50_000
    assert "線上請假登錄" in page


def test_what_it_costs(class_: Class, phone: Browser, now: datetime) -> None:
    """The page with all its cards is seventeen reads, each of a key or of the class's own items, however many people there are."""
    make_poll(class_, now)
    make_survey(class_, now)
    phone.get(f"/c/{class_.id}")
    with dynamodb_calls() as sent:
        phone.get(f"/c/{class_.id}")
    assert Counter(sent) == {"Query": 12, "GetItem": 3, "BatchGetItem": 2}


def test_the_state_of_leave(class_: Class, phone: Browser, now: datetime) -> None:
    """Approved leave is said on the page."""
    leave = apply(class_, WANG, now, "0303am")
    assert card(phone, class_, "線上請假登錄")[0] == "請假待核"
    deciding.approve(ORGANIZER, leave.class_id, leave.id, {}, now)
    assert card(phone, class_, "線上請假登錄")[0] == "請假已核准"


def test_the_state_of_signing_out(class_: Class, phone: Browser, now: datetime, set_clock: SetClock) -> None:
    """Not checked in; from when one can sign out; now; done; the next time."""

    def state() -> str:
        return card(phone, class_, "下課刷退系統")[0]

    assert state() == "尚未報到"
    enter(scan(phone, principal_of(class_, "0302am"), now), WANG)
    assert state() == "11:50起可簽退"
    later = now.replace(hour=11, minute=55)
    set_clock(later)
    assert state() == "現在可以簽退"
    phone.post("/q", {"nonce": nonce_of(scan(phone, principal_of(class_, "0302am"), later, Purpose.OUT)), "known": "1"})
    assert state() == "11:55已簽退"
    page = flat(phone.get(f"/c/{class_.id}/sign-out").text)
    assert "報到08:50" in page
    assert "簽退11:55" in page
    set_clock(now.replace(hour=20))
    assert state() == "下次簽退3/311:50起"


def test_links_come_from_the_centre_unless_the_class_has_its_own(
    class_: Class, phone: Browser, new_browser: NewBrowser, browser: Browser
) -> None:
    """Empty they say so; the centre's serve every class; the class's own stands before it."""
    assert card(phone, class_, "臺北e大線上課程") == ("尚未提供，備妥後會顯示在這裡", "")
    administrator = new_browser().sign_in(Role.ADMINISTRATOR)
    administrator.get("/portal/standard")
    administrator.post("/portal/standard", {"version": "0", "courses": ADDRESS, "notes": "請準時到課\n<b>手機靜音</b>"})
    assert administrator.status == 303
    assert card(phone, class_, "臺北e大線上課程") == ("開啟臺北e大", ADDRESS)
    notes = phone.get(card(phone, class_, "學員研習注意事項")[1]).text
    assert "請準時到課\n&lt;b&gt;手機靜音" in notes
    browser.post(f"/classes/{class_.id}/portal", {"version": "0", "courses": "https://elearning.taipei/own"})
    assert card(phone, class_, "臺北e大線上課程")[1] == "https://elearning.taipei/own"
    assert card(phone, class_, "學員研習注意事項")[0] == "查看注意事項"


def test_a_cancelled_class_says_so(class_: Class, phone: Browser, browser: Browser) -> None:
    """The page opens, with the reason, and offers no meals."""
    browser.get(f"/classes/{class_.id}/cancel")
    browser.post(f"/classes/{class_.id}/cancel", {"reason": "颱風停班"})
    assert "颱風停班" in phone.get(f"/c/{class_.id}").text
    assert card(phone, class_, "線上茹素登記") == ("本班不供餐", "")
    assert phone.get(f"/c/{class_.id}/meals").status == 200

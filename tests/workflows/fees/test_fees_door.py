"""The lecturer's door: number, password and captcha; the link; the lock."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.cloud.signed_values import dump_signed
from chalicelib.domains.fees import deadline_rules, links, store
from chalicelib.domains.fees.confirming import captcha, sending
from chalicelib.domains.fees.drafting import editing
from chalicelib.domains.people.guesses.rules import LIMITS, Door
from tests.scenes.fees import ORGANIZER, standing
from tests.scenes.fees_confirming import door_form, drafts, entered, read_form, sent_case
from tests.support.browser_client import Browser
from tests.support.guessing import tried

NewBrowser = Callable[[], Browser]
SetClock = Callable[[datetime], None]
REFUSED = "流水號或密碼不正確"


def test_number_and_password_open_the_case(browser: Browser, now: datetime) -> None:
    """Both right: the case, its lines and its net; the chain says how the lecturer came in."""
    case = sent_case(now)
    browser.post("/fee", door_form(browser, case), follow=True)
    assert browser.status == 200
    for words in ("公文格式與用語", "12,000", case.id):
        assert words in browser.text
    opened = store.events(case.id)[-1]
    assert (opened.kind, opened.by, opened.detail) == ("opened", "講座", {"way": "password"})


def test_small_letters_and_spaces_do_not_matter(browser: Browser, now: datetime) -> None:
    """Typed from paper: lower case, without the hyphen, with spaces in the number."""
    case = sent_case(now)
    password = links.password_of(case.id, case.links).replace("-", " ").lower()
    browser.post("/fee", door_form(browser, case, password=password, serial=f"{case.id[:8]} {case.id[8:]}"))
    assert (browser.status, browser.location) == (303, "/fee/case")


@pytest.mark.parametrize(
    "changed",
    [
        {"serial": "202603029999"},
        {"serial": ""},
        {"serial": "x" * 5000},
        {"password": "AAAA-AAAA"},
        {"password": "密碼"},
    ],
    ids="-".join,
)
def test_whatever_is_wrong_the_answer_is_the_same(browser: Browser, now: datetime, changed: dict[str, str]) -> None:
    """Unknown number, wrong password: one status and one text, and from now on a captcha."""
    case = sent_case(now)
    browser.post("/fee", door_form(browser, case, **changed))
    assert browser.status == 400
    assert browser.text.count(REFUSED) == 1
    assert "data-picture" in browser.text
    assert "__Host-fee" not in browser.cookies
    assert links.password_of(case.id, case.links) not in browser.text


def test_a_case_that_is_not_out_gets_the_same_answer(browser: Browser, now: datetime) -> None:
    """A draft has a derivable password, but no door: neither before it is sent nor after it was taken back to be edited."""
    case = sent_case(now)
    editing.recalculate(ORGANIZER, case.id, now)
    browser.post("/fee", door_form(browser, case))
    assert (browser.status, REFUSED in browser.text) == (400, True)


def test_many_failures_close_the_door_to_their_address(
    browser: Browser, new_browser: NewBrowser, now: datetime, set_clock: SetClock
) -> None:
    """Of whatever number, and with whatever cookies; a browser that had any case open, the link and another network go on."""
    case, another, _ = (sending.send(ORGANIZER, each.id, {}, now) for each in drafts(now))
    known = entered(new_browser(), another)
    known.post("/fee/out")
    tried(Door.FEE, "", map(str, range(LIMITS[Door.FEE].address - 1)), now)
    browser.post("/fee", read_form(browser, case, digits="x"))
    assert browser.status == 400
    fresh = new_browser()
    for serial in (case.id, "202603029999"):
        fresh.post("/fee", door_form(fresh, case, serial=serial))
        assert (fresh.status, "由信中的連結直接開啟" in fresh.text) == (429, True)
    assert known.post("/fee", door_form(known, case)).status == 303
    entered(new_browser(), case)
    far = new_browser().comes_from("198.51.100.1")
    assert far.post("/fee", door_form(far, case)).status == 303
    set_clock(now + timedelta(minutes=16))
    assert fresh.post("/fee", door_form(fresh, case)).status == 303


def test_five_failures_from_five_browsers_lock_the_number(new_browser: NewBrowser, now: datetime, set_clock: SetClock) -> None:
    """Strangers with fresh browsers share the number's counter; a number that does not exist locks alike."""
    case = sent_case(now)
    for serial in (case.id, "202603029999"):
        statuses = []
        for _ in range(6):
            stranger = new_browser()
            stranger.post("/fee", read_form(stranger, case, serial=serial, password="WRONG"))
            statuses.append(stranger.status)
        assert statuses == [400] * 5 + [429]
    set_clock(now + timedelta(minutes=16))
    fresh = new_browser()
    assert fresh.post("/fee", door_form(fresh, case)).status == 303


def test_strangers_lock_out_strangers_alone(browser: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """A browser that had the case open signs in again though strangers are locked out; the link opens anywhere; so does a new sending."""
    case = sent_case(now)
    entered(browser, case).post("/fee/out")
    for _ in range(6):
        stranger = new_browser()
        stranger.post("/fee", read_form(stranger, case, password="WRONG"))
    assert stranger.status == 429
    assert browser.post("/fee", door_form(browser, case)).status == 303
    entered(new_browser(), case)
    again = sending.send(ORGANIZER, case.id, {}, now)
    fresh = new_browser()
    assert fresh.post("/fee", door_form(fresh, again)).status == 303


def test_showing_the_link_changes_nothing(browser: Browser, now: datetime) -> None:
    """A mail scanner that opens it leaves no trace and sees no amount; the press opens."""
    case = sent_case(now)
    before = store.events(case.id)
    browser.get(f"/fee/l/{links.token_of(case.id, 1)}")
    assert browser.status == 200
    assert "12,000" not in browser.text
    assert (store.events(case.id), "__Host-fee" in browser.cookies) == (before, False)


def test_sending_again_kills_link_password_and_open_pages(browser: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """What came with the first sending opens nothing after the second, also where it was open."""
    first = sent_case(now)
    entered(browser, first)
    sending.send(ORGANIZER, first.id, {}, now)
    assert (browser.get("/fee/case").status, "請改用最近一封信" in browser.text) == (410, True)
    other = new_browser()
    other.get(f"/fee/l/{links.token_of(first.id, 1)}")
    assert (other.status, "取代" in other.text) == (410, True)
    assert other.post("/fee", door_form(other, first)).status == 400
    entered(other, standing(first))


def test_a_link_ends(browser: Browser, now: datetime, set_clock: SetClock) -> None:
    """After its ninety days neither link nor password opens."""
    case = sent_case(now)
    set_clock(now + deadline_rules.LINK_LIVES)
    assert browser.get(f"/fee/l/{links.token_of(case.id, 1)}").status == 410
    assert browser.post("/fee", door_form(browser, case)).status == 400
    assert browser.get("/fee/l/nobody-was-sent-this").status == 404


def test_a_quarter_of_an_hour_alone_signs_out(browser: Browser, now: datetime, set_clock: SetClock) -> None:
    """Each page renews the time; alone for fifteen minutes, the browser is led to the door, and what is posted is not done."""
    case = sent_case(now)
    entered(browser, case)
    for minutes in (14, 28):
        set_clock(now + timedelta(minutes=minutes))
        assert browser.get("/fee/case").status == 200
    set_clock(now + timedelta(minutes=43))
    browser.post("/fee/object", {"reason": "不對"})
    assert (browser.status, browser.location) == (303, "/fee")
    assert standing(case).state == "sent"


def test_signing_out_leaves_nothing_open(browser: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """The tablet's next lecturer cannot go back to the case, nor does a copy of its cookie open it."""
    case = sent_case(now)
    copy = new_browser()
    copy.cookies = dict(entered(browser, case).cookies)
    assert copy.get("/fee/case").status == 200
    browser.post("/fee/out", follow=True)
    assert "已登出" in browser.text
    assert browser.get("/fee/case").location == "/fee"
    assert copy.get("/fee/case").location == "/fee"


def test_an_old_cookie_of_a_forger_opens_nothing(browser: Browser, now: datetime) -> None:
    """What is not signed by us, or for something else, is no cookie."""
    browser.cookies["__Host-fee"] = "WyIyMDI2MDMwMjAwMDEiLDEsOTk5OTk5OTk5OV0.x"
    assert browser.get("/fee/case").location == "/fee"
    browser.cookies["__Host-fee"] = dump_signed(captcha.PURPOSE, ["202603020001", 1, 9_999_999_999])
    assert browser.get("/fee/case").location == "/fee"


def test_a_cancelled_case_says_so(browser: Browser, now: datetime) -> None:
    """Who has the page open when the organizer cancels is told what happened."""
    case = sent_case(now)
    entered(browser, case)
    editing.cancel(ORGANIZER, case.id, {"reason": "課程停開"}, now)
    assert (browser.get("/fee/case").status, "案件已取消" in browser.text) == (410, True)

"""The captcha of the lecturer's door: asked for after a failure, readable, and good for once."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domains.fees import links
from chalicelib.domains.fees.confirming import captcha
from chalicelib.domains.people.guesses.rules import LIMITS, Door
from tests.scenes.fees_confirming import digits_of, door_form, hidden, read_form, sent_case
from tests.support.browser_client import Browser
from tests.support.guessing import tried

NewBrowser = Callable[[], Browser]
SetClock = Callable[[datetime], None]
REFUSED = "流水號或密碼不正確"


@pytest.mark.parametrize("changed", [{"digits": "00000x"}, {"digits": ""}, {"challenge": "nonsense"}], ids="-".join)
def test_a_misread_picture_is_said_and_costs_nothing_typed(browser: Browser, now: datetime, changed: dict[str, str]) -> None:
    """It is the captcha that was wrong, and that is said; number and password are still in the form, with another picture."""
    case = sent_case(now)
    form = read_form(browser, case, **changed)
    browser.post("/fee", form)
    assert browser.status == 400
    assert "驗證碼不正確" in browser.text
    assert REFUSED not in browser.text
    assert f'value="{form["password"]}"' in browser.text
    assert hidden(browser.text)["challenge"] != form["challenge"]


def test_no_captcha_stands_before_who_types_rightly(browser: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """Neither the first time nor the second: an attempt that succeeds is no failure."""
    case = sent_case(now)
    assert "data-picture" not in browser.get("/fee").text
    for phone in (browser, new_browser()):
        assert phone.post("/fee", door_form(phone, case)).status == 303


def test_after_a_failure_the_digits_are_asked_for(browser: Browser, new_browser: NewBrowser, now: datetime, set_clock: SetClock) -> None:
    """By whoever it was: the next attempt at the number gives the form back with a picture, and looks at no password until it is read."""
    case = sent_case(now)
    browser.post("/fee", door_form(browser, case, password="WRONG"))
    other = new_browser()
    other.post("/fee", door_form(other, case))
    assert (other.status, "請再輸入驗證碼" in other.text) == (400, True)
    assert f'value="{links.password_of(case.id, 1)}"' in other.text
    token = hidden(other.text)["challenge"]
    assert other.post("/fee", {**door_form(other, case), "challenge": token, "digits": digits_of(token)}).status == 303
    set_clock(now + timedelta(minutes=16))
    late = new_browser()
    assert late.post("/fee", door_form(late, case)).status == 303


def test_without_reading_a_picture_nobody_closes_a_door(new_browser: NewBrowser, now: datetime) -> None:
    """Of seven attempts without digits one was looked at: the lecturer still comes in."""
    case = sent_case(now)
    for _ in range(7):
        stranger = new_browser()
        stranger.post("/fee", door_form(stranger, case, password="WRONG"))
        assert stranger.status == 400
    own = new_browser()
    assert own.post("/fee", read_form(own, case)).status == 303


@given(st.text("0123456789abcdef", min_size=8, max_size=24))
def test_the_digits_are_those_that_cannot_be_mistaken(nonce: str) -> None:
    """Never 1, 7 or 0, and always five."""
    digits = captcha._digits(nonce)
    assert len(digits) == captcha.DIGITS
    assert set(digits) <= set(captcha.READABLE)
    assert not set(captcha.READABLE) & set("170")


@settings(max_examples=25)
@given(st.text(captcha.READABLE, min_size=5, max_size=5))
def test_a_picture_can_be_read(digits: str) -> None:
    """Dark ink only, each digit apart from its neighbours and whole within the picture."""
    picture = captcha.picture_of(digits)
    dark = [[sum(picture.getpixel((x, y))) < 300 for y in range(picture.height)] for x in range(picture.width)]
    inked = [any(column) for column in dark]
    runs = [list(group) for is_ink, group in groupby(range(picture.width), key=lambda x: inked[x]) if is_ink]
    assert len([run for run in runs if len(run) > 5]) == captcha.DIGITS
    assert not any(column[0] or column[-1] for column in dark)


@pytest.mark.parametrize("ink", captcha.INKS)
def test_the_ink_is_dark(ink: tuple[int, int, int]) -> None:
    """7:1 or more, on the paper and on its pale lines."""
    for ground in (captcha._PAPER, captcha._PALE):
        assert (luminance(ground) + 0.05) / (luminance(ink) + 0.05) >= 7


def luminance(colour: tuple[int, int, int]) -> float:
    """Relative, by WCAG 2."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in (each / 255 for each in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_challenge_is_answered_once(browser: Browser, now: datetime) -> None:
    """The right answer sent again, from the same browser with the right password, is refused."""
    case = sent_case(now)
    form = read_form(browser, case)
    browser.post("/fee", form)
    assert browser.status == 303
    browser.post("/fee", form)
    assert (browser.status, "驗證碼不正確" in browser.text) == (400, True)


def test_a_challenge_wrongly_answered_is_used_up(browser: Browser, now: datetime) -> None:
    """Guessing on at the same picture does not help."""
    case = sent_case(now)
    form = read_form(browser, case)
    browser.post("/fee", {**form, "digits": "22222" if form["digits"] != "22222" else "33333"})
    browser.post("/fee", form)
    assert browser.status == 400


def test_a_challenge_belongs_to_its_browser(browser: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """Digits that were read elsewhere do not open this browser's door."""
    case = sent_case(now)
    form, other = read_form(browser, case), new_browser()
    other.get("/fee").post("/fee", form)
    assert other.status == 400


def test_a_challenge_lives_five_minutes(browser: Browser, now: datetime, set_clock: SetClock) -> None:
    """A second before its end it counts, at its end it does not."""
    case = sent_case(now)
    for after, status in ((timedelta(minutes=5) - timedelta(seconds=1), 303), (timedelta(minutes=5), 400)):
        set_clock(now)
        form = read_form(browser, case)
        set_clock(now + after)
        browser.post("/fee", form)
        assert browser.status == status


def token_after_a_failure(browser: Browser) -> str:
    """Of the page that a wrong password is answered with."""
    browser.get("/fee").post("/fee", {"serial": "202603029999", "password": "WRONG"})
    return hidden(browser.text)["challenge"]


def test_the_page_does_not_give_the_digits_away(browser: Browser, now: datetime) -> None:
    """Neither the token nor the page holds them outside the picture."""
    token = token_after_a_failure(browser)
    assert digits_of(token) not in browser.text.replace(token, "").split("data:image/png;base64,")[0]
    assert digits_of(token) not in token


def test_the_digits_can_be_heard(browser: Browser, now: datetime) -> None:
    """Spoken in Mandarin or English as a WAV of some seconds, for the same challenge; not for a stranger's or an old one."""
    token = browser.get("/fee/challenge").json()["token"]
    for language in ("zh", "en"):
        sound = browser.get(f"/fee/challenge/{token}?language={language}").json()["sound"]
        assert sound.startswith("data:audio/wav;base64,UklGR")
        assert len(sound) > 40_000
    assert browser.get("/fee/challenge/other").json() == {"sound": ""}


def test_each_challenge_is_read_aloud_once(browser: Browser, now: datetime) -> None:
    """A sound costs a fifth of a second of CPU: the same again is refused with advice, by script and without one, which keeps its form."""
    token = browser.get("/fee/challenge").json()["token"]
    browser.post("/fee/challenge", {"challenge": token, "action": "listen"})
    assert 'src="data:audio/wav' in browser.text
    browser.get(f"/fee/challenge/{token}?language=zh", headers={"Accept": "application/json"})
    assert (browser.status, "換一張" in browser.json()["message"]) == (429, True)
    browser.get("/fee").post("/fee/challenge", {"challenge": token, "action": "listen"})
    assert "已經播放過" in browser.text
    assert "data-picture" in browser.text


def test_an_address_hears_so_many(browser: Browser, now: datetime) -> None:
    """Then the picture is left, and the link of the mail."""
    tried(Door.FEE_SOUND, "", map(str, range(LIMITS[Door.FEE_SOUND].address)), now)
    token = browser.get("/fee/challenge").json()["token"]
    browser.get(f"/fee/challenge/{token}?language=en", headers={"Accept": "application/json"})
    assert (browser.status, "請看圖形驗證碼" in browser.json()["message"]) == (429, True)
    assert browser.comes_from("198.51.100.1").get(f"/fee/challenge/{token}?language=en").status == 200


def test_without_a_script(browser: Browser, now: datetime) -> None:
    """The buttons come back with the page: the number kept, a player for the same challenge, or another picture."""
    form = {"serial": "202603020001", "challenge": browser.get("/fee/challenge").json()["token"]}
    browser.post("/fee/challenge", {**form, "action": "listen"})
    assert 'src="data:audio/wav' in browser.text
    assert 'value="202603020001"' in browser.text
    assert hidden(browser.text)["challenge"] == form["challenge"]
    browser.post("/fee/challenge", {**form, "action": "another"})
    assert hidden(browser.text)["challenge"] != form["challenge"]


def test_wrong_digits_never_lock_a_number(new_browser: NewBrowser, now: datetime) -> None:
    """Without reading the captcha nobody can close somebody else's door."""
    case = sent_case(now)
    for _ in range(7):
        stranger = new_browser()
        stranger.post("/fee", read_form(stranger, case, digits="x"))
    fresh = new_browser()
    assert fresh.post("/fee", door_form(fresh, case)).status == 303

"""Signing in, the first password, the lock, and one's own account, through the HTTP edge."""

import html
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.cloud import accounts
from chalicelib.domains.people import service
from chalicelib.identity import Role
from chalicelib.web import edge as web_edge
from tests.scenes.signing_in import LOCKED, PASSWORD, WRONG, person, sign_in
from tests.support.browser_client import Browser

OTHER = "Battery-staple-8"
REFUSED = "帳號或密碼不正確"


@pytest.fixture
def lin() -> str:
    """An organizer with a password of her own."""
    return person("lin")


def said(browser: Browser) -> str:
    """What the page says was wrong."""
    found = re.search(r"data-error-summary>(.*?)</div>", browser.text, re.S)
    return re.sub(r"<[^>]+>|\s", "", found.group(1)) if found else ""


def test_the_right_password_signs_in(browser: Browser) -> None:
    """The right password leads to the page that was asked for, with name, roles and agency from Cognito."""
    person("lin", "organizer", "guard")
    sign_in(browser, onward="/account")
    assert (browser.status, browser.location) == (303, "/account")
    browser.get("/account")
    assert all(text in browser.text for text in ("林小美", "辦班人員、警衛室", "人事處"))


def test_a_username_is_taken_as_typed_by_hand(browser: Browser, lin: str) -> None:
    """Capitals, full width and spaces around a username do not matter."""
    sign_in(browser, " ＬＩＮ ")
    assert browser.status == 303


def test_every_refusal_reads_alike(browser: Browser, lin: str) -> None:
    """Unknown, wrong and disabled get the same status and the same words."""
    person("off")
    accounts.set_enabled("off", False)
    answers = set()
    for username, password in (("nobody", PASSWORD), ("lin", WRONG), ("off", PASSWORD), ("off", WRONG)):
        sign_in(browser, username, password)
        answers.add((browser.status, said(browser)))
    assert len(answers) == 1
    assert REFUSED in answers.pop()[1]


def test_the_typed_password_never_comes_back(browser: Browser, lin: str) -> None:
    """The page of a refused sign-in keeps the username and drops the password."""
    sign_in(browser, "lin", WRONG)
    assert 'value="lin"' in browser.text
    assert WRONG not in browser.text


def test_missing_fields_are_named(browser: Browser) -> None:
    """An empty form is answered at each field, and Cognito is not asked."""
    sign_in(browser, "", "")
    assert browser.status == 400
    assert "請輸入帳號" in browser.text
    assert "請輸入密碼" in browser.text


@pytest.mark.parametrize(
    "onward", ["https://evil.example/", "//evil.example", "/\\evil.example", "/a\nb", "", "javascript:alert(1)", "/sign-out"]
)
def test_next_is_only_ever_a_path_of_ours(browser: Browser, lin: str, onward: str) -> None:
    """Whatever else `next` says, the start page follows."""
    sign_in(browser, onward=onward)
    assert (browser.status, browser.location) == (303, "/")


def test_a_page_that_needs_sign_in_comes_back_after_it(browser: Browser, lin: str) -> None:
    """The page that sent a person to sign in is the one that is opened after it."""
    browser.get("/account")
    assert browser.location == "/sign-in?next=/account"
    browser.get(browser.location)
    assert 'name="next" value="/account"' in browser.text


def test_the_question_of_a_page_comes_back_as_well(browser: Browser, lin: str) -> None:
    """What was chosen on it (a month, a search) is there after signing in, whatever signs it holds."""
    asked = "/fees?from=2026-03-01&q=%E7%8E%8B+%26+%E6%9D%8E&q="
    browser.get(asked)
    assert browser.location == "/sign-in?next=/fees%3Ffrom%3D2026-03-01%26q%3D%25E7%258E%258B%2B%2526%2B%25E6%259D%258E%26q%3D"
    browser.get(browser.location)
    sign_in(browser, onward=html.unescape(browser.text.partition('name="next" value="')[2].partition('"')[0]))
    assert (browser.status, browser.location) == (303, asked)


def test_an_account_without_a_role_is_told_so(browser: Browser) -> None:
    """A right password without any role gives a reason, and no session."""
    accounts.create("bare", {"name": "白", "email": "b@gov.example"}, "Temporary-77")
    accounts.set_password("bare", PASSWORD, temporary=False)
    sign_in(browser, "bare")
    assert browser.status == 403
    assert "還沒有設定角色" in browser.text
    assert "__Host-session" not in browser.cookies


def test_a_temporary_password_must_be_changed(browser: Browser) -> None:
    """The first sign-in asks for an own password, and signs in with it; the old one is refused after."""
    person("lin", temporary=True)
    sign_in(browser, "lin", "Temporary-77", "/account")
    assert (browser.status, "設定您的新密碼" in browser.text) == (200, True)
    assert "__Host-session" not in browser.cookies
    browser.post("/sign-in/new-password", {**challenge(browser), "new_password": OTHER, "again": OTHER})
    assert (browser.status, browser.location) == (303, "/account")
    assert sign_in(browser, "lin", OTHER).status == 303
    assert sign_in(browser, "lin", "Temporary-77").status == 401


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("Short-1", "Short-1", "12 個字以上"),
        ("all-small-letters-1", "all-small-letters-1", "大寫"),
        (OTHER, OTHER + "x", "兩次輸入的新密碼不同"),
    ],
)
def test_a_weak_first_password_is_explained(browser: Browser, password: str, again: str, words: str) -> None:
    """The form comes back with what is missing, and goes on with a better one."""
    person("lin", temporary=True)
    sign_in(browser, "lin", "Temporary-77")
    token = challenge(browser)
    browser.post("/sign-in/new-password", {**token, "new_password": password, "again": again})
    assert (browser.status, words in browser.text) == (400, True)
    assert password not in browser.text
    browser.post("/sign-in/new-password", {**challenge(browser), "new_password": OTHER, "again": OTHER})
    assert browser.status == 303


@pytest.mark.parametrize("token", ["", "forged.token"])
def test_a_forged_challenge_is_refused(browser: Browser, token: str) -> None:
    """Without our signed token no password is set."""
    browser.post("/sign-in/new-password", {"challenge": token, "new_password": OTHER, "again": OTHER})
    assert (browser.status, "重新登入一次" in browser.text) == (410, True)


def test_a_challenge_lives_for_fifteen_minutes(browser: Browser, now: datetime, set_clock: Callable[[datetime], None]) -> None:
    """The form of the new password is of no use later."""
    person("lin", temporary=True)
    sign_in(browser, "lin", "Temporary-77")
    set_clock(now + timedelta(minutes=15, seconds=1))
    browser.post("/sign-in/new-password", {**challenge(browser), "new_password": OTHER, "again": OTHER})
    assert browser.status == 410


def test_a_used_challenge_is_refused(browser: Browser) -> None:
    """The form sent a second time changes nothing."""
    person("lin", temporary=True)
    sign_in(browser, "lin", "Temporary-77")
    token = challenge(browser)
    browser.post("/sign-in/new-password", {**token, "new_password": OTHER, "again": OTHER})
    browser.csrf = ""
    browser.post("/sign-in/new-password", {**token, "new_password": "Third-password-9", "again": "Third-password-9"})
    assert browser.status == 410
    assert sign_in(browser, "lin", OTHER).status == 303


def test_reloading_the_new_password_page_begins_again(browser: Browser) -> None:
    """The address of the form, opened by itself, leads to the sign-in page."""
    assert browser.get("/sign-in/new-password").location == "/sign-in"


def test_signing_out_ends_the_session(browser: Browser, lin: str) -> None:
    """After signing out, pages of staff ask for sign-in again."""
    sign_in(browser)
    browser.csrf = ""
    browser.post("/sign-out")
    assert browser.location == "/sign-in"
    assert browser.get("/account").status == 303


def test_an_own_password_can_be_changed(browser: Browser, lin: str) -> None:
    """With the current password a new one is set, and only that one signs in."""
    sign_in(browser)
    browser.get("/account")
    browser.post("/account/password", {"current": PASSWORD, "new_password": OTHER, "again": OTHER})
    assert browser.location == "/account"
    assert sign_in(browser, "lin", PASSWORD).status == 401
    assert sign_in(browser, "lin", OTHER).status == 303


def test_a_wrong_current_password_changes_nothing(browser: Browser, lin: str) -> None:
    """Five wrong current passwords lock as failed sign-ins do, so that an open desk cannot be used for guessing."""
    sign_in(browser)
    browser.get("/account")
    for _ in range(5):
        browser.post("/account/password", {"current": WRONG, "new_password": OTHER, "again": OTHER})
        assert (browser.status, "目前的密碼不正確" in browser.text) == (400, True)
    browser.post("/account/password", {"current": PASSWORD, "new_password": OTHER, "again": OTHER})
    assert (browser.status, LOCKED in browser.text) == (429, True)


def test_identify_answers_one_key_for_one_number() -> None:
    """However it is typed, a number gives the same key, and the key does not hold it."""
    key = service.identify("A123456789")
    assert service.identify(" ａ１２３-４５６ ７８９ ") == key
    assert "123456789" not in key
    assert len(key) == 23


def test_the_start_page_of_nobody_shows_the_two_ways(browser: Browser) -> None:
    """Without a session: how trainees check in, and where staff sign in."""
    browser.get("/")
    assert browser.status == 200
    assert "教室螢幕上的 QR Code" in browser.text
    assert 'href="/sign-in"' in browser.text


def test_the_start_page_shows_what_the_role_may_open(browser: Browser) -> None:
    """An administrator finds the accounts; a volunteer does not, and both find their own account."""
    browser.sign_in(Role.ADMINISTRATOR).get("/")
    assert 'href="/accounts"' in browser.text
    browser.sign_in(Role.VOLUNTEER).get("/")
    assert 'href="/accounts"' not in browser.text
    assert 'href="/account"' in browser.text


def challenge(browser: Browser) -> dict[str, str]:
    """The hidden fields of the form of the new password."""
    fields = dict(re.findall(r'name="(challenge|next)" value="([^"]*)"', browser.text))
    assert web_edge.load_signed("new-password", fields["challenge"])
    return fields

"""The digits of the second mail, at the HTTP edge: how often they can be asked for and tried."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from chalicelib.domains.licences.links import token_of
from chalicelib.domains.licences.signing.codes_rules import MOST_CODES, MOST_TRIES
from chalicelib.identity import Role
from tests.scenes.licences import letter_of, opened
from tests.support.browser_client import Browser

Drain = Callable[[], int]
SentMail = Callable[[], list[Any]]
SetClock = Callable[[datetime], None]
_DIGITS = re.compile(r"\b\d{6}\b")


def test_other_digits_can_be_asked_for(
    browser: Browser, link_with_code: str, now: datetime, set_clock: SetClock, drain: Drain, sent_mail: SentMail
) -> None:
    """After a minute new digits are mailed, and after five wrong ones only those help; an input method may write them in full width."""
    link = link_with_code
    opened(browser, link)
    drain()
    for _ in range(6):
        browser.post(f"{link}/code", {"code": "x"})
    assert browser.status == 429
    assert "重新寄送" in browser.text
    set_clock(now + timedelta(seconds=61))
    browser.post(f"{link}/code", {"action": "resend"}, follow=True)
    assert "驗證碼已寄出" in browser.text
    drain()
    digits = _DIGITS.search(sent_mail()[-1].get_body(("plain",)).get_content())
    assert digits
    full_width = digits[0].translate({ord(each): ord(each) + 0xFEE0 for each in "0123456789"})
    browser.post(f"{link}/code", {"code": full_width[:3] + " " + full_width[3:]}, follow=True)
    assert "第 1 條" in browser.text


def test_a_link_takes_twenty_wrong_digits_in_all(
    browser: Browser, new_browser: Callable[[], Browser], link_with_code: str, now: datetime, set_clock: SetClock
) -> None:
    """However often others are asked for; then only a new link helps, which the organizer is told to send."""
    link, refused = link_with_code, 0
    opened(browser, link)
    for minute in range(1, 8):
        for _ in range(5):
            browser.post(f"{link}/code", {"code": "x"})
            refused += browser.status == 400
        set_clock(now + timedelta(seconds=61 * minute))
        browser.post(f"{link}/code", {"action": "resend"})
    assert (refused, browser.status) == (MOST_TRIES, 429)
    assert "由辦班人員重新寄送連結" in browser.text
    assert "f-code" not in browser.get(f"{link}/code").text
    letter = letter_of(link)
    staff = new_browser().sign_in(Role.ADMINISTRATOR)
    assert "驗證碼已停用" in staff.get(f"/licences/{letter.id}").text
    staff.post(f"/licences/{letter.id}/send-again", {"email": letter.email})
    assert "驗證碼已停用" not in staff.get(f"/licences/{letter.id}").text
    again = f"/l/{token_of(letter.id, 2)}"
    opened(browser, again)
    assert "f-code" in browser.get(f"{again}/code").text


def test_a_link_mails_ten_codes_at_most(
    browser: Browser, link_with_code: str, now: datetime, set_clock: SetClock, drain: Drain, sent_mail: SentMail
) -> None:
    """An hour of asking every minute is ten mails; the last digits still open the letter, and then ten more may be asked for."""
    link, before = link_with_code, len(sent_mail())
    opened(browser, link)
    for minute in range(1, 14):
        drain()
        set_clock(now + timedelta(seconds=61 * minute))
        browser.post(f"{link}/code", {"action": "resend"})
    assert len(sent_mail()) - before == MOST_CODES
    assert browser.status == 429
    assert "重新寄送驗證碼" not in browser.get(f"{link}/code").text
    digits = _DIGITS.search(sent_mail()[-1].get_body(("plain",)).get_content())
    assert digits
    browser.post(f"{link}/code", {"code": digits[0]}, follow=True)
    assert "第 1 條" in browser.text
    set_clock(now + timedelta(hours=3))
    opened(browser, link)
    assert "重新寄送驗證碼" in browser.get(f"{link}/code").text
    drain()
    assert len(sent_mail()) - before == MOST_CODES + 1

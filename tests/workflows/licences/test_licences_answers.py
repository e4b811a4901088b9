"""What a lecturer asks of a letter is answered in the system, and who is no longer needed is told."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from chalicelib.domains.licences.letters import lifecycle
from chalicelib.domains.licences.signing import signing
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Role
from tests.scenes.licences import ORGANIZER, PHONE, class_with_talks, invitation, link_in, opened, send, signed_letter
from tests.support.browser_client import Browser

Drain = Callable[[], int]
SentMail = Callable[[], list[Any]]


def bodies(mail: Any) -> list[str]:
    return [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]


def test_a_question_is_answered_by_mail_and_on_the_letter(
    now: datetime, drain: Drain, sent_mail: SentMail, browser: Browser, new_browser: Callable[[], Browser]
) -> None:
    """The organizer answers on the letter's page; the lecturer reads it in a mail, whom to ask below it, and where the letter is read."""
    (letter,) = send(class_with_talks(now), now)
    drain()
    token = link_in(invitation(sent_mail()))
    signing.ask(token, "教材可以只在教室使用嗎？", PHONE, now)
    drain()
    organizer = browser.sign_in(Role.ORGANIZER, username=ORGANIZER.username)
    assert "教材可以只在教室使用嗎？" in organizer.get(f"/licences/{letter.id}").text
    for _ in range(2):
        organizer.post(f"/licences/{letter.id}/answer", {"answer": "可以，請把臺北e大取消勾選。"}, follow=True)
        drain()
    (mail,) = [each for each in sent_mail() if "回覆您的問題" in each["Subject"]]
    assert mail["To"] == letter.email
    for body in bodies(mail):
        assert "教材可以只在教室使用嗎？" in body
        assert "可以，請把臺北e大取消勾選。" in body
        assert "承辦人：" in body
    assert "可以，請把臺北e大取消勾選。" in organizer.get(f"/licences/{letter.id}").text
    assert "可以，請把臺北e大取消勾選。" in opened(new_browser(), f"/l/{token}").text
    assert signing.ask(token, "另一個問題", PHONE, now).answer == ""


def test_an_empty_answer_and_an_answer_to_nothing_are_refused(now: datetime) -> None:
    """At its field, or with what is missing."""
    (letter,) = send(class_with_talks(now), now)
    with pytest.raises(Conflict):
        lifecycle.answer_question(ORGANIZER, letter.id, {"answer": "好的"}, now)
    with pytest.raises(InvalidInput) as wrong:
        lifecycle.answer_question(ORGANIZER, letter.id, {"answer": " "}, now)
    assert set(wrong.value.fields) == {"answer"}


def test_a_letter_taken_back_is_told_with_its_reason(now: datetime, drain: Drain, sent_mail: SentMail, browser: Browser) -> None:
    """The lecturer gets a mail that nothing is to be done, and why; the dead link says so too, and whom to ask."""
    (letter,) = send(class_with_talks(now), now)
    drain()
    token = link_in(invitation(sent_mail()))
    lifecycle.revoke(ORGANIZER, letter.id, {"reason": "課程改期"}, now)
    drain()
    (mail,) = [each for each in sent_mail() if "授權書已撤回" in each["Subject"]]
    assert (mail["To"], "授權書已撤回" in mail["Subject"]) == (letter.email, True)
    assert all("課程改期" in body for body in bodies(mail))
    page = browser.get(f"/l/{token}").text
    assert "課程改期" in page
    assert "承辦人 " in page


def test_a_licence_that_ends_is_told(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """From which day, and why."""
    signed = signed_letter(class_with_talks(now), now, drain, sent_mail)
    lifecycle.withdraw(ORGANIZER, signed.id, {"reason": "講座要求", "ended_on": "2026-06-01"}, now)
    drain()
    (mail,) = [each for each in sent_mail() if "授權已終止" in each["Subject"]]
    for body in bodies(mail):
        assert "115 年 6 月 1 日" in body
        assert "講座要求" in body

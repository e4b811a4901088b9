"""One content, two bodies, one way out."""

from collections.abc import Callable
from typing import Any

import pytest
from jinja2 import UndefinedError

from chalicelib.cloud.mail import Attachment
from chalicelib.domains.people.account_rules import Account
from chalicelib.identity import Role
from chalicelib.messaging import mailing

SentMail = Callable[[], list[Any]]
WANG = Account("wang", "王<小明>", "wang@gov.example", frozenset({Role.ORGANIZER}))
VALUES = {"account": WANG, "sign_in": "http://localhost:8000/sign-in"}


def test_both_bodies_say_the_same_by_their_templates(sent_mail: SentMail) -> None:
    """The text as it is, the HTML escaped; the subject, the address, the reference and the file go with them."""
    file = Attachment("表.csv", "text/csv", "甲,乙".encode())
    mailing.send(WANG.email, "帳號已建立", "people/mail/welcome", VALUES, attachments=[file], reference="people_wang")
    (letter,) = sent_mail()
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert ("王<小明> 您好" in text, "王&lt;小明&gt; 您好" in html) == (True, True)
    assert (letter["To"], letter["Subject"], letter["X-SES-MESSAGE-TAGS"]) == (WANG.email, "帳號已建立", "reference=people_wang")
    assert [each.get_filename() for each in letter.iter_attachments()] == ["表.csv"]


def test_a_mail_with_a_gap_is_not_sent(sent_mail: SentMail) -> None:
    """What a template asks for and nobody gave stops the mail, which is tried again and then shown to staff."""
    with pytest.raises(UndefinedError):
        mailing.send(WANG.email, "帳號已建立", "people/mail/welcome", {"account": WANG})
    assert sent_mail() == []

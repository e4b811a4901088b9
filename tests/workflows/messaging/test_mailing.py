"""One content, two bodies, one way out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError
from jinja2 import UndefinedError

from chalicelib.cloud import calls
from chalicelib.cloud.clients import client
from chalicelib.cloud.mail import Attachment
from chalicelib.cloud.outages import MailUnanswered
from chalicelib.domains.people.account_rules import Account
from chalicelib.identity import Role
from chalicelib.messaging import mailing

SentMail = Callable[[], list[Any]]
WANG = Account("wang", "王<小明>", "wang@gov.example", frozenset({Role.ORGANIZER}))
VALUES = {"account": WANG, "sign_in": "http://localhost:8000/sign-in"}


def test_both_bodies_say_the_same_by_their_templates(sent_mail: SentMail) -> None:
    """The text as it is, the HTML escaped; the subject, the address, the reference and the file go with them."""
    file = Attachment("表.csv", "text/csv", "甲,乙".encode())
    mailing.send(WANG.email, "帳號已建立", "people/mail/welcome", VALUES, attachments=[file], reference="people_wang", contact=None)
    (letter,) = sent_mail()
    text, html = (letter.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert ("王<小明> 您好" in text, "王&lt;小明&gt; 您好" in html) == (True, True)
    assert (letter["To"], letter["Subject"], letter["X-SES-MESSAGE-TAGS"]) == (WANG.email, "帳號已建立", "reference=people_wang")
    assert [each.get_filename() for each in letter.iter_attachments()] == ["表.csv"]


def test_a_mail_with_a_gap_is_not_sent(sent_mail: SentMail) -> None:
    """What a template asks for and nobody gave stops the mail, which is tried again and then shown to staff."""
    with pytest.raises(UndefinedError):
        mailing.send(WANG.email, "帳號已建立", "people/mail/welcome", {"account": WANG}, reference="people_wang", contact=None)
    assert sent_mail() == []


@contextmanager
def when_sent(act: Callable[[int], Any]) -> Iterator[list[int]]:
    """At each letter that SES is handed; what `act` answers is what our client hears, None the truth."""
    sent: list[int] = []

    def hear(**_: Any) -> Any:
        sent.append(1)
        return act(len(sent))

    events = client("sesv2").meta.events
    events.register_first("before-call.sesv2.SendEmail", hear)
    try:
        yield sent
    finally:
        events.unregister("before-call.sesv2.SendEmail", hear)


def test_a_letter_without_an_answer_is_not_sent_again_at_once(sent_mail: SentMail) -> None:
    """SES may have taken it: our client asks once, and says that nobody knows."""

    def lost(**_: Any) -> None:
        raise ReadTimeoutError(endpoint_url="https://email.example")

    events = client("sesv2").meta.events
    events.register_last("before-send", lost, unique_id="lost")
    try:
        with pytest.raises(MailUnanswered):
            mailing.send(WANG.email, "帳號已建立", "people/mail/welcome", VALUES, reference="people_wang", contact=None)
    finally:
        events.unregister("before-send", unique_id="lost")
    assert len(sent_mail()) == 1


def test_a_rate_that_is_too_high_is_waited_for(sent_mail: SentMail, monkeypatch: pytest.MonkeyPatch) -> None:
    """SES's rate is no error of the letter: twice it says later, then it takes it."""
    pauses: list[float] = []
    monkeypatch.setattr(calls.watch, "wait", pauses.append)

    def too_fast(number: int) -> Any:
        refusal = {"Error": {"Code": "TooManyRequestsException", "Message": ""}, "ResponseMetadata": {"HTTPStatusCode": 429}}
        return (AWSResponse("", 429, {}, None), refusal) if number < 3 else None

    with when_sent(too_fast) as sent:
        mailing.send(WANG.email, "帳號已建立", "people/mail/welcome", VALUES, reference="people_wang", contact=None)
    assert (len(sent), len(pauses), len(sent_mail())) == (3, 2, 1)

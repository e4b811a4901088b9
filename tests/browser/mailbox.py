"""The centre's mailbox (MAILBOX of `make run`): what people would find in their letters."""

import re
import time
import urllib.request
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast


def mails_about(mailbox: str, subject: str, containing: str = "", count: int = 1) -> list[EmailMessage]:
    """The mails with these words (a pattern) in the subject and that text in the body or the address, newest first, waited for."""
    found: list[EmailMessage] = []
    for _ in range(360):  # three minutes
        with urllib.request.urlopen(mailbox) as answer:
            numbers = re.findall(rf'href="/mail/(\d+)">[^<]*{subject}', answer.read().decode())
        found = [mail for number in numbers if containing in f"{(mail := _mail(mailbox, number))['To']}\n{text_of(mail)}"]
        if len(found) >= count:
            return found
        time.sleep(0.5)
    raise AssertionError(f"of {count} mails about {subject}, {len(found)} arrived")


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body
    return str(body.get_content())


def _mail(mailbox: str, number: str) -> EmailMessage:
    with urllib.request.urlopen(f"{mailbox}/mail/{number}.eml") as answer:
        return cast("EmailMessage", message_from_bytes(answer.read(), policy=policy.default))

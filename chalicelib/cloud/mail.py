"""SES. A mail is composed once (so that it can be kept, shown and tested as a file) and sent raw."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from email.utils import make_msgid

from botocore.exceptions import ClientError

from chalicelib.cloud.clients import client
from chalicelib.cloud.outages import MailNotTaken, MailUnanswered
from chalicelib.errors import OutcomeUnknown, Unavailable
from chalicelib.settings import settings

TAG = "reference"
# SES takes raw letters in 7 bits only; Python's own choice for short lines is 8.
_SEVEN_BITS = default.clone(cte_type="7bit")


@dataclass(frozen=True)
class Attachment:
    """`content_type` as image/png, or with parameters as text/calendar; charset=utf-8; method=PUBLISH. With `inline_id`, the HTML shows
    it as cid:<inline_id>.
    """

    file_name: str
    content_type: str
    data: bytes
    inline_id: str = ""


@dataclass(frozen=True)
class Mail:
    """One letter to one address. `reference` (letters, digits, - and _) comes back when the letter does; `reply_to` reads answers."""

    to: str
    subject: str
    text: str
    html: str
    attachments: Sequence[Attachment] = field(default_factory=tuple)
    reference: str = ""
    reply_to: str = ""


def compose(mail: Mail) -> bytes:
    """The whole letter as RFC 5322 bytes: text, HTML with its pictures, attachments."""
    letter = EmailMessage(policy=_SEVEN_BITS)
    letter["From"] = settings().mail_from
    letter["To"] = mail.to
    if mail.reply_to:
        letter["Reply-To"] = mail.reply_to
    letter["Subject"] = mail.subject
    letter["Message-ID"] = make_msgid(domain=settings().mail_from.rpartition("@")[2].rstrip(">"))
    letter["X-SES-CONFIGURATION-SET"] = settings().mail_configuration_set
    if mail.reference:
        letter["X-SES-MESSAGE-TAGS"] = f"{TAG}={mail.reference}"
    letter.set_content(mail.text)
    letter.add_alternative(mail.html, subtype="html")
    page = letter.get_payload()[1]  # type: ignore[index]
    for part in mail.attachments:
        kind, *rest = part.content_type.split(";")
        main, _, sub = kind.partition("/")
        if part.inline_id:
            page.add_related(part.data, main, sub, cid=f"<{part.inline_id}>", filename=part.file_name)  # type: ignore[union-attr]
        else:
            params = dict(each.strip().split("=", 1) for each in rest)
            letter.add_attachment(part.data, main, sub, filename=part.file_name, params=params)
    return letter.as_bytes()


def send(letter: bytes) -> str:
    """Hands a composed letter to SES; returns SES's message id. Asked again where SES says that this is too fast.

    Raises MailUnanswered where the letter went out and no answer came, MailNotTaken where it was not taken, botocore's ClientError where it
    never will be.
    """
    try:
        return str(client("sesv2").send_email(Content={"Raw": {"Data": letter}})["MessageId"])
    except Unavailable as error:
        theirs = isinstance(error.__cause__, ClientError)  # a fault that they name, so they have not taken it
        raise MailUnanswered if isinstance(error, OutcomeUnknown) and not theirs else MailNotTaken from error

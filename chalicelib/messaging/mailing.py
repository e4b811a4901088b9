"""Every mail that we send: two bodies of one content, <workflow>/mail/<name>.txt and .html, composed and handed to SES.

Only workers send: the change is committed with its message (outbox), and the message's handler calls `send`. The handler looks whether
the mail is still wanted. A message that is repeated after an error mails only those whom it has not mailed yet (attempt). Where nobody
can say whether a mail went (a worker that was killed, SES without an answer) it is repeated once: somebody may get it twice, never more.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from chalicelib.clock import minguo
from chalicelib.cloud import mail
from chalicelib.cloud.mail import Attachment, Mail
from chalicelib.contact import Contact
from chalicelib.messaging import attempt
from chalicelib.rendering import templates

# What every mail is given.
_COMMON = {"minguo": minguo}


def send(
    to: str,
    subject: str,
    template: str,
    values: Mapping[str, Any],
    *,
    reference: str,
    contact: Contact | None,
    attachments: Sequence[Attachment] = (),
) -> str:
    """Sends one mail to one address, once for a message; `template` is the path without its ending, as leave/mail/notice. Returns SES's id.

    An attachment is a file (a calendar's too), or a picture of the HTML body where it has an `inline_id`. `reference` says what
    the mail is about: by it the sender's page shows that it did not arrive (returned).
    `contact`, where there is one, stands below it and gets the answers.
    """
    shown = {**_COMMON, **values, "contact": contact}
    text, foot, html = (templates().get_template(each).render(shown) for each in (f"{template}.txt", "mail/foot.txt", f"{template}.html"))
    name = hashlib.sha256("\n".join((to, subject, template, reference)).encode()).hexdigest()[:24]
    letter = Mail(to, subject, f"{text.rstrip()}\n\n{foot}", html, attachments, reference, contact.email if contact else "")
    return attempt.once(name, lambda: mail.send(mail.compose(letter)))

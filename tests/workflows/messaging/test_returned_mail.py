"""A mail that did not arrive is noted with the reason, for the page of whoever sent it."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest

from chalicelib.messaging import bounces, registry
from chalicelib.messaging.returned import returned
from chalicelib.messaging.returned.store import ReturnedItem
from chalicelib.messaging.store import OutboxItem
from chalicelib.messaging.store_redrives import RedriveItem
from tests.support.returned_mail import event_of

LIN = "lin@example.edu.tw"
PEOPLE = {"bouncedRecipients": [{"emailAddress": LIN}]}


@pytest.fixture
def mail() -> EmailMessage:
    made = EmailMessage()
    made["To"], made["Subject"], made["X-SES-MESSAGE-TAGS"] = LIN, "【請假】請假已核准", "reference=leave_115-B00492-1_t_1"
    return made


def reasons(drain: Any, now: datetime) -> list[str]:
    drain()
    return [each.reason for each in returned.of("leave_115-B00492-1", now)]


@pytest.mark.parametrize(
    ("kind", "sub", "word"),
    [
        ("Permanent", "General", "沒有這個信箱"),
        ("Permanent", "OnAccountSuppressionList", "不再寄送"),
        ("Transient", "MailboxFull", "信箱已滿"),
        ("Transient", "ContentRejected", "信件內容"),
        ("Transient", "AttachmentRejected", "附件"),
        ("Transient", "General", "自動回覆"),
        ("Undetermined", "Undetermined", "沒有說明原因"),
        ("Brandnew", "", "沒有說明原因"),
    ],
)
def test_every_bounce_counts(mail: EmailMessage, now: datetime, drain: Any, kind: str, sub: str, word: str) -> None:
    """SES tells of a bounce only once it has given up, whatever it calls it."""
    bounces.announce(event_of(mail, bounce={"bounceType": kind, "bounceSubType": sub, **PEOPLE}), now)
    (reason,) = reasons(drain, now)
    assert word in reason


@pytest.mark.parametrize(
    ("kind", "more", "word"),
    [
        ("Complaint", {"complaint": {"complainedRecipients": [{"emailAddress": LIN}]}}, "垃圾信"),
        ("Reject", {"reject": {"reason": "Bad content"}}, "病毒"),
    ],
)
def test_a_complaint_and_a_refusal_of_ses_count(
    mail: EmailMessage, now: datetime, drain: Any, kind: str, more: dict[str, Any], word: str
) -> None:
    """What somebody called spam, and what SES never sent."""
    bounces.announce(event_of(mail, kind, **more), now)
    (reason,) = reasons(drain, now)
    assert word in reason


def test_a_delay_does_not_count(mail: EmailMessage, now: datetime, drain: Any) -> None:
    """The mail may still arrive."""
    bounces.announce(event_of(mail, "DeliveryDelay", deliveryDelay={"delayType": "MailboxFull"}), now)
    assert reasons(drain, now) == []


def test_told_twice_it_is_one(mail: EmailMessage, now: datetime, drain: Any) -> None:
    """One line for a mail and an address; it says which mail of the thing it was, and is gone after a year."""
    for reason in ("General", "NoEmail"):
        bounces.announce(event_of(mail, bounce={"bounceType": "Permanent", "bounceSubType": reason, **PEOPLE}), now)
    assert len(reasons(drain, now)) == 1
    (line,) = returned.of("leave_115-B00492-1", now)
    assert (line.mail, line.address, line.subject) == ("t_1", LIN, "【請假】請假已核准")
    assert returned.of("leave_115-B00492-1", now + timedelta(days=366)) == []


def test_workflows_that_change_a_document_are_told_too() -> None:
    """Letters and fee cases mark themselves."""
    assert set(registry.bounces()) == {"fees_", "licences_"}


def test_whichever_item_comes_first_the_indexes_are_known() -> None:
    """The one connection takes a table's indexes from the first class that is used, so every class of the table has them."""
    schemas = [set(each._indexes) for each in (OutboxItem, RedriveItem, ReturnedItem)]
    assert schemas == [{"by_state"}] * 3

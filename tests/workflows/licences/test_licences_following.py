"""After the letter: withdrawn, renewed, reminded of, and what came back."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domains.licences import store
from chalicelib.domains.licences.letters import lifecycle, overview
from chalicelib.domains.licences.model import State
from chalicelib.domains.licences.signing import signing
from chalicelib.errors import Conflict
from infra.local import mailbox
from tests.scenes.licences import ORGANIZER, PHONE, class_with_talks, invitation, link_in, send, signed_form, signed_letter

Drain = Callable[[], int]
SentMail = Callable[[], list[Any]]
SetClock = Callable[[datetime], None]


def test_a_withdrawal_is_recorded_not_erased(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """A licence that ends keeps its clauses and says from which day it is over, and why."""
    signed = signed_letter(class_with_talks(now), now, drain, sent_mail)
    after = lifecycle.withdraw(ORGANIZER, signed.id, {"reason": "講座要求", "ended_on": "2026-06-01"}, now)
    assert (after.state, str(after.ended_on), after.reason) == (State.WITHDRAWN, "2026-06-01", "講座要求")
    assert after.clauses == signed.clauses


def test_a_renewal_begins_where_the_old_ends(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """Each agreed clause goes on for as long again from the day after its own end; to there the old letter, then superseded, licenses."""
    old = signed_letter(class_with_talks(now), now, drain, sent_mail)
    renewal = lifecycle.renew(ORGANIZER, old.id, now)
    with pytest.raises(Conflict):
        lifecycle.renew(ORGANIZER, old.id, now)
    mail_at = len(sent_mail())
    drain()
    token = next(link_in(mail) for mail in sent_mail()[mail_at:] if "請簽署" in mail["Subject"])
    new = signing.sign(token, signed_form(token, now), PHONE, now)
    drain()
    assert new.id == renewal.id
    after = store.find_letter(old.id)
    assert after is not None
    assert after.state is State.SUPERSEDED
    terms = [(one.grant, other.grant) for one, other in zip(old.clauses, new.clauses, strict=True) if one.grant and other.grant]
    assert len({one.ends for one, _ in terms}) == 2
    assert all(one.ends and other.starts == one.ends + timedelta(days=1) for one, other in terms)
    assert after.ended_on == max(other.starts for _, other in terms if other.starts)


def test_reminders_keep_their_rhythm(
    now: datetime, drain: Drain, sent_mail: SentMail, schedule: Callable[[str], None], set_clock: SetClock
) -> None:
    """First after three days, then every second day, the day before class, and never after an answer."""
    class_ = class_with_talks(now, ("2026-03-16", "09:00", "10:50", "2", "公文", "林書豪"), ends_on="2026-03-20")
    send(class_, now)
    drain()
    token = link_in(invitation(sent_mail()))
    days = []
    for day in range(1, 20):
        moment = now + timedelta(days=day)
        set_clock(moment)
        before = len(sent_mail())
        schedule("every_day")
        drain()
        if any("提醒您簽署" in mail["Subject"] for mail in sent_mail()[before:]):
            days.append(day)
        if day == 15:
            signing.decline(token, {"reason": "不便", "request": "p"}, PHONE, moment)
    assert days == [3, 5, 7, 9, 11, 13, 15]


def test_a_bounce_is_shown(now: datetime, drain: Drain, sent_mail: SentMail, aws: Callable[[str], Any]) -> None:
    """A mail that came back marks the letter for the organizer; an event that cannot be read does not stop the others."""
    class_ = class_with_talks(now)
    (letter,) = send(class_, now)
    drain()
    tag = sent_mail()[-1]["X-SES-MESSAGE-TAGS"].partition("=")[2]
    bounce = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": letter.email}]}
    event = json.dumps({"eventType": "Bounce", "bounce": bounce, "mail": {"tags": {"reference": [tag]}}})
    url = aws("sqs").get_queue_url(QueueName="local-mail-events-queue")["QueueUrl"]
    for body in ("not json", event):
        aws("sqs").send_message(QueueUrl=url, MessageBody=body)
    drain()
    (line,) = overview.class_overview(ORGANIZER, class_.id, now)["lines"]
    assert line.sign == "退信"


def test_the_mailbox_plays_a_bounce(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """What the local mailbox's button says is what SES would say: the letter is shown as returned, and can be sent to another address."""
    (letter,) = send(class_with_talks(now), now)
    drain()
    mailbox.bounce(invitation(sent_mail()))
    drain()
    returned = store.find_letter(letter.id)
    assert returned
    assert returned.delivery == "bounced"
    assert lifecycle.send_again(ORGANIZER, letter.id, {"email": "right@example.org"}, now).delivery == "waiting"

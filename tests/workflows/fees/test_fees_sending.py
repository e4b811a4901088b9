"""A case goes to its lecturer: two mails, reminders, mail that came back, and on paper for who has no address."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.timetable import editing as timetable_editing
from chalicelib.domains.fees import store
from chalicelib.domains.fees.confirming import confirming, mails_worker, sending
from chalicelib.domains.fees.drafting import editing
from chalicelib.domains.fees.links import password_of, token_of
from chalicelib.domains.fees.model import Case, State
from chalicelib.errors import Conflict
from chalicelib.identity import Role
from chalicelib.messaging import bounces
from chalicelib.records.hash_chain import chain_holds
from infra.local.iam.acting import acting
from tests.scenes.fees import ORGANIZER, standing
from tests.scenes.fees_confirming import PHONE, drafts, sent_case
from tests.support.browser_client import Browser

Drain = Callable[[], int]
SentMail = Callable[[], list[Any]]


def kinds(case: Case) -> list[str]:
    events = store.events(case.id)
    assert chain_holds(events)
    return [event.kind for event in events]


def test_link_and_password_never_share_a_mail(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """Whoever reads one of the mails has half at most of each way; the password lies in no message and no table."""
    case = sent_case(now)
    drain()
    invite, password = (mail.get_body(("plain",)).get_content() for mail in sent_mail()[-2:])
    assert token_of(case.id, 1) in invite
    assert password_of(case.id, 1) not in invite
    assert password_of(case.id, 1) in password
    assert token_of(case.id, 1) not in password


def test_what_the_timetable_no_longer_says_is_not_sent(now: datetime) -> None:
    """Changed since it was worked out: first work it out again."""
    case = drafts(now)[0]
    class_ = classes.load_class(case.class_id)
    timetable_editing.replace_timetable(class_, classes.timetable(class_.id).periods[1:], classes.timetable(class_.id).version)
    with pytest.raises(Conflict):
        sending.send(ORGANIZER, case.id, {}, now)
    editing.recalculate(ORGANIZER, case.id, now)
    assert sending.send(ORGANIZER, case.id, {}, now).state is State.SENT


def test_one_press_sends_a_class(browser: Browser, now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """Every draft, once; who has no address is named, and gets a slip whose printing is noted."""
    cases = drafts(now)
    browser.sign_in(Role.ORGANIZER, username="organizer1")
    assert "寄送 3 件" in browser.get(f"/classes/{cases[0].class_id}/fees").text
    for said in ("已寄送 3 件", "已寄送 0 件"):
        browser.post(f"/classes/{cases[0].class_id}/fees/send", {"due_on": ""}, follow=True)
        assert said in browser.text
    drain()
    assert len(sent_mail()) == 2
    other = standing(cases[1])
    assert (other.state, other.delivery) == (State.SENT, "none")
    page = browser.post(f"/fees/{other.id}/notice").text
    assert password_of(other.id, 1) in page
    assert kinds(other)[-1] == "password shown"
    assert password_of(other.id, 1) not in browser.get(f"/fees/{other.id}").text


def test_reminders_come_by_schedule(now: datetime, drain: Drain, schedule: Any, sent_mail: SentMail, set_clock: Any) -> None:
    """After three days, then every second day and the day before the answer is due; none after the answer."""
    case = sent_case(now)
    drain()
    sent = []
    for day in range(1, 9):
        set_clock(now + timedelta(days=day))
        before = len(sent_mail())
        schedule("every_day")
        schedule("every_day")
        drain()
        sent.append(len(sent_mail()) - before)
    assert sent == [0, 0, 1, 0, 1, 1, 0, 1]
    confirming.object_to(case.id, 1, {"reason": "不對"}, PHONE, now)
    set_clock(now + timedelta(days=20))
    before = len(sent_mail())
    schedule("every_day")
    drain()
    assert not any("提醒您確認" in mail["Subject"] for mail in sent_mail()[before:])


def test_mail_that_comes_back_is_shown(browser: Browser, now: datetime, drain: Drain) -> None:
    """SES tells of a bounce: the case says so, once."""
    case = sent_case(now)
    drain()
    with acting("work"):
        for _ in range(2):
            mails_worker.bounced(case.id, ["lin@example.edu.tw"], "沒有這個信箱", now)
    assert (standing(case).delivery, kinds(case).count("bounced")) == ("bounced", 1)
    assert "退信" in browser.sign_in(Role.ORGANIZER, username="organizer1").get(f"/fees/{case.id}").text


def test_a_mail_that_arrives_twice_is_sent_once(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """The handler of the invitation is idempotent, and silent for a sending that was replaced."""
    case = sent_case(now)
    drain()
    count = len(sent_mail())
    mails_worker.invite(case.id, 1, now)
    sending.send(ORGANIZER, case.id, {}, now)
    mails_worker.invite(case.id, 1, now)
    mails_worker.send_password(case.id, 1, now)
    assert len(sent_mail()) == count


def test_bounces_reach_the_workflow_that_wrote_the_mail(now: datetime, drain: Drain) -> None:
    """SES's event, as the queue brings it: by the reference of the mail to its case; what is no event is one failed item."""
    case = sent_case(now)
    drain()
    bounce = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": "lin@example.edu.tw"}]}
    event = {"eventType": "Bounce", "bounce": bounce, "mail": {"tags": {"reference": [f"fees_{case.id}"]}}}
    records = [{"messageId": "1", "body": json.dumps(event)}, {"messageId": "2", "body": "no event"}]
    assert bounces.handle_batch(records, now) == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    drain()
    assert standing(case).delivery == "bounced"


def test_another_organizer_has_no_hand_in_it(browser: Browser, now: datetime) -> None:
    """Of somebody else's class nothing is sent, reminded or printed."""
    case = sent_case(now)
    browser.sign_in(Role.ORGANIZER, username="organizer2")
    for what in ("send", "remind", "notice", "confirmation"):
        assert browser.post(f"/fees/{case.id}/{what}").status == 403
    assert browser.post(f"/classes/{case.class_id}/fees/send").status == 403
    assert kinds(case) == ["made", "sent"]

"""The class notice (報到通知), the reminder of the day before, and what changed since (telling): one letter to each who has an address.

A message's id is made of class, kind, person and address: pressing twice mails nobody twice, a changed roster mails the new ones only,
and a corrected address gets its letter.
"""

import hashlib
import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from chalicelib.clock import taipei
from chalicelib.domains.classes import access, service_calendar
from chalicelib.domains.classes.model import Class
from chalicelib.domains.classes.notices import store, store_told, telling
from chalicelib.domains.classes.notices.telling import Pending
from chalicelib.errors import Conflict
from chalicelib.identity import Principal
from chalicelib.messaging import outbox
from chalicelib.messaging.returned import returned
from chalicelib.messaging.returned.returned import Returned

log = logging.getLogger(__name__)

KINDS = {"notice": "報到通知", "reminder": "行前提醒", "change": "異動通知"}


@dataclass(frozen=True)
class Summary:
    """How far the letters of one kind are, for the roster in force. `waiting` have an address and no letter yet; `failed` counts what
    came back as well.
    """

    kind: str
    label: str
    sent: int
    failed: int
    waiting: int
    without_address: int


def send_notices(who: Principal, class_id: str, now: datetime) -> None:
    """Lets a worker write to everybody who has no letter yet.

    Raises Conflict for a cancelled class or one without a roster, NotFound, Forbidden.
    """
    class_ = access.open_class(who, class_id)
    if class_.cancelled:
        raise Conflict("本班已取消，不能寄報到通知。")
    if not class_.roster_version:
        raise Conflict("還沒有名冊，請先匯入名冊再寄報到通知。")
    log.info("class notices asked for by %s", who.username)
    outbox.announce([_fan_out_message(class_id, "notice", secrets.token_urlsafe(16))], now)


def remind(now: datetime) -> int:
    """For the daily schedule: reminders of the classes that begin tomorrow; returns how many classes. Running twice is once."""
    tomorrow = taipei(now).date() + timedelta(days=1)
    sessions = [session for session in service_calendar.sessions_of_day(tomorrow) if not session.cancelled]
    classes = [access.load_class(class_id) for class_id in dict.fromkeys(session.class_id for session in sessions)]
    beginning = [class_ for class_ in classes if class_.starts_on == tomorrow and not class_.cancelled and class_.roster_version]
    outbox.announce([_fan_out_message(class_.id, "reminder", f"remind.{class_.id}.{tomorrow}") for class_ in beginning], now)
    return len(beginning)


def fan_out(class_id: str, kind: str, now: datetime) -> None:
    """classes.notices: one message per trainee with an address."""
    class_ = access.load_class(class_id)
    if class_.cancelled and kind != "change":
        return
    content = telling.content_now(class_)
    if kind == "change":
        people = [(each.trainee.person, each.trainee.email, each.number) for each in telling.changed(class_, content, now)]
    else:
        people = [(trainee.person, trainee.email, 0) for trainee in access.roster(class_) if trainee.email]
    store_told.note_latest(class_.id, content, now)
    outbox.announce([_letter_message(class_.id, kind, *each) for each in people], now)
    log.info("%d letters of kind %s announced", len(people), kind)


@dataclass(frozen=True)
class Overview:
    """What the page of notices shows. `names` says whose an address of `returned` is."""

    summaries: list[Summary]
    returned: list[Returned]
    names: dict[str, str]
    pending: Pending


def overview(class_: Class, now: datetime) -> Overview:
    roster = access.roster(class_)
    with_address = {trainee.person for trainee in roster if trainee.email}
    came_back = returned.of(f"notices_{class_.id}", now)
    bounced = {each.mail for each in came_back}
    pending = telling.pending(class_, now)
    summaries = [_summary(class_.id, kind, with_address, len(roster), bounced, pending.count) for kind in KINDS]
    return Overview(summaries, came_back, {trainee.email: trainee.name for trainee in roster if trainee.email}, pending)


def _summary(class_id: str, kind: str, with_address: set[str], people: int, bounced: set[str], to_be_told: int) -> Summary:  # noqa: PLR0917
    states = store.states(class_id, kind)
    found = [states[person] for person in with_address if person in states]
    sent = sum(1 for state, letter in found if state == "sent" and letter not in bounced)
    failed = sum(1 for state, letter in found if state == "failed" or letter in bounced)
    waiting = to_be_told if kind == "change" else len(with_address) - sent - failed
    return Summary(kind, KINDS[kind], sent, failed, waiting, people - len(with_address))


def _fan_out_message(class_id: str, kind: str, message_id: str) -> outbox.Message:
    return outbox.Message("classes.notices", {"class_id": class_id, "kind": kind}, class_id, id=message_id)


def _letter_message(class_id: str, kind: str, person: str, email: str, number: int) -> outbox.Message:
    body = {"class_id": class_id, "kind": kind, "person": person}
    return outbox.Message("classes.letter", body, class_id, queue="mail", id=f"letter.{letter_id(class_id, kind, person, email, number)}")


def letter_id(class_id: str, kind: str, person: str, email: str, number: int = 0) -> str:
    """`number` counts the changes that one person is told."""
    what = f"{kind}.{number}" if number else kind
    return hashlib.sha256("\n".join((class_id, what, person, email)).encode()).hexdigest()[:32]

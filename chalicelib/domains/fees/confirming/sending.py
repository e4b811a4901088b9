"""A case on its way to the lecturer: sent, sent again, reminded. Link and password go by two mails; without an address, on paper.

Every sending has its own link and password and kills those before. Each showing of a password to staff is an event of the chain.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.clock import taipei
from chalicelib.domains.classes import service as classes
from chalicelib.domains.fees import store as fees_store
from chalicelib.domains.fees.access import open_case
from chalicelib.domains.fees.confirming import store
from chalicelib.domains.fees.deadline_rules import ANSWER_WITHIN, LINK_LIVES
from chalicelib.domains.fees.drafting import editing
from chalicelib.domains.fees.events_rules import CaseEvent
from chalicelib.domains.fees.links import fingerprint, password_of, sign_in_url, token_of
from chalicelib.domains.fees.model import EDITABLE, Case, State
from chalicelib.domains.fees.transitions import cases
from chalicelib.errors import Conflict
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.records.delivery import Delivery
from chalicelib.records.hash_chain import Actor
from chalicelib.records.many import Done, one_by_one
from chalicelib.records.printable import refuse_unprintable
from chalicelib.records.transitions import Transition
from chalicelib.web.field_rules import Fields
from chalicelib.web.value_rules import day_between

_ANSWERED_BY_LECTURER = frozenset({State.SENT, State.FAILED})


@dataclass(frozen=True)
class Notice:
    """What is handed to a lecturer on paper."""

    case: Case
    password: str
    address: str


def send(who: Principal, case_id: str, form: Mapping[str, str], now: datetime) -> Case:
    """Sends it, or sends it again: a new link and a new password. `due_on`: until when an answer is asked for, a week unless given.

    After a failed payment only link and password are new: amounts and signature stand, the account is to be corrected.

    Raises InvalidInput (due_on), Conflict (nothing to pay or to print, a changed timetable, another state), NotFound, Forbidden.
    """
    case = open_case(who, case_id)
    if case.state is State.FAILED:
        return _link_again(who, case, now)
    due_on = _due_on(form, now)
    if case.gross <= 0:
        raise Conflict("這個案件沒有任何金額，不能寄送。")
    if editing.out_of_date(case):
        raise Conflict("課表或計算參數在計算之後有變動，請先重新計算再寄送。")
    lines = (text for line in case.lines for text in (line.subject, line.why))
    refuse_unprintable((case.payee.name, case.class_title, case.class_code, case.funding, *lines), "鐘點費確認單")
    number = case.links + 1
    link = fingerprint(token_of(case.id, number))
    mailed = bool(case.payee.email)
    change = {
        "state": State.SENT,
        "sent_at": now,
        "link": link,
        "links": number,
        "link_expires_at": now + LINK_LIVES,
        "delivery": Delivery.WAITING if mailed else Delivery.NONE,
        "due_on": due_on,
        "objection": "",
        "reminders": 0,
        "last_reminder_on": None,
    }
    detail = {"number": number, "by mail": mailed, "due": str(due_on), "gross": case.gross, "net": case.net}
    sent = Transition(
        kind=CaseEvent.SENT_AGAIN if case.links else CaseEvent.SENT,
        actor=Actor(who.username),
        expected=EDITABLE,
        change=change,
        detail=detail,
        messages=_mails(case, number) if mailed else [],
        items=[store.pointer("LINK", link, case.id)],
    )
    return cases.apply(case, sent, now)


def _link_again(who: Principal, case: Case, now: datetime) -> Case:
    number = case.links + 1
    link = fingerprint(token_of(case.id, number))
    mailed = bool(case.payee.email)
    change = {"link": link, "links": number, "link_expires_at": now + LINK_LIVES}
    body = {"case_id": case.id, "again": True}
    message = Message("fees.failed", body, case.class_id, "mail", f"fees.failed.{case.id}.{case.events + 1}")
    sent = Transition(
        kind=CaseEvent.SENT_AGAIN,
        actor=Actor(who.username),
        expected={State.FAILED},
        change=change,
        detail={"number": number, "by mail": mailed},
        messages=[message] if mailed else [],
        items=[store.pointer("LINK", link, case.id)],
    )
    return cases.apply(case, sent, now)


def send_all(who: Principal, class_id: str, form: Mapping[str, str], now: datetime) -> Done[Case]:
    """Every draft of the class. Raises InvalidInput, NotFound, Forbidden."""
    classes.open_class(who, class_id)
    _due_on(form, now)
    drafts = [case for case in fees_store.of_class(class_id) if case.state is State.DRAFT]
    return one_by_one(drafts, lambda case: send(who, case.id, form, now), lambda case: case.payee.name)


def notice(who: Principal, case_id: str, now: datetime) -> Notice:
    """Number and password to be handed over on paper. Raises Conflict for a case that is not out, NotFound, Forbidden."""
    case = open_case(who, case_id)
    if case.state not in _ANSWERED_BY_LECTURER:
        raise Conflict("案件寄出後、講座確認前，或退匯等講座更正帳號時，才能列印密碼。")
    shown = Transition(
        kind=CaseEvent.PASSWORD_SHOWN, actor=Actor(who.username), expected=_ANSWERED_BY_LECTURER, detail={"number": case.links}
    )
    return Notice(cases.apply(case, shown, now), password_of(case.id, case.links), sign_in_url())


def remind(who: Principal, case_id: str, now: datetime) -> Case:
    """A reminder now, whatever the schedule. Raises Conflict for a case that is not out, has no address, or was reminded today."""
    case = open_case(who, case_id)
    today = taipei(now).date()
    if case.last_reminder_on == today:
        raise Conflict("今天已經提醒過這位講座。")
    if not case.payee.email:
        raise Conflict("這位講座沒有電子郵件，無法提醒。")
    return cases.apply(case, reminder(case, Actor(who.username), today), now)


def reminder(case: Case, actor: Actor, today: date) -> Transition:
    """The next reminder of a case that is out, with its mail."""
    number = case.reminders + 1
    body = {"case_id": case.id, "links": case.links, "number": number}
    message = Message("fees.reminder", body, case.class_id, "mail", f"fees.reminder.{case.id}.{case.links}.{number}")
    change = {"reminders": number, "last_reminder_on": today}
    detail = {"number": number}
    return Transition(kind=CaseEvent.REMINDED, actor=actor, expected={State.SENT}, change=change, detail=detail, messages=[message])


def _mails(case: Case, number: int) -> list[Message]:
    """The link, and apart from it the number with its password."""
    body = {"case_id": case.id, "links": number}
    return [Message(kind, body, case.class_id, "mail", f"{kind}.{case.id}.{number}") for kind in ("fees.invite", "fees.password")]


def _due_on(form: Mapping[str, str], now: datetime) -> date:
    today = taipei(now).date()
    if not form.get("due_on"):
        return today + ANSWER_WITHIN
    fields = Fields(form)
    latest = today + LINK_LIVES
    day = fields.take("due_on", day_between("請選擇請講座確認的期限。", today, latest, f"期限應在今天到 {latest} 之間。"), latest)
    fields.check()
    return day

"""After a letter was sent: remind, send again, revoke; after it was signed: withdraw, renew. Each is one event of its chain."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from chalicelib.clock import taipei
from chalicelib.domains.classes import service as classes
from chalicelib.domains.licences import store
from chalicelib.domains.licences.access import get_letter_for_editing
from chalicelib.domains.licences.deadline_rules import ANSWER_WITHIN_AT_MOST, LINK_LIVES
from chalicelib.domains.licences.events_rules import LetterEvent
from chalicelib.domains.licences.letters.sending import invitation, new_id, post
from chalicelib.domains.licences.links import fingerprint, token_of
from chalicelib.domains.licences.model import OPEN, Clause, Letter, State
from chalicelib.domains.licences.period_rules import first_day, last_day
from chalicelib.domains.licences.transitions import letters, load
from chalicelib.domains.people import service_lecturers as lecturers
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.records.delivery import Delivery
from chalicelib.records.hash_chain import Actor
from chalicelib.records.many import Done, one_by_one
from chalicelib.records.transitions import Transition
from chalicelib.web.field_rules import read_reason
from chalicelib.web.value_rules import read_day

LONGEST_TEXT = 500
# What a renewal takes over from the letter before.
_KEPT = (
    "class_id", "organizers", "lecturer", "email", "works", "template_id", "template_version", "template_name", "opening", "fee",
    "exclusive", "with_code",
)  # fmt: skip


def send_again(who: Principal, letter_id: str, form: Mapping[str, str], now: datetime) -> Letter:
    """A new link, to a corrected address where one is given; the links before are dead. Raises InvalidInput (email), Conflict."""
    letter = get_letter_for_editing(who, letter_id)
    email = lecturers.checked_email(form.get("email") or letter.email)
    number = letter.links + 1
    token = fingerprint(token_of(letter.id, number))
    change = {"link": token, "links": number, "email": email, "delivery": Delivery.WAITING, "link_expires_at": now + LINK_LIVES}
    after = replace(letter, **change)  # type: ignore[arg-type]
    items = [store.pointer("LINK", token, letter.id, "sign")]
    resent = Transition(
        kind=LetterEvent.SENT_AGAIN,
        actor=Actor(who.username),
        expected=OPEN,
        change=change,
        detail={"by": who.username},
        messages=[invitation(after)],
        items=items,
    )
    return letters.apply(letter, resent, now)


def remind(who: Principal, letter_id: str, now: datetime) -> Letter:
    """A reminder now, whatever the schedule. Raises Conflict for a letter that is not open, or that was reminded today."""
    letter = get_letter_for_editing(who, letter_id)
    today = taipei(now).date()
    if letter.last_reminder_on == today:
        raise Conflict("今天已經提醒過這位講座。")
    return letters.apply(letter, reminder(letter, Actor(who.username), today), now)


def remind_all(who: Principal, class_id: str, now: datetime) -> Done[Letter]:
    """Reminds every lecturer of the class who has not answered and was not reminded today."""
    classes.open_class(who, class_id)
    today = taipei(now).date()
    waiting = [letter for letter in store.letters_of_class(class_id) if letter.state in OPEN and letter.last_reminder_on != today]
    return one_by_one(waiting, lambda letter: remind(who, letter.id, now), lambda letter: letter.lecturer)


def reminder(letter: Letter, actor: Actor, today: date) -> Transition:
    """The next reminder of a letter that is open, with its mail."""
    number = letter.reminders + 1
    body = {"letter_id": letter.id, "number": number}
    message = Message("licences.reminder", body, letter.class_id, "mail", f"licences.reminder.{letter.id}.{number}")
    change = {"reminders": number, "last_reminder_on": today}
    detail = {"number": number}
    return Transition(kind=LetterEvent.REMINDED, actor=actor, expected=OPEN, change=change, detail=detail, messages=[message])


def revoke(who: Principal, letter_id: str, form: Mapping[str, str], now: datetime) -> Letter:
    """Takes an unanswered letter back; its link is dead at once, and the lecturer is told why. Raises InvalidInput (reason), Conflict."""
    letter = get_letter_for_editing(who, letter_id)
    reason = read_reason(form, "請填撤回的原因。")
    change = {"state": State.REVOKED, "reason": reason}
    detail = {"reason": reason}
    revoked = Transition(
        kind=LetterEvent.REVOKED,
        actor=Actor(who.username),
        expected=OPEN,
        change=change,
        detail=detail,
        messages=[_told("licences.ended", letter)],
    )
    return letters.apply(letter, revoked, now)


def answer_question(who: Principal, letter_id: str, form: Mapping[str, str], now: datetime) -> Letter:
    """Answers what the lecturer asked: mailed, and shown with the letter. The same answer twice is once. Raises InvalidInput, Conflict."""
    letter = get_letter_for_editing(who, letter_id)
    answer = read_reason({"answer": form.get("answer", "")}, "請寫下給講座的回覆。", longest=LONGEST_TEXT, field="answer")
    if not letter.question:
        raise Conflict("講座沒有提出問題。")
    if letter.answer == answer:
        return letter
    answered = Transition(
        kind=LetterEvent.QUESTION_ANSWERED,
        actor=Actor(who.username),
        expected=OPEN | {State.SIGNED, State.DECLINED},
        change={"answer": answer},
        detail={"question": letter.question, "answer": answer},
        messages=[_told("licences.question-answered", letter)],
    )
    return letters.apply(letter, answered, now)


def _told(kind: str, letter: Letter) -> Message:
    return Message(kind, {"letter_id": letter.id}, letter.class_id, "mail", f"{kind}.{letter.id}.{letter.events + 1}")


def withdraw(who: Principal, letter_id: str, form: Mapping[str, str], now: datetime) -> Letter:
    """Records that a signed licence ends, from the day that is given. Raises InvalidInput (reason, ended_on), Conflict."""
    letter = get_letter_for_editing(who, letter_id)
    reason = read_reason(form, "請填終止的原因。")
    try:
        ended_on = read_day(form.get("ended_on", ""))
    except ValueError as error:
        raise InvalidInput(fields={"ended_on": "請填終止的日期（當日起不再授權）。"}) from error
    change = {"state": State.WITHDRAWN, "ended_on": ended_on, "reason": reason}
    withdrawn = Transition(
        kind=LetterEvent.WITHDRAWN,
        actor=Actor(who.username),
        expected={State.SIGNED},
        change=change,
        detail={"reason": reason, "from": str(ended_on)},
        messages=[Message("licences.index", {"letter_id": letter.id}, letter.class_id), _told("licences.ended", letter)],
    )
    return letters.apply(letter, withdrawn, now)


def renew(who: Principal, letter_id: str, now: datetime) -> Letter:
    """A new letter with the works and the agreed clauses of one that ends, each for as long again, from the day after its own end.

    Raises Conflict.
    """
    old = get_letter_for_editing(who, letter_id)
    if old.state is not State.SIGNED or last_day(old) is None:
        raise Conflict("只有已簽署且有期限的授權書可以續約。")
    fresh = Letter(
        **{name: getattr(old, name) for name in _KEPT},
        id=new_id(now),
        clauses=tuple(_renewed(clause) for clause in old.clauses),
        state=State.SENT,
        sent_at=now,
        due_on=taipei(now).date() + ANSWER_WITHIN_AT_MOST,
        link_expires_at=now + LINK_LIVES,
        renews=old.id,
    )
    sent = post(who, replace(fresh, link=fingerprint(token_of(fresh.id, 1)), links=1), f"renew|{old.id}", now)
    if sent is None:
        raise Conflict("這份授權書的續約已經寄出，請在清單中查看。")
    return sent


def _renewed(clause: Clause) -> Clause:
    grant = clause.grant
    if grant is None or grant.ends is None or grant.starts is None:
        return clause
    years = max(1, round((grant.ends - grant.starts).days / 365.25))
    return replace(clause, grant=replace(grant, starts=grant.ends + timedelta(days=1), ends=None, years=years), offered=None)


def supersede(letter_id: str, now: datetime) -> None:
    """licences.supersede: the letter that this one renews needs no renewal any more. Each of its clauses licenses to its own end."""
    letter = load(letter_id)
    end = last_day(load(letter.renews))
    if first_day(letter) is None or end is None:
        return
    ended = {"state": State.SUPERSEDED, "ended_on": end + timedelta(days=1)}
    by = {"by": letter.id}
    letters.record(letter.renews, LetterEvent.SUPERSEDED, lambda old: ended if old.state is State.SIGNED else {}, now, detail=by)

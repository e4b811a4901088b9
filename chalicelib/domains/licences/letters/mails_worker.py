"""The mails of a letter, to the lecturer and to the organizers, and what is noted when one comes back; workers only."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from chalicelib.clock import minguo, minutes
from chalicelib.domains.classes import service as classes
from chalicelib.domains.licences.deadline_rules import CODE_LIVES
from chalicelib.domains.licences.events_rules import LetterEvent
from chalicelib.domains.licences.links import code_of, copy_url_of, url_of
from chalicelib.domains.licences.model import Letter, State
from chalicelib.domains.licences.period_rules import ends_of
from chalicelib.domains.licences.signing import codes
from chalicelib.domains.licences.transitions import letters, load
from chalicelib.domains.licences.wording_rules import clause_names
from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.messaging import mailing
from chalicelib.records.delivery import Delivery
from chalicelib.settings import settings

REFERENCE = "licences_"


def invite(letter_id: str, links: int, now: datetime) -> None:
    """licences.invite: the mail with the link; not for one that was replaced, answered or sent already."""
    letter = load(letter_id)
    if not letter.open or letter.links != links or letter.delivery is Delivery.SENT:
        return
    _mail_lecturer(letter, "invite", f"請簽署授權書：{_works(letter)}", again=False)
    letters.record(
        letter.id,
        LetterEvent.MAILED,
        lambda each: {"delivery": Delivery.SENT} if each.delivery is Delivery.WAITING else {},
        now,
        detail={"what": "授權書連結"},
    )


def remind_lecturer(letter_id: str, number: int, now: datetime) -> None:
    """licences.reminder."""
    letter = load(letter_id)
    if letter.open and letter.reminders == number:
        _mail_lecturer(letter, "invite", f"提醒您簽署授權書：{_works(letter)}", again=True)


def send_code(letter_id: str, nonce: str, now: datetime) -> None:
    """licences.code: the six digits, unless newer ones were asked for."""
    letter = load(letter_id)
    if letter.open and codes.is_latest(letter.id, nonce):
        _mail_lecturer(letter, "code", "授權書驗證碼", code=code_of(letter.id, nonce), minutes=minutes(CODE_LIVES))


def send_copy(letter_id: str, now: datetime) -> None:
    """licences.copy: tells the lecturer where the sealed letter is to be fetched."""
    letter = load(letter_id)
    _mail_lecturer(letter, "copy", f"授權書已完成簽署：{_works(letter)}", copy=copy_url_of(letter.id))


def tell_answer(letter_id: str, now: datetime) -> None:
    """licences.answered: to every organizer of the class."""
    letter = load(letter_id)
    _mail_organizers(letter, "organizer", f"{letter.lecturer}{letter.state.label}：{_works(letter)}", asked=False)


def tell_question(letter_id: str, now: datetime) -> None:
    """licences.question: to every organizer of the class."""
    letter = load(letter_id)
    _mail_organizers(letter, "organizer", f"{letter.lecturer}有問題：{_works(letter)}", asked=True)


def tell_lecturer_answer(letter_id: str, now: datetime) -> None:
    """licences.question-answered: what the organizer says to the lecturer's question."""
    letter = load(letter_id)
    _mail_lecturer(letter, "question_answered", f"回覆您的問題：{_works(letter)}")


def tell_ended(letter_id: str, now: datetime) -> None:
    """licences.ended: to the lecturer, that the letter was taken back or its licence ended, and why."""
    letter = load(letter_id)
    if letter.state in {State.REVOKED, State.WITHDRAWN} and letter.email:
        what = "授權書已撤回" if letter.state is State.REVOKED else "授權已終止"
        _mail_lecturer(letter, "ended", f"{what}：{_works(letter)}", revoked=letter.state is State.REVOKED)


def tell_expiring(letter_id: str, ends: str, now: datetime) -> None:
    """licences.expiring: to the organizers, of the clauses that end on the day, unless the letter ended otherwise meanwhile."""
    letter, day = load(letter_id), date.fromisoformat(ends)
    numbers = ends_of(letter).get(day, [])
    if letter.state is State.SIGNED and numbers:
        subject = f"{letter.lecturer}的授權將於 {minguo(day)} 到期"
        _mail_organizers(letter, "expiring", subject, ends=minguo(day), clauses=clause_names(numbers))


def bounced(letter_id: str, addresses: Collection[str], reason: str, now: datetime) -> None:
    """The mail came back: shown to the organizer, once for each address."""

    def change(letter: Letter) -> dict[str, Delivery]:
        is_news = letter.open and letter.email in addresses and letter.delivery is not Delivery.BOUNCED
        return {"delivery": Delivery.BOUNCED} if is_news else {}

    letters.record(letter_id, LetterEvent.BOUNCED, change, now, detail={"why": reason})


def _works(letter: Letter) -> str:
    titles = list(dict.fromkeys(work.title for work in letter.works))
    return titles[0] if len(titles) == 1 else f"{titles[0]}等 {len(titles)} 門課"


def _mail_lecturer(letter: Letter, name: str, subject: str, **values: Any) -> None:
    _send(letter.email, name, subject, letter, link=url_of(letter.id, letter.links), **values)


def _mail_organizers(letter: Letter, name: str, subject: str, **values: Any) -> None:
    """Those who run the class now."""
    for username in classes.load_class(letter.class_id).organizers:
        if address := people_accounts.address_of(username):
            _send(address, name, subject, letter, page=f"{settings().base_url}/licences/{letter.id}", **values)


def _send(to: str, name: str, subject: str, letter: Letter, **more: Any) -> None:
    reference, contact = f"{REFERENCE}{letter.id}", classes.load_class(letter.class_id).asked
    mailing.send(to, f"【授權書】{subject}", f"licences/mail/{name}", {"letter": letter, **more}, reference=reference, contact=contact)

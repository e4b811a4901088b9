"""What licences does later: mails of every kind, what follows a signature, reminders, bounces, documents that wait."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from chalicelib.clock import minguo, taipei
from chalicelib.cloud import mail
from chalicelib.domains.classes import service as classes
from chalicelib.domains.licences import store
from chalicelib.domains.licences.database import expiring, search
from chalicelib.domains.licences.letters import paper_letters
from chalicelib.domains.licences.letters.lifecycle import reminder_step
from chalicelib.domains.licences.links import code_of, copy_url_of, url_of
from chalicelib.domains.licences.model import Letter, State
from chalicelib.domains.licences.period_rules import first_day, last_day
from chalicelib.domains.licences.signing import codes
from chalicelib.domains.licences.transitions import SYSTEM, load, note, take
from chalicelib.domains.people import service as people
from chalicelib.errors import Conflict, NotFound
from chalicelib.messaging.outbox import Handler, Message
from chalicelib.settings import settings
from chalicelib.web.pages import templates

REFERENCE = "licences_"
FIRST_REMINDER = timedelta(days=3)
NEXT_REMINDER = timedelta(days=2)
MOST_REMINDERS = 8


def invite(body: Mapping[str, Any], now: datetime) -> None:
    """licences.invite {letter_id, links}: the mail with the link; not for one that was replaced, answered or sent already."""
    letter = load(body["letter_id"])
    if not letter.open or letter.links != body["links"] or letter.delivery == "sent":
        return
    _mail_lecturer(letter, "invite", f"請簽署授權書：{_works(letter)}", again=False)
    note(letter.id, "mailed", now, lambda each: {"delivery": "sent"} if each.delivery == "waiting" else {}, {"what": "授權書連結"})


def remind_lecturer(body: Mapping[str, Any], now: datetime) -> None:
    """licences.reminder {letter_id, number}."""
    letter = load(body["letter_id"])
    if letter.open and letter.reminders == body["number"]:
        _mail_lecturer(letter, "invite", f"提醒您簽署授權書：{_works(letter)}", again=True)


def send_code(body: Mapping[str, Any], now: datetime) -> None:
    """licences.code {letter_id, nonce}: the six digits, unless newer ones were asked for."""
    letter = load(body["letter_id"])
    if letter.open and codes.is_latest(letter.id, body["nonce"]):
        _mail_lecturer(letter, "code", "授權書驗證碼", code=code_of(letter.id, body["nonce"]))


def send_copy(body: Mapping[str, Any], now: datetime) -> None:
    """licences.copy {letter_id}: tells the lecturer where the sealed letter is to be fetched."""
    letter = load(body["letter_id"])
    _mail_lecturer(letter, "copy", f"授權書已完成簽署：{_works(letter)}", copy=copy_url_of(letter.id))


def tell_organizers(body: Mapping[str, Any], now: datetime) -> None:
    """licences.answered and licences.question {letter_id}: to every organizer of the class."""
    letter = load(body["letter_id"])
    asked = "number" in body
    subject = f"{letter.lecturer}{'有問題' if asked else letter.state.label}：{_works(letter)}"
    _mail_organizers(letter, "organizer", subject, asked=asked)


def tell_expiring(body: Mapping[str, Any], now: datetime) -> None:
    """licences.expiring {letter_id}: to the organizers, unless the letter ended otherwise meanwhile."""
    letter = load(body["letter_id"])
    ends = last_day(letter)
    if letter.state is State.SIGNED and ends:
        _mail_organizers(letter, "expiring", f"{letter.lecturer}的授權將於 {minguo(ends)} 到期", ends=minguo(ends))


def supersede(body: Mapping[str, Any], now: datetime) -> None:
    """licences.supersede {letter_id}: the letter that this one renews ends where this one begins."""
    letter = load(body["letter_id"])
    starts = first_day(letter)
    if starts is None:
        return
    ended = {"state": State.SUPERSEDED, "ended_on": starts}
    note(letter.renews, "superseded", now, lambda old: ended if old.state is State.SIGNED else {}, {"by": letter.id})


def every_day(now: datetime) -> int:
    """Reminds those who have not answered: first after three days, then every second day, and the day before class; eight at most.

    And tells organizers of letters that end soon.
    """
    expiring.announce(now)
    today = taipei(now).date()
    count = 0
    for letter in store.open_letters():
        if due_for_reminder(letter, today):
            try:
                take(load(letter.id), reminder_step(letter, SYSTEM, today), now)
                count += 1
            except Conflict:  # answered in this very moment
                continue
    return count


def due_for_reminder(letter: Letter, today: date) -> bool:
    """Pure: whether a reminder is to go on this day."""
    if letter.delivery != "sent" or letter.last_reminder_on == today or letter.reminders >= MOST_REMINDERS:
        return False
    if today > max(letter.due_on, _last_talk(letter)):
        return False
    if any(today + timedelta(days=1) == work.days[0] for work in letter.works if work.days):
        return True
    if letter.last_reminder_on is None:
        return today >= taipei(letter.sent_at).date() + FIRST_REMINDER
    return today >= letter.last_reminder_on + NEXT_REMINDER


def bounced(letter_id: str, addresses: Collection[str], now: datetime) -> None:
    """The mail came back: shown to the organizer, once for each address."""

    def change(letter: Letter) -> dict[str, str]:
        return {"delivery": "bounced"} if letter.open and letter.email in addresses and letter.delivery != "bounced" else {}

    note(letter_id, "bounced", now, change)


def _last_talk(letter: Letter) -> date:
    return max((day for work in letter.works for day in work.days), default=letter.due_on)


def _works(letter: Letter) -> str:
    titles = list(dict.fromkeys(work.title for work in letter.works))
    return titles[0] if len(titles) == 1 else f"{titles[0]}等 {len(titles)} 門課"


def _mail_lecturer(letter: Letter, name: str, subject: str, **values: Any) -> None:
    _send(letter.email, name, subject, letter, link=url_of(letter.id, letter.links), **values)


def _mail_organizers(letter: Letter, name: str, subject: str, **values: Any) -> None:
    """Those who run the class now."""
    for username in classes.load_class(letter.class_id).organizers:
        try:
            address = people.find_account(username).email
        except NotFound:
            continue
        _send(address, name, subject, letter, page=f"{settings().base_url}/licences/{letter.id}", **values)


def _send(to: str, name: str, subject: str, letter: Letter, **more: Any) -> None:
    values = {"letter": letter, "minguo": minguo, **more}
    text, html = (templates().get_template(f"licences/mail/{name}.{kind}").render(values) for kind in ("txt", "html"))
    mail.send(mail.compose(mail.Mail(to, f"【授權書】{subject}", text, html, reference=f"{REFERENCE}{letter.id}")))


def paper_uploaded(key: list[str]) -> Message | None:
    """For the upload queue: papers/<letter>/<upload> lets a worker look at the scan."""
    if len(key) != 2:
        return None
    letter_id, upload = key
    return Message("licences.paper", {"letter_id": letter_id, "upload": upload}, id=f"paper.{letter_id}.{upload}")


def take_paper(body: Mapping[str, Any], now: datetime) -> None:
    """licences.paper {letter_id, upload}."""
    paper_letters.take_scan(body["letter_id"], body["upload"], now)


def index(body: Mapping[str, Any], now: datetime) -> None:
    """licences.index {letter_id}."""
    search.index(body["letter_id"])


def make_register(body: Mapping[str, Any], now: datetime) -> None:
    """licences.register."""
    from chalicelib.domains.licences.database import register_worker

    register_worker.make(body, now)


def seal_letter(body: Mapping[str, Any], now: datetime) -> None:
    """licences.seal {letter_id}. The PDF library is imported when the first letter comes."""
    from chalicelib.domains.licences.signing import sealing_worker

    sealing_worker.seal_letter(body, now)


def every_ten_minutes(now: datetime) -> None:
    """Documents that wait too long are asked for again."""
    from chalicelib.domains.licences.signing import sealing_worker

    sealing_worker.sweep(now)


def file_to_check(key: list[str]) -> Message | None:
    """For the upload queue: verify/<check> lets a worker look at a file of the public."""
    return Message("licences.check", {"check_id": key[0]}, id=f"check.{key[0]}") if len(key) == 1 else None


def check_upload(body: Mapping[str, Any], now: datetime) -> None:
    """licences.check {check_id}."""
    from chalicelib.domains.licences.verification import checking_worker

    checking_worker.check_upload(body, now)


WORK: dict[str, Handler] = {
    "licences.supersede": supersede,
    "licences.paper": take_paper,
    "licences.seal": seal_letter,
    "licences.index": index,
    "licences.register": make_register,
    "licences.check": check_upload,
}
MAIL: dict[str, Handler] = {
    "licences.invite": invite,
    "licences.reminder": remind_lecturer,
    "licences.code": send_code,
    "licences.copy": send_copy,
    "licences.answered": tell_organizers,
    "licences.question": tell_organizers,
    "licences.expiring": tell_expiring,
}

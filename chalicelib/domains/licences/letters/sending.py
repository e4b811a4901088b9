"""Letters for the talks of a timetable: who still needs one, and one press for all.

A letter covers all talks of one lecturer in one class. The slot of class, lecturer and talks makes pressing twice send once.
"""

import hashlib
import logging
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from chalicelib.clock import taipei
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes import service_calendar as calendar
from chalicelib.domains.classes.service import Class
from chalicelib.domains.licences import store
from chalicelib.domains.licences.deadline_rules import LINK_LIVES
from chalicelib.domains.licences.events_rules import LetterEvent
from chalicelib.domains.licences.links import fingerprint, token_of
from chalicelib.domains.licences.model import OPEN, Letter, State, Template, Work
from chalicelib.domains.licences.templates import templates
from chalicelib.domains.licences.transitions import letters
from chalicelib.domains.licences.wording_rules import fields_of, fill
from chalicelib.domains.people import service_lecturers as lecturers
from chalicelib.errors import Conflict, InvalidInput, Unavailable
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.records.hash_chain import Actor
from chalicelib.records.many import Done, one_by_one
from chalicelib.records.printable import refuse_unprintable
from chalicelib.records.transitions import Transition
from chalicelib.web.field_rules import Fields
from chalicelib.web.value_rules import day_between, money

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
log = logging.getLogger(__name__)
_COVERING = OPEN | {State.SIGNED}
_LARGEST_FEE = 9_999_999
_NO_TEMPLATE = Template("", 0, "", "", "", ())


@dataclass(frozen=True)
class Need:
    """A lecturer of a class with talks that no letter covers. `key` names the form's fields; `email` may be empty."""

    key: str
    lecturer: str
    works: tuple[Work, ...]
    email: str


def needs(class_: Class, letters: Iterable[Letter]) -> list[Need]:
    """In the timetable's order; lecturers written together are told apart."""
    covering = [letter for letter in letters if letter.state in _COVERING]
    covered = {(lecturers.plain_name(letter.lecturer), work.title) for letter in covering for work in letter.works}
    talks: dict[str, dict[str, list[date]]] = {}
    for period in classes.timetable(class_.id).periods:
        for name in lecturers.names_in(period.lecturer):
            if (lecturers.plain_name(name), period.subject) not in covered:
                talks.setdefault(name, {}).setdefault(period.subject, []).append(period.day)
    return [_need(class_, name, subjects) for name, subjects in talks.items()]


def _need(class_: Class, name: str, subjects: Mapping[str, list[date]]) -> Need:
    works = tuple(Work(title, tuple(sorted(set(days))), class_.id, class_.title) for title, days in subjects.items())
    known = lecturers.lecturers_named(name)
    return Need(hashlib.sha256(name.encode()).hexdigest()[:8], name, works, known[0].email if known else "")


def send_letters(who: Principal, class_id: str, form: Mapping[str, str], now: datetime) -> Done[Letter | None]:
    """One letter to each lecturer that is ticked: send.<key>=on, email.<key>; for all: template, due_on, fee.

    None among the results is a letter that was on its way before: pressing twice sends once. Raises InvalidInput with every field that is
    wrong, before anything is sent; Conflict for a cancelled class.
    """
    class_ = classes.open_class(who, class_id)
    if class_.cancelled:
        raise Conflict("本班已取消，不能寄授權書。")
    wanted = [need for need in needs(class_, store.letters_of_class(class_id)) if form.get(f"send.{need.key}")]
    template, due_on, fee = read_order(form, now)
    addresses = _addresses(wanted, form)
    if not wanted:
        raise InvalidInput(fields={"send": "請勾選要寄的講座。"})
    letters = [make_letter(class_, need.lecturer, addresses[need.key], need.works, template, due_on, fee, now) for need in wanted]
    return one_by_one(letters, lambda letter: _send(who, letter, now), lambda letter: letter.lecturer)


def send_for_period(
    who: Principal, start: date, end: date, form: Mapping[str, str], now: datetime
) -> tuple[Done[Letter | None], list[str]]:
    """To every lecturer with a known address in this person's classes that begin between the days; and who has no address."""
    letters, without = [], []
    template, due_on, fee = read_order(form, now)
    for class_ in classes_between(who, start, end):
        for need in needs(class_, store.letters_of_class(class_.id)):
            if need.email:
                letters.append(make_letter(class_, need.lecturer, need.email, need.works, template, due_on, fee, now))
            else:
                without.append(f"{need.lecturer}（{class_.title}）")
    return one_by_one(letters, lambda letter: _send(who, letter, now), lambda letter: letter.lecturer), without


def classes_between(who: Principal, start: date, end: date) -> list[Class]:
    """This person's classes that begin between the days, the cancelled ones left out."""
    found: list[Class] = []
    after = ""
    while True:
        listing = calendar.list_classes(calendar.Filter(start, end, mine=True), who, after)
        found += [class_ for class_ in listing.classes if not class_.cancelled]
        after = listing.next
        if not after:
            return found


def read_order(form: Mapping[str, str], now: datetime) -> tuple[Template, date, int]:
    """Template, the day until which an answer is asked for, and the fee. Raises InvalidInput."""
    today = taipei(now).date()
    fields = Fields({**form, "fee": form.get("fee") or "0"})
    template = fields.take("template", _template, _NO_TEMPLATE)
    due_on = fields.take("due_on", day_between("請填今天起 60 天內的日期，例如開課前一天。", today, today + LINK_LIVES), today)
    if any(clause.grant and clause.grant.ends and clause.grant.ends < due_on for clause in template.clauses):
        fields.errors["template"] = "這個範本有條款的授權迄日早於答覆期限，請先修改範本。"
    fee = fields.take("fee", money("授權費用請填 0（無償）或整數金額。", _LARGEST_FEE), 0)
    fields.check()
    return template, due_on, fee


def _template(typed: str) -> Template:
    """Raises ValueError."""
    found = next((each for each in templates.current() if each.id == typed), None)
    if found is None:
        raise ValueError("請選擇授權書範本。")
    return found


def _addresses(wanted: Iterable[Need], form: Mapping[str, str]) -> dict[str, str]:
    found, errors = {}, {}
    for need in wanted:
        try:
            found[need.key] = lecturers.checked_email(form.get(f"email.{need.key}", ""))
        except InvalidInput as error:
            errors[f"email.{need.key}"] = f"{need.lecturer}：{error.fields['email']}"
    if errors:
        raise InvalidInput(fields=errors)
    return found


def make_letter(  # noqa: PLR0917
    class_: Class, lecturer: str, email: str, works: tuple[Work, ...], template: Template, due_on: date, fee: int, now: datetime
) -> Letter:
    """The letter as it would be sent; nothing is saved. For the preview, too."""
    letter_id = new_id(now)
    fields = fields_of(lecturer, works, fee)
    return Letter(
        id=letter_id,
        class_id=class_.id,
        organizers=class_.organizers,
        lecturer=lecturer,
        email=email,
        works=works,
        template_id=template.id,
        template_version=template.version,
        template_name=template.name,
        opening=fill(template.opening, fields),
        clauses=tuple(replace(clause, text=fill(clause.text, fields)) for clause in template.clauses),
        fee=fee,
        exclusive=template.exclusive,
        with_code=template.with_code,
        state=State.SENT,
        sent_at=now,
        due_on=due_on,
        link=fingerprint(token_of(letter_id, 1)),
        links=1,
        link_expires_at=now + LINK_LIVES,
    )


def new_id(now: datetime) -> str:
    """As L1150302-7KQ2MX: the day in 民國 and six random characters that cannot be mistaken for each other."""
    day = taipei(now)
    return f"L{day.year - 1911}{day:%m%d}-" + "".join(secrets.choice(_ALPHABET) for _ in range(6))


def _send(who: Principal, letter: Letter, now: datetime) -> Letter | None:
    talks = "|".join(sorted(work.title for work in letter.works))
    made = post(who, letter, f"{letter.class_id}|{lecturers.plain_name(letter.lecturer)}|{talks}", now)
    if made:
        try:
            lecturers.remember_lecturer({"name": letter.lecturer, "email": letter.email}, now)
        except Unavailable:  # the letter is on its way; the address is only for the next time
            log.warning("a lecturer's address could not be remembered")
    return made


def post(who: Principal, letter: Letter, subject: str, now: datetime) -> Letter | None:
    """Saves the letter and lets it be mailed. None where a letter on the same `subject` is open or signed already.

    Raises Conflict, also where the letter could not be printed once it is signed.
    """
    titles = (text for each in letter.works for text in (each.title, each.class_title))
    refuse_unprintable((letter.lecturer, *titles, letter.opening, *(clause.text for clause in letter.clauses)), "授權書")
    slot = hashlib.sha256(subject.encode()).hexdigest()
    standing = store.find_pointer("SLOT", slot)
    if _is_covered(standing):
        return None
    work = UnitOfWork(now)
    sent = Transition(
        kind=LetterEvent.SENT,
        actor=Actor(who.username),
        detail={"template": f"{letter.template_id} v{letter.template_version}"},
        messages=[invitation(letter), Message("licences.index", {"letter_id": letter.id}, letter.class_id)],
        items=[store.pointer("LINK", letter.link, letter.id, "sign")],
    )
    made = letters.create(work, letter, sent, now)
    store.take_slot(work, slot, letter.id, standing[0] if standing else "")
    if work.try_commit():
        return made
    if _is_covered(store.find_pointer("SLOT", slot)):  # pressed twice: the other letter is on its way
        return None
    raise Conflict("這位講座的授權書剛被更新，沒有寄出，請重新整理後再試。")


def _is_covered(slot: tuple[str, str, int] | None) -> bool:
    """Whether the letter that the slot names is open or signed."""
    letter = store.find_letter(slot[0]) if slot else None
    return letter is not None and letter.state in _COVERING


def invitation(letter: Letter) -> Message:
    """The mail with the letter's present link."""
    body = {"letter_id": letter.id, "links": letter.links}
    return Message("licences.invite", body, letter.class_id, "mail", f"licences.invite.{letter.id}.{letter.links}")

"""Sends one letter: the mail queue's part of the notices."""

import logging
from datetime import datetime

from chalicelib.cloud import outages
from chalicelib.domains.classes import access, store_roster
from chalicelib.domains.classes.model import Trainee
from chalicelib.domains.classes.notices import letters_worker, store, store_told, telling
from chalicelib.domains.classes.notices.content_rules import content_of, digest
from chalicelib.domains.classes.notices.letters_worker import Said
from chalicelib.domains.classes.notices.notices import letter_id
from chalicelib.domains.classes.timetable.timetable import timetable
from chalicelib.dynamodb import Transaction

log = logging.getLogger(__name__)


def send_letter(class_id: str, kind: str, person: str, now: datetime) -> None:
    """classes.letter: writes and sends one letter, unless it is no longer wanted: the person left the roster, the class was cancelled
    (which a change tells), or nothing is different by now.

    What is to be done is recorded first; what the letter told is recorded with that it was sent, and is not told again.
    """
    class_ = access.load_class(class_id)
    trainee = store_roster.find_trainee(class_, person)
    is_change = kind == "change"
    if trainee is None or not trainee.email or (class_.cancelled and not is_change):
        log.info("a letter of kind %s is no longer wanted", kind)
        return
    told = store_told.find(class_.id, person)
    sessions, periods = access.sessions(class_.id), timetable(class_.id).periods
    content, before = content_of(class_, sessions, periods), store_told.content(class_.id, told.content) if told else None
    changed = telling.of_person(trainee, told, before, content, now)
    if is_change and not changed:
        return
    entry = store.Letter(
        class_.id, kind, person, letter_id(class_.id, kind, person, trainee.email, int(told.number) if told and is_change else 0)
    )
    if entry.is_sent():
        return
    entry.write("sending", now)
    try:
        said = Said(sessions, periods, before, changed)
        mail_id = letters_worker.send(kind, class_, trainee, said, f"notices_{class_.id}_{entry.letter}", now)
    except Exception as error:
        if not outages.is_outage(error):  # else it waits for the service, and is sent then
            entry.write("failed", now)
        raise
    name = digest(content)
    store_told.keep(class_.id, name, content)
    transaction = Transaction()
    entry.note_sent(transaction, now, mail_id)
    store_told.tell(transaction, class_.id, person, **_of(trainee), content=name, number=int(told.number) + 1 if told else 1, at=now)
    transaction.commit()
    log.info("a letter of kind %s was sent", kind)


def _of(trainee: Trainee) -> dict[str, str]:
    return {"email": trainee.email, "seat": trainee.seat, "group": trainee.group}

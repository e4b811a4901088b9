"""Sends one letter: the mail queue's part of the notices."""

import logging
from datetime import datetime

from chalicelib.cloud import outages
from chalicelib.domains.classes import access, store_roster
from chalicelib.domains.classes.notices import letters_worker, store
from chalicelib.domains.classes.notices.notices import letter_id

log = logging.getLogger(__name__)


def send_letter(class_id: str, kind: str, person: str, now: datetime) -> None:
    """classes.letter: writes and sends one letter, unless the person left the roster or the class was cancelled meanwhile.

    What is to be done is recorded first; a letter that is recorded as sent is not sent again.
    """
    class_ = access.load_class(class_id)
    trainee = store_roster.find_trainee(class_, person)
    if class_.cancelled or trainee is None or not trainee.email:
        log.info("a letter of kind %s is no longer wanted", kind)
        return
    entry = store.Letter(class_.id, kind, trainee.person, letter_id(class_.id, kind, trainee.person, trainee.email))
    if entry.is_sent():
        return
    entry.write("sending", now)
    try:
        mail_id = letters_worker.send(kind, class_, trainee, access.sessions(class_.id), f"notices_{class_.id}_{entry.letter}", now)
    except Exception as error:
        if not outages.is_outage(error):  # else it waits for the service, and is sent then
            entry.write("failed", now)
        raise
    entry.write("sent", now, mail_id)
    log.info("a letter of kind %s was sent", kind)

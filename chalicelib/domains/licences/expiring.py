"""Announces letters that end within sixty days: one mail to each organizer a day, of those that were not announced before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib import outbox
from chalicelib.clock import taipei
from chalicelib.cloud import mail
from chalicelib.domains.classes import service as classes
from chalicelib.domains.licences import search, store
from chalicelib.domains.licences.model import State
from chalicelib.domains.licences.terms import last_day
from chalicelib.domains.people import service as people
from chalicelib.errors import NotFound
from chalicelib.outbox import Message
from chalicelib.pages import templates
from chalicelib.settings import settings


def announce(now: datetime) -> int:
    """For the daily schedule: one message for each letter and its end; the id makes running twice once. Answers how many are due."""
    due = search.ending_soon(taipei(now).date())
    messages = [
        Message("licences.expiring", {"letter_id": letter.id}, letter.class_id, "mail", f"licences.expiring.{letter.id}.{ends}")
        for letter, ends in due
    ]
    outbox.announce(messages, now)
    return len(due)


def tell(body: Mapping[str, Any], now: datetime) -> None:
    """licences.expiring {letter_id}: to the class's organizers of today, unless the letter ended otherwise meanwhile."""
    letter = store.find_letter(body["letter_id"])
    ends = last_day(letter) if letter and letter.state is State.SIGNED else None
    if letter is None or ends is None:
        return
    for username in classes.load_class(letter.class_id).organizers:
        try:
            address = people.find_account(username).email
        except NotFound:
            continue
        values = {"letter": letter, "ends": ends, "page": f"{settings().base_url}/licences/{letter.id}"}
        text, html = (templates().get_template(f"licences/mail_expiring.{kind}").render(values) for kind in ("txt", "html"))
        mail.send(mail.compose(mail.Mail(address, f"【授權書】{letter.lecturer}的授權將於 {ends} 到期", text, html)))

"""What the public page says of a letter or of a file. Pure, and without personal data."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from chalicelib.domains.licences.model import Letter, State
from chalicelib.domains.licences.period_rules import first_day, last_day


class Outcome(StrEnum):
    """The first five are of a letter that stands; the others of a file that is none of ours as we made it."""

    IN_FORCE = "in_force"
    TO_COME = "to_come"
    OVER = "over"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    ALTERED = "altered"
    UNREGISTERED = "unregistered"
    NOT_OURS = "not_ours"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Standing:
    """How a letter stands on a day. `since` is the first day without it, for one that was withdrawn or superseded."""

    outcome: Outcome
    number: str
    title: str
    signer: str
    signed_at: datetime
    on_paper: bool
    starts: date | None
    ends: date | None
    since: date | None


def standing_of(letter: Letter, signer: str, today: date) -> Standing | None:
    """None for a letter that was never signed. `signer` is the masked name."""
    if letter.signed_at is None:
        return None
    shown = (letter.id, letter.template_name, signer, letter.signed_at, letter.on_paper)
    return Standing(outcome_of(letter, today), *shown, first_day(letter), last_day(letter), letter.ended_on)


def outcome_of(letter: Letter, today: date) -> Outcome:
    """Of a signed letter. One that ends on a later day is named as ended already, with that day: nobody should begin to rely on it."""
    if letter.state is State.WITHDRAWN:
        return Outcome.WITHDRAWN
    if letter.state is State.SUPERSEDED:
        return Outcome.SUPERSEDED
    starts, ends = first_day(letter), last_day(letter)
    if starts and today < starts:
        return Outcome.TO_COME
    return Outcome.OVER if ends and today > ends else Outcome.IN_FORCE

"""The voter's side: what can be voted on, and the one ballot.

The receipt is proposed by the page, so that a press whose answer was lost can be answered again: the marker says that the person has
voted, and the ballot under that receipt that it was this form. Nothing stored says so.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.clock import moment, taipei
from chalicelib.domains.attendance import service as attendance
from chalicelib.domains.classes import service as classes
from chalicelib.domains.voting import access, store, store_ballots
from chalicelib.domains.voting.choice_rules import read_choices
from chalicelib.domains.voting.model import Ballot, Poll, Status
from chalicelib.domains.voting.receipt_rules import GROUP_LENGTH, GROUPS, LETTERS, is_receipt, written
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.errors import Conflict

_TRIES = 3
_ABSENT = "這個投票只限在場的人：請先完成今天的報到，還沒簽退時才能投票。"


@dataclass(frozen=True)
class VoterView:
    """One poll as one person finds it. `refusal` says why nobody like this can vote now; empty where it is open to the person."""

    class_: classes.Class
    trainee: classes.Trainee
    poll: Poll
    status: Status
    voted: bool
    refusal: str


def list_own_polls(class_id: str, person: str, now: datetime) -> tuple[classes.Class, list[VoterView]]:
    """What was ever opened or will be, what can be voted on first. Raises NotFound, Forbidden."""
    class_, trainee = classes.on_roster(class_id, person)
    return class_, voter_views(class_, trainee, now)


def voter_views(class_: classes.Class, trainee: classes.Trainee, now: datetime) -> list[VoterView]:
    """For callers that have checked the person; two reads. Presence is not looked at."""
    polls = [poll for poll in store.of_class(class_.id) if poll.status(now) is not Status.DRAFT]
    voted = store_ballots.voted((poll.id, access.marker(poll.id, trainee.person)) for poll in polls)
    found = [VoterView(class_, trainee, poll, poll.status(now), poll.id in voted, _closed(class_, poll, now)) for poll in polls]
    order = [Status.OPEN, Status.PLANNED, Status.COUNTING, Status.CLOSED]
    return sorted(found, key=lambda voter_view: (order.index(voter_view.status), voter_view.voted, voter_view.poll.content.title))


def enter(class_id: str, person: str, poll_id: str, now: datetime) -> VoterView:
    """Raises NotFound also for a draft, Forbidden."""
    class_, trainee, poll = access.open_own(class_id, person, poll_id)
    voted = store_ballots.has_voted(poll.id, access.marker(poll.id, person))
    refusal = _closed(class_, poll, now) or ("" if voted else _absence(poll, person, now))
    return VoterView(class_, trainee, poll, poll.status(now), voted, refusal)


def check(class_id: str, person: str, poll_id: str, form: Mapping[str, str], now: datetime) -> tuple[VoterView, tuple[str, ...]]:
    """The choices, to be looked at once more. Raises InvalidInput, Conflict where it is not open, NotFound, Forbidden."""
    voter_view = enter(class_id, person, poll_id, now)
    if voter_view.refusal or voter_view.voted:
        raise Conflict(voter_view.refusal or "您已經投過票，一人一票。")
    return voter_view, read_choices(voter_view.poll.content, form)


def cast(class_id: str, person: str, poll_id: str, form: Mapping[str, str], now: datetime) -> str | None:
    """The person's one ballot with the marker, in one transaction; returns its receipt, or None where the person voted before.

    The poll is read, not checked within the transaction: there, all who vote in the same second would stand in each other's way; what
    comes while it closes is counted in the minute of counting. Raises InvalidInput, Conflict where it is not open, NotFound, Forbidden.
    """
    class_, trainee, poll = access.open_own(class_id, person, poll_id)
    marker, proposed = access.marker(poll.id, person), form.get("receipt", "")
    if store_ballots.has_voted(poll.id, marker):
        return _earlier(poll, proposed)
    if refusal := _closed(class_, poll, now) or _absence(poll, person, now):
        raise Conflict(refusal)
    choices = read_choices(poll.content, form)
    voter = "" if poll.content.secret else f"{trainee.name}（{trainee.seat} 號）" if trainee.seat else trainee.name
    for attempt in range(_TRIES):
        receipt = proposed if is_receipt(proposed) and not attempt else new_receipt()
        transaction = Transaction()
        store_ballots.cast(transaction, poll.id, marker, Ballot(receipt, choices, voter))
        try:
            transaction.commit()
        except ConditionFailed:
            if store_ballots.has_voted(poll.id, marker):
                return _earlier(poll, proposed)
            continue  # somebody else's ballot has this receipt
        return receipt
    raise Conflict


def new_receipt() -> str:
    """A random one."""
    return written(secrets.choice(LETTERS) for _ in range(GROUPS * GROUP_LENGTH))


def _earlier(poll: Poll, proposed: str) -> str | None:
    """The receipt where this very form was taken before; whose ballot it is stands nowhere, so only who has the form can know."""
    return proposed if is_receipt(proposed) and store_ballots.find_ballot(poll.id, proposed) else None


def _closed(class_: classes.Class, poll: Poll, now: datetime) -> str:
    status = poll.status(now)
    if status is Status.PLANNED and poll.opens_at:
        return f"這個投票 {moment(poll.opens_at)} 開始。"
    if status is not Status.OPEN:
        return "這個投票已經結束。"
    return "本班已取消，不能投票。" if class_.cancelled else ""


def _absence(poll: Poll, person: str, now: datetime) -> str:
    """Why the person counts as absent, where the poll asks for presence: in a session of today, checked in and not signed out."""
    if not poll.content.present_only:
        return ""
    today = [each for each in classes.sessions(poll.class_id) if taipei(each.starts_at).date() == taipei(now).date() and not each.cancelled]
    entries = (attendance.own_entry(each.id, person) for each in today if each.opens_at <= now <= each.closes_at)
    return "" if any(entry and entry.active and entry.in_at and not entry.out_at for entry in entries) else _ABSENT

"""What the other workflows may use of voting: the trainee's card."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.clock import moment
from chalicelib.domains.classes import service as classes
from chalicelib.domains.voting.casting import Booth, booths
from chalicelib.domains.voting.model import Status
from chalicelib.web.card import Card

__all__ = ["card"]


def card(class_: classes.Class, trainee: classes.Trainee, person: str, now: datetime) -> Card | None:
    """What is to be done first: vote, or nothing more; None where the class has no poll. Two reads."""
    found = booths(class_, trainee, now)
    if not found:
        return None
    href = f"/c/{class_.id}/polls"
    waiting = [booth for booth in found if booth.status is Status.OPEN and not booth.voted and not booth.refusal]
    if waiting:
        return Card(_open(waiting), "warn", f"{href}/{waiting[0].poll.id}" if len(waiting) == 1 else href)
    if any(booth.status is Status.OPEN and booth.voted for booth in found):
        return Card("已投票", "ok", href)
    planned = [booth.poll.opens_at for booth in found if booth.status is Status.PLANNED and booth.poll.opens_at]
    if planned:
        return Card(f"{moment(min(planned))} 開始", "neutral", href)
    return Card("計票中" if any(booth.status is Status.COUNTING for booth in found) else "結果已公布", "info", href)


def _open(waiting: Sequence[Booth]) -> str:
    if len(waiting) > 1:
        return f"{len(waiting)} 個投票進行中"
    closes_at = waiting[0].poll.closes_at
    return f"投票進行中，{moment(closes_at)} 結束" if closes_at else "投票進行中"

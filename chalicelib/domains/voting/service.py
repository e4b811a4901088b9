"""What the other workflows may use of voting: the trainee's card."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.clock import moment
from chalicelib.domains.classes import service as classes
from chalicelib.domains.voting.casting import VoterView, voter_views
from chalicelib.domains.voting.model import Status
from chalicelib.web.card import Card

__all__ = ["card"]


def card(class_: classes.Class, trainee: classes.Trainee, person: str, now: datetime) -> Card | None:
    """What is to be done first: vote, or nothing more; None where the class has no poll. Two reads."""
    found = voter_views(class_, trainee, now)
    if not found:
        return None
    href = f"/c/{class_.id}/polls"
    waiting = [voter_view for voter_view in found if voter_view.status is Status.OPEN and not voter_view.voted and not voter_view.refusal]
    if waiting:
        return Card(_open(waiting), "warn", f"{href}/{waiting[0].poll.id}" if len(waiting) == 1 else href)
    if any(voter_view.status is Status.OPEN and voter_view.voted for voter_view in found):
        return Card("已投票", "ok", href)
    planned = [voter_view.poll.opens_at for voter_view in found if voter_view.status is Status.PLANNED and voter_view.poll.opens_at]
    if planned:
        return Card(f"{moment(min(planned))} 開始", "neutral", href)
    return Card("計票中" if any(voter_view.status is Status.COUNTING for voter_view in found) else "結果已公布", "info", href)


def _open(waiting: Sequence[VoterView]) -> str:
    if len(waiting) > 1:
        return f"{len(waiting)} 個投票進行中"
    closes_at = waiting[0].poll.closes_at
    return f"投票進行中，{moment(closes_at)} 結束" if closes_at else "投票進行中"

"""The sample centre's polls: one of the class that is over, counted, and one that is open today."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.domains.classes import service as classes
from chalicelib.domains.voting import casting, opening, store
from chalicelib.domains.voting.model import Candidate, Poll
from chalicelib.domains.voting.polls import making
from chalicelib.identity import Principal, Role

_ORGANIZER = Principal("organizer1", "林雅婷", frozenset({Role.ORGANIZER}))
_GROUPS = {
    "title": "分組專題票選",
    "kind": "groups",
    "candidates": "第1組\n釣魚信件演練\n帳號盤點\n第2組\n弱點通報流程\n外洩應變腳本\n第3組\n資產清冊改版\n供應商稽核表",
    "most": "1",
    "secret": "1",
}
_LEADER = {"title": "班長選舉", "kind": "some", "least": "1", "most": "1", "secret": "1"}


def load_open(running: str, now: datetime) -> int:
    """Returns how many ballots were cast; a later start on the same day changes nothing."""
    if store.of_class(running):
        return 0
    names = [each.name for each in classes.roster(classes.load_class(running))[:4]]
    return _vote(_open(running, _LEADER | {"candidates": "\n".join(names)}, now), 14, now)


def load_closed(over: str, now: datetime) -> int:
    """Answers as load_open does."""
    if store.of_class(over):
        return 0
    then = now - timedelta(days=6)
    closed = _open(over, _GROUPS, then)
    count = _vote(closed, 34, then)
    opening.settle(_ORGANIZER, over, closed.id, {"action": "close"}, then + timedelta(minutes=10))
    return count


def _open(class_id: str, form: Mapping[str, str], now: datetime) -> Poll:
    poll = making.save(_ORGANIZER, class_id, None, form, now)
    return opening.settle(_ORGANIZER, class_id, poll.id, {"action": "open"}, now)


def _vote(poll: Poll, count: int, now: datetime) -> int:
    """The first so many of the roster vote, the same at every run; one of them hands in a blank ballot."""
    dice = random.Random(poll.class_id)
    groups = dict.fromkeys(each.group for each in poll.content.candidates)
    for number, trainee in enumerate(classes.roster(classes.load_class(poll.class_id))[:count]):
        chosen = [dice.choices(found, range(len(found), 0, -1))[0].id for group in groups if (found := _of(poll, group))]
        form = {"blank": "1"} if number == 5 else {"choice": chosen[0], **{f"c.{each}": "1" for each in chosen}}
        casting.cast(poll.class_id, trainee.person, poll.id, form, now)
    return count


def _of(poll: Poll, group: str) -> list[Candidate]:
    return [each for each in poll.content.candidates if each.group == group]

"""What changed since people were told of a class: shown to the organizer with how many it concerns, told by one press.

Several changes, one after the other, are one letter; who was told is told the difference to what that person knows, once.
"""

import secrets
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from datetime import datetime

from chalicelib.domains.classes import access
from chalicelib.domains.classes.model import Class, ClassSession, Period, Trainee
from chalicelib.domains.classes.notices import store_told
from chalicelib.domains.classes.notices.content_rules import Content, Difference, content_of, differences, digest, own_differences
from chalicelib.domains.classes.notices.store_told import PressItem, ToldItem
from chalicelib.domains.classes.timetable.timetable import timetable
from chalicelib.errors import Conflict
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork

_LONGEST_REQUEST = 64


@dataclass(frozen=True)
class Changed:
    """One to be told: what is different for the whole class and for this person. `number` of what was told before."""

    trainee: Trainee
    common: list[Difference]
    own: list[Difference]
    number: int


@dataclass(frozen=True)
class Pending:
    """What a press would tell: `groups`, each its differences and how many of them know it otherwise; `seats`: how many sit elsewhere.

    `state` names what is shown, so that a press after a further change shows that one first; `request` names the form.
    """

    groups: list[tuple[list[Difference], int]]
    seats: int
    count: int
    state: str
    request: str
    presses: list[PressItem]


def content_now(class_: Class) -> Content:
    return content_of(class_, access.sessions(class_.id), timetable(class_.id).periods)


def changed_since(class_: Class, sessions: Sequence[ClassSession], periods: Sequence[Period], now: datetime) -> list[Difference]:
    """For the class's page, which has read the rest: what is no longer as it was told last; empty where nothing was told."""
    latest = store_told.latest(class_.id)
    return differences(latest, content_of(class_, sessions, periods), now) if latest else []


def of_person(trainee: Trainee, told: ToldItem | None, before: Content | None, content: Content, now: datetime) -> list[Difference]:
    """What this person knows otherwise, who was told `before` last; empty for one who was told nothing at this address."""
    if told is None or told.email != trainee.email:
        return []
    common = differences(before, content, now) if before else []
    return common + own_differences((told.seat, told.group), (trainee.seat, trainee.group))


def changed(class_: Class, content: Content, now: datetime) -> Iterator[Changed]:
    """Everybody of the roster who was told, and knows something otherwise than `content`."""
    known, told = store_told.contents(class_.id), store_told.everybody(class_.id)
    common = {name: differences(said, content, now) for name, said in known.items()}
    for trainee in access.roster(class_):
        item = told.get(trainee.person)
        if item and trainee.email and item.email == trainee.email:
            own = own_differences((item.seat, item.group), (trainee.seat, trainee.group)) if not class_.cancelled else []
            if own or common.get(item.content):
                yield Changed(trainee, common.get(item.content, []), own, int(item.number))


def pending(class_: Class, now: datetime) -> Pending:
    content = content_now(class_)
    found = list(changed(class_, content, now))
    groups = Counter(tuple(each.common) for each in found if each.common)
    seats = [f"{each.trainee.person} {each.trainee.seat} {each.trainee.group}" for each in found if each.own]
    state = digest({"content": content, "seats": seats})
    shown = [(list(common), count) for common, count in groups.most_common()]
    return Pending(shown, len(seats), len(found), state, secrets.token_urlsafe(16), list(store_told.presses(class_.id)))


def tell(who: Principal, class_id: str, form: Mapping[str, str], now: datetime) -> int:
    """Lets a worker write to everybody whom `pending` counts; returns how many. The same form sent twice is once.

    Raises Conflict where nothing is to be told, or not what the form showed, NotFound, Forbidden.
    """
    class_ = access.open_class(who, class_id)
    found, request = pending(class_, now), form.get("request", "")[:_LONGEST_REQUEST]
    if any(item.sk == f"TOLD-PRESS#{request}" for item in found.presses):
        return found.count
    if not found.count:
        raise Conflict("沒有要通知的異動。")
    if form.get("state") != found.state or not request:
        raise Conflict("上課資訊剛剛又有異動，還沒有寄出。請看過下面的內容，再按一次。")
    shown = [astuple(each) for group, _ in found.groups for each in group]
    work = UnitOfWork(now)
    store_told.press(work, class_id, request, by=who.name, at=now, people=found.count, differences=shown)
    work.announce(Message("classes.notices", {"class_id": class_id, "kind": "change"}, class_id, id=f"change.{class_id}.{request}"))
    work.try_commit()
    return found.count

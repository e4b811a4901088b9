"""The sample centre's leave: some approved today, some waiting for next week."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.domains.attendance import expecting
from chalicelib.domains.classes import service as classes
from chalicelib.domains.leave import deciding
from chalicelib.domains.leave.applying import applying
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Principal, Role
from infra.samples.people import HR_OF, here

_ORGANIZER = Principal("organizer1", "林雅婷", frozenset({Role.ORGANIZER}))


def load(running: str, coming: str, now: datetime) -> tuple[int, int]:
    """Returns how many are approved and how many wait; a later start on the same day changes nothing."""
    for class_id in (running, coming):
        expecting.expect(class_id, now)
    roster = classes.roster(classes.load_class(running))
    of_agency = next((at for at, each in enumerate(roster) if at > 10 and each.agency == here(HR_OF)), 11)
    today = _ask(running, of_agency, {"kind": "公假", "reason": "出席市政會議"}, now, hour=1)
    next_week = _ask(coming, 5, {"kind": "事假", "reason": "子女學校活動"}, now)
    for leave in (today, next_week):
        if leave:
            with suppress(Conflict):
                deciding.approve(_ORGANIZER, leave[0], leave[1], {}, now)
    waiting = [
        _ask(coming, 1, {"kind": "病假", "reason": "預約回診"}, now),
        _ask(coming, 2, {"kind": "事假", "reason": "家中有事，上午第一節不能到課"}, now, hour=0),
        _ask(coming, 7, {"kind": "公假", "reason": "代表機關出席會議"}, now, whole=2),
    ]
    return sum(map(bool, (today, next_week))), sum(map(bool, waiting))


def _ask(  # noqa: PLR0917
    class_id: str, place: int, said: Mapping[str, str], now: datetime, whole: int = 1, hour: int | None = None
) -> tuple[str, str] | None:
    """The person at this place of the roster asks for the first sessions, or for one hour of the first; (class id, leave id)."""
    person = classes.roster(classes.load_class(class_id))[place].person
    parts = applying.parts_of(class_id)
    form = {**said, "request": f"sample-{place}", "understood": "1"}
    if hour is None:
        form |= {f"session.{part.session_id}": "on" for part in parts[:whole]}
    else:
        form[f"hour.{parts[0].session_id}.{taipei(parts[0].starts_at).hour + hour}"] = "on"
    with suppress(InvalidInput, Conflict):  # over, on a later start
        leave = applying.apply(class_id, person, form, now)
        return leave.class_id, leave.id
    return None

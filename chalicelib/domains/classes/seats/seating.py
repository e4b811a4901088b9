"""Use cases of seats. Every change writes a new version of the roster and changes over to it in one transaction."""

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime

from chalicelib.domains.classes import access, store_changes, store_roster
from chalicelib.domains.classes.changes import announce_expected, let_roster_end
from chalicelib.domains.classes.model import Class, Trainee
from chalicelib.domains.classes.seats import rules, store
from chalicelib.domains.classes.seats.rules import Place
from chalicelib.dynamodb import ConditionFailed
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Principal
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.web.value_rules import plain

ASSIGN_BY = {
    "order": "依目前順序重新編號",
    "agency": "依機關：同機關坐在一起",
    "blocks": "分區：每組（沒有組別的依機關）從新的一排開始",
}
MOST_COLUMNS = 30
_USUAL_COLUMNS = 8

Change = Callable[[Class, list[Trainee]], list[Trainee]]


def columns_of(class_id: str) -> int:
    """Seats in a row, as last chosen."""
    return store.columns(class_id) or _USUAL_COLUMNS


def grid(class_: Class, roster: Sequence[Trainee], columns: int) -> list[list[Place]]:
    """The room's rows from the front."""
    return rules.grid(roster, class_.seats, columns)


def choose_columns(who: Principal, class_id: str, typed: str) -> None:
    """Raises InvalidInput, NotFound, Forbidden."""
    access.open_class(who, class_id)
    typed = plain(typed)
    if not (typed.isascii() and typed.isdigit() and len(typed) < 5 and 1 <= int(typed) <= MOST_COLUMNS):
        raise InvalidInput(fields={"columns": f"每排座位數請填 1 到 {MOST_COLUMNS} 的數字。"})
    store.save_columns(class_id, int(typed))


def assign(who: Principal, class_id: str, now: datetime, *, by: str, version: str) -> None:
    """New seats for everybody. `version` is the roster that the person saw. Raises Conflict, InvalidInput, NotFound, Forbidden."""
    columns = columns_of(class_id)
    _change(who, class_id, version, now, lambda c, all_: rules.reassign(all_, by=by, seats=c.seats, columns=columns))


def place(who: Principal, class_id: str, now: datetime, *, person: str, seat: str, version: str) -> None:
    """One person to one seat; who sits there changes places. Raises as `assign`."""
    _change(who, class_id, version, now, lambda c, all_: rules.place(all_, person, seat, c.seats))


def _change(who: Principal, class_id: str, version: str, now: datetime, change: Change) -> None:
    class_ = access.open_class(who, class_id)
    if class_.roster_version != version:
        raise Conflict("名冊或座位剛被其他人更新，您的修改還沒有儲存。請看過最新的座位再改一次。")
    new_version = "s" + secrets.token_urlsafe(9)
    trainees = change(class_, access.roster(class_))
    store_roster.write_roster(class_id, new_version, trainees)
    work = UnitOfWork(now)
    store_changes.use_roster(work, class_, new_version, len(trainees))
    announce_expected(work, class_id)
    let_roster_end(work, class_)
    try:
        work.commit()
    except ConditionFailed as error:
        raise Conflict("名冊或座位剛被其他人更新，您的修改還沒有儲存。請看過最新的座位再改一次。") from error

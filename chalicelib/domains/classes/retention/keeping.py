"""What administrators decide: that a class's data is held (a court, an audit, a complaint), or that its records may be destroyed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.clock import taipei
from chalicelib.domains.classes import access, store_calendar
from chalicelib.domains.classes.changes import let_rosters_stay
from chalicelib.domains.classes.model import Class
from chalicelib.domains.classes.retention import store
from chalicelib.domains.classes.retention.rules import NOT_APPROVED, Decision, why_not
from chalicelib.domains.classes.retention.store import KeepItem
from chalicelib.dynamodb import ConditionFailed
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Principal, Role
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.records.retention_rules import Stage, term_of
from chalicelib.web.field_rules import Fields, read_reason

DECIDERS = frozenset({Role.ADMINISTRATOR})
MOST = 40
_CHANGED = "這個班期剛有變動，請重新整理後再看一次。"


@dataclass(frozen=True)
class Keeping:
    """How a class's data stands: until when what is kept, whether it is held, and what was decided. `ends` by stage."""

    class_: Class
    ends: Mapping[Stage, date]
    log: list[KeepItem]


def of_class(who: Principal, class_id: str) -> Keeping:
    """Raises NotFound, Forbidden."""
    who.require(DECIDERS)
    class_ = access.load_class(class_id)
    return Keeping(class_, {stage: term_of(stage).after(class_.ends_on) for stage in Stage}, store.log(class_id))


def hold(who: Principal, class_id: str, form: Mapping[str, str], now: datetime) -> None:
    """Nothing of the class is deleted any more. Raises InvalidInput (reason), Conflict where it is held, NotFound, Forbidden."""
    who.require(DECIDERS)
    class_ = access.load_class(class_id)
    reason = read_reason(form, "請填寫保留的原因與文號。", shortest=2)
    work = UnitOfWork(now)
    store.hold(work, class_.id, reason)
    store.note(work, class_.id, Decision.HELD, who.username, reason, now)
    let_rosters_stay(work, class_.id)
    _commit(work)


def release(who: Principal, class_id: str, form: Mapping[str, str], now: datetime) -> None:
    """What its time is over for goes with the next run. Raises InvalidInput (reason), Conflict, NotFound, Forbidden."""
    who.require(DECIDERS)
    class_ = access.load_class(class_id)
    reason = read_reason(form, "請填寫解除保留的原因與文號。", shortest=2)
    work = UnitOfWork(now)
    store.release(work, class_.id)
    store.note(work, class_.id, Decision.RELEASED, who.username, reason, now)
    _commit(work)


def due(who: Principal, year: str, now: datetime) -> tuple[int, list[Class]]:
    """The 民國 year, and the classes of it whose records' time is over and of which nothing was decided. Raises Forbidden."""
    who.require(DECIDERS)
    today = taipei(now).date()
    newest = today.year - 1911 - term_of(Stage.RECORDS).years
    chosen = int(year) if year.isdecimal() and 100 <= int(year[:4]) <= newest else newest
    months = [f"{chosen + 1911}-{month:02}" for month in range(1, 13)]
    begun = store_calendar.classes_after(f"{chosen + 1911}-01-01", months, date(chosen + 1911, 12, 31))
    return chosen, [class_ for class_ in begun if why_not(class_, Stage.RECORDS, today) == NOT_APPROVED]


def approve(who: Principal, form: Mapping[str, str], now: datetime) -> int:
    """The records of the ticked classes (class.<id>) may go; `number` is that of the archives' approval. Returns of how many.

    Raises InvalidInput (number, classes), Conflict where one may not, Forbidden.
    """
    who.require(DECIDERS)
    ids = sorted(name.partition(".")[2] for name in form if name.startswith("class."))
    fields = Fields(form)
    number = fields.text("number", "核准銷毀的文號", 60)
    if not 1 <= len(ids) <= MOST:
        fields.errors["classes"] = f"請勾選要銷毀的班期，一次最多 {MOST} 個。"
    fields.check()
    chosen = [access.load_class(each) for each in ids]
    for class_ in chosen:
        why = why_not(class_, Stage.RECORDS, taipei(now).date())
        if why != NOT_APPROVED:
            raise InvalidInput(fields={"classes": f"{class_.title}：{why or '已經核准'}。"})
    for class_ in chosen:
        work = UnitOfWork(now)
        store.approve(work, class_.id, number)
        store.note(work, class_.id, Decision.APPROVED, who.username, number, now)
        _commit(work)
    return len(chosen)


def _commit(work: UnitOfWork) -> None:
    try:
        work.commit()
    except ConditionFailed as error:
        raise Conflict(_CHANGED) from error

"""Meals of a class: what a trainee chooses, what the organizer plans and the kitchen is told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from chalicelib.clock import moment, taipei
from chalicelib.domains.attendance import service_presence as attendance
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes import service_files as class_files
from chalicelib.domains.meals import store
from chalicelib.domains.meals.rules import Choice, Count, Plan, count, read_choice, read_plan, whole_days
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.errors import Conflict
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.web.card import Card

_TRIES = 3
_CLOSED = "登記已經截止。需要變更請洽辦班人員。"


@dataclass(frozen=True)
class MealsForm:
    """What a trainee's page needs."""

    class_: classes.Class
    plan: Plan
    choice: Choice

    def is_open(self, now: datetime) -> bool:
        return not self.class_.cancelled and self.plan.next_close(now) is not None

    def needs(self, now: datetime) -> str:
        """What was said for the days that are still open."""
        said = (self.choice.dishes[day].needs for day in self.plan.days if day in self.choice.dishes and self.plan.is_open(day, now))
        return next(said, "")


@dataclass(frozen=True)
class Kitchen:
    """What the organizer's page shows. `held` are the days on which the class meets."""

    class_: classes.Class
    plan: Plan
    held: tuple[date, ...]
    counts: tuple[Count, ...]


def open_form(class_id: str, person: str) -> MealsForm:
    """Raises NotFound, Forbidden for who is not on the roster."""
    class_, _ = classes.on_roster(class_id, person)
    return MealsForm(class_, plan_of(class_id), store.choice(class_id, person))


def card(class_: classes.Class, trainee: classes.Trainee, person: str, now: datetime) -> Card | None:
    """For the trainee's page."""
    plan, href = plan_of(class_.id), f"/c/{class_.id}/meals"
    if not plan.days or class_.cancelled:
        return Card("本班不供餐", "neutral")
    choice = store.choice(class_.id, person)
    closes = plan.next_close(now)
    if closes is None:
        return Card("已登記，不能再變更" if choice.version else "登記已截止", "neutral", href)
    until = f"{moment(closes)} 截止"
    return Card(f"已登記，{until}前可變更", "ok", href) if choice.version else Card(f"尚未登記，{until}", "warn", href)


def plan_of(class_id: str) -> Plan:
    """Of the days in it only those on which the class still meets; before an organizer sets one, whole days are fed."""
    found = store.plan(class_id)
    held = _held(class_id)
    if found is None:
        return Plan(whole_days(held))
    meets = {day for day, _ in held}
    return replace(found, days=tuple(day for day in found.days if day in meets))


def register(class_id: str, person: str, form: Mapping[str, str], now: datetime) -> None:
    """Days that have closed stay as they are. Raises InvalidInput, Conflict where all have closed, NotFound, Forbidden."""
    for _ in range(_TRIES):
        standing = open_form(class_id, person)
        if not standing.is_open(now):
            raise Conflict(_CLOSED)
        new = read_choice(form, standing.plan, standing.choice, now)
        if new.dishes == standing.choice.dishes:
            return
        try:
            store.put_choice(class_id, person, new, now)
        except ConditionFailed:  # another tab was first; the later press stands
            continue
        return
    raise Conflict


def kitchen(who: Principal, class_id: str, now: datetime) -> Kitchen:
    """Raises NotFound, Forbidden."""
    class_ = classes.open_class(who, class_id)
    plan = plan_of(class_id)
    return Kitchen(class_, plan, tuple(sorted({day for day, _ in _held(class_id)})), tuple(counts(class_, plan, now)))


def counts(class_: classes.Class, plan: Plan, now: datetime, only: date | None = None) -> list[Count]:
    """For each day of the plan, or `only` this one; for callers that have authorised. Who is on leave the whole day is left out."""
    days = [day for day in plan.days if only in {None, day}]
    people = [(each.person, each.seat) for each in classes.roster(class_)]
    chosen, leave = store.choices(class_.id), _leave(class_.id, now)
    return [count(day, people, chosen, leave.get(day, {})) for day in days]


def set_plan(who: Principal, class_id: str, form: Mapping[str, str], now: datetime) -> None:
    """`version` in the form is the one on the page. What the kitchen was told of days to come is told again.

    Raises InvalidInput, Conflict, NotFound, Forbidden.
    """
    classes.open_class(who, class_id)
    new = read_plan(form, {day for day, _ in _held(class_id)})
    standing = store.plan(class_id) or Plan()
    new = replace(new, version=standing.version + 1)
    if form.get("version") != str(standing.version):
        raise Conflict("供餐設定剛被其他人修改，請重新整理後再試。")
    today = taipei(now).date()
    transaction = Transaction()
    store.put_plan(transaction, class_id, new, who.username, now)
    if new.kitchen:
        store.remind(transaction, class_id, new.version, [(day, max(now, new.closes_at(day))) for day in new.days if day >= today])
    if not transaction.try_commit():
        raise Conflict("供餐設定剛被其他人修改，請重新整理後再試。")


def request_paper(who: Principal, class_id: str, now: datetime) -> str:
    """Asks a worker for the counts as a PDF; returns its id among the class's files. Raises NotFound, Forbidden."""
    return class_files.request_file(who, class_id, "meals.paper", {}, now)


def ask_due(now: datetime) -> None:
    """For the ten-minute schedule: lets the kitchen's mails go; those of yesterday too, for what was due just before midnight."""
    for day in (taipei(now).date() - timedelta(days=1), taipei(now).date()):
        _ask_due(day, now)


def _ask_due(day: date, now: datetime) -> None:
    """Lets the mails go that were due on this day by now, each once."""
    for item in store.due(day, now):
        body = {"pk": item.pk, "sk": item.sk}
        message = Message("meals.mail", body, item.class_id, "mail", f"meals.{item.class_id}.{item.day}.{int(item.version)}")
        work = UnitOfWork(now)
        store.mark_asked(work, item)
        work.announce(message)
        work.try_commit()  # or another run of the schedule was first


def _held(class_id: str) -> list[tuple[date, str]]:
    """(day, half) of the sessions that take place."""
    return [(taipei(each.starts_at).date(), each.half.value) for each in classes.sessions(class_id) if not each.cancelled]


def _leave(class_id: str, now: datetime) -> dict[date, dict[str, bool]]:
    """By day: who is on leave, and whether in every session of that day to which the person belongs."""
    seen: dict[date, dict[str, list[bool]]] = {}
    for facts, found in attendance.presences(class_id, now):
        of_day = seen.setdefault(taipei(facts.starts_at).date(), {})
        for person, each in found.items():
            if each.active:
                of_day.setdefault(person, []).append(bool(each.leave))
    return {day: {person: all(marks) for person, marks in people.items() if any(marks)} for day, people in seen.items()}

"""Rules of meals (茹素登記): who eats what on which day, until when that can be changed, and what the kitchen counts. Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from chalicelib.centre import centre
from chalicelib.clock import TAIPEI
from chalicelib.errors import InvalidInput
from chalicelib.web.field_rules import Fields, has_unseen
from chalicelib.web.value_rules import is_email, plain, read_time, told, whole

MOST_DAYS = 60
LONGEST_NEEDS = 60
_MOST_BEFORE = 7


class Meal(StrEnum):
    """What somebody eats; who says nothing eats 葷食."""

    PLAIN = "plain"
    VEGAN = "vegan"
    EGG_MILK = "egg-milk"
    NONE = "none"

    @property
    def label(self) -> str:
        return {"plain": "葷食", "vegan": "全素", "egg-milk": "蛋奶素", "none": "不用餐"}[self.value]


@dataclass(frozen=True)
class Plan:
    """`days` on which the class eats; each closes `before` days ahead at `hour`. `kitchen` is the address that is told, or ""."""

    days: tuple[date, ...] = ()
    before: int = 1
    hour: str = "12:00"
    kitchen: str = ""
    version: int = 0

    def closes_at(self, day: date) -> datetime:
        return datetime.combine(day - timedelta(days=self.before), time.fromisoformat(self.hour), TAIPEI)

    def is_open(self, day: date, now: datetime) -> bool:
        return day in self.days and now < self.closes_at(day)

    def next_close(self, now: datetime) -> datetime | None:
        """When the first day that can still be changed closes; None where none can."""
        return min((self.closes_at(day) for day in self.days if self.is_open(day, now)), default=None)


@dataclass(frozen=True)
class Dish:
    """What one person eats on one day, and what the kitchen must know beside."""

    meal: Meal = Meal.PLAIN
    needs: str = ""


@dataclass(frozen=True)
class Choice:
    """What one person chose, by day; a day that is not in it was not chosen for."""

    dishes: Mapping[date, Dish] = field(default_factory=dict)
    version: int = 0


@dataclass(frozen=True)
class Count:
    """What the kitchen needs on one day. `needs` are (seat, words); `part` of those counted are on leave for a part of the day."""

    day: date
    meals: Mapping[Meal, int]
    away: int
    part: int
    silent: int
    needs: tuple[tuple[str, str], ...]

    @property
    def served(self) -> int:
        return sum(number for meal, number in self.meals.items() if meal is not Meal.NONE)


def read_plan(form: Mapping[str, str], held: Collection[date]) -> Plan:
    """The plan that a form describes; days are ticked as day.<2026-03-02>, of the days that are `held`.

    Raises InvalidInput (days, before, hour, kitchen).
    """
    days = tuple(sorted(day for day in held if form.get(f"day.{day}")))
    fields = Fields(form)
    before = fields.take("before", whole(f"請填 0 到 {_MOST_BEFORE} 的數字。", 0, _MOST_BEFORE), 0)
    hour = fields.take("hour", told("請填時與分，例如 12:00。", read_time), time.min)
    kitchen = plain(form.get("kitchen", ""))
    if len(days) > MOST_DAYS:
        fields.errors["days"] = f"供餐日最多 {MOST_DAYS} 天。"
    if kitchen and not is_email(kitchen):
        fields.errors["kitchen"] = f"電子郵件不正確，例如 kitchen@{centre().domain}。"
    fields.check()
    return Plan(days, before, f"{hour:%H:%M}", kitchen)


def read_choice(form: Mapping[str, str], plan: Plan, standing: Choice, now: datetime) -> Choice:
    """What stood, with the days that are still open as in the form: meal.<2026-03-02>, and `needs` for all of these.

    Raises InvalidInput (meal.<day>, needs).
    """
    needs = form.get("needs", "").strip()
    wrong: dict[str, str] = {}
    dishes = dict(standing.dishes)
    for day in plan.days:
        typed = form.get(f"meal.{day}", "")
        if plan.is_open(day, now):
            if typed in set(Meal):
                dishes[day] = Dish(Meal(typed), needs)
            else:
                wrong[f"meal.{day}"] = f"請選擇 {day.month}/{day.day} 的餐食。"
        elif typed and typed != standing.dishes.get(day, Dish()).meal:
            wrong[f"meal.{day}"] = f"{day.month}/{day.day} 的登記已經截止，沒有變更。請確認其他日期後再送出一次。"
    if len(needs) > LONGEST_NEEDS or has_unseen(needs):
        wrong["needs"] = f"其他需求請在 {LONGEST_NEEDS} 字以內，寫在一行。"
    if wrong:
        raise InvalidInput(fields=wrong)
    return Choice(dishes, standing.version + 1)


def count(day: date, people: Sequence[tuple[str, str]], choices: Mapping[str, Choice], leave: Mapping[str, bool]) -> Count:
    """`people` are (person, seat); `leave` says of who is on leave that day whether it is the whole day."""
    meals: Counter[Meal] = Counter()
    needs, silent = [], 0
    here = [(person, seat) for person, seat in people if not leave.get(person, False)]
    for person, seat in here:
        dish = choices.get(person, Choice()).dishes.get(day)
        silent += dish is None
        dish = dish or Dish()
        meals[dish.meal] += 1
        if dish.needs and dish.meal is not Meal.NONE:
            needs.append((seat, dish.needs))
    part = sum(person in leave for person, _ in here)
    return Count(day, {meal: meals[meal] for meal in Meal}, len(people) - len(here), part, silent, tuple(needs))


def whole_days(halves: Iterable[tuple[date, str]]) -> tuple[date, ...]:
    """Days that go over noon: of (day, am, pm, ev or day). They are fed until an organizer says otherwise."""
    found: dict[date, set[str]] = {}
    for day, half in halves:
        found.setdefault(day, set()).add(half)
    return tuple(sorted(day for day, held in found.items() if "day" in held or {"am", "pm"} <= held))

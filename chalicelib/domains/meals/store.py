"""Meals in the portal table: plans, choices, and when the kitchen is told.

pk class id, sk MEALS#<4 digits>: plans. pk <class id>#MEALS, sk <person>#<4 digits>: choices. Of both the last is in force.
pk KITCHEN#<day in Taipei>, sk <when, ISO>#<class id>#<day that is fed>.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute

from chalicelib.clock import taipei
from chalicelib.domains.meals.rules import Choice, Dish, Meal, Plan
from chalicelib.domains.meals.store_items import MealsItem
from chalicelib.dynamodb import JsonAttribute, Transaction
from chalicelib.records.retention_rules import Kept, ends


class PlanItem(MealsItem):
    """Named as the rules' Plan."""

    days = JsonAttribute()
    before = NumberAttribute()
    hour = UnicodeAttribute()
    kitchen = UnicodeAttribute(default="")
    made_at = UTCDateTimeAttribute()
    made_by = UnicodeAttribute()


class ChoiceItem(MealsItem):
    """`dishes` is {day: [meal, needs]}."""

    dishes = JsonAttribute()
    made_at = UTCDateTimeAttribute()


class KitchenItem(MealsItem):
    """One mail that is due: for the plan of this version, unless a later one stands by then."""

    class_id = UnicodeAttribute()
    day = UnicodeAttribute()
    version = NumberAttribute()
    asked = BooleanAttribute(default=False)
    mailed_at = UTCDateTimeAttribute(null=True)


def plan(class_id: str) -> Plan | None:
    """The one in force; None before an organizer has set one."""
    found = list(PlanItem.query(class_id, PlanItem.sk.startswith("MEALS#"), scan_index_forward=False, limit=1, consistent_read=True))
    if not found:
        return None
    item = found[0]
    days = tuple(date.fromisoformat(day) for day in item.days)
    return Plan(days, int(item.before), item.hour, item.kitchen, int(item.sk.removeprefix("MEALS#")))


def put_plan(transaction: Transaction, class_id: str, new: Plan, who: str, now: datetime) -> None:
    """Fails the transaction where somebody else made this version first."""
    item = PlanItem(class_id, f"MEALS#{new.version:04}", before=new.before, hour=new.hour, kitchen=new.kitchen, made_at=now, made_by=who)
    item.days = [str(day) for day in new.days]
    transaction.create(item)


def remind(transaction: Transaction, class_id: str, version: int, due: Iterable[tuple[date, datetime]]) -> None:
    """The kitchen is to be told of each day at its moment."""
    for day, moment in due:
        transaction.create(
            KitchenItem(
                *_kitchen_key(class_id, day, moment, version),
                class_id=class_id,
                day=str(day),
                version=version,
                expires_at=ends(Kept.MARK, moment),
            )
        )


def due(day: date, now: datetime) -> list[KitchenItem]:
    """What was to be mailed on this day by now, and nobody has asked for yet."""
    until = KitchenItem.sk < _moment(now) + "~"
    return [item for item in KitchenItem.search(f"KITCHEN#{day}", until) if not item.asked]


def mark_asked(transaction: Transaction, item: KitchenItem) -> None:
    """Fails the transaction where it was asked for before."""
    transaction.change(KitchenItem(item.pk, item.sk), [KitchenItem.asked.set(True)], KitchenItem.asked == False)  # noqa: E712


def find_due(pk: str, sk: str) -> KitchenItem | None:
    return KitchenItem.find(pk, sk)


def mark_mailed(item: KitchenItem, now: datetime) -> None:
    item.change([KitchenItem.mailed_at.set(now)], KitchenItem.sk.exists())


def choice(class_id: str, person: str) -> Choice:
    """The person's own in force; empty before the first."""
    mine = ChoiceItem.sk.startswith(f"{person}#")
    found = list(ChoiceItem.query(f"{class_id}#MEALS", mine, scan_index_forward=False, limit=1, consistent_read=True))
    return _choice_of(found[0]) if found else Choice()


def choices(class_id: str) -> dict[str, Choice]:
    """Person to choice in force, of everybody who chose."""
    return {item.sk.partition("#")[0]: _choice_of(item) for item in ChoiceItem.query(f"{class_id}#MEALS")}


def forget(class_id: str) -> int:
    """What everybody chose."""
    return ChoiceItem.forget(f"{class_id}#MEALS")


def put_choice(class_id: str, person: str, new: Choice, now: datetime) -> None:
    """Raises ConditionFailed where another of this version is there."""
    dishes = {str(day): [dish.meal.value, dish.needs] for day, dish in new.dishes.items()}
    ChoiceItem(f"{class_id}#MEALS", f"{person}#{new.version:04}", dishes=dishes, made_at=now).put(ChoiceItem.pk.does_not_exist())


def _choice_of(item: ChoiceItem) -> Choice:
    dishes = {date.fromisoformat(day): Dish(Meal(meal), needs) for day, (meal, needs) in item.dishes.items()}
    return Choice(dishes, int(item.sk.partition("#")[2]))


def _kitchen_key(class_id: str, day: date, moment: datetime, version: int) -> tuple[str, str]:
    return f"KITCHEN#{taipei(moment).date()}", f"{_moment(moment)}#{class_id}#{day}#{version:04}"


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")

"""Files of learning hours with ID numbers: pk HOURS, sk <id>, which begins with its moment.

Who fetched one: pk HOURS#<id>, sk <time>#<account>. The items stay, as a record of who asked; the files do not.
"""

import secrets
from datetime import datetime
from enum import StrEnum

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.update import Action

from chalicelib.domains.completion.store_items import CompletionItem
from chalicelib.dynamodb import EnumAttribute
from chalicelib.records.retention_rules import Kept, ends

_ALL = "HOURS"


class HoursState(StrEnum):
    """waiting ──▶ ready | failed; ready ──▶ removed."""

    WAITING = "waiting"
    READY = "ready"
    FAILED = "failed"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        return {"waiting": "正在製作", "ready": "檔案做好了", "failed": "沒有做成", "removed": "檔案已刪除"}[self.value]


class HoursItem(CompletionItem):
    """`missing` people of the list were not in the uploaded roster."""

    class_id = UnicodeAttribute()
    made_by = UnicodeAttribute()
    made_at = UTCDateTimeAttribute()
    state = EnumAttribute(HoursState, default=HoursState.WAITING)
    people = NumberAttribute(default=0)
    missing = NumberAttribute(default=0)
    problem = UnicodeAttribute(default="")


class FetchedItem(CompletionItem):
    """One download."""

    class_id = UnicodeAttribute()


def create(class_id: str, who: str, now: datetime) -> str:
    """Returns the id."""
    file_id = f"{int(now.timestamp()):09x}-{secrets.token_urlsafe(12)}"
    HoursItem(_ALL, file_id, class_id=class_id, made_by=who, made_at=now, expires_at=ends(Kept.AUDIT, now)).put(
        HoursItem.pk.does_not_exist()
    )
    return file_id


def find(file_id: str) -> HoursItem | None:
    return HoursItem.find(_ALL, file_id)


def finish(file_id: str, *, people: int = 0, missing: int = 0, problem: str = "") -> bool:
    """Ready, or failed with a text for staff; False where it was finished before."""
    actions: list[Action] = [HoursItem.people.set(people), HoursItem.missing.set(missing), HoursItem.problem.set(problem)]
    return _move(file_id, HoursState.WAITING, HoursState.FAILED if problem else HoursState.READY, actions)


def remove(file_id: str) -> bool:
    """Says that the file is gone; False where it was said before."""
    return _move(file_id, HoursState.READY, HoursState.REMOVED, [])


def ready_between(first: datetime, last: datetime) -> list[str]:
    """Ids of what is ready and was asked for in this time."""
    span = HoursItem.sk.between(f"{int(first.timestamp()):09x}", f"{int(last.timestamp()):09x}")
    return [item.sk for item in HoursItem.search(_ALL, span) if item.state is HoursState.READY]


def note_fetched(file_id: str, class_id: str, who: str, now: datetime) -> None:
    FetchedItem(f"{_ALL}#{file_id}", f"{now.isoformat()}#{who}", class_id=class_id, expires_at=ends(Kept.AUDIT, now)).put()


def _move(file_id: str, before: HoursState, after: HoursState, actions: list[Action]) -> bool:
    return HoursItem(_ALL, file_id).try_change([HoursItem.state.set(after), *actions], HoursItem.state == before)

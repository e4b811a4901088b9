"""The attendance table: one item per session and person, and the writes that decide."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection

from chalicelib.domains.attendance.model import Correction, Entry, Scan, Via
from chalicelib.dynamodb import ConditionFailed, EnumAttribute, Item, JsonAttribute, Transaction, aside
from chalicelib.settings import settings


class _ByPerson(GlobalSecondaryIndex["AttendanceItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_person"
        projection = IncludeProjection(["class_id", "session_name", "class_name", "room"])

    person = UnicodeAttribute(hash_key=True)
    starts_on = UnicodeAttribute(range_key=True)


class AttendanceItem(Item):
    """Every item of the table; below 1 KB, so that a check-in is one write unit."""

    class Meta:
        table_name = settings().attendance_table

    by_person = _ByPerson()
    person = UnicodeAttribute(null=True)
    starts_on = UnicodeAttribute(null=True)
    class_id = UnicodeAttribute(null=True)
    session_name = UnicodeAttribute(null=True)
    class_name = UnicodeAttribute(null=True)
    room = UnicodeAttribute(null=True)
    name = UnicodeAttribute(null=True)
    seat = UnicodeAttribute(null=True)
    agency = UnicodeAttribute(null=True)
    group = UnicodeAttribute(null=True)
    active = BooleanAttribute(null=True)
    leave = UnicodeAttribute(null=True)
    note = UnicodeAttribute(null=True)
    in_at = UTCDateTimeAttribute(null=True)
    in_arrived_at = UTCDateTimeAttribute(null=True)
    in_via = EnumAttribute(Via, null=True)
    in_device = UnicodeAttribute(null=True)
    in_request = UnicodeAttribute(null=True)
    out_at = UTCDateTimeAttribute(null=True)
    out_arrived_at = UTCDateTimeAttribute(null=True)
    out_via = EnumAttribute(Via, null=True)
    out_device = UnicodeAttribute(null=True)
    out_request = UnicodeAttribute(null=True)
    made_at = UTCDateTimeAttribute(null=True)
    made_by = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)
    before = JsonAttribute(null=True)
    after = JsonAttribute(null=True)


class SheetItem(AttendanceItem):
    """pk session id, sk SHEET: everybody's presence as it was read at `made_at`; `changed_at`: when a change was last about to be made."""

    presences = JsonAttribute("出席總表", null=True)
    changed_at = UTCDateTimeAttribute(null=True)


_KEPT = [field.name for field in fields(Entry) if field.name != "session_id"]
IN = ("in_at", "in_arrived_at", "in_via", "in_device", "in_request")
OUT = ("out_at", "out_arrived_at", "out_via", "out_device", "out_request")


def _item(session_id: str, person: str) -> AttendanceItem:
    return AttendanceItem(session_id, f"P#{person}")


def entry_of(item: AttendanceItem) -> Entry:
    values = {name: getattr(item, name) for name in _KEPT}
    return Entry(item.pk, **{name: value for name, value in values.items() if value is not None})


def find(session_id: str, person: str) -> Entry | None:
    found = AttendanceItem.find(session_id, f"P#{person}")
    return entry_of(found) if found else None


def entries(session_id: str) -> list[Entry]:
    """Everyone of the session, the inactive too; eventually consistent, since pages ask every few seconds."""
    return [entry_of(item) for item in AttendanceItem.query(session_id, AttendanceItem.sk.startswith("P#"))]


def _marks(names: tuple[str, ...], scan: Scan) -> list[Action]:
    values = (scan.happened_at, scan.arrived_at, scan.via, scan.device, scan.request_id)
    return [getattr(AttendanceItem, name).set(value) for name, value in zip(names, values, strict=True)]


_MAY_COME = (AttendanceItem.active == True) & AttendanceItem.leave.does_not_exist()  # noqa: E712  an expression, not a comparison


def mark_in(session_id: str, scan: Scan) -> Entry:
    """The write that decides a check-in: one call, one write unit. Raises ConditionFailed with the item that stood in the way."""
    return entry_of(_item(session_id, scan.person).change(_marks(IN, scan), _MAY_COME & AttendanceItem.in_at.does_not_exist()))


def mark_out(session_id: str, scan: Scan) -> Entry:
    """The write that decides a sign-out. Raises ConditionFailed with the item that stood in the way."""
    condition = _MAY_COME & AttendanceItem.in_at.exists() & AttendanceItem.out_at.does_not_exist()
    return entry_of(_item(session_id, scan.person).change(_marks(OUT, scan), condition))


def note_change(session_id: str, now: datetime) -> None:
    """Before an entry is changed otherwise than by a scan while the session is on: a sheet that was read until then no longer holds."""
    with aside():
        SheetItem(session_id, "SHEET").upsert([SheetItem.changed_at.set(now)])


def forget(session_id: str) -> int:
    """Everything of the session."""
    return AttendanceItem.forget(session_id)


def blocking(failure: ConditionFailed) -> Entry | None:
    """Who stood in the way of a failed write; None where there was no such person."""
    return entry_of(AttendanceItem.from_wire(failure.item)) if failure.item else None


def expected_on(person: str, day: str) -> list[AttendanceItem]:
    """Where the person is expected on a day (2026-03-02): class_name, session_name and room; by the index, so only for advice."""
    return list(AttendanceItem.by_person.query(person, AttendanceItem.starts_on.startswith(day)))


def expect(session_id: str, person: str, values: dict[str, Any]) -> None:
    """Makes the person's item, or brings name, seat and the like up to date; never touches what was scanned."""
    new = AttendanceItem(session_id, f"P#{person}", person=person, **values)
    try:
        new.put(AttendanceItem.pk.does_not_exist())
    except ConditionFailed:
        actions = [getattr(AttendanceItem, name).set(value) for name, value in values.items()]
        _item(session_id, person).change(actions, AttendanceItem.pk.exists())


def expected(session_id: str, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Person key to what `expect` last wrote of these names, for everyone of the session."""
    found = AttendanceItem.search(session_id, AttendanceItem.sk.startswith("P#"))
    return {item.sk.removeprefix("P#"): {name: getattr(item, name) for name in names} for item in found}


def dismiss(session_id: str, person: str) -> None:
    """The person is no longer on the roster, or the session is off."""
    _item(session_id, person).change([AttendanceItem.active.set(False)], AttendanceItem.pk.exists())


def flag(session_id: str, person: str, device: str, now: datetime, reason: str = "second device") -> None:
    """Notes a second device for one person, or a counter's clock that was wrong; the same device is noted once."""
    item = AttendanceItem(session_id, f"F#{person}#{device[:16]}", made_at=now, reason=reason)
    try:
        item.put(AttendanceItem.pk.does_not_exist())
    except ConditionFailed:
        return


def flagged(session_id: str) -> set[str]:
    """Persons for whom something odd was noted."""
    return {item.sk.split("#")[1] for item in AttendanceItem.query(session_id, AttendanceItem.sk.startswith("F#"))}


def correct(before: Entry, after: dict[str, Any], log: tuple[str, str, str], now: datetime) -> None:
    """Changes an entry and keeps what stood before, in one transaction. `log` is (id, who, reason). Raises ConditionFailed when the entry
    changed since `before` was read. A value of None takes the attribute away."""
    note_change(before.session_id, now)
    correct_noted(before, after, log, now)


def correct_noted(before: Entry, after: dict[str, Any], log: tuple[str, str, str], now: datetime) -> None:
    """As `correct`, for who changes many of a session and has told its sheet once."""
    transaction = Transaction(log[0])
    _add_noted(transaction, before, after, log, now)
    transaction.commit()


def add_correction(transaction: Transaction, before: Entry, after: dict[str, Any], log: tuple[str, str, str], now: datetime) -> None:
    """As `correct`, as a part of another transaction: two items. The session's sheet is told at once, whether it commits or not."""
    note_change(before.session_id, now)
    _add_noted(transaction, before, after, log, now)


def _add_noted(transaction: Transaction, before: Entry, after: dict[str, Any], log: tuple[str, str, str], now: datetime) -> None:
    log_id, who, reason = log
    names = list(after)
    old = {name: _plain(getattr(before, name)) for name in names}
    new = {name: _plain(value) for name, value in after.items()}
    record = AttendanceItem(before.session_id, f"C#{now.isoformat()}#{log_id}", made_at=now, made_by=who, reason=reason)
    record.before = {**old, "person": before.person}
    record.after = new
    actions = [_set_or_remove(name, value) for name, value in after.items()]
    transaction.create(record)
    transaction.change(_item(before.session_id, before.person), actions, _unchanged(before))


def note_judged(entry: Entry, who: str, reason: str, changed_at: datetime) -> None:
    """In the person's record: other times of the session changed how the stay is judged. The same change is noted once."""
    record = AttendanceItem(entry.session_id, f"C#{changed_at.isoformat()}#{entry.person}", made_at=changed_at, made_by=who, reason=reason)
    record.before = {"person": entry.person}
    record.after = {}
    try:
        record.put(AttendanceItem.pk.does_not_exist())
    except ConditionFailed:
        return


def _set_or_remove(name: str, value: Any) -> Action:
    attribute: Any = getattr(AttendanceItem, name)
    change: Action = attribute.remove() if value is None or value == "" else attribute.set(value)
    return change


def _unchanged(before: Entry) -> Condition:
    def same(name: str) -> Condition:
        value = getattr(before, name)
        attribute: Any = getattr(AttendanceItem, name)
        condition: Condition = attribute == value if value else attribute.does_not_exist()
        return condition

    everything: Condition = same("in_at") & same("out_at") & same("leave") & same("note")
    return everything


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def corrections(session_id: str, person: str) -> list[Correction]:
    """Every correction and undo of one person's entry, oldest first."""
    every = AttendanceItem.query(session_id, AttendanceItem.sk.startswith("C#"))
    mine = [item for item in every if item.before["person"] == person]
    return [Correction(item.made_at, item.made_by or "", item.reason or "", item.before, item.after) for item in mine]


def was_undone(session_id: str, person: str, request_id: str) -> bool:
    """Whether the scan of this request was already taken back."""
    undone = [each.before for each in corrections(session_id, person)]
    return any(request_id in {before.get("in_request"), before.get("out_request")} for before in undone)

"""The classes table: its item classes, and how they become the model."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from pynamodb.attributes import BooleanAttribute, ListAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.contact import Contact
from chalicelib.domains.classes.model import Class, ClassSession, Half, Mode, Period, Trainee
from chalicelib.dynamodb import Item, JsonAttribute
from chalicelib.settings import settings


class _ByCalendar(GlobalSecondaryIndex["ClassesItem"]):  # type: ignore[no-untyped-call]
    class Meta:
        index_name = "by_calendar"
        projection = AllProjection()

    calendar = UnicodeAttribute(hash_key=True)
    calendar_order = UnicodeAttribute(range_key=True)


class ClassesItem(Item):
    """What every item of the table has; pk is the class id."""

    class Meta:
        table_name = settings().classes_table

    by_calendar = _ByCalendar()
    calendar = UnicodeAttribute(null=True)
    calendar_order = UnicodeAttribute(null=True)


class ClassItem(ClassesItem):
    """sk CLASS. `request` is the id of the form that made it, so that a repeat is known from a clash."""

    year = NumberAttribute()
    code = UnicodeAttribute()
    run = NumberAttribute()
    name = UnicodeAttribute()
    starts_on = UnicodeAttribute()
    ends_on = UnicodeAttribute()
    room = UnicodeAttribute()
    mode = UnicodeAttribute()
    seats = NumberAttribute()
    organizers: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    organizer_names = JsonAttribute(null=True)
    cancelled_reason = UnicodeAttribute(default="")
    roster_version = UnicodeAttribute(default="")
    roster_count = NumberAttribute(default=0)
    check_out_required = BooleanAttribute(default=True)
    version = NumberAttribute(default=1)
    sessions_version = NumberAttribute(default=1)
    hold = UnicodeAttribute(null=True)
    approval = UnicodeAttribute(null=True)
    details_gone = UnicodeAttribute(null=True)
    records_gone = UnicodeAttribute(null=True)
    contact = JsonAttribute(null=True)
    request = UnicodeAttribute(default="")


class SessionItem(ClassesItem):
    """sk SESSION#<session id>. Title, organizers and sign-out are copies of the class's, kept in step by every edit of the class."""

    session_id = UnicodeAttribute()
    class_title = UnicodeAttribute()
    organizers: ListAttribute[Any] = ListAttribute(of=UnicodeAttribute)
    half = UnicodeAttribute()
    starts_at = UTCDateTimeAttribute()
    ends_at = UTCDateTimeAttribute()
    room = UnicodeAttribute()
    cancelled = BooleanAttribute(default=False)
    cancelled_reason = UnicodeAttribute(default="")
    check_out_required = BooleanAttribute(default=True)
    revision = NumberAttribute(default=0)
    changed_at = UTCDateTimeAttribute(null=True)


class TimetableItem(ClassesItem):
    """sk TIMETABLE. All periods in one item, so that an import or an edit replaces them as a whole; `version` guards it."""

    periods = JsonAttribute("課表")
    version = NumberAttribute()


class RosterItem(ClassesItem):
    """sk ROSTER#<version>#<person>. Written before the class names the version, and never changed after."""

    person = UnicodeAttribute()
    id_masked = UnicodeAttribute()
    name = UnicodeAttribute()
    agency = UnicodeAttribute()
    seat = UnicodeAttribute(default="")
    title = UnicodeAttribute(default="")
    email = UnicodeAttribute(default="")
    group = UnicodeAttribute(default="")


def find_class(class_id: str) -> Class | None:
    item = ClassItem.find(class_id, "CLASS")
    return class_of(item) if item else None


def find_session(session_id: str) -> ClassSession | None:
    """One GetItem."""
    item = SessionItem.find(session_id.rpartition(".")[0] or "-", f"SESSION#{session_id}")
    return principal_of(item) if item else None


def sessions(class_id: str) -> list[ClassSession]:
    """In order of time, the cancelled ones too."""
    found = SessionItem.query(class_id, SessionItem.sk.startswith("SESSION#"), consistent_read=True)
    return sorted((principal_of(item) for item in found), key=lambda session: session.starts_at)


def roster(class_: Class) -> Iterator[Trainee]:
    """The roster in force; nothing before the first import."""
    if class_.roster_version:
        prefix = f"ROSTER#{class_.roster_version}#"
        for item in RosterItem.query(class_.id, RosterItem.sk.startswith(prefix), consistent_read=True):
            yield trainee_of(item)


def find_timetable(class_id: str) -> tuple[list[Period], int]:
    """The periods in order of time, and the version to give back with a change; 0 where there is none yet."""
    item = TimetableItem.find(class_id, "TIMETABLE")
    if item is None:
        return [], 0
    return [Period(**{**line, "day": date.fromisoformat(line["day"])}) for line in item.periods], int(item.version)


def class_of(item: ClassItem) -> Class:
    return Class(
        id=item.pk,
        year=int(item.year),
        code=item.code,
        run=int(item.run),
        name=item.name,
        starts_on=date.fromisoformat(item.starts_on),
        ends_on=date.fromisoformat(item.ends_on),
        room=item.room,
        mode=Mode(item.mode),
        seats=int(item.seats),
        organizers=tuple(item.organizers),
        organizer_names=item.organizer_names or {},
        cancelled_reason=item.cancelled_reason,
        roster_version=item.roster_version,
        roster_count=int(item.roster_count),
        check_out_required=item.check_out_required,
        version=int(item.version),
        sessions_version=int(item.sessions_version),
        contact=Contact(**(item.contact or {})),
        **{name: getattr(item, name) or "" for name in ("hold", "approval", "details_gone", "records_gone")},
    )


def principal_of(item: SessionItem) -> ClassSession:
    return ClassSession(
        id=item.session_id,
        class_id=item.pk,
        class_title=item.class_title,
        organizers=tuple(item.organizers),
        half=Half(item.half),
        starts_at=item.starts_at,
        ends_at=item.ends_at,
        room=item.room,
        cancelled=item.cancelled,
        check_out_required=item.check_out_required,
        cancelled_reason=item.cancelled_reason,
        revision=int(item.revision),
        changed_at=item.changed_at,
    )


def trainee_of(item: RosterItem) -> Trainee:
    return Trainee(item.person, item.id_masked, item.name, item.agency, item.seat, item.title, item.email, item.group)

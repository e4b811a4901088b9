"""Writes of classes and sessions, as parts of one transaction. The class's two versions are the condition that decides."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.clock import taipei
from chalicelib.domains.classes.model import Class, ClassSession
from chalicelib.domains.classes.store import ClassItem, SessionItem
from chalicelib.dynamodb import Transaction


def add_class(transaction: Transaction, class_: Class, request: str) -> None:
    """Fails the transaction where year, code and run are taken."""
    transaction.create(
        ClassItem(
            pk=class_.id,
            sk="CLASS",
            calendar=class_calendar(class_),
            calendar_order=class_order(class_),
            year=class_.year,
            code=class_.code,
            run=class_.run,
            name=class_.name,
            starts_on=class_.starts_on.isoformat(),
            ends_on=class_.ends_on.isoformat(),
            room=class_.room,
            mode=class_.mode.value,
            seats=class_.seats,
            organizers=list(class_.organizers),
            organizer_names=dict(class_.organizer_names),
            check_out_required=class_.check_out_required,
            contact=asdict(class_.contact),
            request=request,
        )
    )


def made_by_request(class_id: str, request: str) -> bool:
    """Whether the class was made by this very form, sent twice."""
    item = ClassItem.find(class_id, "CLASS")
    return bool(request and item and item.request == request)


def save_class(transaction: Transaction, read: Class, new: Class) -> None:
    """What an edit or a cancellation may change; fails where anyone changed the class or its sessions since `read`."""
    actions = [
        ClassItem.name.set(new.name),
        ClassItem.starts_on.set(new.starts_on.isoformat()),
        ClassItem.ends_on.set(new.ends_on.isoformat()),
        ClassItem.room.set(new.room),
        ClassItem.mode.set(new.mode.value),
        ClassItem.seats.set(new.seats),
        ClassItem.organizers.set(list(new.organizers)),
        ClassItem.organizer_names.set(dict(new.organizer_names)),
        ClassItem.check_out_required.set(new.check_out_required),
        ClassItem.contact.set(asdict(new.contact)),
        ClassItem.cancelled_reason.set(new.cancelled_reason),
        ClassItem.calendar.set(class_calendar(new)),
        ClassItem.calendar_order.set(class_order(new)),
        ClassItem.version.set(read.version + 1),
    ]
    _change(transaction, read, actions)


def claim_sessions(transaction: Transaction, read: Class) -> None:
    """Makes this transaction the only one that changes the sessions that were read together with `read`."""
    _change(transaction, read, [ClassItem.sessions_version.set(read.sessions_version + 1)])


def put_session(transaction: Transaction, session: ClassSession) -> None:
    """Guarded by the class: use beside `save_class`, `claim_sessions` or `add_class` only."""
    transaction.put(
        SessionItem(
            pk=session.class_id,
            sk=f"SESSION#{session.id}",
            calendar=f"session#{taipei(session.starts_at).date()}",
            calendar_order=f"{session.starts_at.astimezone(UTC).isoformat()}#{session.id}",
            session_id=session.id,
            class_title=session.class_title,
            organizers=list(session.organizers),
            half=session.half.value,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            room=session.room,
            cancelled=session.cancelled,
            cancelled_reason=session.cancelled_reason,
            check_out_required=session.check_out_required,
            revision=session.revision,
            changed_at=session.changed_at,
        )
    )


def use_roster(transaction: Transaction, read: Class, version: str, count: int) -> None:
    """Puts the roster of that version in force; fails where another import came first."""
    actions = [ClassItem.roster_version.set(version), ClassItem.roster_count.set(count)]
    open_still = ClassItem.cancelled_reason == ""
    transaction.change(ClassItem(pk=read.id, sk="CLASS"), actions, (ClassItem.roster_version == read.roster_version) & open_still)


def class_calendar(class_: Class) -> str:
    return f"class#{class_.starts_on:%Y-%m}"


def class_order(class_: Class) -> str:
    return f"{class_.starts_on}#{class_.id}"


def _change(transaction: Transaction, read: Class, actions: Sequence[Action]) -> None:
    unchanged: Condition = (ClassItem.version == read.version) & (ClassItem.sessions_version == read.sessions_version)
    transaction.change(ClassItem(pk=read.id, sk="CLASS"), actions, unchanged & (ClassItem.cancelled_reason == ""))

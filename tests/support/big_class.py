"""A class of two thousand, put into moto's tables at once: importing it would take minutes."""

import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from moto.backends import get_backend

from chalicelib.clock import TAIPEI
from chalicelib.domains.attendance import service as attendance
from chalicelib.domains.attendance.model import Via
from chalicelib.domains.attendance.store import AttendanceItem
from chalicelib.domains.classes import changes, service
from chalicelib.domains.classes.model import Class
from chalicelib.domains.classes.store import ClassItem, RosterItem
from chalicelib.dynamodb import Item
from chalicelib.identity import Principal
from tests.support.builders import class_form

PEOPLE = 2000


def put_at_once(items: Iterable[Item]) -> None:
    """As they are, without a request for each."""
    tables = get_backend("dynamodb")["123456789012"][os.environ["AWS_DEFAULT_REGION"]].tables
    for item in items:
        tables[item.Meta.table_name].put_item(item.serialize())


def persons(count: int = PEOPLE) -> list[str]:
    return [f"1{'p' * 17}{number:04}" for number in range(count)]


def make_big_class(who: Principal, now: datetime, people: Sequence[str], **changed: str) -> Class:
    """Twenty half days from Monday 2 March 2026 on; the roster stands, and nobody is expected yet."""
    form = class_form(starts_on="2026-03-02", ends_on="2026-03-13", seats="3000", **changed)
    made = changes.create_class(who, form, now)
    put_at_once(
        RosterItem(
            made.id,
            f"ROSTER#big#{person}",
            person=person,
            id_masked="*******789",
            name=f"學員{number:04}",
            agency=f"臺北市政府第{number % 40}局處所屬機關",
            seat=str(number + 1),
            title="科員",
            email=f"p{number}@gov.example",
            group=f"第{number % 50 + 1}組",
        )
        for number, person in enumerate(people)
    )
    named = [ClassItem.roster_version.set("big"), ClassItem.roster_count.set(len(people))]
    ClassItem(made.id, "CLASS").change(named, ClassItem.pk.exists())
    return service.load_class(made.id)


def expect_all(class_: Class, people: Sequence[str], sessions: int, *, came: bool = True) -> list[str]:
    """Entries of the first `sessions` sessions, where everybody came and left; answers the sessions' ids."""
    chosen = service.sessions(class_.id)[:sessions]
    for session in chosen:
        attendance.forget_live(session.id)
        marks = {"in_at": session.starts_at, "in_arrived_at": session.starts_at, "in_via": Via.PHONE, "in_device": "d" * 16}
        gone = {"out_at": session.ends_at, "out_arrived_at": session.ends_at, "out_via": Via.PHONE, "out_device": "d" * 16}
        put_at_once(
            AttendanceItem(
                session.id,
                f"P#{person}",
                person=person,
                starts_on=session.starts_at.astimezone(TAIPEI).isoformat(),
                class_id=class_.id,
                session_name=session.name,
                class_name=class_.title,
                room=session.room,
                name=f"學員{number:04}",
                seat=str(number + 1),
                agency=f"臺北市政府第{number % 40}局處所屬機關",
                group="",
                active=True,
                **(marks | gone if came else {}),
            )
            for number, person in enumerate(people)
        )
    return [session.id for session in chosen]


def after(class_: Class) -> datetime:
    """Noon of the day after the class has ended."""
    return datetime.combine(class_.ends_on, datetime.min.time(), UTC) + timedelta(days=1, hours=4)

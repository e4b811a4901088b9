"""A class whose people ask for leave: Monday 2 to Wednesday 4 March 2026, six half-days of 3 節, so at most 3 of 18 may be missed."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from chalicelib.domains.attendance import store as attendance
from chalicelib.domains.attendance.model import Entry
from chalicelib.domains.classes.model import Class
from chalicelib.domains.leave import store
from chalicelib.domains.leave.applying import applying
from chalicelib.domains.leave.model import Leave
from chalicelib.domains.people import service as people
from chalicelib.identity import Principal, Role
from tests.scenes.attendance import CHEN, LIN, WANG
from tests.support.browser_client import Browser
from tests.support.builders import confirm_import, import_file, make_account, make_class
from tests.support.worlds import built_once

ORGANIZER = Principal("organizer1", "陳先生", frozenset({Role.ORGANIZER}))
ROSTER = (
    "座位,姓名,身分證字號,服務機關,電子郵件\n"
    f"1,王小明,{WANG},人事處,wang@gov.example\n2,林美玲,{LIN},資訊局,lin@gov.example\n3,𠮷川健,{CHEN},資訊局,\n"
)


@built_once
def make_class_on_leave(browser: Browser, drain: Callable[[], int], now: datetime, **changed: str) -> Class:
    """The class with its organizer's account and three people, expected at every session; the browser is the organizer's."""
    make_account(ORGANIZER.username, now)
    made = make_class(ORGANIZER, now, **changed)
    browser.sign_in(Role.ORGANIZER, username=ORGANIZER.username, name=ORGANIZER.name)
    confirm_import(browser, drain, import_file(browser, drain, made.id, ROSTER.encode()))
    drain()
    return made


def principal_of(class_: Class, which: str) -> str:
    """Session id of a day and half, as 0303am."""
    return f"{class_.id}.2026{which}"


def asked_for(class_: Class, *ticks: str, **changed: str) -> dict[str, str]:
    """The form for whole sessions (0303am) or hours (0303am.10)."""
    form = {"kind": "事假", "reason": "家中有事", "request": "+".join(ticks)}
    for tick in ticks:
        which, _, hour = tick.partition(".")
        form[f"hour.{principal_of(class_, which)}.{hour}" if hour else f"session.{principal_of(class_, which)}"] = "on"
    return {**form, **changed}


def apply(class_: Class, id_number: str, now: datetime, *ticks: str, **changed: str) -> Leave:
    """An application that was sent."""
    return applying.apply(class_.id, people.identify(id_number), asked_for(class_, *ticks, **changed), now)


def standing(leave: Leave) -> Leave:
    """The application as it is now."""
    found = store.find(leave.class_id, leave.id)
    assert found
    return found


def entry(class_: Class, which: str, id_number: str) -> Entry:
    """The person's line in the attendance list."""
    found = attendance.find(principal_of(class_, which), people.identify(id_number))
    assert found
    return found


def flat(page: str) -> str:
    """The words of a page without marks and gaps."""
    return re.sub(r"<[^>]+>|\s+", "", page)


def letters(mails: list[Any]) -> list[tuple[str, str]]:
    """(to, subject) of the mails about leave, in order of address."""
    return sorted((mail["To"], mail["Subject"].removeprefix("【請假】")) for mail in mails if "【請假】" in mail["Subject"])

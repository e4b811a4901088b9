"""The sample centre's accounts: one or two for every role, all with one password."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from chalicelib.centre import centre
from chalicelib.cloud import accounts
from chalicelib.domains.people import directory
from chalicelib.domains.people.service_accounts import Account
from chalicelib.errors import Conflict
from chalicelib.identity import Principal, Role
from infra.samples.people import HR_OF, here

PASSWORD = "Taipei-Demo-2026"
_ADMINISTRATOR = Principal("admin1", "系統管理員", frozenset({Role.ADMINISTRATOR}))
PEOPLE = (
    ("admin1", "吳建宏", Role.ADMINISTRATOR, ""),
    ("organizer1", "林雅婷", Role.ORGANIZER, ""),
    ("organizer2", "陳冠宇", Role.ORGANIZER, ""),
    ("head1", "張淑芬", Role.HEAD, ""),
    ("accountant1", "李惠君", Role.ACCOUNTANT, ""),
    ("director1", "王國賢", Role.DIRECTOR, ""),
    ("hr1", "黃佩君", Role.AGENCY_HR, HR_OF),
    ("attendant1", "劉秀娟", Role.ROOM_ATTENDANT, ""),
    ("guard1", "蔡志豪", Role.GUARD, ""),
    ("courseware1", "許育誠", Role.COURSEWARE_MANAGER, ""),
    ("exchange1", "周怡君", Role.EXCHANGE_AGENCY, "臺北市政府資訊局"),
    ("volunteer1", "曾麗玲", Role.VOLUNTEER, ""),
)


@dataclass(frozen=True)
class Ready:
    """One account, ready to sign in; `role` as people call it."""

    role: str
    username: str
    password: str


def ready() -> list[Ready]:
    """What `make run` prints."""
    return [Ready(role.label, username, PASSWORD) for username, _, role, _ in PEOPLE]


def load(now: datetime) -> int:
    """Makes those that are not there yet, and sets every password; returns how many there are."""
    for username, name, role, agency in PEOPLE:
        account = Account(username, name, f"{username}@example.{centre().domain}", frozenset({role}), here(agency))
        with suppress(Conflict):  # there already
            directory.create_account(_ADMINISTRATOR, account, now)
        accounts.set_password(username, PASSWORD, temporary=False)
    return len(PEOPLE)

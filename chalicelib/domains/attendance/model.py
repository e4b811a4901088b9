"""Rules of attendance. Pure: the clock and ids are arguments; all times are aware."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol

from chalicelib.centre import centre
from chalicelib.clock import taipei


class Purpose(StrEnum):
    """What a code on the room's screen is for."""

    IN = "i"
    OUT = "o"

    @property
    def label(self) -> str:
        return "報到" if self is Purpose.IN else "簽退"


class Outcome(StrEnum):
    """What a scan came to. Each has its own page or words."""

    SEATED = "seated"
    ALREADY = "already"
    CHECKED_OUT = "signed_out"
    ALREADY_OUT = "already_out"
    CONFIRM_EARLY = "confirm_early"
    NOT_IN = "not_in"
    ON_LEAVE = "on_leave"
    CANCELLED = "cancelled"
    SESSION_CANCELLED = "session_cancelled"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    WRONG_CLASS = "wrong_class"
    NOT_ON_ROSTER = "not_on_roster"


class Via(StrEnum):
    """By which way somebody was checked in or out."""

    PHONE = "phone"
    MEMBER_PASS = "taipeipass"  # noqa: S105  a way in, no password
    COUNTER = "counter"
    OFFLINE = "offline"
    STAFF = "staff"
    AUTO = "auto"

    @property
    def label(self) -> str:
        return centre().member_pass.name if self is Via.MEMBER_PASS else _VIA[self]


_VIA = {Via.PHONE: "手機", Via.COUNTER: "櫃台", Via.OFFLINE: "櫃台離線", Via.STAFF: "人員更正", Via.AUTO: "自動"}
OWN_DEVICE = frozenset({Via.PHONE, Via.MEMBER_PASS})


class Status(StrEnum):
    """Where one person stands in one session."""

    EXPECTED = "expected"
    PRESENT = "present"
    LATE = "late"
    ABSENT = "absent"
    ON_LEAVE = "on_leave"
    LEFT = "left"
    LEFT_EARLY = "left_early"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]


STATUS_LABELS = {
    Status.EXPECTED: "未到",
    Status.PRESENT: "已到",
    Status.LATE: "遲到",
    Status.ABSENT: "缺席",
    Status.ON_LEAVE: "請假",
    Status.LEFT: "已簽退",
    Status.LEFT_EARLY: "早退",
    Status.CANCELLED: "已退訓",
}
LEAVES = ("事假", "病假", "公假", "喪假", "其他")
_HERE = {Status.PRESENT, Status.LATE, Status.LEFT, Status.LEFT_EARLY}


@dataclass(frozen=True)
class SessionSnapshot:
    """What a scan must know of the session. Travels signed to the phone or the counter and back, so that a scan reads nothing."""

    session_id: str
    class_id: str
    class_title: str
    session_name: str
    room: str
    opens_at: datetime
    starts_at: datetime
    late_after: datetime
    check_out_opens_at: datetime
    ends_at: datetime
    closes_at: datetime
    cancelled: bool = False

    def pack(self) -> dict[str, Any]:
        """Plain values for a signed token; times as whole seconds."""
        return {name: int(value.timestamp()) if isinstance(value, datetime) else value for name, value in vars(self).items()}

    @classmethod
    def unpack(cls, packed: dict[str, Any]) -> "SessionSnapshot":
        times = ("opens_at", "starts_at", "late_after", "check_out_opens_at", "ends_at", "closes_at")
        return cls(**{**packed, **{name: datetime.fromtimestamp(packed[name], UTC) for name in times}})


@dataclass(frozen=True)
class Scan:
    """One scan as it reached us. `request_id` is made where the scan was, so that a repeat is known as one."""

    person: str
    request_id: str
    device: str
    via: Via
    happened_at: datetime
    arrived_at: datetime


@dataclass(frozen=True)
class Entry:
    """One person in one session. `note` holds leave that does not keep the person away: by the hour, or come after all."""

    session_id: str
    person: str
    name: str
    seat: str
    agency: str
    group: str = ""
    active: bool = True
    leave: str = ""
    note: str = ""
    in_at: datetime | None = None
    in_arrived_at: datetime | None = None
    in_via: Via | None = None
    in_device: str = ""
    in_request: str = ""
    out_at: datetime | None = None
    out_arrived_at: datetime | None = None
    out_via: Via | None = None
    out_device: str = ""
    out_request: str = ""


@dataclass(frozen=True)
class Correction:
    """What staff changed, and why. `before` and `after` hold the attributes that changed, times as ISO."""

    made_at: datetime
    made_by: str
    reason: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True)
class Result:
    """The answer to a scan. `at` is when it counted from; `elsewhere` is where the person is expected instead."""

    outcome: Outcome
    seat: str = ""
    name: str = ""
    at: datetime | None = None
    late: bool = False
    leave: str = ""
    elsewhere: tuple[str, str, str] | None = None


def refusal_to_check_in(facts: SessionSnapshot, happened_at: datetime) -> Outcome | None:
    """Why nobody may check in at this moment, or None."""
    if facts.cancelled:
        return Outcome.SESSION_CANCELLED
    if happened_at < facts.opens_at:
        return Outcome.TOO_EARLY
    return Outcome.TOO_LATE if happened_at > facts.ends_at else None


def refusal_to_check_out(facts: SessionSnapshot, happened_at: datetime, *, early: bool) -> Outcome | None:
    """Why nobody may sign out at this moment, or None; before the end it needs `early`, the person's word that it is meant."""
    if facts.cancelled:
        return Outcome.SESSION_CANCELLED
    if happened_at < facts.opens_at:
        return Outcome.TOO_EARLY
    if happened_at > facts.closes_at:
        return Outcome.TOO_LATE
    return Outcome.CONFIRM_EARLY if happened_at < facts.check_out_opens_at and not early else None


def purpose_at(facts: SessionSnapshot, now: datetime) -> Purpose:
    """What the screen's code is for when nobody has switched it: signing out from ten minutes before the end."""
    return Purpose.OUT if now >= facts.check_out_opens_at else Purpose.IN


class Present(Protocol):
    """What counting looks at: an entry, or what a sheet keeps of one."""

    @property
    def active(self) -> bool: ...
    @property
    def leave(self) -> str: ...
    @property
    def in_at(self) -> datetime | None: ...
    @property
    def out_at(self) -> datetime | None: ...


def status(entry: Present, facts: SessionSnapshot, now: datetime) -> Status:
    """Where the person stands at this moment."""
    if not entry.active:
        return Status.CANCELLED
    if entry.leave:
        return Status.ON_LEAVE
    if entry.in_at is None:
        return Status.ABSENT if now > facts.late_after else Status.EXPECTED
    if entry.out_at:
        return Status.LEFT_EARLY if entry.out_at < facts.check_out_opens_at else Status.LEFT
    return Status.LATE if entry.in_at > facts.late_after else Status.PRESENT


def was_late(entry: Present, facts: SessionSnapshot) -> bool:
    return entry.in_at is not None and entry.in_at > facts.late_after


@dataclass(frozen=True)
class Board:
    """The numbers of one session. `expected` counts those who are to come: active, and not on leave."""

    expected: int
    here: int
    late: int
    missing: int
    on_leave: int
    left: int
    not_signed_out: int

    @property
    def rate(self) -> float:
        """Attendance in per cent, one decimal; 0 where nobody is expected."""
        return round(100 * self.here / self.expected, 1) if self.expected else 0.0


def board(entries: Iterable[Present], facts: SessionSnapshot, now: datetime) -> Board:
    """Counts the entries of one session."""
    every = list(entries)
    count = Counter(status(entry, facts, now) for entry in every)
    here = sum(count[each] for each in _HERE)
    missing = count[Status.EXPECTED] + count[Status.ABSENT]
    left = count[Status.LEFT] + count[Status.LEFT_EARLY]
    late = sum(was_late(entry, facts) for entry in every if entry.active and not entry.leave)
    unsigned = here - left if now > facts.ends_at else 0
    return Board(here + missing, here, late, missing, count[Status.ON_LEAVE], left, unsigned)


def by_agency(entries: Iterable[Entry], facts: SessionSnapshot, now: datetime) -> list[tuple[str, int, int]]:
    """(agency, here, expected), the largest first."""
    here: Counter[str] = Counter()
    expected: Counter[str] = Counter()
    for entry in entries:
        if entry.active and not entry.leave:
            expected[entry.agency] += 1
            here[entry.agency] += status(entry, facts, now) in _HERE
    return [(agency, here[agency], number) for agency, number in sorted(expected.items(), key=lambda pair: (-pair[1], pair[0]))]


def shared_devices(entries: Iterable[Entry]) -> set[str]:
    """Persons whose phone also checked in somebody else: one phone for many."""
    users: dict[str, set[str]] = {}
    for entry in entries:
        if entry.in_device and entry.in_via in OWN_DEVICE:
            users.setdefault(entry.in_device, set()).add(entry.person)
    return {person for persons in users.values() if len(persons) > 1 for person in persons}


def clock_time(moment: datetime | None) -> str:
    """As 08:52, in Taipei."""
    return taipei(moment).strftime("%H:%M") if moment else ""

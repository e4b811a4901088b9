"""A class (班期): who, when, where, and on which seat. Pure: the clock and ids are arguments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from chalicelib.centre import centre
from chalicelib.clock import TAIPEI
from chalicelib.contact import Contact


class Mode(StrEnum):
    """辦理方式."""

    ROOM = "room"
    STREAM = "stream"
    BOTH = "both"

    @property
    def label(self) -> str:
        return {"room": "實體", "stream": "純直播", "both": "實體加同步直播"}[self.value]


class Half(StrEnum):
    """Which part of the day a session is."""

    MORNING = "am"
    AFTERNOON = "pm"
    EVENING = "ev"
    DAY = "day"

    @property
    def label(self) -> str:
        return {"am": "上午", "pm": "下午", "ev": "晚間", "day": "全日"}[self.value]


@dataclass(frozen=True)
class Class:
    """`id` is year-code-run, as 115-B00492-1; `organizers` are usernames, the creator first; `organizer_names` says
    what they are called.

    `roster_version` names the roster in force, "" before the first import. `hold`: why nothing of it is deleted; `approval`: by what its
    records may be; `details_gone`, `records_gone`: on which day they were. `contact`: whom to ask, as far as it was typed.
    """

    id: str
    year: int
    code: str
    run: int
    name: str
    starts_on: date
    ends_on: date
    room: str
    mode: Mode
    seats: int
    organizers: tuple[str, ...]
    cancelled_reason: str = ""
    roster_version: str = ""
    roster_count: int = 0
    check_out_required: bool = True
    version: int = 1
    sessions_version: int = 1
    organizer_names: Mapping[str, str] = field(default_factory=dict)
    hold: str = ""
    approval: str = ""
    details_gone: str = ""
    records_gone: str = ""
    contact: Contact = field(default_factory=Contact)

    @property
    def organizer_list(self) -> list[str]:
        """Their names, the creator's first."""
        return [self.organizer_names.get(username, username) for username in self.organizers]

    @property
    def asked(self) -> Contact:
        """Whom to ask; where it was not typed, who made the class, at the centre's telephone."""
        typed = self.contact
        return replace(typed, name=typed.name or self.organizer_list[0], telephone=typed.telephone or centre().telephone)

    @property
    def cancelled(self) -> bool:
        return bool(self.cancelled_reason)

    @property
    def title(self) -> str:
        return f"{self.name}（第 {self.run} 期）"


@dataclass(frozen=True)
class ClassSession:
    """One 上午, 下午, 晚間 or 全日 of a class; all times are aware. `id` is class id, dot, yyyymmdd and half: 115-B00492-1.20260302am.

    Carries what the door needs, so that a phone's first page reads one item. `revision` rises with each change of it, the last at
    `changed_at`; two of the same content are the same.
    """

    id: str
    class_id: str
    class_title: str
    organizers: tuple[str, ...]
    half: Half
    starts_at: datetime
    ends_at: datetime
    room: str
    cancelled: bool = False
    check_out_required: bool = True
    cancelled_reason: str = ""
    revision: int = field(default=0, compare=False)
    changed_at: datetime | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """As 3/2 上午."""
        local = self.starts_at.astimezone(TAIPEI)
        return f"{local.month}/{local.day} {self.half.label}"

    @property
    def opens_at(self) -> datetime:
        return self.starts_at - timedelta(minutes=40)

    @property
    def late_after(self) -> datetime:
        return self.starts_at + timedelta(minutes=10)

    @property
    def check_out_opens_at(self) -> datetime:
        return self.ends_at - timedelta(minutes=10)

    @property
    def closes_at(self) -> datetime:
        return self.ends_at + timedelta(minutes=60)


@dataclass(frozen=True)
class Period:
    """One line of the timetable (課表): `count` periods (節) of 50 minutes."""

    day: date
    starts: str
    ends: str
    count: int
    subject: str
    lecturer: str


@dataclass(frozen=True)
class Trainee:
    """One line of the roster. `person` is the key made of the ID number; the number itself is nowhere."""

    person: str
    id_masked: str
    name: str
    agency: str
    seat: str = ""
    title: str = ""
    email: str = ""
    group: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong in an imported file. `row` counts as the spreadsheet does, from 1; `column` is the heading's text."""

    row: int
    column: str
    message: str


@dataclass(frozen=True)
class RosterChange:
    """What confirming an import would change against the roster in force."""

    added: tuple[Trainee, ...] = field(default=())
    changed: tuple[Trainee, ...] = field(default=())
    removed: tuple[Trainee, ...] = field(default=())
    unchanged: int = 0


def class_id(year: int, code: str, run: int) -> str:
    return f"{year}-{code}-{run}"


def session_id(of_class: str, day: date, half: Half) -> str:
    return f"{of_class}.{day:%Y%m%d}{half.value}"


def assign_seats(trainees: Sequence[Trainee], *, by: str) -> list[Trainee]:
    """Fills the empty seats with the lowest free numbers, `by` order of the list or by agency; given seats stay."""
    taken = {trainee.seat for trainee in trainees if trainee.seat}
    free = (str(number) for number in range(1, 2 * len(trainees) + len(taken) + 1) if str(number) not in taken)
    waiting = [trainee for trainee in trainees if not trainee.seat]
    if by == "agency":
        waiting.sort(key=lambda trainee: trainee.agency)
    seats = {trainee.person: next(free) for trainee in waiting}
    return [trainee if trainee.seat else replace(trainee, seat=seats[trainee.person]) for trainee in trainees]

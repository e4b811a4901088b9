"""What a licence letter is: clauses with a scope as data, works, states, the chain of events. Pure: the clock and ids are arguments."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from chalicelib.centre import centre
from chalicelib.records.delivery import Delivery
from chalicelib.records.document_state import DocumentState


class Right(StrEnum):
    """著作財產權 by the 著作權法 (arts. 22 to 29), and recording, which letters name apart from other copying."""

    REPRODUCE = "reproduce"
    RECORD = "record"
    RECITE = "recite"
    BROADCAST = "broadcast"
    SCREEN = "screen"
    PERFORM = "perform"
    TRANSMIT = "transmit"
    DISPLAY = "display"
    ADAPT = "adapt"
    COMPILE = "compile"
    DISTRIBUTE = "distribute"
    RENT = "rent"

    @property
    def label(self) -> str:
        return _RIGHT[self.value]


_RIGHT = {
    "reproduce": "重製",
    "record": "錄音錄影",
    "recite": "公開口述",
    "broadcast": "公開播送",
    "screen": "公開上映",
    "perform": "公開演出",
    "transmit": "公開傳輸",
    "display": "公開展示",
    "adapt": "改作",
    "compile": "編輯",
    "distribute": "散布",
    "rent": "出租",
}


class Audience(StrEnum):
    """For whom. None of them includes another: each is licensed by name."""

    CENTRE = "centre"
    CITY = "city"
    AGENCIES = "agencies"

    @property
    def label(self) -> str:
        return {"centre": centre().unit, "city": centre().agencies, "agencies": "其他機關（教材交換）"}[self.value]


class Channel(StrEnum):
    """How the audience is reached."""

    ROOM = "room"
    ELEARNING = "elearning"
    STREAM = "stream"
    DOWNLOAD = "download"

    @property
    def label(self) -> str:
        return {"room": "實體教室", "elearning": centre().elearning.name, "stream": "同步直播", "download": "檔案下載"}[self.value]


class Territory(StrEnum):
    TAIWAN = "taiwan"
    WORLD = "world"

    @property
    def label(self) -> str:
        return _TERRITORY[self.value]


_TERRITORY = {"taiwan": "臺灣地區", "world": "不限地區"}


class Part(StrEnum):
    """What of a clause a lecturer may take back: single ticks, or the end of the term."""

    RIGHTS = "rights"
    AUDIENCES = "audiences"
    CHANNELS = "channels"
    TERM = "term"

    @property
    def label(self) -> str:
        return _PART[self.value]


_PART = {"rights": "利用方式", "audiences": "利用對象", "channels": "利用管道", "term": "期限"}


@dataclass(frozen=True)
class Grant:
    """Every right × audience × channel named here, from `starts` to `ends`, both included; `ends` None is without end.

    In a template `starts` is None (the day of signing) and `years` may stand for the end; a letter has real days in `starts` and `ends`.
    """

    rights: frozenset[Right]
    audiences: frozenset[Audience]
    channels: frozenset[Channel]
    starts: date | None = None
    ends: date | None = None
    years: int = 0
    territory: Territory = Territory.TAIWAN
    sublicence: bool = False


@dataclass(frozen=True)
class Clause:
    """One numbered clause. `text` may hold fields as {class_title}; `grant` is None where a clause licenses nothing (moral rights …).

    `refused`: the lecturer took the grant back. `offered` is the grant as it was sent, where the lecturer agreed to less or to none of it.
    """

    id: str
    text: str
    grant: Grant | None = None
    may_refuse: bool = False
    may_narrow: frozenset[Part] = frozenset()
    refused: bool = False
    offered: Grant | None = None


@dataclass(frozen=True)
class Template:
    """One version of a template. `kind` is classroom or courseware; `with_code` asks for a one-time code before the letter is shown."""

    id: str
    version: int
    name: str
    kind: str
    opening: str
    clauses: tuple[Clause, ...]
    exclusive: bool = False
    with_code: bool = False
    retired: bool = False


@dataclass(frozen=True)
class Work:
    """One talk or courseware that a letter covers: the timetable's subject, its days, and the class that asked for it."""

    title: str
    days: tuple[date, ...]
    class_id: str
    class_title: str


class State(StrEnum):
    SENT = "sent"
    OPENED = "opened"
    SIGNED = "signed"
    DECLINED = "declined"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"

    @property
    def label(self) -> str:
        return _STATE[self.value]


_STATE = {
    "sent": "已寄出",
    "opened": "已開啟",
    "signed": "已簽署",
    "declined": "不同意授權",
    "revoked": "已撤銷",
    "withdrawn": "授權已終止",
    "superseded": "已由新約取代",
}


OPEN = frozenset({State.SENT, State.OPENED})
IN_FORCE = frozenset({State.SIGNED})


@dataclass(frozen=True)
class Letter:
    """One letter to one lecturer. `clauses` are those that were sent, fields filled in; after signing, those that were agreed to.

    `link` is the SHA-256 of the only link that opens it, `links` how many were made.
    `request` is the page view that decided it, so that a repeat is known from a clash.
    `fee` in NT$, 0 is free.
    `ended_on` is the first day on which a withdrawn or superseded letter no longer licenses anything.
    """

    id: str
    class_id: str
    organizers: tuple[str, ...]
    lecturer: str
    email: str
    works: tuple[Work, ...]
    template_id: str
    template_version: int
    template_name: str
    opening: str
    clauses: tuple[Clause, ...]
    fee: int
    exclusive: bool
    with_code: bool
    state: State
    sent_at: datetime
    due_on: date
    link_expires_at: datetime
    link: str = ""
    links: int = 0
    delivery: Delivery = Delivery.WAITING
    opened_at: datetime | None = None
    signed_at: datetime | None = None
    answered_at: datetime | None = None
    reason: str = ""
    on_paper: bool = False
    document: DocumentState = DocumentState.NONE
    document_error: str = ""
    document_key: str = ""
    document_sha256: str = ""
    verification: str = ""
    ended_on: date | None = None
    renews: str = ""
    reminders: int = 0
    last_reminder_on: date | None = None
    question: str = ""
    answer: str = ""
    events: int = 0
    last_hash: str = ""
    text_sha256: str = ""
    request: str = ""

    @property
    def open(self) -> bool:
        return self.state in OPEN

    def overdue(self, today: date) -> bool:
        return self.open and today > self.due_on

"""A poll: who stands for election, what a voter may choose, and when. Pure: the clock and ids are arguments; all times are aware."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# Longer than any request lives: a ballot that was pressed before the end is in the table when this has passed.
COUNTING = timedelta(minutes=1)
MOST_CANDIDATES = 200


class Kind(StrEnum):
    """What a voter chooses."""

    SOME = "some"
    GROUPS = "groups"
    MOTIONS = "motions"
    RANKED = "ranked"

    @property
    def label(self) -> str:
        return {
            "some": "選一位或數位",
            "groups": "每組各選",
            "motions": "逐案表決（同意、不同意、棄權）",
            "ranked": "排序決選（依喜好排順序，逐輪淘汰到過半數）",
        }[self.value]


class Status(StrEnum):
    """Where a poll stands at a moment."""

    DRAFT = "draft"
    PLANNED = "planned"
    OPEN = "open"
    COUNTING = "counting"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {"draft": "草稿", "planned": "尚未開始", "open": "投票中", "counting": "計票中", "closed": "已結束"}[self.value]

    @property
    def kind(self) -> str:
        """As the components colour it."""
        return {"draft": "neutral", "planned": "info", "open": "ok", "counting": "warn", "closed": "neutral"}[self.value]


class Stance(StrEnum):
    """The three answers to a motion."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"

    @property
    def label(self) -> str:
        return {"yes": "同意", "no": "不同意", "abstain": "棄權"}[self.value]


@dataclass(frozen=True)
class Candidate:
    """`number` counts from 1 within its group (第1組; empty for none). A motion's `name` is its text."""

    id: str
    number: int
    name: str
    group: str = ""

    @property
    def label(self) -> str:
        """As 第1組 3 王小明."""
        return " ".join(filter(None, (self.group, str(self.number), self.name)))


@dataclass(frozen=True)
class Content:
    """What the organizer makes.

    `most`: at most so many candidates (SOME, RANKED), or so many in each group (GROUPS); `least`: at least so many, unless the ballot is
    blank. Neither matters to MOTIONS. `present_only`: who has not checked in today, or has left, cannot vote. `hidden`: no result
    before the end.
    """

    title: str
    kind: Kind
    candidates: tuple[Candidate, ...]
    least: int = 1
    most: int = 1
    secret: bool = True
    hidden: bool = False
    present_only: bool = False


@dataclass(frozen=True)
class Lot:
    """Equals in a run-off were told apart by the meeting: the candidate with this id goes out, and why (抽籤, 主席裁決)."""

    out: str
    reason: str


@dataclass(frozen=True)
class Poll:
    """`version` counts every change. `voters`: how many were on the roster when it was opened, for the turnout. `lots`: in their order."""

    id: str
    class_id: str
    class_title: str
    content: Content
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    voters: int = 0
    version: int = 1
    lots: tuple[Lot, ...] = ()

    def status(self, now: datetime) -> Status:
        if self.opens_at is None:
            return Status.DRAFT
        if now < self.opens_at:
            return Status.PLANNED
        if self.closes_at is None or now < self.closes_at:
            return Status.OPEN
        return Status.COUNTING if now < self.closes_at + COUNTING else Status.CLOSED


@dataclass(frozen=True)
class Ballot:
    """`choices`: candidates' ids, of RANKED in the order of preference; of MOTIONS one `<id>:<stance>` each. None chosen is a blank ballot.

    `receipt` is random and says nothing. `voter` is who cast it where the poll is named, as 王小明（12 號）, else empty.
    """

    receipt: str
    choices: tuple[str, ...]
    voter: str = ""

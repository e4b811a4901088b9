"""A payment application and its approval, and a batch of payments. Pure: the clock and ids are arguments; money is an integer of NT$."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ApprovalStage(StrEnum):
    """Who decides, in this order; the value is the role's name. The organizer's own step (承辦人) is the application itself."""

    HEAD = "head"
    ACCOUNTANT = "accountant"
    DIRECTOR = "director"

    @property
    def label(self) -> str:
        return {"head": "單位主管", "accountant": "會計", "director": "機關首長"}[self.value]


class State(StrEnum):
    """Where an application stands."""

    PENDING = "pending"
    APPROVED = "approved"
    BATCHED = "batched"
    SENT_BACK = "returned"
    RECALLED = "recalled"

    @property
    def label(self) -> str:
        return {"pending": "簽核中", "approved": "已核准", "batched": "已列入付款", "returned": "已退回", "recalled": "已撤回"}[self.value]


class BatchState(StrEnum):
    """Where a batch stands."""

    MAKING = "making"
    READY = "ready"
    DONE = "done"
    VOIDED = "voided"

    @property
    def label(self) -> str:
        return {"making": "製作中", "ready": "待銀行回覆", "done": "已結案", "voided": "已作廢"}[self.value]


@dataclass(frozen=True)
class Item:
    """A case as it was when it was applied for: what is approved and paid. `sealed` is SHA-256 over its lines and deductions."""

    case_id: str
    class_number: str
    class_title: str
    lecturer: str
    lecturer_id: str
    payee_version: int
    talk: int
    other: int
    tax: int
    premium: int
    net: int
    parameters: str
    sealed: str

    @property
    def gross(self) -> int:
        return self.talk + self.other


@dataclass(frozen=True)
class Sums:
    """What items come to."""

    cases: int
    gross: int
    tax: int
    premium: int
    net: int


@dataclass(frozen=True)
class Decision:
    """One approval. `instead_of` is whose authority a delegate used, as a name; empty for the holder's own."""

    step: ApprovalStage
    by: str
    name: str
    at: datetime
    instead_of: str = ""


@dataclass(frozen=True)
class Application:
    """`id` is A, yyyymmdd and four digits. `chain` was fixed by the amount when it was made; `decisions` are the approvals so far.

    `readers` are the organizers of its classes. `digest` is SHA-256 over the items. `due_on`: until when the present step is asked for.
    `papers` counts the decisions that its papers show, -1 before the first; `paper_error` is a text for staff.
    """

    id: str
    funding: str
    note: str
    items: tuple[Item, ...]
    chain: tuple[ApprovalStage, ...]
    made_by: str
    made_by_name: str
    made_at: datetime
    readers: tuple[str, ...]
    digest: str
    state: State = State.PENDING
    state_since: datetime | None = None
    decisions: tuple[Decision, ...] = ()
    due_on: date | None = None
    reason: str = ""
    seen: bool = False
    batch_id: str = ""
    approved_at: datetime | None = None
    reminded_on: date | None = None
    papers: int = -1
    paper_key: str = ""
    voucher_key: str = ""
    voucher_sha256: str = ""
    paper_error: str = ""
    events: int = 0
    last_hash: str = ""

    @property
    def waits_for(self) -> ApprovalStage | None:
        """Whose turn it is."""
        return self.chain[len(self.decisions)] if self.state is State.PENDING else None

    @property
    def sums(self) -> Sums:
        return sums_of(self.items)

    @property
    def case_ids(self) -> tuple[str, ...]:
        return tuple(item.case_id for item in self.items)

    @property
    def voucher(self) -> str:
        """The voucher's number: V with the application's digits."""
        return f"V{self.id[1:]}"


@dataclass(frozen=True)
class Entry:
    """One payment of a batch."""

    case_id: str
    amount: int
    lecturer_id: str
    payee_version: int


@dataclass(frozen=True)
class Batch:
    """`id` is B, yyyymmdd and four digits; `pays_on` the day the bank is asked to pay. `fetched` counts how often the file was fetched.

    `file_until`: until when the file lies where it can be fetched; it holds whole accounts, so it is kept no longer than a day, and can be
    made again, byte by byte the same (`file_sha256`). `error` is a text for staff.
    """

    id: str
    pays_on: date
    applications: tuple[str, ...]
    entries: tuple[Entry, ...]
    made_by: str
    made_at: datetime
    state: BatchState = BatchState.MAKING
    state_since: datetime | None = None
    fetched: int = 0
    file_sha256: str = ""
    file_until: datetime | None = None
    error: str = ""
    reason: str = ""
    paid: int = 0
    failed: int = 0
    events: int = 0
    last_hash: str = ""

    @property
    def total(self) -> int:
        return sum(entry.amount for entry in self.entries)


def sums_of(items: Sequence[Item]) -> Sums:
    return Sums(
        len(items),
        sum(item.gross for item in items),
        sum(item.tax for item in items),
        sum(item.premium for item in items),
        sum(item.net for item in items),
    )

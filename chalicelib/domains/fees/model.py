"""A fee case (鐘點費案件): one lecturer's fees for one class. Pure: the clock and ids are arguments; money is an integer of NT$."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from chalicelib.records.delivery import Delivery
from chalicelib.records.document_state import DocumentState


class LecturerKind(StrEnum):
    """Who teaches, as the 講座鐘點費支給表 tells them apart."""

    EXPERT = "expert"
    SUBORDINATE = "subordinate"
    OWN = "own"
    ABROAD = "abroad"

    @property
    def label(self) -> str:
        return {"expert": "外聘專家學者", "subordinate": "外聘隸屬機關人員", "own": "內聘", "abroad": "國外聘請"}[self.value]


class IncomeClass(StrEnum):
    """What the tax law takes the fee for."""

    SALARY = "50"
    PRACTICE = "9B"

    @property
    def label(self) -> str:
        return {"50": "50 薪資所得", "9B": "9B 執行業務所得（講演鐘點費、稿費）"}[self.value]


class State(StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    SENT = "sent"
    OBJECTED = "objected"
    CONFIRMED = "confirmed"
    APPLIED = "applied"
    APPROVED = "approved"
    PAYING = "paying"
    PAID = "paid"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        return {
            "draft": "草稿",
            "sent": "待講座確認",
            "objected": "講座有意見",
            "confirmed": "講座已確認",
            "applied": "簽核中",
            "approved": "已核准",
            "paying": "付款中",
            "paid": "已入帳",
            "failed": "退匯",
            "cancelled": "已取消",
        }[self.value]


# Where the organizer may still change the amounts; doing so makes it a draft again.
EDITABLE = frozenset({State.DRAFT, State.SENT, State.OBJECTED})
CANCELLABLE = EDITABLE | {State.CONFIRMED}


class Source(StrEnum):
    """What a line pays for."""

    TALK = "talk"
    TRAVEL = "travel"
    LODGING = "lodging"
    MATERIAL = "material"
    SPEECH = "speech"

    @property
    def label(self) -> str:
        return {"talk": "鐘點費", "travel": "交通費", "lodging": "住宿費", "material": "教材費", "speech": "專題演講"}[self.value]


@dataclass(frozen=True)
class Line:
    """One amount. Of a TALK: `day`, `starts` and `ends` as in the timetable (09:00), `minutes` taught, `units` of half a 節
    (4 are 2 節), `rate` for one 節, `assistant` half of it. `why` explains the amount: 2 節 × 2,000 = 4,000. `decision` set a SPEECH's."""

    source: Source
    amount: int
    why: str
    subject: str = ""
    day: date | None = None
    starts: str = ""
    ends: str = ""
    minutes: int = 0
    units: int = 0
    rate: int = 0
    assistant: bool = False
    decision: str = ""


@dataclass(frozen=True)
class Deduction:
    """`name` is 所得稅 or 二代健保補充保險費; `why` says how, also where it is nothing: 補充保費 0：未達 28,590."""

    name: str
    amount: int
    why: str


@dataclass(frozen=True)
class Payee:
    """What the calculation needs of the lecturer; ID number and account are elsewhere, encrypted."""

    lecturer_id: str
    name: str
    email: str
    kind: LecturerKind
    income_class: IncomeClass
    income_reason: str
    resident: bool = True
    nhi_exempt_reason: str = ""


@dataclass(frozen=True)
class Case:
    """`id` is the serial number 流水號, yyyymmdd and four digits. `pays_on` is the date whose parameters are used.

    `payee_version`: which version of the encrypted record (account, address) the lecturer confirmed; 0 before.
    `application_id`, `batch_id`: the live payment application and the bank file that it is in, or empty.
    `rate` is the organizer's for one 節. `events` counts the chain, `last_hash` is its end. `state_since`, and `moments` with every
    arrival in a state, are kept by transitions.py. `parameters` names the dated values that were used.
    `link` is the SHA-256 of the only link that opens it, `links` how many were made.
    `reason` says why it was cancelled or the payment failed.
    """

    id: str
    class_id: str
    class_title: str
    class_year: int
    class_code: str
    class_run: int
    organizers: tuple[str, ...]
    payee: Payee
    funding: str
    pays_on: date
    lines: tuple[Line, ...]
    deductions: tuple[Deduction, ...]
    state: State
    made_at: datetime
    events: int = 0
    sent_at: datetime | None = None
    confirmed_at: datetime | None = None
    paid_at: datetime | None = None
    payee_version: int = 0
    application_id: str = ""
    batch_id: str = ""
    objection: str = ""
    answer: str = ""
    objected_net: int = 0
    document: DocumentState = DocumentState.NONE
    text_sha256: str = ""
    rate: int = 0
    state_since: datetime | None = None
    moments: tuple[tuple[State, datetime], ...] = ()
    last_hash: str = ""
    parameters: str = ""
    reason: str = ""
    link: str = ""
    links: int = 0
    link_expires_at: datetime | None = None
    delivery: Delivery = Delivery.NONE
    due_on: date | None = None
    reminders: int = 0
    last_reminder_on: date | None = None
    document_key: str = ""
    document_sha256: str = ""
    document_error: str = ""
    verification: str = ""
    request: str = ""

    @property
    def number_of_class(self) -> str:
        """As 115-B00492-1."""
        return f"{self.class_year}-{self.class_code}-{self.class_run}"

    @property
    def gross(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def deducted(self) -> int:
        return sum(deduction.amount for deduction in self.deductions)

    @property
    def net(self) -> int:
        return self.gross - self.deducted

"""What is said to a bank and what it answers, whatever the layout of its files. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, repr=False)
class Payment:
    """One transfer; `account` and `id_number` in clear, so it has no repr and is never logged."""

    case_id: str
    bank_code: str
    account: str
    id_number: str
    amount: int


@dataclass(frozen=True)
class Payer:
    """The centre's own account."""

    bank_code: str
    account: str


class Outcome(StrEnum):
    """What a line of the bank's answer did: noted as paid, noted as failed, or known before."""

    PAID = "paid"
    FAILED = "failed"
    KNOWN = "known"


class ResultState(StrEnum):
    """What became of a file of the bank; waiting while no worker has read it."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return {"waiting": "正在讀取", "done": "完成", "refused": "未採用"}[self.value]


@dataclass(frozen=True)
class Row:
    """What became of one payment. `code` is the bank's, `text` what it means; `day` when the money came, or came back."""

    case_id: str
    amount: int
    paid: bool
    code: str
    text: str
    day: date


@dataclass(frozen=True)
class Answer:
    """A file of results. `problems` are texts for staff; with any, the file as a whole is not to be trusted."""

    batch_id: str
    rows: Sequence[Row] = field(default_factory=tuple)
    problems: Sequence[str] = field(default_factory=tuple)

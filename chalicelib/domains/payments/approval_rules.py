"""Who decides an application: the chain by its amount, and why a person may not. Pure."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from chalicelib.domains.payments.model import Application, ApprovalStage, Item
from chalicelib.web.field_rules import Fields
from chalicelib.web.value_rules import day_between, money

DAYS = 3  # that a step is asked for; reminders go out from the day before
_LONGEST_SOURCE = 200
_LARGEST = 999_999_999
_AMOUNT = money("請輸入整數金額；每件都要簽請填 0。", _LARGEST)
_FIRST, _LATEST = date(2018, 1, 1), date(2099, 12, 31)


@dataclass(frozen=True)
class Levels:
    """From which amount (NT$, gross of the whole application) the head and the director decide, from a day on; 0 is always.

    Accounting (會計) decides every application. The later version of the same day takes the earlier one's place.
    """

    starts_on: date
    head_from: int
    director_from: int
    source: str
    version: int = 1
    by: str = ""
    at: datetime | None = None


# Everybody decides everything, until the administrator enters what the centre's own division of authority says.
STANDARD = Levels(_FIRST, 0, 0, "系統預設：每件都經單位主管、會計、機關首長；請依本機關分層負責明細表修改", by="系統")


@dataclass(frozen=True)
class Delegation:
    """Authority of one step lent to a named account from a day to a day, both included; `ended_at` where it was taken back before."""

    id: str
    step: ApprovalStage
    by: str
    by_name: str
    to: str
    to_name: str
    starts_on: date
    ends_on: date
    reason: str
    made_at: datetime
    ended_at: datetime | None = None

    def holds(self, day: date) -> bool:
        return self.ended_at is None and self.starts_on <= day <= self.ends_on


def in_force(levels: Iterable[Levels], day: date) -> Levels:
    """The latest start that has come, and of that the latest version."""
    known = sorted((STANDARD, *levels), key=lambda each: (each.starts_on, each.version))
    return [each for each in known if each.starts_on <= day][-1]


def chain_for(amount: int, levels: Levels) -> tuple[ApprovalStage, ...]:
    """Head, accounting, director, without those whose amount is not reached."""
    wanted = {
        ApprovalStage.HEAD: amount >= levels.head_from,
        ApprovalStage.ACCOUNTANT: True,
        ApprovalStage.DIRECTOR: amount >= levels.director_from,
    }
    return tuple(step for step in ApprovalStage if wanted[step])


def read_levels(form: Mapping[str, str]) -> Levels:
    """starts_on, head_from, director_from, source as typed. Raises InvalidInput with its fields."""
    fields = Fields(form)
    head_from, director_from = (fields.take(name, _AMOUNT, 0) for name in ("head_from", "director_from"))
    valid = day_between("請選擇生效日。", _FIRST, _LATEST, "生效日應在 2018 年到 2099 年之間。")
    starts_on = fields.take("starts_on", valid, _FIRST)
    source = fields.line("source", _LONGEST_SOURCE, f"請填依據（例如分層負責明細表的文號），最多 {_LONGEST_SOURCE} 字。")
    fields.check()
    return Levels(starts_on, head_from, director_from, source)


def digest_of(items: Sequence[Item]) -> str:
    """What an approver's decision is bound to."""
    return hashlib.sha256(json.dumps([asdict(item) for item in items], ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def refusal(application: Application, username: str, name: str, plain: Callable[[str], str]) -> str:
    """Why this person may decide no step of it, whatever the role; empty where nothing stands against it.

    `plain` makes names comparable. A lecturer of the same name as an approver is taken for the same person: somebody else decides then.
    """
    if application.made_by == username:
        return "這是您自己提出的申請，不能由您簽核。"
    if any(username == decision.by for decision in application.decisions):
        return "您已經簽過這件申請的另一個關卡，請由其他人簽核。"
    if any(plain(item.lecturer) == plain(name) for item in application.items):
        return "這件申請含有與您同名講座的鐘點費，不能由您簽核。"
    return ""


def due_after(day: date) -> date:
    return day + timedelta(days=DAYS)

"""What is typed on the pages of leave. Pure. Every mistake is named by its field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from chalicelib.domains.leave.deadline_rules import can_be_asked
from chalicelib.domains.leave.hours_rules import hours_of, only
from chalicelib.domains.leave.model import KINDS, Part
from chalicelib.errors import InvalidInput
from chalicelib.web.field_rules import ODD, Fields, has_unseen, read_reason
from chalicelib.web.value_rules import is_username, plain, read_day, told

MOST_SESSIONS = 20  # taking back an approved one writes four items a session, and a transaction holds a hundred
LONGEST_REASON = 300
SHARES = {"1/2": "二分之一", "1/3": "三分之一", "1/4": "四分之一", "1/5": "五分之一", "1/6": "六分之一", "1/10": "十分之一"}
NO_DEPUTY = "沒有這個帳號、已停用，或不是辦班人員，請檢查。"
_CUT = "按小時請假一次只能選一個場次；要請多個場次，請分開申請，或改選整個場次。"


@dataclass(frozen=True)
class Application:
    kind: str
    reason: str
    parts: tuple[Part, ...]


def read_application(form: Mapping[str, str], offered: Sequence[Part], now: datetime) -> Application:
    """Ticks `session.<id>` and `hour.<id>.<hour>` among the sessions offered, of hours that are not over.

    Raises InvalidInput (sessions, kind, reason).
    """
    errors: dict[str, str] = {}
    parts = _parts(form, offered, now, errors)
    kind, reason = form.get("kind", ""), form.get("reason", "").strip()
    if kind not in KINDS:
        errors["kind"] = "請選擇假別。"
    if not 2 <= len(reason) <= LONGEST_REASON:
        errors["reason"] = f"請填寫事由（2 至 {LONGEST_REASON} 字）。"
    elif has_unseen(reason, lines=True):
        errors["reason"] = ODD
    if errors:
        raise InvalidInput(fields=errors)
    return Application(kind, reason, parts)


def _parts(form: Mapping[str, str], offered: Sequence[Part], now: datetime, errors: dict[str, str]) -> tuple[Part, ...]:
    whole = [part for part in offered if form.get(f"session.{part.session_id}")]
    cut = [only(part, hours) for part in offered if part not in whole and (hours := _hours(form, part, now))]
    if not whole and not cut:
        errors["sessions"] = "請勾選要請假的場次或小時。"
    elif cut and len(cut) + len(whole) > 1 and any(part.hours for part in cut):
        errors["sessions"] = _CUT
    elif len(whole) > MOST_SESSIONS:
        errors["sessions"] = f"一次最多申請 {MOST_SESSIONS} 場，請分次申請。"
    return tuple(sorted([*whole, *cut], key=lambda part: part.starts_at))


def _hours(form: Mapping[str, str], part: Part, now: datetime) -> list[int]:
    every = (hour for hour, _, until in hours_of(part.starts_at, part.ends_at) if can_be_asked(until, now))
    return [hour for hour in every if form.get(f"hour.{part.session_id}.{hour}")]


def ticked(parts: Sequence[Part]) -> dict[str, str]:
    """The ticks that stand for these parts, to fill a form again."""
    whole = {f"session.{part.session_id}": "on" for part in parts if not part.hours}
    return whole | {f"hour.{part.session_id}.{hour}": "on" for part in parts for hour in part.hours}


def read_answer(form: Mapping[str, str], *, required: str = "") -> str:
    """The reason of an answer; `required` is what to say where there is none. Raises InvalidInput (reason)."""
    return read_reason(form, required, shortest=2 if required else 0)


def read_rules(form: Mapping[str, str]) -> tuple[Fraction, tuple[str, ...]]:
    """(longest share, kinds that are not counted). Raises InvalidInput (longest)."""
    if form.get("longest", "") not in SHARES:
        raise InvalidInput(fields={"longest": "請選擇請假上限。"})
    return Fraction(form["longest"]), tuple(kind for kind in KINDS if form.get(f"free.{kind}"))


def read_deputy(form: Mapping[str, str], today: date) -> tuple[str, date, date]:
    """Username, first and last day of a deputy. Raises InvalidInput (username, first, last)."""
    fields = Fields(form)
    username = plain(form.get("username", "")).lower()
    if not is_username(username):
        fields.errors["username"] = NO_DEPUTY
    first = fields.take("first", told("請填代理的起日。", read_day), date.max)
    last = fields.take("last", told("請填代理的迄日。", read_day), date.max)
    if not fields.errors.keys() & {"first", "last"} and not max(first, today) <= last:
        fields.errors["last"] = "迄日不可早於起日，也不可早於今天。"
    fields.check()
    return username, first, last

"""What a regulation sets, as dated values. Pure. Rates are in basis points (2.11 % is 211), all else is an integer of NT$ or minutes."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime

from chalicelib.errors import InvalidInput

HUNDRED_PERCENT = 10_000


@dataclass(frozen=True)
class Rules:
    """The values in force on one day. The fields' names are the parameters' keys."""

    limit_expert: int
    limit_subordinate: int
    limit_own: int
    assistant_share: int
    material_share: int
    period_minutes: int
    pair_minutes: int
    nhi_rate: int
    nhi_cap: int
    nhi_practice_from: int
    basic_wage: int
    tax_salary_rate: int
    tax_salary_from: int
    tax_practice_rate: int
    tax_practice_free: int
    abroad_salary_rate: int
    abroad_salary_low_rate: int
    abroad_salary_low_multiple: int
    abroad_practice_rate: int
    abroad_practice_free: int


KEYS = tuple(field.name for field in fields(Rules))


@dataclass(frozen=True)
class Meaning:
    """`unit` is 元, % (kept in basis points), 分鐘 or 倍 (kept in ten-thousandths)."""

    label: str
    unit: str
    group: str


_TALK, _NHI, _TAX, _ABROAD = "鐘點費", "二代健保補充保險費", "所得稅（居住者）", "所得稅（非居住者）"
MEANINGS = {
    "limit_expert": Meaning("外聘專家學者每節上限", "元", _TALK),
    "limit_subordinate": Meaning("外聘隸屬機關人員每節上限", "元", _TALK),
    "limit_own": Meaning("內聘每節上限", "元", _TALK),
    "assistant_share": Meaning("講座助理為講座的", "%", _TALK),
    "material_share": Meaning("教材費上限為該次授課鐘點費的", "%", _TALK),
    "period_minutes": Meaning("一節", "分鐘", _TALK),
    "pair_minutes": Meaning("連續兩節", "分鐘", _TALK),
    "nhi_rate": Meaning("補充保險費率", "%", _NHI),
    "nhi_cap": Meaning("單次給付計費上限", "元", _NHI),
    "nhi_practice_from": Meaning("執行業務所得（9B）單次給付起扣", "元", _NHI),
    "basic_wage": Meaning("每月基本工資（兼職薪資起扣、非居住者薪資稅率的基準）", "元", _NHI),
    "tax_salary_rate": Meaning("薪資（50）扣繳率", "%", _TAX),
    "tax_salary_from": Meaning("薪資（50）每次給付起扣", "元", _TAX),
    "tax_practice_rate": Meaning("執行業務所得（9B）扣繳率", "%", _TAX),
    "tax_practice_free": Meaning("執行業務所得（9B）稅額不超過此數免扣", "元", _TAX),
    "abroad_salary_rate": Meaning("薪資（50）扣繳率", "%", _ABROAD),
    "abroad_salary_low_rate": Meaning("薪資（50）較低扣繳率", "%", _ABROAD),
    "abroad_salary_low_multiple": Meaning("較低扣繳率適用至基本工資的", "倍", _ABROAD),
    "abroad_practice_rate": Meaning("執行業務所得（9B）扣繳率", "%", _ABROAD),
    "abroad_practice_free": Meaning("執行業務所得（9B）每次給付不超過此數免扣", "元", _ABROAD),
}


@dataclass(frozen=True)
class Entry:
    """One version of a value in force from a day on. The later version of the same day takes the earlier one's place."""

    key: str
    starts_on: date
    value: int
    source: str
    version: int = 1
    by: str = ""
    at: datetime | None = None

    @property
    def name(self) -> str:
        return f"{self.key}@{self.starts_on}.{self.version}"


def in_force(entries: Iterable[Entry], day: date) -> dict[str, Entry]:
    """Key → the entry that holds on the day: the latest start, and of that the latest version."""
    found: dict[str, Entry] = {}
    for entry in sorted(entries, key=lambda each: (each.starts_on, each.version)):
        if entry.starts_on <= day:
            found[entry.key] = entry
    return found


def rules_of(held: dict[str, Entry], day: date) -> Rules:
    """Raises InvalidInput (field pays_on) where a value is missing: nothing is guessed."""
    missing = [MEANINGS[key].label for key in KEYS if key not in held]
    if missing:
        raise InvalidInput(fields={"pays_on": f"{day} 沒有可用的參數（{missing[0]}等 {len(missing)} 項），請會計人員先建立。"})
    return Rules(**{key: held[key].value for key in KEYS})


def names_of(held: dict[str, Entry]) -> str:
    """Which versions were used, for the case's record."""
    return " ".join(held[key].name for key in KEYS if key in held)


def shown(key: str, value: int) -> str:
    """As staff read it: 2.11 %, 29,500 元, 1.5 倍."""
    unit = MEANINGS[key].unit
    return f"{plain(key, value)} {unit}"


def plain(key: str, value: int) -> str:
    """As staff type it, with thousands separated."""
    unit = MEANINGS[key].unit
    if unit == "%":
        return f"{value / 100:.2f}".rstrip("0").rstrip(".")
    if unit == "倍":
        return f"{value / HUNDRED_PERCENT:.4f}".rstrip("0").rstrip(".")
    return f"{value:,}"


def read_value(key: str, typed: str) -> int:
    """2.11 of a percentage → 211. Raises ValueError with a text for staff."""
    unit = MEANINGS[key].unit
    places = {"%": 2, "倍": 4}.get(unit, 0)
    whole, _, part = typed.replace(",", "").partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 9) or (part and not (part.isascii() and part.isdigit())):
        raise ValueError(f"請輸入數字，單位為{unit}。")
    if len(part) > places:
        raise ValueError(f"最多 {places} 位小數。" if places else "請輸入整數。")
    value = int(whole + part.ljust(places, "0"))
    if unit == "%" and value > HUNDRED_PERCENT:
        raise ValueError("百分比不可超過 100。")
    if key in {"period_minutes", "pair_minutes"} and not 1 <= value <= 240:
        raise ValueError("請輸入 1 到 240 分鐘。")
    return value

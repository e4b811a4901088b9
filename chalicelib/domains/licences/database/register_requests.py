"""The register (授權清冊) of the letters as they stand, asked for by staff: each has registers of its own (records/exports.py)."""

import re
from collections.abc import Mapping
from datetime import datetime

from chalicelib.domains.licences.access import READERS
from chalicelib.domains.licences.database.store_register import RegisterItem, partition_of
from chalicelib.domains.licences.model import Audience, Right
from chalicelib.errors import InvalidInput
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.records.exports import Exports, new_id
from chalicelib.records.retention_rules import EXPORTS_LIVE

FORMATS = {"ods": "ODS", "xlsx": "XLSX", "csv": "CSV", "pdf": "PDF"}
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_MOST_MONTHS = 24
_LONGEST = 60
REGISTERS = Exports(RegisterItem, not_ready="清冊還沒有做好，請回上一頁稍候。", ends_after=EXPORTS_LIVE)


def request(who: Principal, form: Mapping[str, str], now: datetime) -> str:
    """Asks a worker for a register and answers its id. Raises InvalidInput with its fields, Forbidden."""
    who.require(READERS)
    asked = read_order(form)
    register_id = new_id(now)
    message = Message("licences.register", {"username": who.username, "register_id": register_id, **asked}, id=f"register.{register_id}")
    item = RegisterItem(partition_of(who.username), register_id, asked=asked, asked_by=who.username, asked_at=now)
    REGISTERS.request(item, message, now)
    return register_id


def read_order(form: Mapping[str, str]) -> dict[str, str]:
    """What is in the register: by class_id, or text (lecturer or course), or months from and to; right and audience narrow it; format."""
    errors: dict[str, str] = {}
    order = {name: form.get(name, "").strip()[:_LONGEST] for name in ("class_id", "text", "from", "to", "right", "audience", "format")}
    if order["format"] not in FORMATS:
        errors["format"] = "請選擇檔案格式。"
    if order["right"] not in {"", *map(str, Right)}:
        errors["right"] = "請選擇利用方式。"
    if order["audience"] not in {"", *map(str, Audience)}:
        errors["audience"] = "請選擇利用對象。"
    if not order["class_id"] and not order["text"]:
        errors |= _period_errors(order["from"], order["to"])
    if errors:
        raise InvalidInput(fields=errors)
    return order


def months(start: str, end: str) -> list[str]:
    """2026-01 to 2026-03 → each of them."""
    first, last = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (start, end))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(first, last + 1)]


def find(who: Principal, register_id: str, now: datetime) -> RegisterItem:
    """One of this person's registers. Raises NotFound, Forbidden."""
    who.require(READERS)
    return REGISTERS.find(partition_of(who.username), register_id, now)


def own(who: Principal, now: datetime) -> list[RegisterItem]:
    """This person's registers of the last thirty days, the latest first. Raises Forbidden."""
    who.require(READERS)
    return REGISTERS.latest(partition_of(who.username), now)


def download(who: Principal, register_id: str, now: datetime) -> str:
    """A URL of three minutes. Raises NotFound while it is not ready, Forbidden."""
    return REGISTERS.download(who, find(who, register_id, now), now)


def _period_errors(start: str, end: str) -> dict[str, str]:
    if not _MONTH.fullmatch(start) or not _MONTH.fullmatch(end):
        return {"from": "請填班期、講座或課程，或選擇簽署的起訖月份。"}
    if not 1 <= len(months(start, end)) <= _MOST_MONTHS:
        return {"to": f"迄月不可早於起月，一次最多 {_MOST_MONTHS} 個月。"}
    return {}

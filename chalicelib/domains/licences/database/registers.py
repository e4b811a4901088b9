"""The register (授權清冊): asked for on a page, made by a worker from the letters as they stand, fetched through a check.

requested ──▶ ready | failed
"""

import re
import secrets
from collections.abc import Mapping
from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.cloud import files
from chalicelib.domains.licences.access import READERS
from chalicelib.domains.licences.database import store_registers
from chalicelib.domains.licences.database.store_registers import RegisterItem
from chalicelib.domains.licences.model import Audience, Right
from chalicelib.errors import InvalidInput, NotFound
from chalicelib.identity import Principal
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork

FORMATS = {"ods": "ODS", "xlsx": "XLSX", "csv": "CSV", "pdf": "PDF"}
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
_MOST_MONTHS = 24
_LONGEST = 60


def request(who: Principal, form: Mapping[str, str], now: datetime) -> str:
    """Asks a worker for a register and answers its id. Raises InvalidInput with its fields, Forbidden."""
    who.require(READERS)
    asked = read_order(form)
    register_id = f"{taipei(now):%Y%m%d%H%M%S}-{secrets.token_hex(4)}"
    message = Message("licences.register", {"username": who.username, "register_id": register_id, **asked}, id=f"register.{register_id}")
    work = UnitOfWork(now)
    store_registers.ask(work, who.username, register_id, asked, now)
    work.announce(message)
    work.commit()
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
    item = store_registers.find(who.username, register_id, now) if len(register_id) <= _LONGEST else None
    if item is None:
        raise NotFound
    return item


def own(who: Principal, now: datetime) -> list[RegisterItem]:
    """This person's registers of the last thirty days, the latest first. Raises Forbidden."""
    who.require(READERS)
    return store_registers.of_account(who.username, now)


def download(who: Principal, register_id: str, now: datetime) -> str:
    """A URL of three minutes. Raises NotFound while it is not ready, Forbidden."""
    item = find(who, register_id, now)
    if item.state != "ready":
        raise NotFound("清冊還沒有做好，請回上一頁稍候。")
    return files.download_url(item.key, item.file_name)


def _period_errors(start: str, end: str) -> dict[str, str]:
    if not _MONTH.fullmatch(start) or not _MONTH.fullmatch(end):
        return {"from": "請填班期、講座或課程，或選擇簽署的起訖月份。"}
    if not 1 <= len(months(start, end)) <= _MOST_MONTHS:
        return {"to": f"迄月不可早於起月，一次最多 {_MOST_MONTHS} 個月。"}
    return {}

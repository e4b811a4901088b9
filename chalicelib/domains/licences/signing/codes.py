"""One-time codes by a second mail, for letters that ask for one. Neither table nor queue holds the digits, only their nonce."""

import hmac
import secrets
from datetime import datetime

from chalicelib.domains.licences.deadline_rules import CODE_LIVES, CODE_PAUSE
from chalicelib.domains.licences.links import code_of
from chalicelib.domains.licences.model import Letter
from chalicelib.domains.licences.signing import store
from chalicelib.errors import InvalidInput, TooMany
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork

_TRIES = 5


def send(letter: Letter, now: datetime) -> None:
    """Mails new digits; the ones before are dead. Asked for again within a minute, the mail that is on its way counts."""
    nonce = secrets.token_urlsafe(12)
    message = Message("licences.code", {"letter_id": letter.id, "nonce": nonce}, letter.class_id, "mail")
    work = UnitOfWork(now)
    store.replace(work, letter.id, nonce, now, now + CODE_LIVES, not_since=now - CODE_PAUSE)
    work.announce(message)
    work.try_commit()


def is_latest(letter_id: str, nonce: str) -> bool:
    found = store.find(letter_id)
    return found is not None and found.nonce == nonce


def check(letter: Letter, typed: str, now: datetime) -> None:
    """Each try is counted before the digits are looked at. Raises InvalidInput (field code), TooMany."""
    found = store.find(letter.id)
    if found is None or now.timestamp() >= found.expires_at:
        raise InvalidInput(fields={"code": "驗證碼已過期，請按「重新寄送」。"})
    if not store.add_try(found, _TRIES):
        raise TooMany("驗證碼輸入錯誤太多次，請按「重新寄送」取得新的驗證碼。")
    digits = "".join(typed.split())
    if not hmac.compare_digest(digits.encode(), code_of(letter.id, found.nonce).encode()):
        raise InvalidInput(fields={"code": "驗證碼不正確，請輸入最近一封信中的六位數字。"})

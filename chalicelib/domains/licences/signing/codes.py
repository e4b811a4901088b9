"""One-time codes by a second mail, for letters that ask for one. Neither table nor queue holds the digits, only their nonce."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domains.licences.deadline_rules import CODE_LIVES, CODE_PAUSE
from chalicelib.domains.licences.links import code_of
from chalicelib.domains.licences.model import Letter
from chalicelib.domains.licences.signing import store
from chalicelib.domains.licences.signing.codes_rules import may_send, may_try
from chalicelib.errors import InvalidInput, TooMany
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.web.value_rules import compact

USED_UP = "驗證碼寄送或輸入錯誤的次數已達上限，為保護您的授權書，這個連結不再寄送驗證碼。請與辦班人員聯絡，由辦班人員重新寄送連結。"


def send(letter: Letter, now: datetime) -> None:
    """Mails new digits; the ones before are dead. Asked for again within a minute, the mail that is on its way counts. Raises TooMany."""
    before = store.find(letter.id)
    same_link = before is not None and before.link == letter.links
    if before and same_link and not _left(before).to_send:
        raise TooMany(USED_UP)
    nonce = secrets.token_urlsafe(12)
    work = UnitOfWork(now)
    if before and same_link:
        store.renew(work, before, nonce, now, now + CODE_LIVES, not_since=now - CODE_PAUSE)
    else:
        first = store.CodeItem(letter.id, "CODE", nonce=nonce, made_at=now, ends_at=now + CODE_LIVES, link=letter.links, sent=1)
        first.expires_at = int(letter.link_expires_at.timestamp())
        store.begin(work, first, before)
    work.announce(Message("licences.code", {"letter_id": letter.id, "nonce": nonce}, letter.class_id, "mail"))
    work.try_commit()


def is_latest(letter_id: str, nonce: str) -> bool:
    found = store.find(letter_id)
    return found is not None and found.nonce == nonce


@dataclass(frozen=True)
class Left:
    """Whether the link still sends digits, and whether it still takes some."""

    to_send: bool = True
    to_try: bool = True


def left(letter: Letter) -> Left:
    """Of the letter's present link."""
    found = store.find(letter.id) if letter.with_code else None
    return _left(found) if found and found.link == letter.links else Left()


def check(letter: Letter, typed: str, now: datetime) -> None:
    """Each try is counted before the digits are looked at. Raises InvalidInput (field code), TooMany."""
    found = store.find(letter.id)
    if found is None or found.link != letter.links or now >= found.ends_at:
        raise InvalidInput(fields={"code": "驗證碼已過期，請按「重新寄送」。"})
    if not store.add_try(found):
        raise TooMany("驗證碼輸入錯誤太多次，請按「重新寄送」取得新的驗證碼。" if left(letter).to_send else USED_UP)
    digits = compact(typed)
    if not hmac.compare_digest(digits.encode(), code_of(letter.id, found.nonce).encode()):
        raise InvalidInput(fields={"code": "驗證碼不正確，請輸入最近一封信中的六位數字。"})
    store.forget_tries(found)


def _left(found: store.CodeItem) -> Left:
    tried = len(found.tried or ())
    return Left(may_send(int(found.sent), tried), may_try(tried))

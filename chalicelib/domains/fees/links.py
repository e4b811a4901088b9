"""A case's link, its password, and the code of its paper. Token and password are made again from the case's number and the count of
its sendings by a secret, so that neither lies anywhere; the table holds only the SHA-256 of the last link. Sending again kills both.
"""

import base64
import hashlib
import hmac
from datetime import datetime

from chalicelib.cloud.keys import secret
from chalicelib.domains.fees.deadline_rules import READABLE_AFTERWARDS
from chalicelib.domains.fees.model import Case, State
from chalicelib.settings import settings
from chalicelib.web.value_rules import compact

# After the money came, or came back, the lecturer may still look, or correct the account.
_BYTES = 18  # 144 bits
# Read aloud or typed from paper, none is taken for another.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 8


def token_of(case_id: str, number: int) -> str:
    """24 characters that fit a URL. `number` counts the sendings of the case."""
    return base64.urlsafe_b64encode(_digest("link", case_id, number)[:_BYTES]).decode()


def fingerprint(token: str) -> str:
    """What the table knows of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def url_of(case_id: str, number: int) -> str:
    return f"{settings().base_url}/fee/l/{token_of(case_id, number)}"


def sign_in_url() -> str:
    """Where serial number and password are asked for."""
    return f"{settings().base_url}/fee"


def paper_url(code: str) -> str:
    """Where anyone who holds the sealed paper sees how its case stands."""
    return f"{settings().base_url}/fee/papers/{code}"


def password_of(case_id: str, number: int) -> str:
    """As 7KQ2-MX4P: 40 bits."""
    value = int.from_bytes(_digest("password", case_id, number)[:8])
    letters = ""
    for _ in range(_LENGTH):
        value, at = divmod(value, len(_ALPHABET))
        letters += _ALPHABET[at]
    return f"{letters[:4]}-{letters[4:]}"


def is_password(typed: str, case_id: str, number: int) -> bool:
    """Whether it is the case's; small letters, full width, spaces and hyphens do not matter. Takes as long for a wrong one."""
    return hmac.compare_digest(compact(typed).encode(), password_of(case_id, number).replace("-", "").encode())


def lives_until(case: Case) -> datetime | None:
    """When link and password of the last sending end; None where there are none."""
    ends = case.link_expires_at
    if ends and case.state_since and case.state in {State.FAILED, State.PAID}:
        return max(ends, case.state_since + READABLE_AFTERWARDS)
    return ends


def open_for(case: Case, now: datetime) -> bool:
    """Whether link and password still open the case. Whoever changes its amounts takes the link away."""
    ends = lives_until(case)
    return bool(case.link) and ends is not None and now < ends


def _digest(purpose: str, case_id: str, number: int) -> bytes:
    return hmac.new(secret("session"), f"fee|{purpose}|{case_id}|{number}".encode(), hashlib.sha256).digest()

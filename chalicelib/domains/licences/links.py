"""The one-purpose links of letters. A token is made again from the letter's id by a secret, so that it lies nowhere in clear.

The table holds only its SHA-256. A letter opens by its last link only; a new one kills those before.
"""

import base64
import hashlib
import hmac

from chalicelib.cloud.keys import secret
from chalicelib.settings import settings

_BYTES = 18  # 144 bits


def token_of(letter_id: str, number: int, purpose: str = "sign") -> str:
    """24 characters that fit a URL. `number` counts the links of the letter."""
    said = f"letter|{purpose}|{letter_id}|{number}".encode()
    return base64.urlsafe_b64encode(hmac.new(secret("session"), said, hashlib.sha256).digest()[:_BYTES]).decode()


def fingerprint(token: str) -> str:
    """What the table knows of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def url_of(letter_id: str, number: int) -> str:
    return f"{settings().base_url}/l/{token_of(letter_id, number)}"


def copy_url_of(letter_id: str) -> str:
    """Where the lecturer fetches the sealed letter."""
    return f"{settings().base_url}/l/{token_of(letter_id, 1, 'copy')}/copy"


def code_of(letter_id: str, nonce: str) -> str:
    """The six digits that go with a nonce; neither table nor queue holds them."""
    digest = hmac.new(secret("session"), f"letter-code|{letter_id}|{nonce}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06}"

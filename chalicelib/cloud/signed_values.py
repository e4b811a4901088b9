"""Values that travel through a browser or a QR, signed so that nobody hands us one of their own. They can be read by whoever holds them."""

import hashlib
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from chalicelib.cloud.keys import secret


def dump_signed(purpose: str, value: Any) -> str:
    """The value (JSON's types) as a token of ASCII. The purpose keeps a token of one kind from passing as another."""
    return str(_signer(purpose).dumps(value))


def load_signed(purpose: str, token: str) -> Any:
    """What was signed for this purpose, or None for any other text."""
    try:
        return _signer(purpose).loads(token) if token else None
    except (BadData, UnicodeError):
        return None


def _signer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret("session"), salt=purpose, signer_kwargs={"digest_method": hashlib.sha256})

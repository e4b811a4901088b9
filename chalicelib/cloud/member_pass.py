"""The public keys that check a member code of the city's app, fetched from TAIPEIPASS_JWKS_URL and kept for ten minutes."""

import json
import time
import urllib.request
from typing import Any

from chalicelib.centre import centre
from chalicelib.errors import Unavailable
from chalicelib.settings import settings

_KEEP_SECONDS = 600
_kept: dict[str, tuple[float, dict[str, Any]]] = {}


def public_keys(*, fresh: bool = False) -> dict[str, Any]:
    """The JWKS document. `fresh` asks again, for a key id that is not in the kept one. Raises Unavailable."""
    url = settings().taipeipass_jwks_url
    at, keys = _kept.get(url, (0.0, {}))
    if keys and not fresh and time.monotonic() - at < _KEEP_SECONDS:
        return keys
    try:
        with urllib.request.urlopen(url, timeout=3) as answer:  # noqa: S310  our own setting, never a person's input
            keys = dict(json.load(answer))
    except (OSError, ValueError) as error:
        raise Unavailable(f"{centre().member_pass.name}驗證服務暫時沒有回應，請改掃身分證條碼或輸入證號。") from error
    _kept[url] = (time.monotonic(), keys)
    return keys

"""A TaipeiPASS member's QR at the counter: a signed token, as docs/taipeipass.md asks the city to provide it."""

from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chalicelib.cloud import taipeipass
from chalicelib.errors import Expired, InvalidInput
from chalicelib.settings import settings

AUDIENCE = "taipei-training-centre"
ALGORITHMS = ["ES256", "RS256"]
LONGEST_SECONDS = 120
_FORGED = "這個條碼不是台北通的會員條碼，請重新開啟台北通，或改用身分證。"


def looks_like_one(text: str) -> bool:
    return text.startswith("eyJ") and text.count(".") == 2


def id_number(token: str, now: datetime) -> str:
    """The member's ID number. Raises InvalidInput for a forged code, Expired for an old one, Unavailable without the keys."""
    claims = _verified(token)
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int) or not isinstance(expires, int) or not 0 < expires - issued <= LONGEST_SECONDS:
        raise InvalidInput(_FORGED)
    if claims.get("iss") != settings().taipeipass_issuer or claims.get("aud") != AUDIENCE:
        raise InvalidInput(_FORGED)
    if not issued - 30 <= now.timestamp() <= expires:
        raise Expired("會員條碼已過期，請在台北通重新整理條碼後再掃一次。")
    return str(claims.get("idno", ""))


def _verified(token: str) -> dict[str, Any]:
    """Checked against the kept keys; once more against fresh ones, since the city may have changed them meanwhile."""
    for fresh in (False, True):
        try:
            keys = KeySet.import_key_set(taipeipass.public_keys(fresh=fresh))  # type: ignore[arg-type]
            return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)
        except (JoseError, ValueError, KeyError) as error:
            failure = error
    raise InvalidInput(_FORGED) from failure

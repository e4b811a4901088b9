"""A city app's member QR at the counter: a signed token, as docs/taipeipass.md asks the city to provide it."""

from datetime import datetime
from typing import Any

from chalicelib.centre import centre
from chalicelib.cloud import member_pass
from chalicelib.errors import Expired, InvalidInput
from chalicelib.settings import settings

ALGORITHMS = ["ES256", "RS256"]
LONGEST_SECONDS = 120


def looks_like_one(text: str) -> bool:
    return text.startswith("eyJ") and text.count(".") == 2


def id_number(token: str, now: datetime) -> str:
    """The member's ID number. Raises InvalidInput for a forged code, Expired for an old one, Unavailable without the keys."""
    claims = _verified(token)
    issued, expires = claims.get("iat"), claims.get("exp")
    if not isinstance(issued, int) or not isinstance(expires, int) or not 0 < expires - issued <= LONGEST_SECONDS:
        raise _forged()
    if claims.get("iss") != settings().taipeipass_issuer or claims.get("aud") != centre().member_pass.audience:
        raise _forged()
    if not issued - 30 <= now.timestamp() <= expires:
        raise Expired(f"會員條碼已過期，請在{centre().member_pass.name}重新整理條碼後再掃一次。")
    return str(claims.get("idno", ""))


def _verified(token: str) -> dict[str, Any]:
    """The claims, checked against the kept keys; for a key id that is not among them the keys are fetched once more."""
    key_id = _key_id(token)
    for fresh in (False, True):
        published = member_pass.public_keys(fresh=fresh).get("keys", [])
        for each in published:
            if each.get("kid") == key_id:
                return _claims(token, each)
    raise _forged()


def _key_id(token: str) -> str:
    # With cryptography 60 ms to import, which only who holds a member's code to the camera waits for.
    from joserfc import jws
    from joserfc.errors import JoseError

    try:
        return str(jws.extract_compact(token.encode()).headers().get("kid", ""))
    except (JoseError, ValueError) as error:
        raise _forged() from error


def _claims(token: str, key: dict[str, Any]) -> dict[str, Any]:
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import import_key

    try:
        return dict(jwt.decode(token, import_key(key), algorithms=ALGORITHMS).claims)
    except (JoseError, ValueError) as error:
        raise _forged() from error


def _forged() -> InvalidInput:
    name = centre().member_pass.name
    return InvalidInput(f"這個條碼不是{name}的會員條碼，請重新開啟{name}，或改用身分證。")

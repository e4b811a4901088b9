"""A trainee's personal pass: the QR of the class notice, `P1.` and a signed token of the class and the person.

It says who is meant, not that the person is there: the counter's staff see the face. It has no end of its own; the roster decides.
"""

import hashlib
from functools import lru_cache

from itsdangerous import BadSignature, URLSafeSerializer

from chalicelib.centre import centre
from chalicelib.cloud.keys import secret
from chalicelib.errors import InvalidInput

PREFIX = "P1."
_LONGEST = 400


@lru_cache(maxsize=1)
def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(secret("session"), salt="pass", signer_kwargs={"digest_method": hashlib.sha256})


def pass_content(class_id: str, person: str) -> str:
    """What the QR holds."""
    return PREFIX + str(_signer().dumps([class_id, person]))


def pass_person(token: str, class_id: str) -> str:
    """The person key of a scanned pass, with or without its prefix. Raises InvalidInput for a forged pass or one of another class."""
    plain = token.strip().removeprefix(PREFIX)
    try:
        of_class, person = _signer().loads(plain) if len(plain) <= _LONGEST else ("", "")
    except (BadSignature, ValueError) as error:
        raise InvalidInput(f"這不是{centre().we}的報到條碼，請改用身分證或輸入身分證字號。") from error
    if of_class != class_id:
        raise InvalidInput("這是其他班期的報到條碼，請確認上課班期，或改用身分證報到。")
    return str(person)

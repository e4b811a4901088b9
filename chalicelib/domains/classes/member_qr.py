"""A trainee's personal pass: the QR of the class notice, `P1.` and a signed token of the class and the person.

It says who is meant, not that the person is there: the counter's staff see the face. It has no end of its own; the roster decides.
"""

from chalicelib.centre import centre
from chalicelib.cloud.signed_values import dump_signed, load_signed
from chalicelib.errors import InvalidInput

PREFIX = "P1."
_OTHER_CLASS = "這是其他班期的報到條碼，請確認上課班期，或改用身分證報到。"
_PURPOSE = "pass"  # these are printed on notices, and stay
_LONGEST = 400


def pass_content(class_id: str, person: str) -> str:
    """What the QR holds."""
    return PREFIX + dump_signed(_PURPOSE, [class_id, person])


def pass_person(token: str, class_id: str) -> str:
    """The person key of a scanned pass, with or without its prefix. Raises InvalidInput for a forged pass or one of another class."""
    plain = token.strip().removeprefix(PREFIX)
    if len(plain) > _LONGEST:
        raise InvalidInput(_OTHER_CLASS)
    claims = load_signed(_PURPOSE, plain)
    if not claims:
        raise InvalidInput(f"這不是{centre().we}的報到條碼，請改用身分證或輸入身分證字號。")
    of_class, person = claims
    if of_class != class_id:
        raise InvalidInput(_OTHER_CLASS)
    return str(person)

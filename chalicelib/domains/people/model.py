"""ID numbers: 國民身分證統一編號 and 外來人口統一證號, normalised, checked, masked, and the key that stands for the person. Pure."""

import base64
import hashlib
import hmac
import re

from chalicelib.centre import centre
from chalicelib.errors import InvalidInput
from chalicelib.web.name_rules import letters_of, unspaced
from chalicelib.web.value_rules import compact

_LETTERS = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))
_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
_SHAPE = re.compile(r"[A-Z][1289A-D][0-9]{8}")
_DOTS = re.compile("([‧·•・．])")  # as Indigenous names are written
KEY_VERSION = "1"
ID_LENGTH = 10
SHOWN = 3
"""The last digits, for telling namesakes apart; everything that shows anything of a number shows these and no others."""


def normalise_id(typed: str) -> str:
    """Full width to half, upper case, no spaces, hyphens or unseen marks: what a scanner gun, a spreadsheet or a hurried person gives."""
    return compact(typed).strip("*")  # a gun may send the stars that begin and end a Code 39


def is_valid_id(number: str) -> bool:
    """Shape and checksum of a normalised number: citizens (1, 2), foreign residents new (8, 9) and old (A to D), where accepted."""
    if not _SHAPE.fullmatch(number) or number[1] not in centre().id_second_characters:
        return False
    first = _LETTERS[number[0]]
    second = _LETTERS[number[1]] % 10 if number[1].isalpha() else int(number[1])
    digits = (first // 10, first % 10, second, *map(int, number[2:]))
    return sum(weight * digit for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 10 == 0


def checked_id(typed: str) -> str:
    """The normalised number. Raises InvalidInput, which never repeats what was typed."""
    number = normalise_id(typed)
    if not number:
        raise InvalidInput(fields={"id_number": "請輸入身分證字號或統一證號。"})
    if not is_valid_id(number):
        raise InvalidInput(fields={"id_number": "身分證字號不正確，請檢查英文字母與 9 個數字後再輸入一次。"})
    return number


def mask_id(number: str) -> str:
    """A123456789 → *******789. Seven places are hidden: with fewer, whoever can have a guess confirmed completes it by trying."""
    return "*" * (ID_LENGTH - SHOWN) + number[-SHOWN:]


def ending_of(masked: str) -> str:
    """*******789 → 789: all of a number that is kept to be looked at, and so all that a counter is given to know one by."""
    return masked[-SHOWN:]


def mask_name(name: str) -> str:
    """王小明 → 王○明, 王　明 → 王○, John Smith → J○○n S○○○h, 瓦歷斯‧諾幹 → 瓦○斯‧諾○. 𠮷 stays 𠮷, a letter keeps its accent."""
    return " ".join("".join(_mask_word(part) for part in _DOTS.split(word)) for word in unspaced(name).split())


def _mask_word(word: str) -> str:
    letters = list(letters_of(word))
    if len(letters) <= 1:
        return word
    return letters[0] + "○" if len(letters) == 2 else letters[0] + "○" * min(len(letters) - 2, 3) + letters[-1]


def person_key(number: str, key: bytes) -> str:
    """HMAC-SHA-256 of a valid number, cut to 128 bits, as 22 characters behind the key's version. It cannot be turned back."""
    digest = hmac.new(key, number.encode(), hashlib.sha256).digest()[:16]
    return KEY_VERSION + base64.urlsafe_b64encode(digest).decode().rstrip("=")

"""JSON as the tables keep it: in UTF-8, and no larger than fits into one item. Pure."""

import json
from typing import Any

from chalicelib.errors import InvalidInput

# An item ends at 409,600 bytes with its names, keys and other values.
MOST_BYTES = 390_000


def to_json(value: Any, what: str = "這筆資料") -> str:
    """Raises InvalidInput, which names what is too large. A Chinese character takes three bytes, where an escape takes six."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        size = len(text.encode())
    except UnicodeEncodeError:  # half a character, which only an escape can hold
        text = json.dumps(value)
        size = len(text)
    if size > MOST_BYTES:
        raise InvalidInput(f"{what}的內容太多，存不下（約 {size // 1000:,} KB，最多 {MOST_BYTES // 1000} KB），請縮短文字或分成幾份。")
    return text

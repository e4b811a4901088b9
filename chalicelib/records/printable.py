"""Which characters our papers can show, asked without a font: before somebody signs what could not be printed, and when a file comes in.

The list is written by `infra/setup/fonts.py --characters`.
"""

from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from chalicelib.documents.drawn import is_drawn
from chalicelib.errors import Conflict

_LIST = Path(__file__).parent / "printable.txt"


def unprintable(text: str) -> str:
    """The characters of `text` that no font of ours has, each once, in the order met."""
    firsts, lasts = _ranges()
    return "".join(char for char in dict.fromkeys(text) if is_drawn(char) and ord(char) > lasts[bisect_right(firsts, ord(char)) - 1])


def named(characters: str) -> str:
    """For a message: the characters and their numbers, by which others can find them."""
    return "、".join(f"「{char}」（U+{ord(char):04X}）" for char in characters)


def refuse_unprintable(texts: Iterable[str], what: str) -> None:
    """Raises Conflict where `what` (授權書) could not be printed after it is signed."""
    if absent := unprintable("".join(texts)):
        raise Conflict(f"{what}裡有無法列印的字：{named(absent)}。簽署後會無法製成文件，請先改用其他寫法再寄送。")


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """First and last of each; one before all others, so that every character has one to its left."""
    pairs = [tuple(int(end, 16) for end in line.split("-")) for line in _LIST.read_text("ascii").splitlines()]
    return [-1, *(first for first, _ in pairs)], [-1, *(last for _, last in pairs)]

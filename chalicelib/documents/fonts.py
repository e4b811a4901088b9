"""The fonts of our papers, and the check that they hold every character of a text.

fpdf2 drops a character that no font has, with only a log line; so every document asks `require` first.
`infra/setup/fonts.py` makes the files.
"""

from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from chalicelib.errors import MissingGlyph

FOLDER = Path(__file__).parent / "fonts"
REGULAR = FOLDER / "regular.ttf"
BOLD = FOLDER / "bold.ttf"
FALLBACK = FOLDER / "fallback.ttf"
# A line break is laid out, not drawn.
_NOT_DRAWN = frozenset("\n")


def missing(text: str) -> str:
    """The characters of `text` that no font has, each once, in the order met; empty when all can be drawn."""
    fallback = _characters(FALLBACK)
    return "".join(char for char in rare(text) if ord(char) not in fallback)


def rare(text: str) -> str:
    """The characters of `text` that the first font lacks, each once, in the order met."""
    common = _characters(REGULAR)
    return "".join(char for char in dict.fromkeys(text) if ord(char) not in common and char not in _NOT_DRAWN)


def require(text: str) -> None:
    """Check all the text of a document before it is drawn.

    Raises MissingGlyph with all the characters that no font has.
    """
    absent = missing(text)
    if absent:
        raise MissingGlyph(absent)


@lru_cache(maxsize=2)
def _characters(path: Path) -> frozenset[int]:
    if not path.exists():
        raise FileNotFoundError(f"{path} is missing: run python infra/setup/fonts.py")
    with TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())

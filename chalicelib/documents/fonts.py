"""The fonts of our papers, and the check that they hold every character of a text.

fpdf2 drops a character that no font has, with only a log line. So a document that somebody signs asks `require` first, and every paper
draws `visible`: a box for what no font has, nothing for what has no picture.
`infra/setup/fonts.py` makes the files.
"""

from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont

from chalicelib.documents.drawn import is_drawn
from chalicelib.errors import MissingGlyph

FOLDER = Path(__file__).parent / "fonts"
REGULAR = FOLDER / "regular.ttf"
BOLD = FOLDER / "bold.ttf"
FALLBACK = FOLDER / "fallback.ttf"
STAND_IN = "□"


def missing(text: str) -> str:
    """The characters of `text` that no font has, each once, in the order met; empty when all can be drawn."""
    fallback = _characters(FALLBACK)
    return "".join(char for char in rare(text) if ord(char) not in fallback)


def rare(text: str) -> str:
    """The characters of `text` that the first font lacks, each once, in the order met."""
    common = _characters(REGULAR)
    return "".join(char for char in dict.fromkeys(text) if ord(char) not in common and is_drawn(char))


def visible(text: str) -> str:
    """As it is drawn: what no font has as a box, and nothing for what nobody sees."""
    absent = missing(text)
    if not absent and all(map(_keeps, text)):
        return text
    return "".join(STAND_IN if char in absent else char for char in text if _keeps(char))


def _keeps(char: str) -> bool:
    return char == "\n" or is_drawn(char)


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

"""Break a text into lines of a given width, and find the size at which it fits a box. Nothing is cut off and nothing is replaced."""

import re
from collections.abc import Callable

# A Latin word stays whole, a Chinese character stands alone; closing marks stay with what precedes them, opening marks with what follows.
# The parts of an Indigenous name stay whole too, so that it breaks at a dot.
_UNIT = re.compile(
    r"[\u2e80-\U0010ffff]{1,8}[‧·•・]|(?<=[‧·•・])[\u2e80-\U0010ffff]{1,8}"
    r"|[（「『【《〈]*(?:[^\s\u2e80-\U0010ffff]+|\S)[）」』】》〉，。、；：？！‧·]*|\s"
)
SMALLER = 0.92
LINE_HEIGHT = 1.25
MM_PER_POINT = 25.4 / 72


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Lines no wider than `width`, in the unit of `measure`; a word that is itself too wide is broken between characters."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for unit in _units(paragraph, width, measure):
            if line and measure(line + unit.rstrip()) > width:
                lines.append(line.rstrip())
                line = unit.lstrip()
            else:
                line += unit
        lines.append(line.rstrip())
    return lines


def fit(text: str, box: tuple[float, float], sizes: tuple[float, float], measure: Callable[[str], float]) -> tuple[float, list[str]]:
    """The largest size in points, of `sizes` (largest, smallest), at which the text fits `box` (width, height in mm); and its lines then.

    `measure` gives the width in mm at one point. At `smallest` the lines may be higher than the box: the caller makes room.
    """
    width, height = box
    size, smallest = sizes
    while True:
        lines = wrap(text, width / size, measure)
        if size <= smallest or height_of(lines, size) <= height:
            return size, _balanced(text, width / size, lines, measure)
        size = max(smallest, size * SMALLER)


def height_of(lines: list[str], size: float) -> float:
    """Height in mm of these lines at a size in points."""
    return len(lines) * size * MM_PER_POINT * LINE_HEIGHT


def _balanced(text: str, width: float, lines: list[str], measure: Callable[[str], float]) -> list[str]:
    """As many lines, of even length where that can be: a last line of one character looks like a slip."""
    if len(lines) == 1 or "\n" in text:
        return lines
    for share in (0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95):
        even = wrap(text, width * share, measure)
        if len(even) == len(lines):
            return even
    return lines


def _units(paragraph: str, width: float, measure: Callable[[str], float]) -> list[str]:
    units: list[str] = []
    for unit in _UNIT.findall(paragraph):
        units.extend([unit] if measure(unit) <= width else unit)
    return units

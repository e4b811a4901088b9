"""The fonts of our papers as fpdf2 wants them, read once in a process and copied for each paper.

Reading a font of 20 000 characters takes a fifth of a second, a copy a twentieth of that. fpdf2 cuts a font down to the characters of the
paper, in place, so papers must not share one. The copy takes anew what cutting changes and shares what is only read.
"""

from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fpdf import FPDF
from fpdf.fonts import SubsetMap, TTFFont

# Rules for shaping, which our papers do not use and fpdf2 never embeds; it would parse them for each paper before it drops them.
UNUSED = ("GDEF", "GPOS", "GSUB")


def add(paper: FPDF, family: str, style: Literal["", "B"], path: Path) -> None:
    """As `paper.add_font` does; embeds the same bytes."""
    font = copy(_read(path, family, style))
    font.i = len(paper.fonts) + 1
    font.missing_glyphs = []
    font.cw = font.cw.copy()
    font.desc = copy(font.desc)
    font.subset = SubsetMap(font)
    font.ttfont = _twin(font.ttfont)
    paper.fonts[font.fontkey] = font


@lru_cache(maxsize=3)
def _read(path: Path, family: str, style: Literal["", "B"]) -> TTFFont:
    paper = FPDF()
    paper.add_font(family, style, path)
    (font,) = paper.fonts.values()
    assert isinstance(font, TTFFont)
    for tag in UNUSED:
        if tag in font.ttfont:
            del font.ttfont[tag]
    font.ttfont.ensureDecompiled(recurse=False)
    font.ttfont.getReverseGlyphMap()
    font.ttfont.close()
    font.ttfont.reader = None
    return font


def _twin(font: TTFont) -> TTFont:
    """A font that can be cut down without changing the first."""
    twin = copy(font)
    tables: dict[Any, Any] = {tag: copy(table) for tag, table in font.tables.items()}
    tables["cmap"].tables = [copy(table) for table in tables["cmap"].tables]
    tables["glyf"].glyphs = _Glyphs(tables["glyf"].glyphs)
    twin.tables = tables
    return twin


class _Glyphs(dict[str, Glyph]):
    """Outlines by name, each a copy made when it is asked for: cutting asks only for those of the paper, and changes them."""

    def __getitem__(self, name: str) -> Glyph:
        return Glyph(getattr(super().__getitem__(name), "data", b""))

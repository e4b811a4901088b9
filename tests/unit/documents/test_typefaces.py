"""Papers share what is read of a font, and nothing else."""

import re
import zlib
from datetime import UTC, datetime
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from fpdf import FPDF

from chalicelib.documents import fonts, typefaces

PLAIN, RARE = "王小明 Á（臺北）", "𠮷﨑栢 游錫堃"


def paper(text: str, *, shared: bool) -> bytes:
    """The text in both weights and the rare font, by shared fonts or by fpdf2's own."""
    made = FPDF()
    made.set_creation_date(datetime(1970, 1, 1, tzinfo=UTC))
    for family, style, path in (("Noto", "", fonts.REGULAR), ("Noto", "B", fonts.BOLD), ("Rare", "", fonts.FALLBACK)):
        if shared:
            typefaces.add(made, family, style, path)
        else:
            made.add_font(family, style, path)
    made.set_fallback_fonts(["Rare"], exact_match=False)
    made.add_page()
    for style in ("", "B"):
        made.set_font("Noto", style, 12)
        made.cell(0, 10, text, new_x="LMARGIN", new_y="NEXT")
    return bytes(made.output())


def embedded(data: bytes) -> list[set[int]]:
    """The characters of each font in the file."""
    streams = [zlib.decompress(body) for body in re.findall(rb"stream\n(.*?)\nendstream", data, re.S) if body[:1] == b"\x78"]
    return [set(TTFont(BytesIO(stream))["cmap"].getBestCmap() or ()) for stream in streams if stream[:4] == b"\0\1\0\0"]


@pytest.fixture(scope="module")
def ordinary():
    """Both texts on papers that share nothing."""
    return {text: paper(text, shared=False) for text in (PLAIN, RARE)}


@pytest.mark.parametrize("order", [(PLAIN, PLAIN), (RARE, PLAIN, RARE), (PLAIN, RARE, PLAIN)], ids=["twice", "before", "after"])
def test_a_paper_is_the_same_whatever_was_made_before(ordinary, order):
    """A paper of shared fonts has the bytes of a paper that shares none, first, second, and after another text."""
    assert [paper(text, shared=True) == ordinary[text] for text in order] == [True] * len(order)


def test_no_characters_of_another_paper_are_embedded(ordinary):
    """Each font in the file holds the paper's own characters that are in it, and none of the paper before."""
    for text, other in ((PLAIN, RARE), (RARE, PLAIN)):
        found = embedded(paper(text, shared=True))
        assert len(found) == 3
        assert set().union(*found) >= set(map(ord, text))
        assert not set().union(*found) & (set(map(ord, other)) - set(map(ord, text)))


def test_two_papers_at_once_do_not_mix(ordinary):
    """Papers begun one before the other is done embed only their own characters."""
    begun = [FPDF(), FPDF()]
    for made, text in zip(begun, (PLAIN, "土"), strict=True):
        typefaces.add(made, "Noto", "", fonts.REGULAR)
        made.add_page()
        made.set_font("Noto", "", 12)
        made.cell(0, 10, text)
    (plain,), (single,) = (embedded(bytes(made.output())) for made in begun)
    assert plain >= set(map(ord, PLAIN))
    assert ord("土") in single - plain
    assert not single & set(map(ord, PLAIN.replace(" ", "")))

"""Make the fonts for PDF files: `python infra/setup/fonts.py [--force]`.

Writes into chalicelib/documents/fonts/ (not kept in git):

    regular.ttf, bold.ttf   Noto Sans TC, from npm
    fallback.ttf            what those two lack of Noto Sans CJK TC (rare ideographs, Hangul, symbols), and of DejaVu Sans
                            (letters of Indigenous, Hakka, Taiwanese, European and Vietnamese names, and their marks)
    LICENSE.txt             the SIL Open Font License of the first three; DejaVu's own is in Debian's fonts-dejavu-core
    made-from.txt           digests of the sources, so that a second run has nothing to do

With --characters it writes what they hold between them to chalicelib/records/printable.txt, which git keeps: pages ask it, without a font.

The fallback's outlines are converted from CFF to glyf: fpdf2 2.8.9 took more than 10 GB of memory to embed one text in the CFF subset.
"""

import hashlib
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "chalicelib" / "documents" / "fonts"
NPM = ROOT / "node_modules" / "@expo-google-fonts" / "noto-sans-tc"
REGULAR = NPM / "400Regular" / "NotoSansTC_400Regular.ttf"
BOLD = NPM / "700Bold" / "NotoSansTC_700Bold.ttf"
LICENSE = NPM / "LICENSE_FONT"
DEBIAN = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
CHARACTERS = ROOT / "chalicelib" / "records" / "printable.txt"
FACE = "Noto Sans CJK TC"
MUST_HAVE = "𠮷﨑𠊎堃喆栢峯煊김ʉɨŋṳḻʼʔŻółć"
# Half an em's thousandth: finer than any printer, and the file stays small.
MAX_ERROR = 1.0
# Parts of syllables, which names are not written with.
JAMO = (range(0x1100, 0x1200), range(0xA960, 0xA980), range(0xD7B0, 0xD800), range(0xFFA0, 0xFFDD))
# Latin, IPA, modifier letters, marks, Greek, Cyrillic, Armenian, Georgian. What runs from right to left would need shaping.
LETTERS = (
    range(0xA0, 0x590), range(0x10A0, 0x1100), range(0x1D00, 0x2000), range(0x2070, 0x20A0), range(0x2C60, 0x2C80), range(0xA640, 0xA700),
    range(0xA717, 0xA800), range(0xAB30, 0xAB70),
)  # fmt: skip


def main() -> int:
    """Make what is missing or out of date; answer 1, and say what to install, when a source is not there."""
    for path, remedy in (
        (REGULAR, "npm ci"),
        (BOLD, "npm ci"),
        (LICENSE, "npm ci"),
        (DEBIAN, "apt-get install fonts-noto-cjk"),
        (DEJAVU, "apt-get install fonts-dejavu-core"),
    ):
        if not path.exists():
            print(f"fonts: {path} is missing. Run: {remedy}", file=sys.stderr)
            return 1
    stamp = "\n".join(f"{_digest(path)}  {path.name}" for path in (REGULAR, BOLD, DEBIAN, DEJAVU, Path(__file__)))
    record = TARGET / "made-from.txt"
    if record.exists() and record.read_text() == stamp and "--force" not in sys.argv:
        print("fonts: up to date")
        return 0
    print("fonts: making the fallback font, about a minute", flush=True)
    TARGET.mkdir(parents=True, exist_ok=True)
    record.unlink(missing_ok=True)
    shutil.copyfile(REGULAR, TARGET / "regular.ttf")
    shutil.copyfile(BOLD, TARGET / "bold.ttf")
    shutil.copyfile(LICENSE, TARGET / "LICENSE.txt")
    _make_fallback(TARGET / "fallback.ttf")
    record.write_text(stamp)
    size = (TARGET / "fallback.ttf").stat().st_size
    print(f"fonts: ready in {TARGET.relative_to(ROOT)}, fallback {size / 1e6:.1f} MB")
    return 0


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _make_fallback(target: Path) -> None:
    first = set(TTFont(REGULAR, lazy=True).getBestCmap())
    font = TTFont(DEBIAN, fontNumber=_face_number(), lazy=True, recalcTimestamp=False)
    lacking = [code for code in font.getBestCmap() if code not in first and not any(code in block for block in JAMO)]
    others = TTFont(DEJAVU, lazy=True)
    added = [code for code in others.getBestCmap() if code not in {*first, *lacking} and any(code in block for block in LETTERS)]
    absent = [char for char in MUST_HAVE if ord(char) not in {*first, *lacking, *added}]
    if absent:
        raise SystemExit(f"fonts: neither font has {' '.join(absent)}")
    # Hints and layout rules go with the outlines; dropping hints here would run every glyph's program once more for nothing.
    unused = ["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx"]
    options = subset.Options(layout_features=[], hinting=True, notdef_outline=True, drop_tables=unused)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=lacking)
    subsetter.subset(font)
    _to_truetype(font)
    _add_letters(font, others, added)
    font.save(target)


def _face_number() -> int:
    for number in range(10):
        if TTFont(DEBIAN, fontNumber=number, lazy=True)["name"].getDebugName(4) == FACE:
            return number
    raise SystemExit(f"fonts: {DEBIAN} has no face {FACE}")


def _to_truetype(font: TTFont) -> None:
    """Replace the cubic outlines (CFF) by quadratic ones (glyf), in place."""
    outlines = font.getGlyphSet()
    glyphs = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        outlines[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    order = font.getGlyphOrder()
    del font["CFF "]
    font["loca"] = newTable("loca")
    font["glyf"] = glyf = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = glyphs
    for name, glyph in glyphs.items():
        glyph.recalcBounds(glyf)
        font["hmtx"][name] = (font["hmtx"][name][0], getattr(glyph, "xMin", 0))
    _version_one_maxp(font)
    font["post"].formatType = 3.0
    font.sfntVersion = "\x00\x01\x00\x00"


def _add_letters(font: TTFont, others: TTFont, codes: list[int]) -> None:
    """Outlines of another font, at this one's size, under their characters."""
    drawn, names = others.getGlyphSet(), others.getBestCmap()
    scale = font["head"].unitsPerEm / others["head"].unitsPerEm
    order = [*font.getGlyphOrder(), *(f"letter{code:04X}" for code in codes)]
    for code in codes:
        pen, name = TTGlyphPen(None), f"letter{code:04X}"
        outline = drawn[names[code]]
        outline.draw(DecomposingFilterPen(TransformPen(pen, (scale, 0, 0, scale, 0, 0)), drawn))
        glyph = font["glyf"].glyphs[name] = pen.glyph()
        glyph.recalcBounds(font["glyf"])
        font["hmtx"].metrics[name] = (round(outline.width * scale), getattr(glyph, "xMin", 0))
        for table in font["cmap"].tables:
            if table.isUnicode() and (code < 0x10000 or table.format == 12):
                table.cmap[code] = name
    font.setGlyphOrder(order)
    font["glyf"].glyphOrder = order


def _write_characters() -> None:
    """As ranges, one a line, in hexadecimal."""
    codes = sorted({code for name in ("regular.ttf", "fallback.ttf") for code in TTFont(TARGET / name, lazy=True).getBestCmap()})
    starts = [code for at, code in enumerate(codes) if not at or codes[at - 1] != code - 1]
    ends = [code for at, code in enumerate(codes) if at + 1 == len(codes) or codes[at + 1] != code + 1]
    CHARACTERS.write_text("".join(f"{first:X}-{last:X}\n" for first, last in zip(starts, ends, strict=True)))


def _version_one_maxp(font: TTFont) -> None:
    """CFF fonts carry the short `maxp`; glyf needs the long one. Saving fills in the counts of points."""
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for field in (
        "maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements",
        "maxSizeOfInstructions", "maxComponentElements", "maxPoints", "maxContours", "maxCompositePoints",
        "maxCompositeContours", "maxComponentDepth",
    ):  # fmt: skip
        setattr(maxp, field, 0)


if __name__ == "__main__":
    done = main()
    if not done and "--characters" in sys.argv:
        _write_characters()
    sys.exit(done)

"""Make the fonts for PDF files: `python infra/setup/fonts.py [--force]`.

Writes into chalicelib/documents/fonts/ (not kept in git):

    regular.ttf, bold.ttf   Noto Sans TC, from npm
    fallback.ttf            what those two lack of Noto Sans CJK TC: rare ideographs, compatibility forms, symbols
    LICENSE.txt             the SIL Open Font License of all three
    made-from.txt           digests of the sources, so that a second run has nothing to do

The fallback's outlines are converted from CFF to glyf: fpdf2 2.8.9 took more than 10 GB of memory to embed one text in the CFF subset.
"""

import hashlib
import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "chalicelib" / "documents" / "fonts"
NPM = ROOT / "node_modules" / "@expo-google-fonts" / "noto-sans-tc"
REGULAR = NPM / "400Regular" / "NotoSansTC_400Regular.ttf"
BOLD = NPM / "700Bold" / "NotoSansTC_700Bold.ttf"
LICENSE = NPM / "LICENSE_FONT"
DEBIAN = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FACE = "Noto Sans CJK TC"
MUST_HAVE = "𠮷﨑𠊎堃喆栢峯煊"
# Half an em's thousandth: finer than any printer, and the file stays small.
MAX_ERROR = 1.0
# Half of what the first font lacks is Hangul, which names and papers here do not use.
HANGUL = (range(0x1100, 0x1200), range(0x3130, 0x3190), range(0xA960, 0xA980), range(0xAC00, 0xD800), range(0xFFA0, 0xFFDD))


def main() -> int:
    """Make what is missing or out of date; answer 1, and say what to install, when a source is not there."""
    for path, remedy in ((REGULAR, "npm ci"), (BOLD, "npm ci"), (LICENSE, "npm ci"), (DEBIAN, "apt-get install fonts-noto-cjk")):
        if not path.exists():
            print(f"fonts: {path} is missing. Run: {remedy}", file=sys.stderr)
            return 1
    stamp = "\n".join(f"{_digest(path)}  {path.name}" for path in (REGULAR, BOLD, DEBIAN, Path(__file__)))
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
    lacking = [code for code in font.getBestCmap() if code not in first and not any(code in block for block in HANGUL)]
    absent = [char for char in MUST_HAVE if ord(char) not in first and ord(char) not in lacking]
    if absent:
        raise SystemExit(f"fonts: neither font has {' '.join(absent)}")
    # Hints and layout rules go with the outlines; dropping hints here would run every glyph's program once more for nothing.
    unused = ["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx"]
    options = subset.Options(layout_features=[], hinting=True, notdef_outline=True, drop_tables=unused)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=lacking)
    subsetter.subset(font)
    _to_truetype(font)
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
    sys.exit(main())

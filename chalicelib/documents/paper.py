"""An A4 paper with our fonts, a header with title and subtitle, and a footer with the time of making and the page's number."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from fpdf import FPDF

from chalicelib.documents import fonts, typefaces
from chalicelib.documents.lines import LINE_HEIGHT, MM_PER_POINT, fit, height_of, wrap

MARGIN = 15.0
FOOTER = 14.0
GREY = 110
# fpdf2 always writes a date.
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)


class Box(NamedTuple):
    """A rectangle on the paper: left, top, width and height in mm."""

    x: float
    y: float
    w: float
    h: float


class Look(NamedTuple):
    """How a text stands in its box: sizes in points, "B" for bold."""

    largest: float
    smallest: float
    style: Literal["", "B"] = ""
    align: Literal["L", "C", "R"] = "C"


TITLE = Look(16, 16, "B")
SUBTITLE = Look(10.5, 10.5)


class Paper(FPDF):
    """Lengths in mm, sizes in points. Give it every text it will hold: it then has the fonts for it, and says what no font has."""

    def __init__(
        self, title: str, subtitle: str, made_at: str, texts: Iterable[str], *, landscape: bool = False, created: datetime | None = None
    ) -> None:
        """`made_at` is printed; `created` is the date in the file's metadata, a fixed one when None, so that the same input
        gives the same bytes. A character that is in none of our fonts is drawn as a box, and named at the foot of each page.
        """
        text = "".join((title, subtitle, made_at, *texts))
        absent = fonts.missing(text)
        self.absent = f"{fonts.STAND_IN}：字型缺字 " + "、".join(f"U+{ord(char):04X}" for char in absent) if absent else ""
        super().__init__("landscape" if landscape else "portrait", "mm", "A4")
        self.title_text, self.subtitle_text, self.made_at = title, subtitle, made_at
        typefaces.add(self, "Noto", "", fonts.REGULAR)
        typefaces.add(self, "Noto", "B", fonts.BOLD)
        # Most rosters need no rare character.
        if fonts.rare(text):
            typefaces.add(self, "Rare", "", fonts.FALLBACK)
            self.set_fallback_fonts(["Rare"], exact_match=False)
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(False)
        self.set_title(fonts.visible(title))
        self.set_lang("zh-TW")
        self.set_creation_date(created or UNDATED)
        self._widths: dict[tuple[str, str], float] = {}

    @property
    def bottom(self) -> float:
        """Where the footer begins."""
        return float(self.h) - FOOTER

    def header(self) -> None:
        """Draw the title and subtitle; called by fpdf2 at each page's start."""
        self.set_y(MARGIN - 4)
        for text, look in ((self.title_text, TITLE), (self.subtitle_text, SUBTITLE)):
            if text:
                self.paragraph(text, look.largest, look)
                self.set_y(self.get_y() + 1)
        self.set_y(self.get_y() + 1.5)

    def footer(self) -> None:
        """Draw the time of making and the page's number; called by fpdf2 at each page's end."""
        self.set_text_color(GREY)
        self.set_font("Noto", "", 8.5)
        self.set_xy(self.l_margin, self.bottom + 3)
        self.cell(self.epw / 2, 5, f"{self.made_at}　{self.absent}".strip())
        self.cell(self.epw / 2, 5, f"第 {self.page_no()} 頁／共 {{nb}} 頁", align="R")
        self.set_text_color(0)

    def measure(self, style: str) -> "_Measure":
        """A function from a text to its width in mm at one point."""
        return _Measure(self, style)

    def width_at_one_point(self, char: str, style: str) -> float:
        """Width of one character, fallback font included."""
        key = (char, style)
        if key not in self._widths:
            self.set_font("Noto", style, 100)
            self._widths[key] = float(self.get_string_width(fonts.visible(char))) / 100
        return self._widths[key]

    def text_in(self, box: Box, text: str, look: Look) -> None:
        """Write the text into the box, wrapped and made smaller until it fits, in the middle of its height."""
        size, lines = fit(text, (box.w, box.h), (look.largest, look.smallest), self.measure(look.style))
        self.lines_in(box, lines, size, look)

    def lines_in(self, box: Box, lines: list[str], size: float, look: Look) -> None:
        """Write these lines at this size one under the other, in the middle of the box's height."""
        lines = [fonts.visible(line) for line in lines]
        self.set_font("Noto", look.style, size)
        step = size * MM_PER_POINT * LINE_HEIGHT
        top = box.y + (box.h - step * len(lines)) / 2
        margin, self.c_margin = self.c_margin, 0
        for at, line in enumerate(lines):
            self.set_xy(box.x, top + at * step)
            self.cell(box.w, step, line, align=look.align)
        self.c_margin = margin
        self.set_xy(self.l_margin, box.y)

    def paragraph(self, text: str, size: float, look: Look) -> None:
        """Write the text over the whole width, as many lines as it takes, and move below it."""
        lines = wrap(text, self.epw / size, self.measure(look.style))
        box = Box(self.l_margin, self.get_y(), self.epw, height_of(lines, size))
        self.lines_in(box, lines, size, look)
        self.set_y(box.y + box.h)

    def to_bytes(self) -> bytes:
        """The finished file."""
        return bytes(self.output())


class _Measure:
    def __init__(self, paper: Paper, style: str) -> None:
        self.paper, self.style = paper, style

    def __call__(self, text: str) -> float:
        return sum(self.paper.width_at_one_point(char, self.style) for char in text)

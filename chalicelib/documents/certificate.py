"""A certificate of completion: one A4 page across, framed, with name, class, hours, date, number and a QR. Not yet sealed."""

import math
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Literal

from chalicelib.documents import fonts
from chalicelib.documents.lines import MM_PER_POINT
from chalicelib.documents.paper import Box, Look, Paper
from chalicelib.documents.qr import qr_png

TITLE, AFTER_NAME = "結訓證書", "君"
SEALED = "本證書以電子簽章封存，內容經更動即失效。"
CHECK = "掃描條碼查驗真偽"
NUMBER = "證書字號"
FIXED = (TITLE, AFTER_NAME, SEALED, CHECK, NUMBER)
INK, GOLD, PALE, GREY = (24, 44, 52), (168, 132, 58), (246, 241, 230), (90, 100, 104)
WIDTH, HEIGHT = 297.0, 210.0
QR_SIDE = 25.0
# The frame's fret in each corner, in steps from the corner of the inner line inwards.
_FRET = ((0, 3), (0, 0), (3, 0), (3, 2), (1, 2), (1, 1), (2, 1))
_FRET_STEP = 4.0


@dataclass(frozen=True)
class Certificate:
    """All that is printed. `text` stands below the name, its lines as given; `number` and `issued_on` as they are to be read.

    `issuer` signs; `colour` (red, green, blue, each to 255) is of title and frame.
    """

    name: str
    text: str
    number: str
    issued_on: str
    verify_url: str
    issuer: str
    colour: tuple[int, int, int]


def certificate(content: Certificate, *, created: datetime | None = None) -> bytes:
    """The PDF. Raises MissingGlyph before anything is drawn when no font has a character of the name or the text."""
    fonts.require(content.name + content.text)
    texts = (*FIXED, content.issuer, content.name, content.text, content.number, content.issued_on, content.verify_url)
    paper = _Framed(TITLE, "", "", texts, landscape=True, created=created)
    paper.colour = content.colour
    paper.set_title(f"{TITLE} {content.number}")
    paper.set_author(content.issuer)
    paper.add_page()
    _spaced(paper, TITLE, Box(0, 29, WIDTH, 22), Look(44, 44, "B"), 6, content.colour)
    _divider(paper, 58)
    _name(paper, content.name)
    paper.set_text_color(*INK)
    paper.text_in(Box(36, 95, WIDTH - 72, 36), content.text, Look(19, 11))
    _spaced(paper, content.issuer, Box(0, 136, WIDTH, 12), Look(24, 24, "B"), 1.6, INK)
    _spaced(paper, content.issued_on, Box(0, 151, WIDTH, 9), Look(16, 16), 1.2, INK)
    _bottom(paper, content)
    return paper.to_bytes()


class _Framed(Paper):
    """Frame and rosette in the place of title and page number."""

    colour: tuple[int, int, int]

    def header(self) -> None:
        self.set_fill_color(255, 254, 251)
        self.rect(0, 0, WIDTH, HEIGHT, style="F")
        _rosette(self)
        for inset, width, colour in ((9.0, 1.6, self.colour), (12.0, 0.35, GOLD)):
            self.set_draw_color(*colour)
            self.set_line_width(width)
            self.rect(inset, inset, WIDTH - 2 * inset, HEIGHT - 2 * inset)
        self.set_line_width(0.7)
        for left in (True, False):
            for top in (True, False):
                self.polyline([_placed(x, y, left=left, top=top) for x, y in _FRET])

    def footer(self) -> None:
        """Nothing: the page is one."""


def _placed(x: int, y: int, *, left: bool, top: bool) -> tuple[float, float]:
    across, down = 15 + x * _FRET_STEP, 15 + y * _FRET_STEP
    return (across if left else WIDTH - across), (down if top else HEIGHT - down)


def _rosette(paper: Paper) -> None:
    """A guilloche behind the text, as on papers of value; pale, so that it disturbs nobody's reading."""
    paper.set_draw_color(*PALE)
    paper.set_line_width(0.25)
    for turn in range(12):
        points = []
        for step in range(181):
            angle = math.radians(step * 2)
            radius = 58 + 14 * math.cos(9 * angle + turn * math.pi / 6)
            points.append((WIDTH / 2 + 1.55 * radius * math.cos(angle), 108 + radius * math.sin(angle)))
        paper.polyline(points)


def _divider(paper: Paper, y: float) -> None:
    middle = WIDTH / 2
    paper.set_draw_color(*GOLD)
    paper.set_fill_color(*GOLD)
    paper.set_line_width(0.35)
    for side in (-1, 1):
        paper.line(middle + side * 4, y, middle + side * 48, y)
    paper.polygon([(middle - 1.8, y), (middle, y - 1.8), (middle + 1.8, y), (middle, y + 1.8)], style="F")


def _name(paper: Paper, name: str) -> None:
    """The name as large as it fits, and a smaller 君 behind it on the same line."""
    paper.set_text_color(*INK)
    room = Box(45, 66, WIDTH - 90, 24)
    # The font of rare characters has one weight: a name that needs it is set in that weight as a whole.
    style: Literal["", "B"] = "" if fonts.rare(name) else "B"
    width, plain = paper.measure(style), paper.measure("")
    size = min(38.0, (room.w - 16) / max(width(name), 0.01))
    if size < 16:  # two lines then, 君 behind the second
        paper.text_in(room, f"{name} {AFTER_NAME}", Look(20, 9, style))
        return
    after, gap = min(20.0, size * 0.62), 5.0
    name_wide, after_wide = width(name) * size, plain(AFTER_NAME) * after
    left = (WIDTH - (name_wide + gap + after_wide)) / 2
    paper.lines_in(Box(left, room.y, name_wide, room.h), [name], size, Look(size, size, style))
    # A smaller character stands on the same line as the larger ones when its box sits a little lower.
    lower = (size - after) * MM_PER_POINT * 0.34
    paper.lines_in(Box(left + name_wide + gap, room.y + lower, after_wide, room.h), [AFTER_NAME], after, Look(after, after))


def _spaced(paper: Paper, text: str, box: Box, look: Look, space: float, colour: tuple[int, int, int]) -> None:  # noqa: PLR0917
    """One line in the middle, its characters `space` mm apart; the last has no space behind it."""
    paper.set_text_color(*colour)
    width = paper.measure(look.style)(text) * look.largest + space * (len(text) - 1)
    paper.set_char_spacing(space / MM_PER_POINT)
    left = box.x + (box.w - width) / 2
    paper.lines_in(Box(left, box.y, width + space, box.h), [text], look.largest, look._replace(align="L"))
    paper.set_char_spacing(0)


def _bottom(paper: Paper, content: Certificate) -> None:
    """Number and what it is worth on the left, the way to check it on the right, clear of the frame's corners."""
    paper.set_text_color(*GREY)
    left, right = 34.0, WIDTH - 34 - QR_SIDE
    paper.image(BytesIO(qr_png(content.verify_url)), right, 159, QR_SIDE, QR_SIDE, alt_text=f"{CHECK}：{content.verify_url}")
    paper.lines_in(Box(right - 6, 184.5, QR_SIDE + 12, 4.5), [CHECK], 8.5, Look(8.5, 8.5))
    paper.lines_in(Box(left, 172, 100, 6), [f"{NUMBER}：{content.number}"], 11, Look(11, 11, "", "L"))
    paper.lines_in(Box(left, 179, 110, 4.5), [SEALED], 8.5, Look(8.5, 8.5, "", "L"))
    paper.lines_in(Box(left, 184, 170, 4.5), [content.verify_url], 8.5, Look(8.5, 8.5, "", "L"))

"""The page of evidence behind a signed paper: who, when, from where; the chain of events; how anyone can verify it."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from chalicelib.documents.lines import height_of, wrap
from chalicelib.documents.paper import Box, Look, Paper

HEADING, VERIFY = "簽署證據", "查驗"
SCAN = "掃描左方條碼，或開啟下列網址，可查驗本文件的真偽與目前的效力："
SEALED = "本文件以{}的電子簽章加封，加封後任何更動都會使簽章失效。列印本請以條碼查驗。"
WIDTHS = (8.0, 27.0, 24.0, 61.0, 60.0)
LABEL = 46.0
QR = 34.0
PADDING = 1.2
BODY, SMALL = 9.0, 7.5
Cell = tuple[str, float, float]


@dataclass(frozen=True)
class Whose:
    """Who seals the paper, and whose clock its times are read from, as 臺北."""

    sealer: str
    clock: str

    @property
    def sealed(self) -> str:
        return SEALED.format(self.sealer)

    @property
    def columns(self) -> tuple[str, ...]:
        return ("序", f"時間（{self.clock}）", "事項", "由誰、網路位址、瀏覽器", "雜湊值（SHA-256）")

    @property
    def fixed(self) -> tuple[str, ...]:
        """Every text that is printed besides what is handed in."""
        return (HEADING, VERIFY, SCAN, self.sealed, *self.columns)


def draw_evidence(
    paper: Paper,
    facts: Sequence[tuple[str, str]],
    notes: Sequence[str],
    events: Sequence[Sequence[str]],
    verify: tuple[bytes, str],
    *,
    whose: Whose,
) -> None:
    """Facts as a table of two columns, how to verify, then the events; `verify` is (QR as PNG, address)."""
    paper.set_y(paper.get_y() + 2)
    paper.paragraph(HEADING, 14, Look(14, 14, "B", "L"))
    paper.set_y(paper.get_y() + 2)
    for label, text in facts:
        _row(paper, [(label, LABEL, BODY), (text, paper.epw - LABEL, BODY)])
    _verify(paper, *verify, whose.sealed)
    for note in notes:
        paper.paragraph(note, BODY, Look(BODY, BODY, align="L"))
    paper.set_y(paper.get_y() + 1)
    _head(paper, whose)
    for number, time, what, *who, digest in events:
        cells = (number, time, what, "\n".join(filter(None, who)), digest)
        row = [(text, width, SMALL) for text, width in zip(cells, WIDTHS, strict=True)]
        if paper.get_y() + _height(paper, row) > paper.bottom:
            paper.add_page()
            _head(paper, whose)
        _row(paper, row)


def _head(paper: Paper, whose: Whose) -> None:
    _row(paper, [(name, width, SMALL) for name, width in zip(whose.columns, WIDTHS, strict=True)], shade=True)


def _row(paper: Paper, cells: Sequence[Cell], *, shade: bool = False) -> None:
    """Cells side by side from the left margin, as high as the fullest; lines above and below."""
    height = _height(paper, cells)
    if paper.get_y() + height > paper.bottom:
        paper.add_page()
    x, y = float(paper.l_margin), float(paper.get_y())
    paper.set_draw_color(170)
    paper.set_fill_color(236)
    paper.rect(x, y, paper.epw, height, style="DF" if shade else "D")
    for text, width, size in cells:
        lines = _lines(paper, text, width, size)
        paper.lines_in(Box(x + PADDING, y + PADDING, width - 2 * PADDING, height_of(lines, size)), lines, size, Look(size, size, align="L"))
        x += width
    paper.set_y(y + height)


def _height(paper: Paper, cells: Sequence[Cell]) -> float:
    return max(height_of(_lines(paper, text, width, size), size) for text, width, size in cells) + 2 * PADDING


def _lines(paper: Paper, text: str, width: float, size: float) -> list[str]:
    return wrap(text, (width - 2 * PADDING) / size, paper.measure(""))


def _verify(paper: Paper, qr: bytes, address: str, sealed: str) -> None:
    """The QR at the left; beside it what it is for."""
    paper.set_y(paper.get_y() + 4)
    if paper.get_y() + QR > paper.bottom:
        paper.add_page()
    top = float(paper.get_y())
    paper.image(BytesIO(qr), paper.l_margin, top, QR, QR, alt_text=f"{VERIFY}：{address}")
    left, width = paper.l_margin + QR + 3, paper.epw - QR - 3
    paper.set_y(top + 3)
    for text, size, bold in ((VERIFY, 11.0, True), (SCAN, BODY, False), (address, BODY, False), (sealed, BODY, False)):
        lines = wrap(text, width / size, paper.measure("B" if bold else ""))
        box = Box(left, float(paper.get_y()), width, height_of(lines, size))
        paper.lines_in(box, lines, size, Look(size, size, "B" if bold else "", "L"))
        paper.set_y(box.y + box.h + 1)
    paper.set_y(max(float(paper.get_y()), top + QR) + 3)

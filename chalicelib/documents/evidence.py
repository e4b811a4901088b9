"""The page of evidence behind a signed paper: who, when, from where; the chain of events; how anyone can verify it."""

from collections.abc import Sequence
from io import BytesIO

from chalicelib.documents.lines import height_of, wrap
from chalicelib.documents.paper import Box, Look, Paper

HEADING, VERIFY = "簽署證據", "查驗"
SCAN = "掃描左方條碼，或開啟下列網址，可查驗本文件的真偽與目前的效力："
SEALED = "本文件以臺北市政府公務人員訓練處的電子簽章加封，加封後任何更動都會使簽章失效。列印本請以條碼查驗。"
COLUMNS = (("序", 8.0), ("時間（臺北）", 27.0), ("事項", 24.0), ("由誰、網路位址、瀏覽器", 61.0), ("雜湊值（SHA-256）", 60.0))
FIXED = (HEADING, VERIFY, SCAN, SEALED, *(name for name, _ in COLUMNS))
LABEL = 46.0
QR = 34.0
PADDING = 1.2
BODY, SMALL = 9.0, 7.5
Cell = tuple[str, float, float]


def draw_evidence(
    paper: Paper, facts: Sequence[tuple[str, str]], notes: Sequence[str], events: Sequence[Sequence[str]], verify: tuple[bytes, str]
) -> None:
    """Facts as a table of two columns, how to verify, then the events; `verify` is (QR as PNG, address)."""
    paper.set_y(paper.get_y() + 2)
    paper.paragraph(HEADING, 14, Look(14, 14, "B", "L"))
    paper.set_y(paper.get_y() + 2)
    for label, text in facts:
        _row(paper, [(label, LABEL, BODY), (text, paper.epw - LABEL, BODY)])
    _verify(paper, *verify)
    for note in notes:
        paper.paragraph(note, BODY, Look(BODY, BODY, align="L"))
    paper.set_y(paper.get_y() + 1)
    _head(paper)
    for number, time, what, *who, digest in events:
        cells = (number, time, what, "\n".join(filter(None, who)), digest)
        row = [(text, width, SMALL) for text, (_, width) in zip(cells, COLUMNS, strict=True)]
        if paper.get_y() + _height(paper, row) > paper.bottom:
            paper.add_page()
            _head(paper)
        _row(paper, row)


def _head(paper: Paper) -> None:
    _row(paper, [(name, width, SMALL) for name, width in COLUMNS], shade=True)


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


def _verify(paper: Paper, qr: bytes, address: str) -> None:
    """The QR at the left; beside it what it is for."""
    paper.set_y(paper.get_y() + 4)
    if paper.get_y() + QR > paper.bottom:
        paper.add_page()
    top = float(paper.get_y())
    paper.image(BytesIO(qr), paper.l_margin, top, QR, QR, alt_text=f"{VERIFY}：{address}")
    left, width = paper.l_margin + QR + 3, paper.epw - QR - 3
    paper.set_y(top + 3)
    for text, size, bold in ((VERIFY, 11.0, True), (SCAN, BODY, False), (address, BODY, False), (SEALED, BODY, False)):
        lines = wrap(text, width / size, paper.measure("B" if bold else ""))
        box = Box(left, float(paper.get_y()), width, height_of(lines, size))
        paper.lines_in(box, lines, size, Look(size, size, "B" if bold else "", "L"))
        paper.set_y(box.y + box.h + 1)
    paper.set_y(max(float(paper.get_y()), top + QR) + 3)

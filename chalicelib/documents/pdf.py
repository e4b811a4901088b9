"""The papers of a class for printing: tables to sign (簽到表), seat plans (座位表) and name cards (名條).

Every function takes plain texts and returns the PDF's bytes. One character that no font has stops no list of others: a box stands for it,
and the foot of each page says which it is. Long texts wrap and shrink; rows grow where that is not enough; nothing is cut.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from chalicelib.documents.lines import fit, height_of
from chalicelib.documents.paper import MARGIN, Box, Look, Paper
from chalicelib.documents.seats import SeatCell, draw_seats, further_label, texts_of

__all__ = ["SeatCell", "name_cards", "seat_plan", "sheet", "sheets"]

# A little more than the 180 mm between the margins is made narrower rather than laid on its side.
PORTRAIT_WIDTH = 200.0
PADDING = 1.5
SHADE = 236
CARD_COLUMNS, CARD_ROWS = 2, 5
_ALIGN: dict[str, Literal["L", "C", "R"]] = {"L": "L", "C": "C", "R": "R"}
NOTE = Look(9.5, 9.5, align="L")
CELL = Look(11, 8)
CARD_SEAT, CARD_NAME, CARD_AGENCY = Look(16, 6, "B", "L"), Look(40, 6, "B"), Look(13, 4)


def sheet(
    title: str, subtitle: str, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]], made_at: str,
    *, row_height: float = 9, note: str = "", created: datetime | None = None,
) -> bytes:  # fmt: skip
    """A table whose header repeats on every page.

    `columns` are (title, width in mm); the widths are scaled to fill the paper, which lies on its side when they are more than
    200 mm in all. A row is at least `row_height` mm high. `note` stands above the table.
    """
    return sheets(title, subtitle, [(columns, rows)], made_at, row_height=row_height, note=note, created=created)


def sheets(
    title: str, subtitle: str, tables: Sequence[tuple[Sequence[tuple[str, float]], Sequence[Sequence[str]]]], made_at: str,
    *, row_height: float = 9, note: str = "", created: datetime | None = None,
) -> bytes:  # fmt: skip
    """Several tables (columns, rows) as `sheet` draws one, each on pages of its own; the widest decides how the paper lies."""
    texts = [note, *(name for columns, _ in tables for name, _ in columns), *(cell for _, rows in tables for row in rows for cell in row)]
    widest = max(sum(width for _, width in columns) for columns, _ in tables)
    paper = Paper(title, subtitle, made_at, texts, landscape=widest > PORTRAIT_WIDTH, created=created)
    for columns, rows in tables:
        paper.add_page()
        if note:
            paper.paragraph(note, 9.5, NOTE)
            paper.set_y(paper.get_y() + 2)
        draw_table(paper, columns, rows, row_height)
    return paper.to_bytes()


def draw_table(
    paper: Paper, columns: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]], row_height: float, aligns: str = ""
) -> None:
    """On the paper's current page and as many more as it takes. `aligns` has L, C or R for each column; all are C where it is empty."""
    total = sum(width for _, width in columns)
    widths = [width * paper.epw / total for _, width in columns]
    names = [name for name, _ in columns]
    _table_row(paper, names, widths, 8, header=True)
    for row in rows:
        if paper.get_y() + _needed(paper, row, widths, row_height) > paper.bottom:
            paper.add_page()
            _table_row(paper, names, widths, 8, header=True)
        _table_row(paper, row, widths, row_height, aligns=aligns)


def seat_plan(
    title: str, subtitle: str, front_label: str, rows: Sequence[Sequence[SeatCell | None]], made_at: str, *, created: datetime | None = None
) -> bytes:
    """The room seen from above, on its side; the first row is next to the front, which is named `front_label` (講台).

    None is a place without a seat; a column without any seat is drawn as an aisle. Many rows go on to further pages, evenly.
    """
    paper = Paper(title, subtitle, made_at, [further_label(front_label), *texts_of(rows)], landscape=True, created=created)
    draw_seats(paper, front_label, rows)
    return paper.to_bytes()


def name_cards(title: str, cards: Sequence[tuple[str, str, str]], made_at: str, *, created: datetime | None = None) -> bytes:
    """Cards of (seat, name, agency) to cut apart, ten on a page, the name as large as the card allows."""
    paper = Paper(title, "", made_at, (text for card in cards for text in card), created=created)
    per_page = CARD_COLUMNS * CARD_ROWS
    for at, card in enumerate(cards):
        if at % per_page == 0:
            paper.add_page()
        row, column = divmod(at % per_page, CARD_COLUMNS)
        _card(paper, row, column, card)
    if not cards:
        paper.add_page()
    return paper.to_bytes()


def _needed(paper: Paper, row: Sequence[str], widths: Sequence[float], least: float, style: str = "") -> float:
    """The height that the row's fullest cell asks for at the smallest size."""
    heights = []
    for cell, width in zip(row, widths, strict=True):
        size, lines = fit(cell, (width - 2 * PADDING, least - 1), (CELL.largest, CELL.smallest), paper.measure(style))
        heights.append(height_of(lines, size) + 1)
    return max(least, *heights)


def _table_row(paper: Paper, row: Sequence[str], widths: Sequence[float], least: float, *, header: bool = False, aligns: str = "") -> None:
    look = CELL._replace(style="B") if header else CELL
    x, y, height = MARGIN, paper.get_y(), _needed(paper, row, widths, least, look.style)
    paper.set_draw_color(120)
    paper.set_fill_color(SHADE)
    for cell, width, align in zip(row, widths, aligns or "C" * len(widths), strict=True):
        paper.rect(x, y, width, height, style="DF" if header else "D")
        paper.text_in(Box(x + PADDING, y + 0.5, width - 2 * PADDING, height - 1), cell, look._replace(align=_ALIGN[align]))
        x += width
    paper.set_y(y + height)


def _card(paper: Paper, row: int, column: int, card: tuple[str, str, str]) -> None:
    seat, name, agency = card
    top = MARGIN + 8
    width, height = paper.epw / CARD_COLUMNS, (paper.bottom - top) / CARD_ROWS
    x, y = MARGIN + column * width, top + row * height
    paper.set_draw_color(150)
    paper.set_dash_pattern(dash=1.5, gap=1.5)
    paper.rect(x, y, width, height)
    paper.set_dash_pattern()
    inner = width - 10
    paper.text_in(Box(x + 5, y + 3, inner, 9), seat, CARD_SEAT)
    paper.text_in(Box(x + 5, y + 12, inner, height - 25), name, CARD_NAME)
    paper.text_in(Box(x + 5, y + height - 13, inner, 11), agency, CARD_AGENCY)

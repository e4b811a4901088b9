"""Draw the seats of a room on a paper."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from chalicelib.documents.paper import MARGIN, Box, Look, Paper

FRONT_HEIGHT = 9.0
# Below this height a name and an agency can no longer be read; further rows go on the next page.
LEAST_HEIGHT = 17.0
LARGEST_HEIGHT, LARGEST_WIDTH = 26.0, 42.0
AISLE = 0.4
GAP = 1.0
FRONT, NUMBER, NAME, AGENCY = Look(13, 6, "B"), Look(10, 4), Look(15, 2, "B"), Look(8.5, 2)


@dataclass(frozen=True)
class SeatCell:
    """One seat: its number, and who sits there; name and agency may be empty."""

    seat: str
    name: str = ""
    agency: str = ""


Row = Sequence[SeatCell | None]


def texts_of(rows: Sequence[Row]) -> Iterator[str]:
    """Every text that the plan will hold."""
    for cell in (cell for row in rows for cell in row if cell):
        yield from (cell.seat, cell.name, cell.agency)


def further_label(front_label: str) -> str:
    """What stands at the top of a page that continues the plan, where the front itself is not."""
    return f"↑ {front_label}方向（接上頁）"


def draw_seats(paper: Paper, front_label: str, rows: Sequence[Row]) -> None:
    """Add the pages with the front at the top and the rows below it."""
    paper.add_page()
    top = paper.get_y() + FRONT_HEIGHT + 3
    room = paper.bottom - top
    pages = ceil(len(rows) / int(room / LEAST_HEIGHT)) or 1
    per_page = ceil(len(rows) / pages) or 1
    places = _places(paper, rows)
    height = min(LARGEST_HEIGHT, room / per_page)
    for start in range(0, len(rows) or 1, per_page):
        if start:
            paper.add_page()
        _front(paper, further_label(front_label) if start else front_label)
        for at, row in enumerate(rows[start : start + per_page]):
            for (x, width), cell in zip(places, row, strict=False):
                if cell:
                    _seat(paper, Box(x, top + at * height, width, height - GAP), cell)


def _places(paper: Paper, rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Left edge and width in mm of each column, the whole in the middle of the paper; a column without seats is an aisle."""
    columns = max((len(row) for row in rows), default=0)
    shares = [1.0 if any(at < len(row) and row[at] for row in rows) else AISLE for at in range(columns)]
    unit = min(LARGEST_WIDTH, paper.epw / (sum(shares) or 1))
    x = MARGIN + (paper.epw - unit * sum(shares)) / 2
    places = []
    for share in shares:
        places.append((x, unit * share - GAP))
        x += unit * share
    return places


def _front(paper: Paper, label: str) -> None:
    y, width = paper.get_y(), paper.epw * 0.5
    x = MARGIN + (paper.epw - width) / 2
    paper.set_fill_color(225)
    paper.rect(x, y, width, FRONT_HEIGHT, style="F")
    paper.text_in(Box(x, y, width, FRONT_HEIGHT), label, FRONT)


def _seat(paper: Paper, box: Box, cell: SeatCell) -> None:
    paper.set_draw_color(120)
    paper.rect(*box, round_corners=True, corner_radius=1.2)
    left, inner = box.x + 0.8, box.w - 1.6
    paper.set_text_color(70)
    paper.text_in(Box(left, box.y + 0.4, inner, box.h * 0.26), cell.seat, NUMBER)
    paper.set_text_color(0)
    paper.text_in(Box(left, box.y + box.h * 0.27, inner, box.h * 0.40), cell.name, NAME)
    paper.text_in(Box(left, box.y + box.h * 0.67, inner, box.h * 0.31), cell.agency, AGENCY)

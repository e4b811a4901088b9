"""Papers about money: a slip (查單) for each payment, timetables (課表), and a register (清冊) with its totals. All texts are given."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from chalicelib.documents.paper import Look, Paper
from chalicelib.documents.pdf import draw_table

FACT = Look(11, 11, align="L")
TOTAL = Look(12.5, 12.5, "B", "R")
NOTE = Look(9.5, 9.5, align="L")
HEADING = Look(12, 12, "B", "L")
Columns = Sequence[tuple[str, float]]


@dataclass(frozen=True)
class Part:
    """A table under its heading; `aligns` has L, C or R for each column. `totals` stand below it at the right."""

    heading: str
    columns: Columns
    rows: Sequence[Sequence[str]]
    aligns: str
    totals: Sequence[str] = field(default_factory=tuple)
    row_height: float = 8


@dataclass(frozen=True)
class Leaf:
    """What stands together, beginning on a page of its own: facts (label, text), tables, and notes at the end."""

    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part]
    notes: Sequence[str] = field(default_factory=tuple)


def sheets(
    title: str, subtitle: str, content: Sequence[Leaf], made_at: str, *, landscape: bool = False, created: datetime | None = None
) -> bytes:
    """The PDF; a character that no font has is a box, and said at the foot."""
    paper = Paper(title, subtitle, made_at, _texts(content), landscape=landscape, created=created)
    for sheet in content:
        paper.add_page()
        for label, text in sheet.facts:
            paper.paragraph(f"{label}：{text}", FACT.largest, FACT)
            paper.set_y(paper.get_y() + 0.8)
        for part in sheet.parts:
            _part(paper, part)
        paper.set_y(paper.get_y() + 3)
        for note in sheet.notes:
            _paragraph(paper, note, NOTE)
    return paper.to_bytes()


def _part(paper: Paper, part: Part) -> None:
    paper.set_y(paper.get_y() + 3)
    if part.heading:
        # A heading with its first rows, or on the next page with all of them.
        if paper.get_y() + 34 > paper.bottom:
            paper.add_page()
        paper.paragraph(part.heading, HEADING.largest, HEADING)
        paper.set_y(paper.get_y() + 1.5)
    draw_table(paper, part.columns, part.rows, part.row_height, part.aligns)
    paper.set_y(paper.get_y() + 2)
    for total in part.totals:
        _paragraph(paper, total, TOTAL)


def _paragraph(paper: Paper, text: str, look: Look) -> None:
    if paper.get_y() + 10 > paper.bottom:
        paper.add_page()
    paper.paragraph(text, look.largest, look)
    paper.set_y(paper.get_y() + 1)


def _texts(content: Sequence[Leaf]) -> list[str]:
    texts: list[str] = ["："]
    for sheet in content:
        texts += [text for pair in sheet.facts for text in pair] + list(sheet.notes)
        for part in sheet.parts:
            texts += [part.heading, *(name for name, _ in part.columns), *part.totals, *(cell for row in part.rows for cell in row)]
    return texts

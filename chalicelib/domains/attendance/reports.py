"""Attendance as a register, for the exported files; workers only."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.documents.table import Column, Table
from chalicelib.domains.attendance.lines import lines
from chalicelib.domains.attendance.model import Entry, Facts


def attendance_table(title: str, columns: Sequence[tuple[Facts, Sequence[Entry]]], now: datetime) -> Table:
    """座位, 姓名, 身分證字號 (masked), 服務機關; for each session its state, arrival and leaving; sessions attended and expected."""
    heads = [Column("座位"), Column("姓名"), Column("身分證字號"), Column("服務機關")]
    for facts, _ in columns:
        heads += [Column(f"{facts.session_name} {what}") for what in ("出席", "報到", "簽退")]
    heads += [Column("出席場次", "integer"), Column("應出席場次", "integer")]
    rows = []
    for line in lines(columns, now):
        cells = [text for cell in line.cells for text in ((cell[0].label, cell[1], cell[2]) if cell else ("", "", ""))]
        entry = line.entry
        rows.append([entry.seat, entry.name, entry.id_masked, entry.agency, *cells, line.attended, line.expected])
    return Table(title, tuple(heads), rows)

"""Attendance as a register, for the exported files; workers only."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.documents.spreadsheets.export import WRITERS
from chalicelib.documents.spreadsheets.sheet import Column, Sheet
from chalicelib.domains.attendance import service
from chalicelib.domains.attendance.lines import lines
from chalicelib.domains.attendance.model import Entry, SessionSnapshot
from chalicelib.domains.classes import service as classes
from chalicelib.records.exports import Made


def export(class_id: str, file_id: str, format: str, now: datetime) -> None:
    """attendance.ods, attendance.xlsx, attendance.csv: everybody's attendance in every session."""
    class_ = classes.load_class(class_id)
    writer = WRITERS[format]
    key = f"attendance/{class_.id}/{file_id}{writer.extension}"

    def draw() -> Made:
        data = writer.write(attendance_table(class_.title, service.columns(class_.id), now))
        return Made(data, writer.mime_type, key, f"出席紀錄_{class_.id}{writer.extension}")

    classes.make_file(class_.id, file_id, draw, now)


def attendance_table(title: str, columns: Sequence[tuple[SessionSnapshot, Sequence[Entry]]], now: datetime) -> Sheet:
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
    return Sheet(title, tuple(heads), rows)

"""Attendance as a register, for the exported files; workers only."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.documents.spreadsheets.export import WRITERS
from chalicelib.documents.spreadsheets.sheet import Column, Columns, Sheet, register
from chalicelib.domains.attendance import service
from chalicelib.domains.attendance.lines import Line, lines
from chalicelib.domains.attendance.model import Entry, SessionSnapshot
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes import service_files as class_files
from chalicelib.records.exports import Made

_WHO: Columns[Line] = (
    (Column("座位"), lambda line: line.entry.seat),
    (Column("姓名"), lambda line: line.entry.name),
    (Column("服務機關"), lambda line: line.entry.agency),
)
_SUMS: Columns[Line] = (
    (Column("出席場次", "integer"), lambda line: line.attended),
    (Column("應出席場次", "integer"), lambda line: line.expected),
)


def export(class_id: str, file_id: str, format: str, now: datetime) -> None:
    """attendance.ods, attendance.xlsx, attendance.csv: everybody's attendance in every session."""
    class_ = classes.load_class(class_id)
    writer = WRITERS[format]
    key = f"attendance/{class_.id}/{file_id}{writer.extension}"

    def draw() -> Made:
        data = writer.write(attendance_table(class_.title, service.columns(class_.id), now))
        return Made(data, writer.mime_type, key, f"出席紀錄_{class_.id}{writer.extension}")

    class_files.make_file(class_.id, file_id, draw, now)


def attendance_table(title: str, columns: Sequence[tuple[SessionSnapshot, Sequence[Entry]]], now: datetime) -> Sheet:
    """座位, 姓名, 服務機關; for each session its state, arrival and leaving; sessions attended and expected."""
    sessions = [column for place, (facts, _) in enumerate(columns) for column in _of_session(place, facts.session_name)]
    return register(title, (*_WHO, *sessions, *_SUMS), lines(columns, now))


def _of_session(place: int, name: str) -> Columns[Line]:
    """Of the session at this place of a line's cells; empty for who was not expected."""

    def text(line: Line, which: int) -> str:
        cell = line.cells[place]
        return (cell[0].label, cell[1], cell[2])[which] if cell else ""

    return (
        (Column(f"{name} 出席"), lambda line: text(line, 0)),
        (Column(f"{name} 報到"), lambda line: text(line, 1)),
        (Column(f"{name} 簽退"), lambda line: text(line, 2)),
    )

"""請假清冊 of a class; workers only."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.documents.spreadsheets.export import WRITERS
from chalicelib.documents.spreadsheets.sheet import Column, Columns, Sheet, register
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes import service_files as class_files
from chalicelib.domains.leave import store
from chalicelib.domains.leave.hours_rules import span_text
from chalicelib.domains.leave.model import Leave, Part
from chalicelib.records.exports import Made

Row = tuple[Leave, Part]


def _moment(at: datetime | None) -> str:
    return f"{taipei(at):%Y-%m-%d %H:%M}" if at else ""


def _ended(leave: Leave) -> str:
    return f"{_moment(leave.ended_at)} {leave.ended_by} {leave.ended_reason}".strip() if leave.ended_at else ""


COLUMNS: Columns[Row] = (
    (Column("座位", width=8), lambda row: row[0].seat),
    (Column("姓名", width=14), lambda row: row[0].name),
    (Column("服務機關", width=28), lambda row: row[0].agency),
    (Column("假別", width=8), lambda row: row[0].kind),
    (Column("場次", width=14), lambda row: row[1].name),
    (Column("日期", "date", width=12), lambda row: taipei(row[1].starts_at).date()),
    (Column("時間", width=24), lambda row: span_text(row[1])),
    (Column("節數", "integer", width=8), lambda row: row[1].units),
    (Column("事由", width=36), lambda row: row[0].reason),
    (Column("證明", width=8), lambda row: "有" if row[0].proof_key else ""),
    (Column("狀態", width=10), lambda row: row[0].state.label),
    (Column("申請時間", width=18), lambda row: _moment(row[0].requested_at)),
    (Column("核定時間", width=18), lambda row: _moment(row[0].answered_at)),
    (Column("核定人員", width=24), lambda row: row[0].answered_by),
    (Column("核定理由", width=28), lambda row: row[0].answer),
    (Column("銷假或撤回", width=36), lambda row: _ended(row[0])),
)


def leave_table(title: str, leaves: Sequence[Leave]) -> Sheet:
    """One row for each session of each application, in order of time."""
    pairs = [(leave, part) for leave in leaves for part in leave.parts]
    pairs.sort(key=lambda pair: (pair[1].starts_at, len(pair[0].seat), pair[0].seat, pair[0].requested_at))
    return register(f"{title} 請假清冊", COLUMNS, pairs)


def make_register(class_id: str, file_id: str, format: str, now: datetime) -> None:
    """leave.ods, leave.xlsx, leave.csv."""
    class_ = classes.load_class(class_id)
    writer = WRITERS[format]
    key = f"leave/{class_.id}/leave-register{writer.extension}"

    def draw() -> Made:
        data = writer.write(leave_table(class_.title, store.of_class(class_.id)))
        return Made(data, writer.mime_type, key, f"請假清冊_{class_.id}{writer.extension}")

    class_files.make_file(class_.id, file_id, draw, now)

"""請假清冊 of a class; workers only."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.documents.spreadsheets.export import WRITERS
from chalicelib.documents.spreadsheets.sheet import Column, Sheet
from chalicelib.domains.classes import service as classes
from chalicelib.domains.leave import store
from chalicelib.domains.leave.hours_rules import span_text
from chalicelib.domains.leave.model import Leave
from chalicelib.records.exports import Made

COLUMNS = (
    Column("座位", width=8),
    Column("姓名", width=14),
    Column("身分證字號", width=16),
    Column("服務機關", width=28),
    Column("假別", width=8),
    Column("場次", width=14),
    Column("日期", "date", width=12),
    Column("時間", width=24),
    Column("節數", "integer", width=8),
    Column("事由", width=36),
    Column("證明", width=8),
    Column("狀態", width=10),
    Column("申請時間", width=18),
    Column("核定時間", width=18),
    Column("核定人員", width=24),
    Column("核定理由", width=28),
    Column("銷假或撤回", width=36),
)


def leave_table(title: str, leaves: Sequence[Leave]) -> Sheet:
    """One row for each session of each application, in order of time; the ID number masked."""
    pairs = [(leave, part) for leave in leaves for part in leave.parts]
    pairs.sort(key=lambda pair: (pair[1].starts_at, len(pair[0].seat), pair[0].seat, pair[0].requested_at))
    rows = [[*_who(leave), part.name, taipei(part.starts_at).date(), span_text(part), part.units, *_how(leave)] for leave, part in pairs]
    return Sheet(f"{title} 請假清冊", COLUMNS, rows)


def _who(leave: Leave) -> list[str]:
    return [leave.seat, leave.name, leave.id_masked, leave.agency, leave.kind]


def _how(leave: Leave) -> list[str]:
    ended = f"{taipei(leave.ended_at):%Y-%m-%d %H:%M} {leave.ended_by} {leave.ended_reason}".strip() if leave.ended_at else ""
    answered = f"{taipei(leave.answered_at):%Y-%m-%d %H:%M}" if leave.answered_at else ""
    asked = f"{taipei(leave.requested_at):%Y-%m-%d %H:%M}"
    proof = "有" if leave.proof_key else ""
    return [leave.reason, proof, leave.state.label, asked, answered, leave.answered_by, leave.answer, ended]


def make_register(class_id: str, file_id: str, format: str, now: datetime) -> None:
    """leave.ods, leave.xlsx, leave.csv."""
    class_ = classes.load_class(class_id)
    writer = WRITERS[format]
    key = f"leave/{class_.id}/leave-register{writer.extension}"

    def draw() -> Made:
        data = writer.write(leave_table(class_.title, store.of_class(class_.id)))
        return Made(data, writer.mime_type, key, f"請假清冊_{class_.id}{writer.extension}")

    classes.make_file(class_.id, file_id, draw, now)

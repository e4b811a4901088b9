"""The live list: one row a person, in the order of the seats. Pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.clock import taipei
from chalicelib.domains.attendance.model import Entry, SessionSnapshot, Status, Via, clock_time, status

_KINDS = {
    Status.PRESENT: "ok",
    Status.LEFT: "ok",
    Status.LATE: "warn",
    Status.LEFT_EARLY: "warn",
    Status.ABSENT: "stop",
    Status.ON_LEAVE: "info",
}


UNSIGNED = "unsigned"
"""What the list is asked for to show who came and never signed out."""


def kind_of(found: Status) -> str:
    """The kind of the badge that a status is shown with."""
    return _KINDS.get(found, "neutral")


@dataclass(frozen=True)
class Row:
    """A person of one session in the words of the page; `odd`: staff should look."""

    entry: Entry
    status: Status
    odd: bool = False

    @property
    def label(self) -> str:
        return self.entry.leave or self.status.label

    @property
    def kind(self) -> str:
        return kind_of(self.status)

    @property
    def in_at(self) -> str:
        return clock_time(self.entry.in_at)

    @property
    def out_at(self) -> str:
        return clock_time(self.entry.out_at)

    @property
    def arrival(self) -> str:
        """As 08:52 手機, or 08:52 櫃台離線（09:10 上傳）."""
        if self.entry.in_at is None:
            return ""
        uploaded = f"（{clock_time(self.entry.in_arrived_at)} 上傳）" if self.entry.in_via is Via.OFFLINE else ""
        via = self.entry.in_via.label if self.entry.in_via else ""
        return f"{self.in_at} {via}{uploaded}".strip()


def row_of(entry: Entry, facts: SessionSnapshot, now: datetime, odd: Collection[str] = ()) -> Row:
    return Row(entry, status(entry, facts, now), entry.person in odd)


def rows(entries: Iterable[Entry], facts: SessionSnapshot, now: datetime, odd: Collection[str]) -> list[Row]:
    """By seat, 2 before 10."""
    in_order = sorted(entries, key=lambda entry: (len(entry.seat), entry.seat, entry.name))
    return [row_of(entry, facts, now, odd) for entry in in_order]


def wanted(row: Row, state: str, text: str) -> bool:
    """Whether the row has the state ("" for any, "odd" for what staff should look at, UNSIGNED) and the text in its name or seat."""
    missing = row.status in {Status.PRESENT, Status.LATE}
    return (
        state in {"", "odd" if row.odd else "", UNSIGNED if missing else "", row.status.value}
        and text in f"{row.entry.name} {row.entry.seat}"
    )


def stood(marks: Mapping[str, Any], facts: SessionSnapshot) -> str:
    """What a correction keeps of before or after, in words: 遲到 09:12（手機） 至 12:00（手機）; — where nothing. Times are ISO texts."""
    if marks.get("leave"):
        return f"請假（{marks['leave']}）"
    arrival = _mark(marks, "in")
    if not arrival and not marks.get("out_at"):
        return "未到" if "in_at" in marks else "未簽退" if "out_at" in marks else "—"
    late = arrival and datetime.fromisoformat(marks["in_at"]) > facts.late_after
    came = f"{'遲到' if late else '出席'} {arrival}" if arrival else ""
    return came + (f"{' 至 ' if came else '簽退 '}{_mark(marks, 'out')}" if marks.get("out_at") else "")


def _mark(marks: Mapping[str, Any], way: str) -> str:
    if not marks.get(f"{way}_at"):
        return ""
    via = f"（{Via(marks[f'{way}_via']).label}）" if marks.get(f"{way}_via") else ""
    return f"{taipei(datetime.fromisoformat(marks[f'{way}_at'])):%H:%M}{via}"

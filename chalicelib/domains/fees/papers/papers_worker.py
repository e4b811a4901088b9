"""Makes what staff asked for: slips (查單), the lecturer's timetable (課表), the register; workers only."""

from collections.abc import Sequence
from datetime import datetime

from chalicelib.clock import minguo, taipei
from chalicelib.documents.money import Leaf, Part, sheets
from chalicelib.domains.fees import store as fees_store
from chalicelib.domains.fees.amount_in_words_rules import in_words
from chalicelib.domains.fees.links import sign_in_url
from chalicelib.domains.fees.model import Case, Line, State
from chalicelib.domains.fees.papers import register_worker
from chalicelib.domains.fees.papers.requests import FILES, WHAT
from chalicelib.domains.fees.papers.store import FileItem, partition_of
from chalicelib.records.exports import Made

_LINES = (("項目", 20.0), ("日期", 30.0), ("課程或事由", 40.0), ("計算", 66.0), ("金額", 24.0))
_TAUGHT = (("日期", 34.0), ("時間", 30.0), ("課程", 70.0), ("分鐘", 16.0), ("節數", 16.0), ("身分", 24.0))
_WEEKDAYS = "一二三四五六日"


def make(username: str, file_id: str, *, what: str, format: str, ids: list[str], now: datetime) -> None:
    """fees.file: of the cases as they stand now."""
    key, name = f"fees/files/{username}/{file_id}.{format}", f"鐘點費{WHAT[what]}_{taipei(now):%Y%m%d}.{format}"

    def draw(_: FileItem) -> Made:
        cases = fees_store.cases(ids)
        if what == "register":
            return Made(*register_worker.written(format, cases, now), key, name)
        return Made(_PAPERS[what](cases, now), "application/pdf", key, name)

    FILES.make(partition_of(username), file_id, draw, now)


def slips(cases: Sequence[Case], now: datetime) -> bytes:
    """One slip a case: what is paid and how it was worked out."""
    return sheets("講座鐘點費查單", "", [_slip(case) for case in cases], _made_at(now), created=now)


def timetables(cases: Sequence[Case], now: datetime) -> bytes:
    """One timetable a case: what the lecturer taught in the class."""
    return sheets("講座授課課表", "", [_timetable(case) for case in cases], _made_at(now), created=now)


_PAPERS = {"slip": slips, "timetable": timetables}


def _slip(case: Case) -> Leaf:
    rows = [[line.source.label, _when(line), line.subject, line.why, f"{line.amount:,}"] for line in case.lines]
    held = [[each.name, each.why, f"{each.amount:,}"] for each in case.deductions]
    totals = (f"實發金額 {case.net:,}", in_words(case.net))
    parts = [
        Part("應發", _LINES, rows, "CCLLR", (f"應發金額 {case.gross:,}",), row_height=11),
        Part("代扣", (("項目", 50.0), ("計算", 106.0), ("金額", 24.0)), held, "LLR", totals),
    ]
    notes = ["金額依預定付款日適用之標準計算。請核對班期、課表、金額與扣款；如有疑問，請與承辦人聯絡。"]
    if case.state is State.SENT:
        notes.append(f"線上確認：請至 {sign_in_url()} 輸入流水號與另行提供的密碼。")
    return Leaf([*_facts(case), ("所得類別", case.payee.income_class.label), ("經費來源", case.funding)], parts, notes)


def _timetable(case: Case) -> Leaf:
    taught = [line for line in case.lines if line.day]
    rows = [
        [_day(line), f"{line.starts}–{line.ends}", line.subject, str(line.minutes), f"{line.units / 2:g}", _role(line)] for line in taught
    ]
    halves = sum(line.units for line in taught)
    return Leaf(_facts(case), [Part("", _TAUGHT, rows, "CCLRRC", (f"合計 {halves / 2:g} 節",))])


def _facts(case: Case) -> list[tuple[str, str]]:
    return [
        ("流水號", case.id),
        ("班期", f"{case.class_year} 年度 {case.class_code} 第 {case.class_run} 期　{case.class_title}"),
        ("講座", f"{case.payee.name}（{case.payee.kind.label}）"),
        ("預定付款日", minguo(case.pays_on)),
    ]


def _when(line: Line) -> str:
    return f"{_day(line)}\n{line.starts}–{line.ends}" if line.day else ""


def _day(line: Line) -> str:
    return f"{line.day.year - 1911}/{line.day.month}/{line.day.day}（{_WEEKDAYS[line.day.weekday()]}）" if line.day else ""


def _role(line: Line) -> str:
    return "講座助理" if line.assistant else line.source.label if not line.units else "講座"


def _made_at(now: datetime) -> str:
    return f"製作時間：{taipei(now):%Y-%m-%d %H:%M}"

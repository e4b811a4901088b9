"""Makes the register of fees (印領清冊); workers only. What a spreadsheet shows and what the paper shows are the same rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.clock import taipei
from chalicelib.documents.money import Leaf, Part, sheets
from chalicelib.documents.spreadsheets.export import WRITERS
from chalicelib.documents.spreadsheets.sheet import Column, Columns, Sheet, values
from chalicelib.domains.fees.amount_in_words_rules import in_words
from chalicelib.domains.fees.calculation.totals_rules import Sums, by_class, by_funding, subjects, sums_of, total
from chalicelib.domains.fees.model import Case

TITLE = "講座鐘點費印領清冊"


@dataclass(frozen=True)
class Total:
    """A row of sums: of a class, of a funding source, of all."""

    what: str
    name: str
    sums: Sums


def _confirmed_on(case: Case) -> date | None:
    return taipei(case.confirmed_at).date() if case.confirmed_at else None


_BEFORE: Columns[Case] = (
    (Column("流水號", width=16), lambda case: case.id),
    (Column("年度", "integer", width=8), lambda case: case.class_year),
    (Column("班期代碼", width=12), lambda case: case.class_code),
    (Column("期別", "integer", width=8), lambda case: case.class_run),
    (Column("班期名稱", width=32), lambda case: case.class_title),
    (Column("講座", width=14), lambda case: case.payee.name),
    (Column("類別", width=20), lambda case: case.payee.kind.label),
    (Column("課程", width=36), subjects),
)
_MONEY: Columns[Sums] = (
    (Column("節數", "number", width=8), lambda sums: sums.halves / 2),
    (Column("鐘點費", "integer", width=12), lambda sums: sums.talk),
    (Column("專題演講", "integer", width=12), lambda sums: sums.speech),
    (Column("教材費", "integer", width=12), lambda sums: sums.material),
    (Column("交通費", "integer", width=12), lambda sums: sums.travel),
    (Column("住宿費", "integer", width=12), lambda sums: sums.lodging),
    (Column("應發金額", "integer", width=12), lambda sums: sums.gross),
    (Column("所得稅", "integer", width=12), lambda sums: sums.tax),
    (Column("補充保險費", "integer", width=12), lambda sums: sums.premium),
    (Column("實發金額", "integer", width=12), lambda sums: sums.net),
)
_AFTER: Columns[Case] = (
    (Column("經費來源", width=28), lambda case: case.funding),
    (Column("講座確認日", "date", width=14), _confirmed_on),
    (Column("狀態", width=14), lambda case: case.state.label),
)
COLUMNS = tuple(column for column, _ in (*_BEFORE, *_MONEY, *_AFTER))
# Where a row of sums says what it is of; its other columns of a case are empty.
_OF_TOTAL: Mapping[str, Callable[[Total], object]] = {
    "流水號": lambda total: total.what,
    "班期名稱": lambda total: total.name,
    "講座": lambda total: f"{total.sums.cases} 件",
}
_PAPER = (
    ("流水號", 26.0), ("班期", 36.0), ("講座", 20.0), ("課程", 44.0), ("節數", 11.0), ("鐘點費", 17.0), ("其他", 16.0),
    ("應發", 18.0), ("所得稅", 16.0), ("補充保費", 17.0), ("實發", 18.0), ("簽章／確認", 26.0),
)  # fmt: skip
_SUMS = (("", 90.0), ("件數", 12.0), ("應發金額", 24.0), ("所得稅", 20.0), ("補充保險費", 20.0), ("實發金額", 24.0))


def table(cases: Sequence[Case]) -> Sheet:
    """The cases, then the sums of each class, of each funding source, and of all in words."""
    rows: list[list[object]] = [_row(case) for case in cases]
    rows += [_total_row(Total("班期小計", name, sums)) for name, sums in by_class(cases)]
    rows += [_total_row(Total("經費小計", name, sums)) for name, sums in by_funding(cases)]
    whole = total(cases)
    rows.append(_total_row(Total("合計", f"實發{in_words(whole.net)}", whole)))
    notes = (
        f"應發合計 {whole.gross:,}（{in_words(whole.gross)}）",
        f"代扣所得稅 {whole.tax:,}，二代健保補充保險費 {whole.premium:,}",
        f"實發合計 {whole.net:,}（{in_words(whole.net)}）",
    )
    return Sheet(TITLE, COLUMNS, rows, notes)


def written(kind: str, cases: Sequence[Case], now: datetime) -> tuple[bytes, str]:
    """The file's bytes and its MIME type."""
    if kind != "pdf":
        writer = WRITERS[kind]
        return writer.write(table(cases)), writer.mime_type
    return _paper(cases, now), "application/pdf"


def _row(case: Case) -> list[object]:
    return [*values(_BEFORE, case), *values(_MONEY, sums_of(case)), *values(_AFTER, case)]


def _total_row(of: Total) -> list[object]:
    before = [_OF_TOTAL[column.title](of) if column.title in _OF_TOTAL else None for column, _ in _BEFORE]
    return [*before, *values(_MONEY, of.sums), *(None for _ in _AFTER)]


def _paper(cases: Sequence[Case], now: datetime) -> bytes:
    whole = total(cases)
    rows = [_paper_row(case) for case in cases]
    parts = [
        Part("", _PAPER, rows, "CLLLRRRRRRRC"),
        Part("依班期", (("班期", 90.0), *_SUMS[1:]), [_paper_sums(name, sums) for name, sums in by_class(cases)], "LRRRRR"),
        Part(
            "依經費來源",
            (("經費來源", 90.0), *_SUMS[1:]),
            [_paper_sums(name, sums) for name, sums in by_funding(cases)],
            "LRRRRR",
            (
                f"應發合計 {whole.gross:,}　{in_words(whole.gross)}",
                f"代扣所得稅 {whole.tax:,}　代扣補充保險費 {whole.premium:,}",
                f"實發合計 {whole.net:,}　{in_words(whole.net)}",
            ),
        ),
    ]
    made_at = f"製作時間：{taipei(now):%Y-%m-%d %H:%M}"
    return sheets(TITLE, f"共 {len(cases)} 件", [Leaf((), parts)], made_at, landscape=True, created=now)


def _paper_row(case: Case) -> list[str]:
    sums = sums_of(case)
    other = sums.speech + sums.material + sums.travel + sums.lodging
    confirmed = f"{taipei(case.confirmed_at):%Y-%m-%d} 線上確認" if case.confirmed_at else ""
    class_ = f"{case.number_of_class} {case.class_title}"
    amounts = (sums.talk, other, sums.gross, sums.tax, sums.premium, sums.net)
    return [
        case.id, class_, case.payee.name, subjects(case), f"{sums.halves / 2:g}", *(f"{amount:,}" for amount in amounts), confirmed,
    ]  # fmt: skip


def _paper_sums(name: str, sums: Sums) -> list[str]:
    return [name, str(sums.cases), f"{sums.gross:,}", f"{sums.tax:,}", f"{sums.premium:,}", f"{sums.net:,}"]

"""Makes the register of licence letters; workers only. One pass over the letters, a row at a time, whatever their number."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.clock import minguo, taipei
from chalicelib.documents.pdf import sheet
from chalicelib.documents.spreadsheets.export import WRITERS
from chalicelib.documents.spreadsheets.sheet import Column, Sheet
from chalicelib.domains.licences import store
from chalicelib.domains.licences.database import search
from chalicelib.domains.licences.database.register_requests import REGISTERS, months
from chalicelib.domains.licences.database.search import Wanted
from chalicelib.domains.licences.database.store_register import RegisterItem, partition_of
from chalicelib.domains.licences.model import Audience, Channel, Clause, Grant, Letter, Right
from chalicelib.domains.licences.period_rules import end_of
from chalicelib.domains.licences.wording_rules import fee_text, labels, taken_back
from chalicelib.records.exports import Made


@dataclass(frozen=True)
class Line:
    """One clause of a letter that licenses something, or of which all was taken back."""

    letter: Letter
    number: int
    clause: Clause

    @property
    def grant(self) -> Grant | None:
        return self.clause.grant


def _signed_on(line: Line) -> date | None:
    return taipei(line.letter.signed_at).date() if line.letter.signed_at else None


def _sublicence(line: Line) -> str:
    if line.grant is None:
        return ""
    return "得" if line.grant.sublicence else "不得"


def _last_day(line: Line) -> str:
    if line.grant is None:
        return ""
    ends = end_of(line.letter, line.grant)
    return minguo(ends) if ends else "不限期間"


def _state(line: Line) -> str:
    letter = line.letter
    return f"{letter.state.label}（自 {minguo(letter.ended_on)}）" if letter.ended_on else letter.state.label


# The column, its width in mm on paper (None: not there), and how its value is read.
COLUMNS: tuple[tuple[Column, float | None, Callable[[Line], object]], ...] = (
    (Column("授權書編號", width=18), 32, lambda line: line.letter.id),
    (Column("班期", width=16), None, lambda line: line.letter.class_id),
    (Column("班期名稱", width=28), None, lambda line: line.letter.works[0].class_title if line.letter.works else ""),
    (Column("講座", width=14), 24, lambda line: line.letter.lecturer),
    (Column("課程（著作）", width=36), 44, lambda line: "、".join(dict.fromkeys(work.title for work in line.letter.works))),
    (Column("條", "integer", width=6), 8, lambda line: line.number),
    (Column("利用方式", width=36), 42, lambda line: labels(Right, line.grant.rights) if line.grant else "不同意"),
    (Column("對象", width=36), 36, lambda line: labels(Audience, line.grant.audiences) if line.grant else ""),
    (Column("管道", width=28), 30, lambda line: labels(Channel, line.grant.channels) if line.grant else ""),
    (Column("自", width=16), 20, lambda line: minguo(line.grant.starts) if line.grant and line.grant.starts else ""),
    (Column("至", width=16), 20, _last_day),
    (Column("未同意的部分", width=24), None, lambda line: taken_back(line.clause)),
    (Column("授權費用", width=16), None, lambda line: fee_text(line.letter.fee)),
    (Column("專屬", width=8), None, lambda line: "是" if line.letter.exclusive else "否"),
    (Column("再授權", width=8), None, _sublicence),
    (Column("簽署日期", "date", width=12), None, _signed_on),
    (Column("狀態", width=16), 22, _state),
    (Column("簽署方式", width=10), None, lambda line: "紙本" if line.letter.on_paper else "電子"),
)
_ON_PAPER = tuple((column.title, width, read) for column, width, read in COLUMNS if width is not None)


def make(username: str, register_id: str, format: str, now: datetime, **order: str) -> None:
    """licences.register: of the letters as they stand now."""
    key, name = f"registers/{username}/{register_id}.{format}", f"授權清冊_{taipei(now):%Y%m%d}.{format}"

    def draw(_: RegisterItem) -> Made:
        return Made(*_written(format, letters_of(order), now), key, name)

    REGISTERS.make(partition_of(username), register_id, draw, now)


def letters_of(order: Mapping[str, str]) -> Iterator[Letter]:
    """The signed letters that were asked for, as they stand now, read page by page."""
    if order["class_id"]:
        found: Iterator[Letter] = iter(store.letters_of_class(order["class_id"]))
    elif order["text"]:
        found = search.everything(Wanted(order["text"]))
    else:
        found = (letter for month in months(order["from"], order["to"]) for letter in store.letters_of_month(month))
    return (letter for letter in found if letter.signed_at and _within(letter, order["right"], order["audience"]))


def table(letters: Iterator[Letter]) -> Sheet:
    return Sheet("授權清冊", tuple(column for column, _, _ in COLUMNS), (row(line) for letter in letters for line in lines(letter)))


def row(line: Line) -> list[object]:
    """One line of the register, in the order of COLUMNS."""
    return [read(line) for _, _, read in COLUMNS]


def lines(letter: Letter) -> list[Line]:
    """A clause each, so that nobody reads the right of one beside the audience of another; those that license nothing left out."""
    return [Line(letter, number, clause) for number, clause in enumerate(letter.clauses, start=1) if clause.grant or clause.refused]


def _within(letter: Letter, right: str, audience: str) -> bool:
    grants = [clause.grant for clause in letter.clauses if clause.grant]
    return not (right or audience) or any(
        (not right or right in grant.rights) and (not audience or audience in grant.audiences) for grant in grants
    )


def _written(kind: str, letters: Iterator[Letter], now: datetime) -> tuple[bytes, str]:
    if kind != "pdf":
        writer = WRITERS[kind]
        return writer.write(table(letters)), writer.mime_type
    shown = [line for letter in letters for line in lines(letter)]
    rows = [[str(read(line) or "") for _, _, read in _ON_PAPER] for line in shown]
    heads = [(title, width) for title, width, _ in _ON_PAPER]
    made_at = f"製作時間：{taipei(now):%Y-%m-%d %H:%M}"
    return sheet("授權清冊", f"共 {len({line.letter.id for line in shown})} 份，{len(rows)} 條", heads, rows, made_at), "application/pdf"

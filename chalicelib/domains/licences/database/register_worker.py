"""Makes the register of licence letters; workers only. One pass over the letters, a row at a time, whatever their number."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.documents.pdf import sheet
from chalicelib.documents.spreadsheets.export import WRITERS, Column, Sheet
from chalicelib.domains.licences import store
from chalicelib.domains.licences.database import search
from chalicelib.domains.licences.database.register_requests import REGISTERS, months
from chalicelib.domains.licences.database.search import Wanted
from chalicelib.domains.licences.database.store_register import RegisterItem, partition_of
from chalicelib.domains.licences.model import Letter
from chalicelib.domains.licences.wording_rules import fee_text, one_line_scope
from chalicelib.records.exports import Made

COLUMNS = (
    Column("授權書編號", width=18),
    Column("班期", width=16),
    Column("班期名稱", width=28),
    Column("講座", width=14),
    Column("課程（著作）", width=36),
    Column("利用方式", width=36),
    Column("對象", width=36),
    Column("管道", width=28),
    Column("期間", width=22),
    Column("授權費用", width=16),
    Column("專屬", width=8),
    Column("再授權", width=8),
    Column("簽署日期", "date", width=12),
    Column("狀態", width=16),
    Column("簽署方式", width=10),
)
_ON_PAPER = (
    ("授權書編號", 34),
    ("講座", 24),
    ("課程（著作）", 52),
    ("利用方式", 46),
    ("對象", 40),
    ("管道", 34),
    ("期間", 30),
    ("狀態", 22),
)


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
    return Sheet("授權清冊", COLUMNS, (row(letter) for letter in letters))


def row(letter: Letter) -> list[object]:
    """One line of the register, in the order of COLUMNS."""
    scope = one_line_scope(letter)
    again = any(clause.grant and clause.grant.sublicence for clause in letter.clauses)
    works = "、".join(dict.fromkeys(work.title for work in letter.works))
    signed_on = taipei(letter.signed_at).date() if letter.signed_at else None
    state = f"{letter.state.label}（自 {letter.ended_on}）" if letter.ended_on else letter.state.label
    return [
        letter.id, letter.class_id, letter.works[0].class_title if letter.works else "", letter.lecturer, works,
        scope["rights"], scope["audiences"], scope["channels"], scope["term"], fee_text(letter.fee),
        "是" if letter.exclusive else "否", "得" if again else "不得", signed_on, state, "紙本" if letter.on_paper else "電子",
    ]  # fmt: skip


def _within(letter: Letter, right: str, audience: str) -> bool:
    grants = [clause.grant for clause in letter.clauses if clause.grant]
    return not (right or audience) or any(
        (not right or right in grant.rights) and (not audience or audience in grant.audiences) for grant in grants
    )


def _written(kind: str, letters: Iterator[Letter], now: datetime) -> tuple[bytes, str]:
    if kind != "pdf":
        writer = WRITERS[kind]
        return writer.write(table(letters)), writer.mime_type
    titles = [column.title for column in COLUMNS]
    places = [titles.index(title) for title, _ in _ON_PAPER]
    rows = [[str(cells[place] or "") for place in places] for cells in map(row, letters)]
    made_at = f"製作時間：{taipei(now):%Y-%m-%d %H:%M}"
    return sheet("授權清冊", f"共 {len(rows)} 份", _ON_PAPER, rows, made_at), "application/pdf"

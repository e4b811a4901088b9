"""Find the headings of a sheet from an office, and what each line says under them. Pure.

Rows and columns are named as the spreadsheet counts them: row 1 is the first line of the sheet, columns are letters.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.domains.classes.model import Problem
from chalicelib.web.name_rules import lecturer_names, person_name
from chalicelib.web.value_rules import compact, without_unseen

# Title lines above the headings are common in files of offices.
_HEADING_WITHIN = 20
# An ID number belongs in its own column only: there it is turned into a key, anywhere else it would be kept as a text.
_LIKE_AN_ID = re.compile(r"[A-Z][1289A-D][0-9]{8}(?![0-9])")
_BRACKETS = re.compile(r"\(.*?\)|\[.*?\]|【.*?】|〔.*?〕")
# What stands under a list and is no line of it.
_FOOT = re.compile(
    r"(合計|總計|小計|共計|累計|總人數|人數合計|共\s*\d+\s*[人名堂節]|以下空白|以上|製表|填表|承辦|聯絡人|單位主管|備註|備考"
    r"|附註|註\d*[:.、]|說明|※|\*|—+|-{2,})"
)
_LONGEST_SHOWN = 20
NONE = "-"
"""Chosen for a column that the file does not have."""


@dataclass(frozen=True)
class Column:
    """One column that we read: its heading in our template, what else offices call it, and the longest text in it."""

    name: str
    title: str
    synonyms: frozenset[str]
    longest: int
    required: bool = False


def make_column(name: str, title: str, longest: int, *synonyms: str, required: bool = False) -> Column:
    """A column that is found by its title or a synonym, whatever the width, case and spaces."""
    return Column(name, title, frozenset(heading_of(text) for text in (title, *synonyms)), longest, required)


def heading_of(text: str) -> str:
    """座 位（號） and 座位(號) are one heading."""
    return re.sub(r"[\s*＊:：]", "", without_unseen(unicodedata.normalize("NFKC", text))).casefold()


ROSTER_COLUMNS = (
    make_column("seat", "座位", 6, "座號", "座位號", "座位號碼", "座次", "座位編號"),
    make_column(
        "name", "姓名", 60, "學員姓名", "中文姓名", "參訓人員", "學員", "參訓學員", "受訓學員", "受訓人員", "參加人員", "姓名全名",
        required=True,
    ),
    make_column(
        "id_number", "身分證字號", 20, "身份證字號", "身分證統一編號", "身份證統一編號", "國民身分證統一編號", "統一證號", "統一編號",
        "身分證號", "身份證號", "身分證號碼", "身分證字號/統一證號", "身分證字號或統一證號", "居留證號", "外來人口統一證號",
        "身分證", "身份證", "身分證號/居留證號", "身分證字號/居留證號", "身分證統編", "身分證字號/護照號碼", "證號", required=True,
    ),
    make_column(
        "agency", "服務機關", 60, "機關", "機關名稱", "服務單位", "單位", "服務機關名稱", "服務機關(單位)", "機關學校", "服務機關學校",
        "機關(構)", "服務機關/單位", "任職機關", "所屬機關", "機關單位", "派訓機關", "薦送機關", "局處", "單位名稱",
    ),
    make_column("title", "職稱", 40, "職務", "職位", "現職", "職稱/職等"),
    make_column(
        "email", "電子郵件", 254, "電子信箱", "email", "e-mail", "電子郵件信箱", "電子郵件地址", "信箱", "mail", "公務信箱", "公務電子郵件",
        "電郵",
    ),
    make_column("group", "組別", 20, "分組", "小組", "組"),
)  # fmt: skip


@dataclass(frozen=True)
class Heading:
    """One cell of the row of headings: the column's letters, what stands there, and which of our columns it is read as, if any."""

    letters: str
    text: str
    read_as: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet whose headings were found: `lines` are (row number, {column name: text}).

    `problems` are about headings, cells without a result, and ID numbers outside their column (taken out); `notes` say what was left out.
    """

    lines: tuple[tuple[int, dict[str, str]], ...]
    places: Mapping[str, str]
    headings: tuple[Heading, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()

    def problem(self, row: int, column: str, message: str) -> Problem:
        return Problem(row, self.places[column], message)


Faults = Mapping[tuple[int, int], str]


def read_sheet(
    rows: Sequence[Sequence[str]], columns: Sequence[Column], *, chosen: Mapping[str, str] | None = None, faults: Faults | None = None
) -> Sheet:
    """Finds the headings in the first twenty rows and names each line's cells; empty lines and what stands under the list are left out.

    `chosen` are column names with the letters that a person chose for them (or NONE); `faults` are cells without a result, from 1.
    """
    top = _heading_row(rows, columns)
    row = rows[top] if rows else ()
    found, problems = _found(row, rows[top + 1 :], columns, chosen or {}, top + 1)
    places = {each.name: each.title for each in columns} | {
        name: f"{_shown(row[at])}（{column_letters(at)} 欄）" for name, at in found.items()
    }
    notes: list[str] = []
    lines: list[tuple[int, dict[str, str]]] = []
    for number, line in enumerate(rows[top + 1 :], start=top + 2):
        cells = {name: cleaned(name, line[at]) for name, at in found.items()}
        if not any(cells.values()):
            continue
        if why := _no_line(line, cells, row, columns):
            notes.append(f"第 {number} 列「{_shown(next(filter(None, line)))}」{why}，沒有匯入。")
            continue
        problems += [
            Problem(number, places[name], (faults or {})[number, at + 1])
            for name, at in found.items()
            if (number, at + 1) in (faults or {})
        ]
        problems += _take_out_ids(number, cells, places)
        lines.append((number, cells))
    names = {at: name for name, at in found.items()}
    headings = tuple(
        Heading(column_letters(at), _shown(text), names.get(at, "")) for at, text in enumerate(row) if text.strip() or at in names
    )
    unread = [f"「{each.text}」（{each.letters} 欄）" for each in headings if not each.read_as]
    if unread:
        notes.insert(0, f"沒有讀取的欄：{'、'.join(unread)}。")
    return Sheet(tuple(lines), places, headings, tuple(problems), tuple(notes))


def is_complete(headings: Sequence[Heading], columns: Sequence[Column]) -> bool:
    """Whether every column that must be there was found."""
    return {each.name for each in columns if each.required} <= {each.read_as for each in headings}


def cleaned(name: str, text: str) -> str:
    """A cell's text on one line, without what nobody sees; names without padding."""
    if name == "name":
        return person_name(text)
    if name == "lecturer":
        return lecturer_names(text)
    return re.sub(r"(?<![\x00-\x7f])\s*[\r\n]+\s*(?![\x00-\x7f])", "", without_unseen(text)).replace("\r", " ").replace("\n", " ").strip()


def column_letters(at: int) -> str:
    """How a spreadsheet calls its columns: 0 → A, 25 → Z, 26 → AA."""
    text = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def _heading_row(rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> int:
    """The one with most of our headings; where none has any, the fullest."""

    def rank(at: int) -> tuple[int, int]:
        return sum(any(_likeness(text, column) for text in rows[at]) for column in columns), sum(map(bool, rows[at]))

    return max(range(min(len(rows), _HEADING_WITHIN)), key=rank, default=0)


def _likeness(text: str, column: Column) -> int:
    """3: our own title; 2: a name that offices have for it; 1: so with something in brackets; 0: another heading."""
    heading = heading_of(text)
    if heading == heading_of(column.title):
        return 3
    if heading in column.synonyms:
        return 2
    return 1 if heading and _BRACKETS.sub("", heading) in column.synonyms else 0


def _found(
    row: Sequence[str], below: Sequence[Sequence[str]], columns: Sequence[Column], chosen: Mapping[str, str], number: int
) -> tuple[dict[str, int], list[Problem]]:
    """Where each column is. Of several headings the likest counts; of two alike the one with something under it, else a person decides."""
    letters = {column_letters(at): at for at in range(len(row))}
    found = {name: letters[where] for name, where in chosen.items() if where in letters}
    problems = []
    for column in columns:
        if column.name in chosen:
            continue
        ranks = {at: _likeness(text, column) for at, text in enumerate(row) if at not in found.values()}
        best = max(ranks.values(), default=0)
        places = [at for at, rank in ranks.items() if best and rank == best]
        if len(places) > 1:
            places = [at for at in places if any(line[at].strip() for line in below)] or places[:1]
        if len(places) > 1:
            named = "、".join(f"「{_shown(row[at])}」（{column_letters(at)} 欄）" for at in places)
            problems.append(
                Problem(number, column.title, f"有 {len(places)} 欄都像是{column.title}：{named}。請在下面選擇要讀哪一欄，或只留一欄。")
            )
        if places:
            found[column.name] = places[0]
    absent = "、".join(f"「{column.title}」" for column in columns if column.required and column.name not in found)
    if absent:
        seen = "、".join(f"「{_shown(text)}」" for text in row if text.strip()) or "（空白）"
        problems.append(
            Problem(number, "", f"找不到{absent}欄。這一列讀到的標題是：{seen}。請在下面選擇是哪一欄，或依範本的欄位名稱整理後再上傳。")
        )
    return found, problems


def _no_line(line: Sequence[str], cells: Mapping[str, str], headings: Sequence[str], columns: Sequence[Column]) -> str:
    """Why a row is none of the list: the headings once more, as printed pages have them, or a sum or remark under it."""
    if [heading_of(text) for text in line] == [heading_of(text) for text in headings]:
        return "是重複的標題"
    missing = [each for each in columns if each.required and not _may_be(each.name, cells.get(each.name, ""))]
    first = next((text.strip() for text in line if text.strip()), "")
    return "是合計或說明，不是一筆資料" if missing and _FOOT.match(unicodedata.normalize("NFKC", first)) else ""


def _may_be(name: str, text: str) -> bool:
    """Whether a required cell could be what its column says, as far as its shape tells."""
    if name == "id_number":
        return len(compact(text)) > 6
    return bool(text)


def _take_out_ids(row: int, cells: dict[str, str], places: Mapping[str, str]) -> Iterator[Problem]:
    for name, text in cells.items():
        if name != "id_number" and _LIKE_AN_ID.search(compact(text)):
            cells[name] = ""
            yield Problem(row, places[name], "這格像是身分證字號，請只填在身分證字號欄。")


def _shown(text: str) -> str:
    """A heading as it is told: short, and never a number that somebody put there."""
    plain = " ".join(without_unseen(text).split())
    return "（像是身分證字號）" if _LIKE_AN_ID.search(compact(plain)) else plain[:_LONGEST_SHOWN]

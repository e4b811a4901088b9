"""What a file of trainees or periods must look like, and what is wrong with one that does not. Pure.

Rows and columns are named as the spreadsheet counts them: row 1 is the first line of the sheet, columns are letters.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chalicelib.centre import centre
from chalicelib.domains.classes.model import Problem, RosterChange, Trainee
from chalicelib.errors import InvalidInput
from chalicelib.web.value_rules import is_email, plain

# Title lines above the headings are common in files of offices.
_HEADING_WITHIN = 10
_ANY_SEATS = 9999
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# An ID number belongs in its own column only: there it is turned into a key, anywhere else it would be kept as a text.
_LIKE_AN_ID = re.compile(r"[A-Z][1289A-D][0-9]{8}(?![0-9])")


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
    return Column(name, title, frozenset(_heading(text) for text in (title, *synonyms)), longest, required)


def _heading(text: str) -> str:
    """座 位（號） and 座位(號) are one heading."""
    return re.sub(r"[\s*＊:：]", "", unicodedata.normalize("NFKC", text)).casefold()


ROSTER_COLUMNS = (
    make_column("seat", "座位", 6, "座號", "座位號", "座位號碼", "座次"),
    make_column("name", "姓名", 60, "學員姓名", "中文姓名", "參訓人員", "學員", required=True),
    make_column(
        "id_number", "身分證字號", 20, "身份證字號", "身分證統一編號", "身份證統一編號", "國民身分證統一編號", "統一證號", "統一編號",
        "身分證號", "身份證號", "身分證號碼", "身分證字號/統一證號", "身分證字號或統一證號", "居留證號", "外來人口統一證號", required=True,
    ),
    make_column("agency", "服務機關", 60, "機關", "機關名稱", "服務單位", "單位", "服務機關名稱", "服務機關(單位)", "機關學校"),
    make_column("title", "職稱", 40, "職務", "職位"),
    make_column("email", "電子郵件", 254, "電子信箱", "email", "e-mail", "電子郵件信箱", "電子郵件地址", "信箱", "mail"),
    make_column("group", "組別", 20, "分組", "小組", "組"),
)  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """A sheet whose headings were found: `lines` are (row number, {column name: text}).

    `misplaced` says where an ID number stood outside its column, and was taken out.
    """

    lines: tuple[tuple[int, dict[str, str]], ...]
    places: Mapping[str, str]
    misplaced: tuple[Problem, ...] = ()

    def problem(self, row: int, column: str, message: str) -> Problem:
        return Problem(row, self.places[column], message)


def read_sheet(rows: Sequence[Sequence[str]], columns: Sequence[Column]) -> Sheet:
    """Finds the headings in the first ten rows and names each line's cells; empty lines are left out.

    Raises InvalidInput where no row has the headings that must be there.
    """
    best = max(range(min(len(rows), _HEADING_WITHIN)), key=lambda at: len(_matches(rows[at], columns)), default=0)
    found = _matches(rows[best], columns) if rows else {}
    absent = [column.title for column in columns if column.required and column.name not in found]
    if absent:
        wanted = "、".join(f"「{title}」" for title in absent)
        raise InvalidInput(f"找不到{wanted}欄。請下載範本，依範本的欄位名稱整理後再上傳。")
    titles = {column.name: column.title for column in columns}
    places = {name: f"{rows[best][at].strip()}（{column_letters(at)} 欄）" for name, at in found.items()}
    lines = [
        (number, {name: row[at].strip() for name, at in found.items()})
        for number, row in enumerate(rows[best + 1 :], start=best + 2)
        if any(row[at].strip() for at in found.values())
    ]
    sheet = Sheet(tuple(lines), {**titles, **places})
    return replace(sheet, misplaced=tuple(_take_out_ids(sheet)))


def _take_out_ids(sheet: Sheet) -> Iterator[Problem]:
    for row, cells in sheet.lines:
        for name, text in cells.items():
            if name != "id_number" and _LIKE_AN_ID.search(unicodedata.normalize("NFKC", text).upper()):
                cells[name] = ""
                yield sheet.problem(row, name, "這格像是身分證字號，請只填在身分證字號欄。")


def _matches(row: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, text in enumerate(row):
        name = next((column.name for column in columns if _heading(text) in column.synonyms), None)
        if name is not None:
            found.setdefault(name, at)
    return found


def column_letters(at: int) -> str:
    """How a spreadsheet calls its columns: 0 → A, 25 → Z, 26 → AA."""
    text = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def check_texts(sheet: Sheet, columns: Sequence[Column]) -> list[Problem]:
    """Too long, with a line break, or empty where something must stand."""
    problems = list(sheet.misplaced)
    for row, cells in sheet.lines:
        for column in columns:
            text = cells.get(column.name, "")
            if column.required and not text:
                problems.append(sheet.problem(row, column.name, f"請填{column.title}。"))
            elif len(text) > column.longest:
                problems.append(sheet.problem(row, column.name, f"{column.title}最多 {column.longest} 個字，這格有 {len(text)} 個字。"))
            elif _CONTROL.search(text):
                problems.append(sheet.problem(row, column.name, "這格裡有換行或看不見的字元，請刪除後重新輸入。"))
    return problems


@dataclass(frozen=True)
class Identified:
    """A person made of a typed ID number: the key, and the masked number."""

    person: str
    id_masked: str


Identify = Callable[[str], Identified]


@dataclass(frozen=True)
class Checked:
    """The trainees of a file, and everything that is wrong."""

    trainees: tuple[Trainee, ...]
    problems: tuple[Problem, ...]


def check_roster(sheet: Sheet, *, seats: int, identify: Identify, progress: Callable[[int], None] = lambda done: None) -> Checked:
    """Every line of a roster against the rules; `identify` raises InvalidInput for a number that cannot be one.

    `seats` is how many the room has, 0 for any. `progress` is told the number of lines done, now and then.
    """
    problems = check_texts(sheet, ROSTER_COLUMNS)
    people: dict[str, int] = {}
    taken: dict[str, int] = {}
    trainees = []
    for done, (row, cells) in enumerate(sheet.lines, start=1):
        seat = seat_number(cells.get("seat", ""))
        problems += _seat_problems(sheet, row, seat, seats, taken)
        email = plain(cells.get("email", ""))
        problems += _email_problems(sheet, row, email)
        known, wrong = _identified(sheet, row, cells.get("id_number", ""), identify)
        first = people.setdefault(known.person, row) if known else row
        if first != row:
            wrong.append(sheet.problem(row, "id_number", f"與第 {first} 列是同一個身分證字號，請刪除重複的一列。"))
        problems += wrong
        if known and first == row:
            texts = {name: cells.get(name, "") for name in ("name", "agency", "title", "group")} | {"email": email}
            trainees.append(Trainee(person=known.person, id_masked=known.id_masked, seat=seat, **texts))
        if done % 200 == 0:
            progress(done)
    if seats and len(sheet.lines) > seats:
        problems.append(sheet.problem(sheet.lines[seats][0], "name", f"名冊有 {len(sheet.lines)} 人，超過本班的 {seats} 個座位。"))
    if not sheet.lines:
        problems.append(Problem(1, "", "標題列下面沒有任何學員資料。"))
    return Checked(tuple(trainees), tuple(sorted(problems, key=lambda problem: problem.row)))


def _identified(sheet: Sheet, row: int, typed: str, identify: Identify) -> tuple[Identified | None, list[Problem]]:
    """An empty cell was noted before."""
    try:
        return (identify(typed) if typed else None), []
    except InvalidInput:
        return None, [sheet.problem(row, "id_number", "身分證字號（統一證號）不正確，請檢查英文字母與數字。")]


def seat_number(text: str) -> str:
    """０12 → 12; what is no number stays as it is."""
    plain = unicodedata.normalize("NFKC", text).strip()
    return str(int(plain)) if _is_number(plain) else plain


def is_seat(seat: str, seats: int) -> bool:
    """Whether it is the number of a seat in a room of `seats`, 0 for any."""
    return _is_number(seat) and 1 <= int(seat) <= (seats or _ANY_SEATS)


def _is_number(text: str) -> bool:
    """Python refuses to read a number of thousands of digits."""
    return text.isascii() and text.isdigit() and len(text) < 10


def _seat_problems(sheet: Sheet, row: int, seat: str, seats: int, taken: dict[str, int]) -> list[Problem]:
    if not seat:
        return []
    if not is_seat(seat, seats):
        return [sheet.problem(row, "seat", f"座位請填 1 到 {seats or _ANY_SEATS} 的數字，或留空由系統排。")]
    first = taken.setdefault(seat, row)
    return [] if first == row else [sheet.problem(row, "seat", f"座位 {seat} 與第 {first} 列重複。")]


def _email_problems(sheet: Sheet, row: int, email: str) -> list[Problem]:
    if not email or is_email(email):
        return []
    return [sheet.problem(row, "email", f"電子郵件不正確，例如 name@{centre().domain}；沒有可留空。")]


def keep_seats(new: Iterable[Trainee], present: Iterable[Trainee], seats: int) -> list[Trainee]:
    """Who has a seat and is given none by the file keeps it, unless the file gives it to somebody else or the room has it no more."""
    new = list(new)
    given = {trainee.seat for trainee in new if trainee.seat}
    had = {trainee.person: trainee.seat for trainee in present if trainee.seat not in given and is_seat(trainee.seat, seats)}
    return [trainee if trainee.seat else replace(trainee, seat=had.get(trainee.person, "")) for trainee in new]


def compare(new: Sequence[Trainee], present: Sequence[Trainee]) -> RosterChange:
    """What putting `new` in the place of `present` changes, each part in the order of its list."""
    before = {trainee.person: trainee for trainee in present}
    after = {trainee.person for trainee in new}
    changed = tuple(trainee for trainee in new if trainee.person in before and trainee != before[trainee.person])
    return RosterChange(
        added=tuple(trainee for trainee in new if trainee.person not in before),
        changed=changed,
        removed=tuple(trainee for trainee in present if trainee.person not in after),
        unchanged=sum(1 for trainee in new if before.get(trainee.person) == trainee),
    )

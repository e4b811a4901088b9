"""What a file of trainees or periods must look like, and what is wrong with one that does not. Pure.

Rows and columns are named as the spreadsheet counts them: row 1 is the first line of the sheet, columns are letters.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from chalicelib.centre import centre
from chalicelib.domains.classes.imports.sheet_rules import ROSTER_COLUMNS, Column, Sheet
from chalicelib.domains.classes.model import Problem, RosterChange, Trainee
from chalicelib.errors import InvalidInput
from chalicelib.web.value_rules import is_email, plain

_ANY_SEATS = 9999
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def check_texts(sheet: Sheet, columns: Sequence[Column]) -> list[Problem]:
    """Too long, with a line break, or empty where something must stand."""
    problems = list(sheet.problems)
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
    """０12 and 12號 → 12; what is no number stays as it is."""
    number = plain(text).removesuffix("號")
    return str(int(number)) if _is_number(number) else number


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

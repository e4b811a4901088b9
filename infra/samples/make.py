"""Makes the sample files of this folder: `python -m infra.samples.make`.

roster-2000.csv is made by `roster_2000()` when a test or a rehearsal needs it.
"""

import csv
import io
import random
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from chalicelib.centre import centre
from chalicelib.documents.spreadsheets.export import to_csv, to_ods, to_xlsx
from chalicelib.documents.spreadsheets.sheet import Column, Sheet
from infra.samples.people import Person, people, valid_id

HERE = Path(__file__).parent
HEADINGS = ("座位", "姓名", "身分證字號", "服務機關", "職稱", "電子郵件", "組別")
OTHER_HEADINGS = ("座號", "學員姓名", "身分證統一編號", "機關名稱", "職稱", "電子信箱", "分組")
PERIODS = (
    ("115/03/02", "09:00", "09:50", "1", "行政中立的法制基礎", "林書豪"),
    ("115/03/02", "10:00", "11:50", "2", "行政中立案例研討", "林書豪"),
    ("115/03/02", "13:30", "15:20", "2", "利益衝突迴避", "陳亭妃"),
    ("115/03/02", "15:30", "16:20", "1", "綜合座談", "陳亭妃"),
    ("115/03/03", "09:00", "11:50", "3", "公務倫理與民眾溝通", "張家瑋"),
    ("115/03/03", "13:30", "16:20", "3", "情境演練", "張家瑋"),
    ("115/03/04", "09:00", "11:50", "3", "人工智慧與公務應用", "黃郁婷"),
)

Row = Sequence[str]


def table(headings: Row, rows: Iterable[Row], title: str = "名冊") -> Sheet:
    return Sheet(title, tuple(Column(heading, width=30 if "機關" in heading or "電子" in heading else 14) for heading in headings), rows)


def row(person: Person, seat: str = "", group: str = "") -> list[str]:
    return [seat, person.name, person.id_number, person.agency, person.title, person.email, group]


def roster(count: int, seed: int, *, seats: bool = False) -> list[list[str]]:
    """`count` invented people in groups of ten."""
    found = islice(people(seed), count)
    return [row(person, str(at + 1) if seats else "", f"第{at // 10 + 1}組") for at, person in enumerate(found)]


def rare_names() -> list[list[str]]:
    """Characters outside Big5 and the BMP, an Indigenous name, and foreign residents with the new and the old number."""
    dice = random.Random(5)
    names = ("𠮷田文", "游堃龍", "陶喆安", "林栢霖", "高峯", "王煊", "莎韻‧芭尚", "NGUYEN THI HOA", "JOHN SMITH")
    starts = ("A1", "B1", "F1", "H1", "E1", "T2", "V1", "A9", "AC")
    found = zip(names, starts, islice(people(6), len(names)), strict=True)
    return [row(Person(name, valid_id(dice, start), other.agency, other.title, other.email)) for name, start, other in found]


def errors() -> list[list[str]]:
    """Each kind of mistake once, among good lines; what is wrong stands in the comment."""
    lines = roster(16, 3)
    lines[1][2] = lines[1][2][:-1] + str((int(lines[1][2][-1]) + 1) % 10)  # row 3: bad checksum
    lines[3][2] = lines[2][2]  # row 5: the person of row 4 again
    lines[4][0], lines[5][0] = "8", "8"  # row 7: the seat of row 6 again
    lines[6][1] = ""  # row 8: no name
    lines[7][0] = "999"  # row 9: beyond the seats
    lines[8][5] = "trainee＠example"  # row 10: bad e-mail
    lines[9][3] = centre().government * 13  # row 11: too long
    lines[10][2] = ""  # row 12: no ID number
    lines[11][4] = lines[11][2]  # row 13: an ID number where a title belongs
    lines[12][1] = "王小\n明"  # row 14: a line break, which is mended
    return lines


def big5(rows: Iterable[Row], headings: Row) -> bytes:
    """As an old personnel system exports it: cp950, CRLF, no mark."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([headings, *rows])
    return out.getvalue().encode("cp950")


def roster_2000() -> bytes:
    """2,000 people as CSV."""
    return to_csv(table(HEADINGS, roster(2000, 4)))


def roster_40() -> bytes:
    """Forty people as XLSX."""
    return to_xlsx(table(HEADINGS, roster(40, 1)))


def roster_big5() -> bytes:
    """Another forty, seated, with a title above the headings."""
    return big5([OTHER_HEADINGS, *roster(40, 2, seats=True)], [f"{centre().name}　參訓名冊", *[""] * 6])


def files() -> dict[str, bytes]:
    """File name to content."""
    forty = roster(40, 1)
    return {
        "roster-40.xlsx": roster_40(),
        "roster-40.ods": to_ods(table(HEADINGS, forty)),
        "roster-big5.csv": roster_big5(),
        "roster-utf8.csv": to_csv(table(HEADINGS, rare_names())),
        "roster-errors.xlsx": to_xlsx(table(HEADINGS, errors())),
        "roster-no-id-column.csv": to_csv(table(("姓名", "服務機關"), [[each[1], each[3]] for each in forty[:3]])),
        "timetable.xlsx": to_xlsx(table(("日期", "開始", "結束", "節數", "課程", "講座"), PERIODS, "課表")),
    }


def main() -> None:
    for name, data in files().items():
        (HERE / name).write_bytes(data)
        print(f"{name}: {len(data):,} bytes")


if __name__ == "__main__":
    main()

"""A roster from the file on a desktop to the roster in force."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from chalicelib.documents.spreadsheets.export import to_csv
from chalicelib.domains.classes import changes as class_changes
from chalicelib.domains.classes import service
from chalicelib.identity import Principal, Role
from infra.samples.make import HEADINGS, roster, table
from tests.support.browser_client import Browser
from tests.support.builders import confirm_import, import_file, make_class, upload
from tests.support.workbooks import xlsx

SAMPLES = Path(__file__).parents[3] / "infra" / "samples"
ORGANIZER = Principal("organizer1", "林承辦", frozenset({Role.ORGANIZER}))
Drain = Callable[[], int]


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(Role.ORGANIZER, username="organizer1")


@pytest.fixture
def class_id(now: datetime) -> str:
    return make_class(ORGANIZER, now).id


def people_of(class_id: str) -> list[tuple[str, str]]:
    return [(each.seat, each.name) for each in service.roster(service.load_class(class_id))]


@pytest.mark.parametrize("name", ["roster-40.xlsx", "roster-40.ods", "roster-big5.csv"])
def test_a_roster_of_each_format_is_imported(organizer: Browser, drain: Drain, class_id: str, name: str) -> None:
    """XLSX, ODS and Big5 CSV of 40 people become 40 trainees on seats 1 to 40, in the file's order."""
    path = import_file(organizer, drain, class_id, (SAMPLES / name).read_bytes())
    confirm_import(organizer, drain, path)
    expected = roster(40, 2 if "big5" in name else 1)
    assert people_of(class_id) == [(str(at), line[1]) for at, line in enumerate(expected, start=1)]
    assert "匯入完成" in organizer.text


def test_rare_names_and_foreign_residents_arrive_whole(organizer: Browser, drain: Drain, class_id: str) -> None:
    """𠮷, 堃, 喆, a name with a middle dot and Latin names arrive as they were, with old and new residents' numbers."""
    confirm_import(organizer, drain, import_file(organizer, drain, class_id, (SAMPLES / "roster-utf8.csv").read_bytes()))
    names = [name for _, name in people_of(class_id)]
    assert names[:3] == ["𠮷田文", "游堃龍", "陶喆安"]
    assert names[6:] == ["莎韻‧芭尚", "NGUYEN THI HOA", "JOHN SMITH"]


def test_nothing_changes_before_the_confirmation(organizer: Browser, drain: Drain, class_id: str) -> None:
    """A checked file that nobody confirmed leaves the class without a roster."""
    import_file(organizer, drain, class_id, (SAMPLES / "roster-40.xlsx").read_bytes())
    assert "檢查完成，還沒有匯入" in organizer.text
    assert people_of(class_id) == []


def test_every_mistake_is_shown_with_row_and_column(organizer: Browser, drain: Drain, class_id: str) -> None:
    """The sample with each mistake once shows its nine rows and columns, and offers no confirmation."""
    path = import_file(organizer, drain, class_id, (SAMPLES / "roster-errors.xlsx").read_bytes())
    places = [(3, "身分證字號"), (5, "身分證字號"), (7, "座位"), (8, "姓名"), (9, "座位"), (10, "電子郵件")]
    places += [(11, "服務機關"), (12, "身分證字號"), (13, "職稱")]
    for row, column in places:
        letter = "ABCDEFG"[HEADINGS.index(column)]
        assert f'<td data-label="列" class="number">{row}</td><td data-label="欄位">{column}（{letter} 欄）</td>' in organizer.text
    assert "有 9 個問題" in organizer.text
    assert "compared_with" not in organizer.text
    organizer.post(path, {"seats_by": "order", "compared_with": ""})
    assert organizer.status == 400
    assert people_of(class_id) == []


@pytest.mark.parametrize(("data", "text"), [(b"%PDF-1.7", "無法讀取這種檔案"), (b"\xff\xff\x00", "無法")])
def test_a_file_that_is_no_table_is_refused(organizer: Browser, drain: Drain, class_id: str, data: bytes, text: str) -> None:
    """What is no spreadsheet is refused with what to do."""
    import_file(organizer, drain, class_id, data)
    assert "這個檔案無法讀取" in organizer.text
    assert text in organizer.text


def test_a_missing_column_is_named(organizer: Browser, drain: Drain, class_id: str) -> None:
    """A file without the column of ID numbers is refused with that column's name."""
    import_file(organizer, drain, class_id, (SAMPLES / "roster-no-id-column.csv").read_bytes())
    assert "找不到「身分證字號」欄" in organizer.text


def test_a_wrong_guess_is_put_right_on_the_page(organizer: Browser, drain: Drain, class_id: str) -> None:
    """Headings that nobody knows are listed with what stands there; the person chooses the columns, and the same file is read by them."""
    data = "編號,大名,字號,餐食\n1,王小明,A123456789,素\n".encode()
    import_file(organizer, drain, class_id, data)
    assert all(text in organizer.text for text in ("「編號」、「大名」、「字號」、「餐食」", "B 欄 大名", "再選一次同一個檔案"))
    page = organizer.get(f"/classes/{class_id}/imports?kind=roster&seat=A&name=B&id_number=C&agency=-").text
    assert "姓名：B 欄" in page
    path = upload(page, data)
    drain()
    assert "沒有讀取的欄：「餐食」（D 欄）" in organizer.get(path).text
    confirm_import(organizer, drain, path)
    assert people_of(class_id) == [("1", "王小明")]


def test_a_list_on_the_second_sheet_is_found_and_said(organizer: Browser, drain: Drain, class_id: str) -> None:
    """The first sheet with the headings is read; the preview says which one, what else was left out, and what was hidden."""

    def fill(book, sheet):  # type: ignore[no-untyped-def]
        sheet.write_row(0, 0, ["報名說明", "請於期限內報名"])
        people = book.add_worksheet("名單")
        people.write_row(0, 0, ["姓名(全名)", "身分證字號", "公務電話"])
        people.write_row(1, 0, ["王　明", "A123456789", "1999"])
        people.write_row(2, 0, ["林\u200b美玲", "\u202aB220011227\u202c", "1999"])
        people.write_row(3, 0, ["合計", "2"])
        people.set_row(2, None, None, {"hidden": True})

    path = import_file(organizer, drain, class_id, xlsx(fill))
    said = ("只讀取工作表「名單」", "「Sheet1」沒有讀取", "「公務電話」（C 欄）", "第 4 列「合計」是合計或說明", "第 3 列）")
    assert [text for text in said if text not in organizer.text] == []
    confirm_import(organizer, drain, path)
    assert people_of(class_id) == [("1", "王明"), ("2", "林美玲")]


def csv_of(lines: list[list[str]]) -> bytes:
    return to_csv(table(HEADINGS, lines))


def test_importing_again_reports_and_keeps_seats(organizer: Browser, drain: Drain, class_id: str) -> None:
    """A second import shows who is added, changed and removed, and present people keep their seats."""
    lines = roster(5, 1)
    confirm_import(organizer, drain, import_file(organizer, drain, class_id, csv_of(lines)))
    changed = [*lines[1:4], [*lines[4][:4], "局長", *lines[4][5:]], roster(6, 1)[5]]
    path = import_file(organizer, drain, class_id, csv_of(changed))
    for text in ("新增 1 人", "修改 1 人", "移除 1 人", lines[0][1], lines[4][1]):
        assert text in organizer.text
    confirm_import(organizer, drain, path)
    kept = [(str(at), lines[at - 1][1]) for at in range(2, 6)]
    assert people_of(class_id) == [("1", roster(6, 1)[5][1]), *kept]


def test_seats_by_agency_put_colleagues_together(organizer: Browser, drain: Drain, class_id: str) -> None:
    """Assigned by agency, the seats of one agency follow each other."""
    path = import_file(organizer, drain, class_id, csv_of(roster(20, 1)))
    confirm_import(organizer, drain, path, "agency")
    agencies = [each.agency for each in service.roster(service.load_class(class_id))]
    assert agencies == sorted(agencies)


def test_only_the_seats_of_the_file(organizer: Browser, drain: Drain, class_id: str) -> None:
    """With the seats of the file only, who has none stays without one."""
    lines = roster(2, 1)
    lines[0][0] = "9"
    confirm_import(organizer, drain, import_file(organizer, drain, class_id, csv_of(lines)), "file")
    assert people_of(class_id) == [("9", lines[0][1]), ("", lines[1][1])]


def test_somebody_elses_import_in_between_is_a_conflict(organizer: Browser, drain: Drain, class_id: str) -> None:
    """Confirming differences to a roster that is no longer in force is refused with a fresh comparison."""
    first = import_file(organizer, drain, class_id, csv_of(roster(3, 1)))
    second = import_file(organizer, drain, class_id, csv_of(roster(2, 2)))
    confirm_import(organizer, drain, second)
    organizer.post(first, {"seats_by": "order", "compared_with": ""})
    assert organizer.status == 409
    assert "已有其他人更新了這份資料" in organizer.text
    assert "移除 2 人" in organizer.text
    assert [name for _, name in people_of(class_id)] == [line[1] for line in roster(2, 2)]


def test_an_import_between_press_and_work_is_a_conflict(organizer: Browser, drain: Drain, class_id: str) -> None:
    """Of two imports confirmed against the same roster one is applied, and the other goes back to its preview saying why."""
    paths = [import_file(organizer, drain, class_id, csv_of(roster(number, number))) for number in (2, 3)]
    for path in paths:
        organizer.post(path, {"seats_by": "order", "compared_with": ""})
        assert organizer.status == 303
    drain()
    texts = [organizer.get(path).text for path in paths]
    assert sorted("匯入完成" in text for text in texts) == [False, True]
    assert sorted("已有其他人更新了這份資料" in text for text in texts) == [False, True]


def test_attendance_hears_of_a_new_roster(organizer: Browser, drain: Drain, class_id: str) -> None:
    """Applying an import announces whom to expect, in the same transaction."""
    from chalicelib.messaging.store import OutboxItem

    def announced() -> int:
        return sum(1 for item in OutboxItem.scan() if item.kind == "attendance.expect")

    before = announced()
    confirm_import(organizer, drain, import_file(organizer, drain, class_id, csv_of(roster(3, 1))))
    assert announced() == before + 1


def test_a_cancelled_class_takes_no_roster(organizer: Browser, class_id: str, now: datetime) -> None:
    """The upload page of a cancelled class is refused."""
    class_changes.cancel_class(ORGANIZER, class_id, {"reason": "報名人數不足"}, now)
    assert organizer.get(f"/classes/{class_id}/imports").status == 409


def test_an_upload_form_binds_place_and_size(organizer: Browser, class_id: str) -> None:
    """The signed form allows one key and at most 20 MB."""
    import base64
    import json
    import re

    page = organizer.get(f"/classes/{class_id}/imports").text
    policy = re.search(r'name="policy" value="([^"]+)"', page)
    assert policy
    conditions = json.loads(base64.b64decode(policy[1]))["conditions"]
    assert ["content-length-range", 1, 20 * 1024 * 1024] in conditions
    key = next(each["key"] for each in conditions if isinstance(each, dict) and "key" in each)
    assert re.fullmatch(rf"imports/{class_id}/[\w-]{{16}}/roster", key)


def test_the_template_has_every_heading(organizer: Browser) -> None:
    """The blank file to download has the headings that the reader knows."""
    assert organizer.get("/imports/template/roster").text == "\ufeff" + ",".join(HEADINGS) + "\r\n"


def test_an_unconfirmed_choice_of_seats_is_asked_again(organizer: Browser, drain: Drain, class_id: str) -> None:
    """An unknown choice of seats shows the preview again with the question marked."""
    path = import_file(organizer, drain, class_id, csv_of(roster(2, 1)))
    organizer.post(path, {"seats_by": "magic", "compared_with": ""})
    assert organizer.status == 400
    assert "請選擇座位的排法" in organizer.text


def test_waiting_page_before_the_file_is_read(organizer: Browser, class_id: str) -> None:
    """Right after the upload the page says that it waits, and refreshes by itself."""
    path = upload(organizer.get(f"/classes/{class_id}/imports").text, csv_of(roster(2, 1)))
    organizer.get(path)
    assert organizer.status == 200
    assert 'hx-trigger="every 1s"' in organizer.text

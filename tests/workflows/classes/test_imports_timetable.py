"""A timetable from its file to the class."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from chalicelib.documents.spreadsheets.export import to_csv
from chalicelib.domains.classes import store
from chalicelib.domains.classes.model import Period
from chalicelib.identity import Principal, Role
from infra.samples.make import table
from tests.support.browser_client import Browser
from tests.support.builders import confirm_import, import_file, make_class

SAMPLE = Path(__file__).parents[3] / "infra" / "samples" / "timetable.xlsx"
HEADINGS = ("上課日期", "開始時間", "結束時間", "節數", "課程名稱", "講師")
Drain = Callable[[], int]


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(Role.ORGANIZER, username="organizer1")


@pytest.fixture
def class_id(now: datetime) -> str:
    return make_class(Principal("organizer1", "林承辦", frozenset({Role.ORGANIZER})), now).id


def test_the_sample_timetable_is_imported(organizer: Browser, drain: Drain, class_id: str) -> None:
    """Seven lessons with 民國 dates become seven periods in order of time."""
    path = import_file(organizer, drain, class_id, SAMPLE.read_bytes(), "timetable")
    assert "檢查完成，還沒有匯入" in organizer.text
    assert store.find_timetable(class_id)[0] == []
    confirm_import(organizer, drain, path)
    periods = store.find_timetable(class_id)[0]
    assert len(periods) == 7
    assert periods[0] == Period(date(2026, 3, 2), "09:00", "09:50", 1, "行政中立的法制基礎", "林書豪")


def test_a_second_timetable_replaces_the_first(organizer: Browser, drain: Drain, class_id: str) -> None:
    """What is confirmed takes the place of the whole timetable before it."""
    confirm_import(organizer, drain, import_file(organizer, drain, class_id, SAMPLE.read_bytes(), "timetable"))
    data = to_csv(table(HEADINGS, [("2026-03-04", "13:30", "15:20", "", "綜合座談", "")]))
    path = import_file(organizer, drain, class_id, data, "timetable")
    assert "目前的 7 堂課" in organizer.text
    confirm_import(organizer, drain, path)
    assert [(each.subject, each.count) for each in store.find_timetable(class_id)[0]] == [("綜合座談", 2)]


def test_mistakes_are_shown_with_row_and_column(organizer: Browser, drain: Drain, class_id: str) -> None:
    """A day outside the class and an end before its start are told with their cells."""
    rows = [("115/04/02", "09:00", "09:50", "1", "課", ""), ("115/03/02", "11:00", "10:00", "1", "課", "")]
    import_file(organizer, drain, class_id, to_csv(table(HEADINGS, rows)), "timetable")
    assert 'class="number">2</td><td data-label="欄位">上課日期（A 欄）' in organizer.text
    assert 'class="number">3</td><td data-label="欄位">結束時間（C 欄）' in organizer.text

"""Class files: asked for, made by a worker, fetched through a check."""

import re
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import requests

from chalicelib.documents.spreadsheets.export import to_csv
from chalicelib.domains.classes.files.requests import PAPERS, make_file, request_file
from chalicelib.identity import Principal, Role
from chalicelib.messaging.store import OutboxItem
from chalicelib.records.exports import Made, NotMade
from infra.samples.make import HEADINGS, rare_names, roster, table
from tests.support.browser_client import Browser
from tests.support.builders import confirm_import, import_file, make_class

ORGANIZER = Principal("organizer1", "林承辦", frozenset({Role.ORGANIZER}))
Drain = Callable[[], int]


@pytest.fixture
def class_id(browser: Browser, drain: Drain, now: datetime) -> str:
    browser.sign_in(Role.ORGANIZER, username="organizer1")
    made = make_class(ORGANIZER, now).id
    lines = [*roster(20, 1), *rare_names()]
    confirm_import(browser, drain, import_file(browser, drain, made, to_csv(table(HEADINGS, lines))))
    return made


@pytest.mark.parametrize("kind", PAPERS)
def test_a_paper_is_made_and_fetched(browser: Browser, drain: Drain, class_id: str, kind: str) -> None:
    """Asked for, it is on its way; once made, a link leads to the PDF, rare characters and all."""
    page = browser.post(f"/classes/{class_id}/files", {"kind": kind}).location
    assert "正在製作" in browser.get(page).text
    drain()
    assert "檔案做好了" in browser.get(page).text
    url = browser.get(f"{page}/download").location
    assert int(re.search(r"X-Amz-Expires=(\d+)", url)[1]) <= 180  # type: ignore[index]
    answer = requests.get(url, timeout=10)
    assert answer.content.startswith(b"%PDF-")
    assert len(answer.content) > 10_000


def test_asking_twice_makes_one(browser: Browser, class_id: str) -> None:
    """A second press while the first is on its way announces nothing more."""
    for _ in range(2):
        browser.post(f"/classes/{class_id}/files", {"kind": "classes.name-cards"})
        assert browser.status == 303
    assert sum(1 for item in OutboxItem.scan() if item.kind == "classes.name-cards") == 1


def test_a_file_that_is_not_ready_cannot_be_fetched(browser: Browser, class_id: str) -> None:
    """Before the worker is done, and for an unknown file, the download is not found."""
    page = browser.post(f"/classes/{class_id}/files", {"kind": "classes.seat-plan"}).location
    assert browser.get(f"{page}/download").status == 404
    assert browser.get(f"/classes/{class_id}/files/none/download").status == 404


def test_a_failure_is_told(browser: Browser, class_id: str, now: datetime) -> None:
    """What the worker says of a failure stands on the page."""
    page = browser.post(f"/classes/{class_id}/files", {"kind": "classes.seat-plan"}).location

    def draw() -> Made:
        raise NotMade("文件中有字型缺字。")

    make_file(class_id, page.rpartition("/")[2], draw, now)
    assert "文件中有字型缺字" in browser.get(page).text


def test_a_character_that_no_font_has_is_said_at_the_import_and_stops_nobody(browser: Browser, drain: Drain, now: datetime) -> None:
    """The preview names the character and what becomes of it; the cards of the class are made all the same."""
    browser.sign_in(Role.ORGANIZER, username="organizer1")
    class_id = make_class(ORGANIZER, now).id
    lines = roster(1, 1)
    lines[0][1] = "王\U0001f9ff"
    path = import_file(browser, drain, class_id, to_csv(table(HEADINGS, lines)))
    assert "第 2 列有紙本印不出來的字：「\U0001f9ff」（U+1F9FF）" in browser.text
    confirm_import(browser, drain, path)
    page = browser.post(f"/classes/{class_id}/files", {"kind": "classes.name-cards"}).location
    drain()
    assert "下載" in browser.get(page).text


def test_each_session_has_its_own_file(class_id: str, now: datetime) -> None:
    """The same kind for two sessions gives two ids."""
    sessions = [{"session_id": f"{class_id}.20260302{half}"} for half in ("am", "pm")]
    ids = {request_file(ORGANIZER, class_id, "attendance.ods", args, now) for args in sessions}
    assert ids == {"attendance.ods.20260302am", "attendance.ods.20260302pm"}


def test_others_files_are_closed(new_browser: Callable[[], Browser], browser: Browser, class_id: str) -> None:
    """An organizer of another class may neither ask for, see nor fetch a file."""
    page = browser.post(f"/classes/{class_id}/files", {"kind": "classes.seat-plan"}).location
    other = new_browser().sign_in(Role.ORGANIZER, username="organizer2")
    assert other.get(page).status == other.get(f"{page}/download").status == 403
    assert other.post(f"/classes/{class_id}/files", {"kind": "classes.seat-plan"}).status == 403


def test_the_sign_in_sheet_has_every_session(browser: Browser, drain: Drain, class_id: str, tmp_path: Path) -> None:
    """Six sessions still to come stand on the sheet, four on a page, with everybody on each."""
    page = browser.post(f"/classes/{class_id}/files", {"kind": "classes.sign-in-sheet"}).location
    drain()
    path = tmp_path / "sheet.pdf"
    path.write_bytes(requests.get(browser.get(f"{page}/download").location, timeout=10).content)
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
    assert all(text.count(f"3/{day} {half}") for day in (2, 3, 4) for half in ("上午", "下午"))
    assert text.count("應到") == 2

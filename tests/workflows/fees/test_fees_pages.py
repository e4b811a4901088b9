"""The pages of fees: list, class, case, files, progress and parameters, as a browser sees them."""

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

import odf.opendocument
import odf.table
import odf.teletype
import pytest

from chalicelib.domains.fees import transitions
from chalicelib.domains.fees.drafting import editing
from chalicelib.domains.fees.events_rules import CaseEvent
from chalicelib.domains.fees.model import State
from chalicelib.identity import Role
from chalicelib.records.hash_chain import SYSTEM
from chalicelib.records.transitions import Transition
from tests.scenes.fees import FUNDING, ORGANIZER, made_cases, taught_class
from tests.support.browser_client import Browser

Drain = Callable[[], int]
Aws = Callable[[str], Any]
DAYS = "from=2026-03-01&to=2026-03-31"


@pytest.fixture
def organizer(browser: Browser) -> Browser:
    return browser.sign_in(Role.ORGANIZER, username="organizer1")


def fetched(browser: Browser, drain: Drain, aws: Aws, form: dict[str, str]) -> bytes:
    """Asks, lets the worker make it, and takes the file that the download leads to."""
    browser.post("/fees/files", form)
    assert browser.status == 303, browser.text
    place = browser.location
    assert "正在製作" in browser.get(place).text
    drain()
    assert "做好了" in browser.get(place).text
    browser.get(place + "/download")
    key = re.search(r"/(exports/[^?]+)\?", browser.location)
    assert key
    return bytes(aws("s3").get_object(Bucket="local-documents-bucket", Key=key[1])["Body"].read())


def test_from_the_timetable_to_the_list(organizer: Browser, now: datetime) -> None:
    """One press on the class's page; the list has number, year, code, run and title of each."""
    class_ = taught_class(now)
    assert "建立 3 件草稿" in organizer.get(f"/classes/{class_.id}/fees").text
    organizer.post(f"/classes/{class_.id}/fees", FUNDING, follow=True)
    assert "已建立 3 件草稿" in organizer.text
    assert "新臺幣貳萬貳仟元整" in organizer.text
    page = organizer.get(f"/fees?{DAYS}").text
    for words in ("202603020001", "115", "B00492", "行政中立研習班（第 1 期）", "林書豪", "12,000", "草稿"):
        assert words in page


def test_what_was_typed_comes_back(organizer: Browser, now: datetime) -> None:
    """A form with an error keeps every field and says what is wrong where."""
    case = made_cases(now)[0]
    organizer.get(f"/fees/{case.id}/edit")
    typed = {"version": "1", "kind": "expert", "rate": "9999", "income_class": "9B", "income_reason": "專題", "pays_on": "2026-03-20"}
    organizer.post(f"/fees/{case.id}/edit", {**typed, "funding": "某計畫", "exempt": "", "extra_amount.3": "12"})
    assert organizer.status == 400
    assert "請選擇項目。" in organizer.text
    assert 'value="9999"' in organizer.text
    assert 'value="某計畫"' in organizer.text


def test_the_case_explains_every_amount(organizer: Browser, now: datetime) -> None:
    """Lines, deductions also at 0, words, and the record."""
    case = made_cases(now)[0]
    page = organizer.get(f"/fees/{case.id}").text
    for words in (
        "3 節 × 2,000 = 6,000",
        "補充保費 0：12,000 未達 29,500",
        "所得稅 0：12,000 未達 90,501",
        "新臺幣壹萬貳仟元整",
        "紀錄完整",
    ):
        assert words in page


def test_the_list_is_narrowed_by_days_state_and_words(organizer: Browser, now: datetime) -> None:
    """Other days, another state, another name: the case is not there."""
    case = made_cases(now)[0]
    for query, there in (
        (DAYS, True),
        ("from=2026-02-01&to=2026-03-01", False),
        (f"{DAYS}&state=paid", False),
        (f"{DAYS}&q=陳亭妃", False),
    ):
        assert (case.id in organizer.get(f"/fees?{query}").text) is there
    assert "迄日不可早於起日" in organizer.get("/fees?from=2026-03-02&to=2026-03-01").text


def test_the_list_goes_on_page_by_page(organizer: Browser, now: datetime) -> None:
    """Fifty-four cases: fifty, and the four of the next page; none twice."""
    for run in range(1, 19):
        made_cases(now, run=str(run))
    seen: list[str] = []
    path = f"/fees?{DAYS}"
    while path:
        page = organizer.get(path).text
        seen += re.findall(r'href="/fees/([0-9]{12})"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert seen == sorted(set(seen), reverse=True)
    assert len(seen) == 54


@pytest.mark.parametrize("after", ["000000000000", "999999999999", "x", "202603020001%00", "²²²²²²²²²²²²"])
def test_a_made_up_position_is_only_an_empty_page(organizer: Browser, now: datetime, after: str) -> None:
    """Whatever stands in the address, the list answers."""
    made_cases(now)
    assert organizer.get(f"/fees?{DAYS}&after={after}").status == 200


def test_others_cases_are_neither_listed_nor_given(new_browser: Callable[[], Browser], now: datetime) -> None:
    """Another organizer's list is empty, the page is refused, and ticking the number makes no paper."""
    case = made_cases(now)[0]
    other = new_browser().sign_in(Role.ORGANIZER, username="organizer2")
    assert case.id not in other.get(f"/fees?{DAYS}").text
    assert other.get(f"/fees/{case.id}").status == 403
    assert other.post("/fees/files", {f"case.{case.id}": "1", "what": "slip"}).status == 400


def test_slips_and_timetables_are_made(organizer: Browser, drain: Drain, aws: Aws, now: datetime) -> None:
    """A page for each ticked case."""
    cases = made_cases(now)
    for what in ("slip", "timetable"):
        data = fetched(organizer, drain, aws, {"what": what, "which": "ticked", **{f"case.{case.id}": "1" for case in cases[:2]}})
        assert data.startswith(b"%PDF-")
        assert data.count(b"/Type /Page\n") == 2


def test_the_register_adds_up(organizer: Browser, drain: Drain, aws: Aws, now: datetime) -> None:
    """CSV: the cases' rows sum to each subtotal's sum and to the total, whose net is also in words."""
    for run in ("1", "2"):
        made_cases(now, run=run)
    data = fetched(organizer, drain, aws, {"what": "register", "format": "csv", "which": "all", "from": "2026-03-01", "to": "2026-03-31"})
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    cases = [row for row in rows if row["流水號"].isdigit()]
    sums = {
        what: list(found) for what, found in groupby((row for row in rows if not row["流水號"].isdigit()), key=lambda row: row["流水號"])
    }
    assert len(cases) == 6
    assert {what: len(found) for what, found in sums.items()} == {"班期小計": 2, "經費小計": 1, "合計": 1}
    for column in ("應發金額", "所得稅", "補充保險費", "實發金額", "鐘點費"):
        total = sum(int(row[column]) for row in cases)
        assert [sum(int(row[column]) for row in found) for found in sums.values()] == [total] * 3
    assert sums["合計"][0]["班期名稱"] == "實發新臺幣肆萬肆仟元整"


def test_the_register_as_ods_holds_the_same(organizer: Browser, drain: Drain, aws: Aws, now: datetime) -> None:
    """Read back with odfpy: as many rows, and numbers as numbers."""
    made_cases(now)
    data = fetched(
        organizer, drain, aws, {"what": "register", "format": "ods", "which": "all", **{"from": "2026-03-01", "to": "2026-03-31"}}
    )
    sheet = odf.opendocument.load(io.BytesIO(data)).getElementsByType(odf.table.Table)[0]
    rows = sheet.getElementsByType(odf.table.TableRow)
    cells = [odf.teletype.extractText(cell) for cell in rows[1].getElementsByType(odf.table.TableCell)]
    assert cells[0].isdigit()
    assert len([row for row in rows if "合計" in odf.teletype.extractText(row)]) == 1


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_the_register_is_made_in_each_format(organizer: Browser, drain: Drain, aws: Aws, now: datetime, kind: str) -> None:
    """From the class's page, without the cancelled one."""
    cases = made_cases(now)
    editing.cancel(ORGANIZER, cases[1].id, {"reason": "更換"}, now)
    organizer.post(f"/classes/{cases[0].class_id}/fees/files", {"what": "register", "format": kind})
    place = organizer.location
    assert "2 件" in organizer.get(place).text
    drain()
    assert "做好了" in organizer.get(place).text


def test_nothing_ticked_is_told(organizer: Browser, now: datetime) -> None:
    """The answer is the list again, with what to do."""
    made_cases(now)
    organizer.post("/fees/files", {"what": "slip", "which": "ticked", "from": "2026-03-01", "to": "2026-03-31"})
    assert organizer.status == 400
    assert "請先勾選案件" in organizer.text


def test_progress_counts_states_and_times(organizer: Browser, now: datetime) -> None:
    """Two hours as a draft and a day with the lecturer: medians, and their share of the 26 hours."""
    case = made_cases(now)[0]
    path = [(State.SENT, timedelta(hours=2)), (State.CONFIRMED, timedelta(hours=26))]
    for state, after in path:
        moved = Transition(kind=CaseEvent.EDITED, actor=SYSTEM, change={"state": state})
        case = transitions.cases.apply(case, moved, now + after)
    page = organizer.get("/fees/progress").text
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "承辦人準備 1 2 小時 8 %" in text
    assert "講座確認 1 1 天 92 %" in text
    assert "講座已確認 1 件" in text
    assert "草稿 2 件" in text


def test_an_accountant_adds_a_value_and_everybody_sees_it(new_browser: Callable[[], Browser], now: datetime) -> None:
    """The next year's threshold with its source; an organizer sees it, and has no form."""
    accountant = new_browser().sign_in(Role.ACCOUNTANT, username="accountant1")
    typed = {"key": "basic_wage", "starts_on": "2027-01-01", "value": "30,500", "source": "勞動部公告"}
    accountant.post("/fees/parameters", typed, follow=True)
    assert "自 2027-01-01 起 30,500 元" in accountant.text
    organizer = new_browser().sign_in(Role.ORGANIZER)
    assert "30,500 元" in organizer.get("/fees/parameters?on=2027-02-01").text
    assert "新增標準" not in organizer.text
    assert "29,500 元" in organizer.get("/fees/parameters").text


def test_a_correction_is_a_further_version(new_browser: Callable[[], Browser], now: datetime) -> None:
    """Both stay readable, the later one holds; the same form twice adds one."""
    accountant = new_browser().sign_in(Role.ACCOUNTANT, username="accountant1")
    typed = {"key": "tax_salary_from", "starts_on": "2026-01-01", "value": "90501", "source": "財政部 114 年公告"}
    for form in (typed, typed, {**typed, "value": "90000"}):
        accountant.post("/fees/parameters", form)
    page = accountant.get("/fees/parameters").text
    assert "第 3 版" in page
    assert "第 4 版" not in page
    assert "90,000 元" in page
    accountant.post("/fees/parameters", {**typed, "value": "abc", "source": ""})
    assert accountant.status == 400
    assert "請填依據" in accountant.text

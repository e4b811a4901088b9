"""What is shown of the answers, when, and as which file."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from python_calamine import load_workbook

from chalicelib.domains.classes.model import Class
from chalicelib.domains.surveys import store_answers
from chalicelib.domains.surveys.model import Survey, items_of
from chalicelib.domains.surveys.results import results
from chalicelib.identity import Role
from infra.local.cloud import name_of
from tests.scenes.leave import flat
from tests.scenes.surveys import IDS, answer, close, make_survey, make_surveyed_class, standing, survey_form
from tests.support.browser_client import Browser

Drain = Callable[[], int]
Aws = Callable[[str], Any]


@pytest.fixture
def class_(browser: Browser, drain: Drain, now: datetime) -> Class:
    made = make_surveyed_class(browser, drain, now)
    drain()
    return made


@pytest.fixture
def survey(class_: Class, now: datetime) -> Survey:
    return make_survey(class_, now)


def page_of(survey: Survey) -> str:
    return f"/classes/{survey.class_id}/surveys/{survey.id}"


def shown(survey: Survey, now: datetime) -> int | None:
    found = results.results(standing(survey), now).tally
    return found.answers if found else None


def exported(browser: Browser, survey: Survey, drain: Drain, aws: Aws, kind: str) -> bytes:
    """The file as a worker made it."""
    page = browser.post(f"{page_of(survey)}/export", {"format": kind}).location
    drain()
    assert "下載檔案" in browser.get(page).text
    assert browser.get(f"{page}/download").status == 303
    key = f"exports/surveys/{survey.class_id}/{survey.id}/survey-results.{kind}"
    return bytes(aws("s3").get_object(Bucket=name_of("DocumentsBucket"), Key=key)["Body"].read())


def test_few_answers_show_nothing(browser: Browser, survey: Survey, now: datetime) -> None:
    """Below five only the number of people is shown, open or closed, and there is no file."""
    answer(survey, [1, 2, 3, 4], now, text="只有我會這樣寫")
    close(survey, now)
    text = browser.get(page_of(survey)).text
    assert "4 / 8" in text
    assert "滿 5 份才顯示結果" in text
    assert "只有我會這樣寫" not in text
    assert browser.post(f"{page_of(survey)}/export", {"format": "csv"}).status == 409


def test_live_results_move_in_steps(browser: Browser, survey: Survey, now: datetime) -> None:
    """While it is open nobody's answer can be read from the difference of two looks; texts wait for the end."""
    seen = []
    for place in range(1, 9):
        answer(survey, [place], now, score=1 + place % 5, text="文字意見")
        seen.append(shown(survey, now))
    assert seen == [None, None, None, None, 5, 5, 5, 5]
    text = browser.get(f"{page_of(survey)}/live").text
    assert "8 / 8" in text
    assert "前 5 份" in text
    assert "文字意見在截止後顯示" in text
    assert browser.post(f"{page_of(survey)}/export").status == 409
    close(survey, now)
    assert shown(survey, now) == 8
    assert flat(browser.get(page_of(survey)).text).count("文字意見") == 16  # eight on each course's question


def test_a_closed_anonymous_survey_stays_closed(browser: Browser, survey: Survey, now: datetime) -> None:
    """Its results are out; opened again, who comes later would be seen by subtracting. With few answers nothing was shown yet."""
    answer(survey, range(1, 5), now)
    close(survey, now)
    assert browser.post(page_of(survey), {"action": "extend", "closes_at": ""}).status == 303
    answer(survey, [5], now)
    close(survey, now)
    assert "不能再開放" in browser.get(page_of(survey)).text
    assert browser.post(page_of(survey), {"action": "extend", "closes_at": ""}).status == 409


def test_bars_stand_beside_their_numbers(browser: Browser, survey: Survey, now: datetime) -> None:
    """Averages, counts and shares are in the table; the bars are drawn without styles in the page and hidden from readers."""
    answer(survey, [1, 2, 3], now, score=5)
    answer(survey, [4, 5], now, score=2)
    close(survey, now)
    text = browser.get(page_of(survey)).text
    assert text.count('<strong class="average">3.80</strong>') == 4  # two courses, two rows of the matrix
    assert "5人作答" in flat(text)
    assert "100.0%" in text
    assert '<rect class="bar-5" x="0.00" width="60.00"' in text
    assert "style=" not in text
    assert text.count('<svg class="bar"') == text.count('aria-hidden="true" focusable="false"><rect class="bar-back"')


def test_named_answers_are_live(browser: Browser, class_: Class, now: datetime, drain: Drain, aws: Aws) -> None:
    """A named survey shows everything at once, and its file says who."""
    survey = make_survey(class_, now, anonymous="0")
    answer(survey, [2], now, text="很好")
    assert "很好" in browser.get(page_of(survey)).text
    rows = load_workbook(io.BytesIO(exported(browser, survey, drain, aws, "ods"))).get_sheet_by_index(0).to_python()
    assert rows[0][:5] == ["編號", "座位", "姓名", "服務機關", "填答時間"]
    assert rows[1][:5] == [1, "2", "學員2", "人事處", "2026-03-02 08:50"]


def test_the_ods_read_by_another_tool(browser: Browser, survey: Survey, now: datetime, drain: Drain, aws: Aws) -> None:
    """One row an answer under the questions' own words, numbers as numbers, averages on the second sheet, and nobody's name."""
    for place in range(1, 7):
        answer(survey, [place], now, score=1 + place % 5, text=f"=意見{place}" if place % 2 else "")
    close(survey, now)
    book = load_workbook(io.BytesIO(exported(browser, survey, drain, aws, "ods")))
    rows = book.get_sheet_by_index(0).to_python()
    items = items_of(survey)
    assert rows[0][:3] == ["編號", "1. 課程內容｜公文寫作（林書豪）", "2. 想對講座說的話｜公文寫作（林書豪）"]
    assert rows[0][-2:] == ["7. 行政服務｜報到", "7. 行政服務｜教室"]
    assert len(rows) == 7
    assert sorted(row[1] for row in rows[1:]) == [1, 2, 2, 3, 4, 5]
    assert {row[2] for row in rows[1:]} == {"", "=意見1", "=意見3", "=意見5"}
    assert {row[5] for row in rows[1:]} == {"剛好"}
    # The rows stand in the order of their random keys, which is the order that the table gives.
    assert [row[1] for row in rows[1:]] == [each[items[0].field] for each in store_answers.answers(survey.id)]
    notes = [row[0] for row in book.get_sheet_by_index(1).to_python()]
    assert "1. 課程內容｜公文寫作（林書豪）：平均 2.83（6 人）" in notes
    whole = str([*rows, *notes])
    assert not any(word in whole for word in ("學員1", "人事處", "08:50", *IDS))


def test_the_csv_has_the_same_rows(browser: Browser, survey: Survey, now: datetime, drain: Drain, aws: Aws) -> None:
    """CSV beside it, in UTF-8 with its mark, a formula made harmless."""
    answer(survey, range(1, 6), now, text="=1+1")
    close(survey, now)
    data = exported(browser, survey, drain, aws, "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8-sig").splitlines()
    assert len(lines) == 6
    assert all("'=1+1" in line for line in lines[1:])


def test_two_surveys_have_two_files(browser: Browser, class_: Class, survey: Survey, now: datetime, drain: Drain) -> None:
    """Asked for at once, neither takes the other's place."""
    other = make_survey(class_, now, new_id="s0000000002", anonymous="0")
    answer(survey, range(1, 6), now)
    answer(other, [1], now)
    close(survey, now)
    places = {browser.post(f"{page_of(each)}/export", {"format": "csv"}).location for each in (survey, other)}
    drain()
    assert len(places) == 2
    assert all("下載檔案" in browser.get(place).text for place in places)


def test_compared_over_classes(browser: Browser, class_: Class, now: datetime, drain: Drain, new_browser: Callable[[], Browser]) -> None:
    """The classes that used a template stand side by side, of those that one runs; too few answers are not shown."""
    browser.post("/surveys/templates/new", survey_form(class_, name="共用問卷", new_id="t0000000001"))
    template = browser.location.rpartition("/")[2]
    other = make_surveyed_class(browser, drain, now, run="2")
    for each, score, places in ((class_, 4, range(1, 6)), (other, 2, range(1, 4))):
        survey = make_survey(each, now, template_id=template, new_id=f"s000000000{each.run}")
        answer(survey, places, now, score=score)
        close(survey, now + timedelta(minutes=1))
    text = flat(browser.get(f"/surveys/templates/{template}/compare").text)
    assert "115-B00492-1，5份" in text
    assert "115-B00492-2，未滿5份" in text
    assert "課程內容（平均）–4.00" in text
    assert "剛好–100.0%" in text
    stranger = new_browser().sign_in(Role.ORGANIZER, username="organizer2")
    assert "還沒有班期" in stranger.get(f"/surveys/templates/{template}/compare").text

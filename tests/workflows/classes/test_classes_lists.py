"""The list of classes by date and name, page by page, and the day's list."""

import re
from datetime import date, datetime, timedelta

import pytest

from chalicelib.domains.classes.sessions import sessions as class_sessions
from chalicelib.identity import Principal, Role
from tests.support.browser_client import Browser
from tests.support.builders import make_class

AMY = Principal("amy", "林小姐", frozenset({Role.ORGANIZER}))
BEN = Principal("ben", "陳先生", frozenset({Role.ORGANIZER}))


@pytest.fixture
def amy(browser: Browser) -> Browser:
    return browser.sign_in(Role.ORGANIZER, username="amy")


def codes(page: Browser) -> list[str]:
    return re.findall(r'data-label="班期代碼">([A-Z0-9]+)<', page.text)


def next_page(page: Browser) -> str:
    found = re.search(r'rel="next" href="([^"]+)"', page.text)
    return found[1].replace("&amp;", "&") if found else ""


def test_120_classes_are_paged_without_gap_or_repeat(amy: Browser, now: datetime) -> None:
    """Classes over three months come in order of their first day, 50 a page, each exactly once."""
    days = [date(2026, 2, 1) + timedelta(days=number * 2 % 89) for number in range(120)]
    for number, day in enumerate(days):
        make_class(AMY, now, code=f"B{number:05}", starts_on=str(day), ends_on=str(day), pattern="none")
    expected = [f"B{number:05}" for number, _ in sorted(enumerate(days), key=lambda each: (each[1], each[0]))]
    found, path = [], "/classes?from=2026-02-01&to=2026-04-30"
    sizes = []
    while path:
        amy.get(path)
        sizes.append(len(codes(amy)))
        found += codes(amy)
        path = next_page(amy)
    assert sizes == [50, 50, 20]
    assert found == expected
    amy.get(re.search(r'href="([^"]+)" rel="prev"', amy.text)[1].replace("&amp;", "&"))
    assert codes(amy) == expected[50:100]


def test_the_list_begins_with_this_month_and_the_next(amy: Browser, now: datetime) -> None:
    """Without a filter, classes that start in March and April 2026 are listed, those of February and May are not."""
    for code, day in (("A1", "2026-02-28"), ("A2", "2026-03-01"), ("A3", "2026-04-30"), ("A4", "2026-05-01")):
        make_class(AMY, now, code=code, starts_on=day, ends_on=day)
    assert codes(amy.get("/classes")) == ["A2", "A3"]


@pytest.mark.parametrize(("text", "expected"), [("行政", ["B1", "B2"]), ("b2", ["B2"]), ("Ｂ１", ["B1"]), ("採購", ["A3"]), ("無", [])])
def test_the_list_is_filtered_by_name_or_code(text: str, expected: list[str], amy: Browser, now: datetime) -> None:
    """A part of the name or of the code, in any width and case, finds the classes."""
    for code, name in (("B1", "行政中立班"), ("B2", "行政程序班"), ("A3", "採購班")):
        make_class(AMY, now, code=code, name=name)
    assert codes(amy.get(f"/classes?q={text}")) == expected


def test_organizers_see_their_own_classes_first_and_all_on_request(amy: Browser, now: datetime) -> None:
    """The list begins with the own classes; all are listed on request, those of others without a link."""
    make_class(AMY, now, code="B1")
    make_class(BEN, now, code="B2")
    assert codes(amy.get("/classes")) == ["B1"]
    assert codes(amy.get("/classes?of=all")) == ["B1", "B2"]
    assert "/classes/115-B2-1" not in amy.text.partition("班期清單")[2]
    assert codes(amy.sign_in(Role.ADMINISTRATOR, username="root").get("/classes")) == ["B1", "B2"]


@pytest.mark.parametrize("query", ["from=2026-03-02&to=2026-03-01", "from=x", "from=2020-01-01&to=2026-01-01", "page=forged"])
def test_an_unusable_filter_is_told(query: str, amy: Browser) -> None:
    """A range back to front, unreadable or over two years, and a forged page answer 400 on the list's own page."""
    assert amy.get(f"/classes?{query}").status == 400
    assert '<form class="filters"' in amy.text


def test_todays_own_sessions_are_on_top_with_their_three_pages(amy: Browser, now: datetime) -> None:
    """Each own session of today offers the room's screen, the counter and the attendance; those of others do not."""
    mine, other = make_class(AMY, now), make_class(BEN, now, code="B2")
    amy.get("/classes")
    for page in ("screen", "counter", "attendance"):
        assert f'href="/sessions/{mine.id}.20260302am/{page}"' in amy.text
    assert f"/sessions/{other.id}" not in amy.text
    assert f"/sessions/{mine.id}.20260303am" not in amy.text


@pytest.mark.parametrize("role", [Role.ROOM_ATTENDANT, Role.GUARD, Role.HEAD, Role.ORGANIZER, Role.ADMINISTRATOR])
def test_the_days_list_shows_what_runs_where(role: Role, browser: Browser, now: datetime) -> None:
    """Those who look after rooms and gates see class, times and room of every session of the day; into a class only who may open it."""
    make_class(AMY, now)
    browser.sign_in(role, username="guard1").get("/today")
    assert browser.status == 200
    assert "行政中立研習班（第 1 期）" in browser.text
    assert "09:00–12:00" in browser.text
    assert "301 教室" in browser.text
    assert ("/classes/115" in browser.text) == (role is Role.ADMINISTRATOR)


def test_the_days_list_knows_other_days_and_cancelled_sessions(amy: Browser, now: datetime) -> None:
    """Another day's list shows that day's sessions, a cancelled one as cancelled; an unreadable day answers 400."""
    class_ = make_class(AMY, now)
    class_sessions.cancel_session(AMY, f"{class_.id}.20260304pm", {"reason": "停電"}, now)
    assert "已取消" in amy.get("/today?day=2026-03-04").text
    assert "這一天沒有場次" in amy.get("/today?day=2026-03-05").text
    for day in ("soon", "0001-01-01", "9999-12-31"):
        assert amy.get(f"/today?day={day}").status == 400


@pytest.mark.parametrize("role", [Role.GUARD, Role.VOLUNTEER, Role.AGENCY_HR])
def test_others_may_not_list_classes(role: Role, browser: Browser) -> None:
    """The list of classes is for organizers and administrators."""
    assert browser.sign_in(role).get("/classes").status == 403

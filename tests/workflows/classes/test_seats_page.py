"""Seats are given to all at once or one by one; each change is a new version of the roster."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest

from chalicelib.documents.spreadsheets.export import to_csv
from chalicelib.domains.classes import service
from chalicelib.identity import Principal, Role
from infra.samples.make import HEADINGS, roster, table
from tests.support.browser_client import Browser
from tests.support.builders import confirm_import, import_file, make_class

ORGANIZER = Principal("organizer1", "林承辦", frozenset({Role.ORGANIZER}))
LINES = roster(12, 1)


@pytest.fixture
def class_id(browser: Browser, drain: Callable[[], int], now: datetime) -> str:
    browser.sign_in(Role.ORGANIZER, username="organizer1")
    made = make_class(ORGANIZER, now).id
    confirm_import(browser, drain, import_file(browser, drain, made, to_csv(table(HEADINGS, LINES))))
    return made


def seats_of(class_id: str) -> dict[str, str]:
    return {each.name: each.seat for each in service.roster(service.load_class(class_id))}


def change(browser: Browser, class_id: str, **form: str) -> Browser:
    version = service.load_class(class_id).roster_version
    return browser.post(f"/classes/{class_id}/seats", {"version": version, **form})


def person_on(class_id: str, seat: str) -> str:
    return next(each.person for each in service.roster(service.load_class(class_id)) if each.seat == seat)


def test_the_grid_shows_every_seat_in_rows(browser: Browser, class_id: str) -> None:
    """Forty seats in rows of ten are four rows, with the names on theirs."""
    change(browser, class_id, action="columns", columns="10")
    page = browser.get(f"/classes/{class_id}/seats").text
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    assert [row.count("seat-no") for row in rows] == [10, 10, 10, 10]
    assert LINES[11][1] in rows[1]
    assert page.count("空位") == 28


def test_two_people_swap(browser: Browser, class_id: str) -> None:
    """Moving to a taken seat gives the old one to who sat there; all else stays."""
    before = seats_of(class_id)
    change(browser, class_id, action="place", person=person_on(class_id, "1"), seat="５")
    assert browser.status == 303
    assert seats_of(class_id) == {**before, LINES[0][1]: "5", LINES[4][1]: "1"}


def test_a_free_seat_is_taken(browser: Browser, class_id: str) -> None:
    """Moving to a free seat leaves the old one empty."""
    change(browser, class_id, action="place", person=person_on(class_id, "1"), seat="40")
    assert seats_of(class_id)[LINES[0][1]] == "40"
    assert "1" not in seats_of(class_id).values()


def test_a_seat_beyond_the_room_is_refused(browser: Browser, class_id: str) -> None:
    """Seat 41 of 40 shows the page again with what was typed, and changes nothing."""
    before = seats_of(class_id)
    change(browser, class_id, action="place", person=person_on(class_id, "1"), seat="41")
    assert browser.status == 400
    assert "座位請填 1 到 40" in browser.text
    assert seats_of(class_id) == before


def test_blocks_begin_in_a_new_row(browser: Browser, class_id: str) -> None:
    """In rows of eight, the second group of ten and two begins on seat 17."""
    change(browser, class_id, action="assign", by="blocks")
    found = {each.group: [] for each in service.roster(service.load_class(class_id))}  # type: dict[str, list[int]]
    for each in service.roster(service.load_class(class_id)):
        found[each.group].append(int(each.seat))
    assert found == {"第1組": list(range(1, 11)), "第2組": [17, 18]}


def test_blocks_that_do_not_fit_are_refused(browser: Browser, class_id: str) -> None:
    """With thirty seats in a row the second group would begin on seat 31 of 40; one more row than there is, is refused."""
    change(browser, class_id, action="columns", columns="30")
    change(browser, class_id, action="assign", by="blocks")
    assert seats_of(class_id)[LINES[10][1]] == "31"
    change(browser, class_id, action="columns", columns="31")
    assert browser.status == 400


def test_a_change_against_an_old_roster_is_a_conflict(browser: Browser, class_id: str) -> None:
    """Who saw an older version is told so, and nothing changes."""
    old = service.load_class(class_id).roster_version
    change(browser, class_id, action="assign", by="agency")
    before = seats_of(class_id)
    browser.post(f"/classes/{class_id}/seats", {"action": "assign", "by": "order", "version": old})
    assert browser.status == 409
    assert "還沒有儲存" in browser.text
    assert seats_of(class_id) == before


def test_others_classes_are_closed(new_browser: Callable[[], Browser], class_id: str) -> None:
    """An organizer of another class may neither see nor change the seats."""
    other = new_browser().sign_in(Role.ORGANIZER, username="organizer2")
    assert other.get(f"/classes/{class_id}/seats").status == 403
    assert change(other, class_id, action="assign", by="agency").status == 403

"""No page comes near what Lambda hands on (6 MB): everybody came and voted; hundreds asked for leave, chose meals and wrote.

Attendance over twenty sessions and completion are in attendance/test_attendance_overview.py.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.model import Class
from chalicelib.domains.classes.store import SessionItem
from chalicelib.domains.leave import store as leave
from chalicelib.domains.leave.model import Part, State
from chalicelib.domains.leave.store_items import DayItem, LeaveItem
from chalicelib.domains.meals.store import ChoiceItem
from chalicelib.domains.surveys.building import building
from chalicelib.domains.surveys.model import Content as Questions
from chalicelib.domains.surveys.model import Kind, Question, Survey, items_of
from chalicelib.domains.surveys.store_items import AnswerItem, MarkItem
from chalicelib.domains.voting import store as polls
from chalicelib.domains.voting.model import Candidate, Content, Poll
from chalicelib.domains.voting.model import Kind as PollKind
from chalicelib.domains.voting.results import published
from chalicelib.domains.voting.store_items import BallotItem
from chalicelib.domains.voting.store_items import MarkItem as VoteItem
from chalicelib.dynamodb import Transaction
from chalicelib.identity import Role
from chalicelib.web.http import Redirect, Request
from chalicelib.web.responses import respond
from tests.scenes.attendance import ORGANIZER
from tests.support.big_class import expect_all, make_big_class, persons, put_at_once
from tests.support.browser_client import Browser

PEOPLE = 400
LARGEST = 500_000  # a third of it is the room of 3,000 seats; with 2,000 people, of whom a page may list all, it stays below 1.5 MB
MANY = 310  # more than any other page lists
DAYS = [f"2026-03-{day:02}" for day in (*range(2, 7), *range(9, 14))]


def leaves(class_: Class, now: datetime) -> Iterator[LeaveItem | DayItem]:
    """Two of each: one waits, one is approved and stands on the list at the gate."""
    for number, person in enumerate(persons(MANY)):
        for token, state, order in (("a" * 12, State.REQUESTED, "open"), ("b" * 12, State.APPROVED, "done")):
            part = Part(f"{class_.id}.20260303am", "3/3 上午", "301", now, now + timedelta(hours=3), 3)
            yield LeaveItem(
                f"{class_.id}#{person}",
                f"LEAVE#{token}",
                class_id=class_.id,
                class_order=f"{order}#{number:05}",
                class_title=class_.title,
                name=f"學員{number:04}",
                agency="臺北市政府所屬機關",
                kind="病假",
                reason="發燒就醫，" * 10,
                parts=leave.parts_to_data([part]),
                state=state.value,
                requested_at=now,
            )
        yield DayItem(
            "DAY#2026-03-02",
            f"09:00#{person}.b#{class_.id}.20260302am",
            leave_id=f"{person}.b",
            class_title=class_.title,
            name=f"學員{number:04}",
            agency="臺北市政府所屬機關",
            starts_at=now,
            ends_at=now + timedelta(hours=3),
            changed_at=now,
        )


def survey_of(class_: Class, now: datetime) -> Survey:
    """Closed; everybody wrote as much as fits into three answers."""
    asked = tuple(Question(f"q{number}", Kind.TEXT, "意見") for number in range(3))
    survey = Survey("s0123456789", class_.id, class_.title, Questions("滿意度", "", True, asked), opens_at=now, closes_at=now)
    building.put(survey, ORGANIZER, now)
    answer = {item.field: "意見" * 250 for item in items_of(survey)}
    put_at_once(AnswerItem(f"ANSWERS#{survey.id}", person, answer=answer) for person in persons(MANY))
    put_at_once(MarkItem(f"MARKS#{survey.id}", person, request="r") for person in persons(MANY))
    return survey


def poll_of(class_: Class, now: datetime) -> Poll:
    candidates = tuple(Candidate(f"c{number}", number, f"候選人{number}") for number in range(1, 201))
    content = Content("選舉", PollKind.SOME, candidates, most=3, secret=False)
    poll = Poll("p0123456789", class_.id, class_.title, content, opens_at=now, closes_at=now, voters=PEOPLE)
    transaction = Transaction()
    polls.put(transaction, poll, ORGANIZER.username, now)
    transaction.commit()
    put_at_once(BallotItem(poll.id, f"{n:04}-AAAA-BBBB", choices=["c1", "c2", "c3"], voter=f"{n} 學員{n}") for n in range(PEOPLE))
    put_at_once(VoteItem(f"MARKS#{poll.id}", person) for person in persons(PEOPLE))
    return poll


def busy_day(class_: Class) -> Iterator[SessionItem]:
    """Sessions of other classes on that Monday."""
    session = classes.sessions(class_.id)[0]
    for number in range(MANY):
        yield SessionItem(
            f"115-X{number:05}-1",
            f"SESSION#115-X{number:05}-1.20260302am",
            calendar="session#2026-03-02",
            calendar_order=f"2026-03-02T01:00:00+00:00#{number}",
            session_id=f"115-X{number:05}-1.20260302am",
            class_title="另一個研習班（第 1 期）",
            organizers=[ORGANIZER.username],
            half="am",
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            room="301 教室",
        )


def test_every_page_of_a_big_class(browser: Browser, now: datetime) -> None:
    """Lists, counts, results: each stays far below the limit; those of which there are many show a part."""
    class_ = make_big_class(ORGANIZER, now, persons(PEOPLE))
    (session_id,) = expect_all(class_, persons(PEOPLE), 1)
    put_at_once(leaves(class_, now))
    put_at_once(busy_day(class_))
    dishes = {day: ["vegan", "花生、蝦蟹與堅果都過敏"] for day in DAYS}
    put_at_once(ChoiceItem(f"{class_.id}#MEALS", f"{person}#00001", dishes=dishes, made_at=now) for person in persons(MANY))
    survey, poll = survey_of(class_, now), poll_of(class_, now - timedelta(hours=1))
    browser.sign_in(Role.ADMINISTRATOR, username=ORGANIZER.username)
    here = f"/classes/{class_.id}"
    rooms = ["roster", "seats", "meals", "leave", f"surveys/{survey.id}"]
    pages = [*(f"{here}/{room}" for room in rooms), f"{here}/polls/{poll.id}", f"{here}/polls/{poll.id}/ballots", "/today", "/leave/today"]
    pages += [f"/sessions/{session_id}/attendance", f"/sessions/{session_id}/screen"]
    sizes = {page: len(browser.get(page).text.encode()) * (browser.status == 200) for page in pages}
    assert {page: size for page, size in sizes.items() if not 0 < size < LARGEST} == {}


def test_what_is_not_on_the_page_is_counted(browser: Browser, now: datetime) -> None:
    """The lists say how many there are in all, and lead on; a name finds whoever is on another page."""
    class_ = make_big_class(ORGANIZER, now, persons(300))
    (session_id,) = expect_all(class_, persons(300), 1)
    browser.sign_in(Role.ORGANIZER, username=ORGANIZER.username)
    live = f"/sessions/{session_id}/attendance"
    assert "300 人，第 1／3 頁" in browser.get(live).text
    assert 'attendance/live?state=&amp;name=&amp;page=2"' in browser.get(f"{live}?page=2").text
    assert ("學員0123" in browser.get(live).text, "學員0123" in browser.get(f"{live}?name=學員0123").text) == (False, True)
    roster = f"/classes/{class_.id}/roster"
    assert ("共 300 人，第 3／3 頁" in browser.get(f"{roster}?page=9").text, "學員0299" in browser.text) == (True, True)
    assert "符合 1 人" in browser.get(f"{roster}?name=學員0123").text


def test_a_list_of_ballots_is_whole_or_a_file(now: datetime) -> None:
    """A part would have to be asked for, which would tell where somebody's ballot stands: a list that is too long is only a file."""
    class_ = make_big_class(ORGANIZER, now, persons(5))
    poll = poll_of(class_, now - timedelta(hours=1))
    found = published.results_of(poll, now)
    assert len(found.shown) == len(found.rows) == PEOPLE
    long = replace(found, data=found.data * 40)
    assert (long.shown, len(long.data) < published.LONGEST_FILE) == ([], True)


def test_a_message_fits_into_its_cookie(now: datetime) -> None:
    """However many names a use case tells, a browser keeps the cookie that shows them."""
    request = Request("/", {}, {}, None, None, now, "d" * 16, "", "", {})
    answer = respond(request, Redirect("/", flash=("warn", "某某某（研習班）、" * 300)))
    (cookie,) = [each for each in answer.headers["Set-Cookie"] if each.startswith("__Host-flash")]
    assert len(cookie) < 4096

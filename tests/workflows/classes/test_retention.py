"""What is kept of a class, until when, and what deletes it; a held class loses nothing."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.cloud import files
from chalicelib.domains.attendance import store as attendance
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes import store_roster
from chalicelib.domains.classes.model import Class
from chalicelib.domains.classes.retention import keeping, store
from chalicelib.domains.classes.seats import seating
from chalicelib.domains.leave import deciding, store_policy
from chalicelib.domains.leave import store as leave
from chalicelib.domains.leave.store_items import DayItem, ToldItem
from chalicelib.domains.meals import store as meals
from chalicelib.domains.meals.rules import Choice, Dish, Meal
from chalicelib.domains.people import service as people
from chalicelib.domains.surveys import store_answers
from chalicelib.domains.surveys.answering import answering
from chalicelib.domains.surveys.building import building
from chalicelib.domains.surveys.model import Content, Kind, Question, Survey
from chalicelib.domains.surveys.results import results
from chalicelib.domains.voting import store_ballots
from chalicelib.domains.voting.model import Ballot
from chalicelib.dynamodb import Transaction
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Principal, Role
from chalicelib.records.retention_rules import Kept, Stage, ends, is_over, term_of
from infra.local.cloud import name_of
from tests.scenes.attendance import LIN, WANG
from tests.scenes.leave import ORGANIZER, apply, make_class_on_leave
from tests.scenes.voting import make_poll
from tests.support.browser_client import Browser

Drain = Callable[[], int]
SetClock = Callable[[datetime], None]
Schedule = Callable[[str], None]
ROOT = Principal("root", "管理員", frozenset({Role.ADMINISTRATOR}))
A_YEAR_ON = datetime.fromisoformat("2027-03-05T03:00:00+08:00")
FIVE_YEARS_ON = datetime.fromisoformat("2031-03-05T03:00:00+08:00")


@pytest.fixture
def class_(browser: Browser, drain: Drain, now: datetime) -> Class:
    return make_class_on_leave(browser, drain, now)


def rosters(class_: Class) -> dict[str, set[bool]]:
    """Version → whether its lines have an end."""
    found: dict[str, set[bool]] = {}
    for line in store.lines(class_.id):
        found.setdefault(line.sk.split("#")[1], set()).add(line.expires_at is not None)
    return found


def documents(aws: Callable[[str], Any], prefix: str) -> list[str]:
    """Keys below the prefix, of all versions."""
    found = aws("s3").list_object_versions(Bucket=name_of("DocumentsBucket"), Prefix=prefix)
    return [each["Key"] for kind in ("Versions", "DeleteMarkers") for each in found.get(kind, ())]


def seat_again(class_: Class, drain: Drain, now: datetime) -> None:
    version = classes.load_class(class_.id).roster_version
    seating.assign(ORGANIZER, class_.id, now, by="agency", version=version)
    drain()


def with_a_proof(class_: Class, now: datetime) -> str:
    """An application with a proof that was sent twice; returns where proofs of the class lie."""
    found = apply(class_, WANG, now, "0303am", kind="病假")
    for number in range(2):
        key = f"leave/{class_.id}/{found.id}/{number}.pdf"
        files.save(key, b"proof", "application/pdf")
        leave.keep_proof(found, key, "", now)
    return f"leave/{class_.id}/"


def test_a_roster_that_was_replaced_ends_by_itself(class_: Class, drain: Drain, now: datetime) -> None:
    """Three seatings: three copies end within thirty days, that in force has no end."""
    for _ in range(3):
        seat_again(class_, drain, now)
    present = classes.load_class(class_.id).roster_version
    assert len(rosters(class_)) == 4
    assert {version: ending for version, ending in rosters(class_).items() if ending != {version != present}} == {}
    line = next(line for line in store.lines(class_.id) if line.expires_at)
    assert line.expires_at == ends(Kept.SUPERSEDED_ROSTER, now) == int((now + timedelta(days=30)).timestamp())


def test_a_held_class_keeps_its_rosters(class_: Class, drain: Drain, now: datetime) -> None:
    """What had an end has none while it is held; what is replaced meanwhile gets none."""
    seat_again(class_, drain, now)
    keeping.hold(ROOT, class_.id, {"reason": "北院 115 年訴字第 1 號"}, now)
    drain()
    seat_again(class_, drain, now)
    assert set.union(*rosters(class_).values()) == {False}


@pytest.mark.counts_requests  # an object that is put twice has two versions
def test_details_go_a_year_after_the_class(
    class_: Class, drain: Drain, now: datetime, set_clock: SetClock, schedule: Schedule, aws: Callable[[str], Any]
) -> None:
    """Proofs of leave with every version, pictures, choices of meals and rosters that never were in force; nothing before that day."""
    place, pictures = with_a_proof(class_, now), f"photos/{class_.id}/"
    files.save(f"{pictures}poll/c1-upload.jpg", b"photo", "image/jpeg")
    meals.put_choice(class_.id, people.identify(WANG), Choice({date(2026, 3, 3): Dish(Meal.VEGAN, "花生過敏")}, 1), now)
    store_roster.write_roster(class_.id, "never", classes.roster(classes.load_class(class_.id)))
    set_clock(A_YEAR_ON - timedelta(days=2))
    schedule("clean")
    assert (len(documents(aws, place)), len(meals.choices(class_.id)), len(rosters(class_))) == (2, 1, 2)
    set_clock(A_YEAR_ON)
    schedule("clean")
    assert (documents(aws, place) + documents(aws, pictures), meals.choices(class_.id), len(rosters(class_))) == ([], {}, 1)
    (kept,) = leave.of_class(class_.id)
    assert (kept.proof_key, kept.kind) == ("", "病假")
    assert len(classes.roster(classes.load_class(class_.id))) == 3
    assert classes.load_class(class_.id).details_gone == "2027-03-05"


@pytest.mark.counts_requests  # an object that is put twice has two versions
def test_a_held_class_loses_nothing(
    class_: Class, drain: Drain, now: datetime, set_clock: SetClock, schedule: Schedule, aws: Callable[[str], Any], browser: Browser
) -> None:
    """Whatever its time; released, it goes with the next run. Who held it and why stands on the class's page and in its log."""
    place = with_a_proof(class_, now)
    administrator = browser.sign_in(Role.ADMINISTRATOR, username="root")
    page = f"/classes/{class_.id}/retention"
    assert administrator.post(page, {"action": "hold", "reason": ""}).status == 400
    assert administrator.post(page, {"action": "hold", "reason": "申訴案 115-001"}).status == 303
    assert "申訴案 115-001" in administrator.get(f"/classes/{class_.id}").text
    set_clock(A_YEAR_ON)
    schedule("clean")
    assert len(documents(aws, place)) == 2
    administrator.sign_in(Role.ADMINISTRATOR, username="root").post(page, {"action": "release", "reason": "申訴案結案"})
    set_clock(A_YEAR_ON + timedelta(hours=1))
    schedule("clean")
    assert documents(aws, place) == []
    assert [(each.what.label, each.by, each.reason) for each in store.log(class_.id)] == [
        ("已刪除：請假證明、候選人照片與餐食登記", "系統", "2 筆"),
        ("解除保留", "root", "申訴案結案"),
        ("依法保留", "root", "申訴案 115-001"),
    ]


def test_records_go_when_that_was_approved(
    class_: Class, drain: Drain, now: datetime, set_clock: SetClock, schedule: Schedule, browser: Browser
) -> None:
    """Five years on, and with the number of the approval: roster, attendance, leave. The class, its sessions and the log stay."""
    apply(class_, WANG, now, "0303am")
    set_clock(FIVE_YEARS_ON)
    schedule("clean")
    assert len(leave.of_class(class_.id)) == 1
    administrator = browser.sign_in(Role.ADMINISTRATOR, username="root")
    assert class_.title in administrator.get("/retention?year=115").text
    assert administrator.post("/retention", {"year": "115", f"class.{class_.id}": "on", "number": ""}).status == 400
    assert administrator.post("/retention", {"year": "115", f"class.{class_.id}": "on", "number": "檔徵字第 1 號"}).status == 303
    schedule("clean")
    sessions = classes.sessions(class_.id)
    assert (leave.of_class(class_.id), rosters(class_), len(sessions)) == ([], {}, 6)
    assert [attendance.expected(session.id, ()) for session in sessions] == [{}] * 6
    assert "檔徵字第 1 號" in administrator.get(f"/classes/{class_.id}/retention").text
    assert "依保存期限刪除" in administrator.get(f"/classes/{class_.id}").text
    assert class_.title not in administrator.get("/retention?year=115").text


def test_answers_and_ballots_go_as_a_whole(class_: Class, now: datetime, set_clock: SetClock, schedule: Schedule) -> None:
    """Who answered and voted, and what; the counts of a survey that were shown stay."""
    asked = Content("滿意度", "", False, (Question("q1", Kind.SCALE, "整體"),))
    survey = Survey("s0123456789", class_.id, class_.title, asked, opens_at=now, closes_at=now + timedelta(days=1))
    building.put(survey, ORGANIZER, now)
    answering.submit(class_.id, people.identify(WANG), survey.id, {"q1": "5", "request": "request-1"}, now)
    poll = make_poll(class_, now, secret="")
    transaction = Transaction()
    store_ballots.cast(transaction, poll.id, "marker", Ballot("AAAA-BBBB-CCCC", ("c1",), "1 王小明"))
    transaction.commit()
    shown = results.results(survey, FIVE_YEARS_ON).tally
    set_clock(FIVE_YEARS_ON)
    keeping.approve(ROOT, {f"class.{class_.id}": "on", "number": "檔徵字第 1 號"}, FIVE_YEARS_ON)
    schedule("clean")
    assert (store_answers.markers(survey.id), store_answers.answers(survey.id)) == (set(), [])
    assert (store_ballots.turnout(poll.id), store_ballots.ballots(poll.id)) == (0, [])
    assert results.results(survey, FIVE_YEARS_ON).tally == shown


def test_records_are_not_approved_before_their_time(class_: Class, now: datetime) -> None:
    """Nor of a class that is held, nor twice; each refusal names the class and why."""
    form = {f"class.{class_.id}": "on", "number": "檔徵字第 1 號"}
    with pytest.raises(InvalidInput, match="保存期限還沒有到"):
        keeping.approve(ROOT, form, now)
    keeping.hold(ROOT, class_.id, {"reason": "調查中"}, now)
    with pytest.raises(InvalidInput, match="依法保留中"):
        keeping.approve(ROOT, form, FIVE_YEARS_ON)
    with pytest.raises(Conflict):
        keeping.hold(ROOT, class_.id, {"reason": "調查中"}, now)
    keeping.release(ROOT, class_.id, {"reason": "調查結束"}, now)
    assert keeping.approve(ROOT, form, FIVE_YEARS_ON) == 1
    with pytest.raises(InvalidInput, match="已經核准"):
        keeping.approve(ROOT, form, FIVE_YEARS_ON)


def test_what_was_held_after_its_approval_stays(class_: Class, now: datetime, set_clock: SetClock, schedule: Schedule) -> None:
    """A hold decides to the last moment, whatever was approved before."""
    apply(class_, LIN, now, "0303am")
    keeping.approve(ROOT, {f"class.{class_.id}": "on", "number": "檔徵字第 1 號"}, FIVE_YEARS_ON)
    keeping.hold(ROOT, class_.id, {"reason": "調查中"}, FIVE_YEARS_ON)
    set_clock(FIVE_YEARS_ON + timedelta(hours=1))
    schedule("clean")
    assert len(leave.of_class(class_.id)) == 1


def test_marks_have_an_end_from_the_first(class_: Class, now: datetime) -> None:
    """That somebody was mailed, and who may leave on a day, ends ninety days later."""
    found = apply(class_, WANG, now, "0303am")
    deciding.approve(ORGANIZER, class_.id, found.id, {}, now)
    (listed,) = DayItem.search("DAY#2026-03-03")
    store_policy.tell(class_.id, found.person, "answer", "wang@gov.example", now)
    told = next(iter(ToldItem.query(f"{class_.id}#{found.person}", ToldItem.sk.startswith("TOLD#"))))
    assert told.expires_at == int((now + timedelta(days=90)).timestamp())
    assert listed.expires_at == int((listed.ends_at + timedelta(days=90)).timestamp())


def test_a_term_is_over_on_the_same_day_of_a_later_year() -> None:
    """Years are years, not days; who ends on 29 February is done on 1 March."""
    assert not is_over(Stage.RECORDS, date(2026, 3, 4), date(2031, 3, 3))
    assert is_over(Stage.RECORDS, date(2026, 3, 4), date(2031, 3, 4))
    assert term_of(Stage.RECORDS).after(date(2028, 2, 29)) == date(2033, 3, 1)
    assert ends(Kept.AUDIT, datetime(2028, 2, 29, tzinfo=UTC)) == datetime(2038, 3, 1, tzinfo=UTC).timestamp()


def test_people_are_told_how_long(class_: Class, new_browser: Callable[[], Browser]) -> None:
    """Where the number is asked for, by the term of the centre's profile."""
    door = new_browser().get(f"/c/{class_.id}/enter").text
    assert f"班期結束後保存 {term_of(Stage.RECORDS).years} 年" in door


def test_only_administrators_decide(class_: Class, browser: Browser) -> None:
    """The class's own organizer neither holds it nor lets its records go."""
    assert [browser.get(path).status for path in (f"/classes/{class_.id}/retention", "/retention")] == [403, 403]

"""Fee cases: made from the timetable, edited, worked out again, cancelled; who may; and what each step leaves behind."""

from collections.abc import Callable
from datetime import date, datetime

import pytest

from chalicelib.domains.classes import changes as class_changes
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.model import Period
from chalicelib.domains.classes.timetable import editing as timetable_editing
from chalicelib.domains.fees import access, transitions
from chalicelib.domains.fees.calculation.case_rules import key_of, wanted_of
from chalicelib.domains.fees.drafting import editing, making
from chalicelib.domains.fees.drafting.form_rules import form_of
from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.parameters import parameters
from chalicelib.domains.fees.store_items import CounterItem
from chalicelib.domains.people import service_lecturers as lecturers
from chalicelib.errors import Conflict, Forbidden, InvalidInput
from chalicelib.records.numbering import last_number
from infra.local.cloud import name_of
from tests.scenes.fees import ACCOUNTANT, FUNDING, MONDAY, ORGANIZER, OTHER, PERIODS, made_cases, standing, taught_class

Aws = Callable[[str], object]


def form(case: Case, **changed: str) -> dict[str, str]:
    """The edit form as it stands, with changes."""
    return {**form_of(wanted_of(case)), "version": str(case.events), **changed}


def test_one_press_makes_a_draft_for_every_lecturer(now: datetime) -> None:
    """Lecturers written together are told apart; each line is worked out; numbers follow each other."""
    cases = made_cases(now)
    assert [case.id for case in cases] == ["202603020001", "202603020002", "202603020003"]
    assert [case.payee.name for case in cases] == ["林書豪", "黃郁婷", "陳亭妃"]
    assert [case.gross for case in cases] == [12_000, 6000, 4000]
    assert [standing(case) for case in cases] == cases
    assert {case.state for case in cases} == {State.DRAFT}
    assert cases[2].lines[0].why == "2 節 × 2,000 = 4,000"


def test_pressing_again_makes_nothing(now: datetime) -> None:
    """Neither a second case of a lecturer nor a gap in the numbers."""
    cases = made_cases(now)
    assert making.make(ORGANIZER, cases[0].class_id, FUNDING, now) == []
    assert last_number(CounterItem, "20260302") == 3


def test_numbers_begin_anew_each_day(now: datetime) -> None:
    """The number's first part is the day in Taipei, also just after midnight there."""
    made_cases(now)
    later = datetime.fromisoformat("2026-03-03T00:10:00+08:00")
    (first, *_) = made_cases(later, run="2")
    assert first.id == "202603030001"


def test_a_known_lecturer_begins_as_before(now: datetime) -> None:
    """E-mail from the directory; kind, income class and reason as in the last case that was edited."""
    case = made_cases(now)[0]
    editing.edit(ORGANIZER, case.id, form(case, email="lin@example.edu.tw", kind="subordinate", rate="1500"), now)
    again = made_cases(now, run="2")[0]
    assert (again.payee.email, again.payee.kind.value, again.rate) == ("lin@example.edu.tw", "subordinate", 1500)
    assert again.payee.lecturer_id == standing(case).payee.lecturer_id


def test_who_has_no_address_shares_no_record(now: datetime) -> None:
    """Two lecturers of one name without e-mail are not taken for one person."""
    first, second = made_cases(now)[0], made_cases(now, run="2")[0]
    assert first.payee.lecturer_id != second.payee.lecturer_id


def test_editing_works_out_again_and_says_from_what_to_what(now: datetime) -> None:
    """A lower rate, an assistant's morning, travel: amounts, chain and the case agree."""
    case = made_cases(now)[0]
    key = key_of(MONDAY, "09:00", "11:50", "公文格式與用語")
    trip = {"extra_source.1": "travel", "extra_amount.1": "1,490", "extra_subject.1": "高鐵 臺中－臺北"}
    after = editing.edit(ORGANIZER, case.id, form(case, rate="1600", **{f"treat.{key}": "assistant"}, **trip), now)
    assert [line.amount for line in after.lines] == [2400, 4800, 1490]
    assert after.gross == 8690
    events, whole = transitions.cases.history(after)
    assert whole
    assert [event.kind for event in events] == ["made", "edited"]
    assert events[1].detail["gross"] == [12_000, 8690]


def test_a_speech_is_paid_by_its_decision(now: datetime) -> None:
    """Amount and decision are kept, and come back in the form."""
    case = made_cases(now)[2]
    key = key_of(date(2026, 3, 3), "09:00", "10:30", "跨機關溝通")
    speech = {f"treat.{key}": "speech", f"amount.{key}": "8000", f"decision.{key}": "115 年 2 月 3 日簽准"}
    after = editing.edit(ORGANIZER, case.id, form(case, income_class="9B", **speech), now)
    assert after.gross == 8000
    assert form_of(wanted_of(after)) | speech == form_of(wanted_of(after))
    assert editing.recalculate(ORGANIZER, case.id, now).gross == 8000


def test_unpaid_stays_unpaid_when_worked_out_again(now: datetime) -> None:
    """A line that is not paid is on the case at 0."""
    case = made_cases(now)[2]
    key = key_of(date(2026, 3, 3), "09:00", "10:30", "跨機關溝通")
    editing.edit(ORGANIZER, case.id, form(case, **{f"treat.{key}": "unpaid"}), now)
    assert [line.why for line in editing.recalculate(ORGANIZER, case.id, now).lines] == ["不支給"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"rate": "2001"}, "rate"),
        ({"kind": "own"}, "rate"),
        ({"kind": "x"}, "kind"),
        ({"rate": "-1"}, "rate"),
        ({"income_reason": ""}, "income_reason"),
        ({"exempt": "專門職業及技術人員自行執業者"}, "exempt"),
        ({"exempt": "other"}, "exempt_other"),
        ({"pays_on": "2019-01-01"}, "pays_on"),
        ({"email": "lin"}, "email"),
        ({"funding": ""}, "funding"),
        ({"extra_source.1": "material", "extra_amount.1": "4201", "extra_subject.1": "公文寫作實作"}, "extra_amount.1"),
        ({"extra_source.1": "gift", "extra_amount.1": "1", "extra_subject.1": "x"}, "extra_source.1"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(now: datetime, changed: dict[str, str], field: str) -> None:
    """Rates above the limit, wrong kinds and reasons, material above 70 % of 6,000: nothing is changed."""
    case = made_cases(now)[0]
    with pytest.raises(InvalidInput) as refused:
        editing.edit(ORGANIZER, case.id, form(case, **changed), now)
    assert field in refused.value.fields
    assert standing(case) == case


def test_an_edit_of_what_has_changed_since_is_refused(now: datetime) -> None:
    """Two tabs: the second is told, and does not undo the first."""
    case = made_cases(now)[0]
    typed = form(case, rate="1800")
    editing.edit(ORGANIZER, case.id, form(case, rate="1600"), now)
    with pytest.raises(Conflict):
        editing.edit(ORGANIZER, case.id, typed, now)
    assert standing(case).rate == 1600


def test_a_changed_timetable_is_noticed_and_worked_out_again(now: datetime) -> None:
    """The organizer is told that the case is out of date; working it out takes the new times."""
    case = made_cases(now)[2]
    assert not editing.out_of_date(case)
    class_ = classes.load_class(case.class_id)
    periods = (*PERIODS[:2], Period(date(2026, 3, 3), "09:00", "10:20", 2, "跨機關溝通", "陳亭妃"))
    timetable_editing.replace_timetable(class_, periods, classes.timetable(class_.id).version)
    assert editing.out_of_date(case)
    assert editing.recalculate(ORGANIZER, case.id, now).gross == 3000


def test_a_new_value_makes_open_cases_out_of_date(now: datetime) -> None:
    """The case names the versions that it used."""
    case = made_cases(now)[0]
    assert "basic_wage@2026-01-01.1" in case.parameters
    parameters.save(ACCOUNTANT, {"key": "limit_expert", "starts_on": "2026-03-15", "value": "2,400", "source": "行政院函"}, now)
    assert editing.out_of_date(case)
    assert not parameters.same_on(case.parameters, case.pays_on)


def test_cancelled_frees_the_lecturer_but_not_the_number(now: datetime) -> None:
    """A new case has the next number; the old one stands as cancelled, with its reason."""
    case = made_cases(now)[0]
    editing.cancel(ORGANIZER, case.id, {"reason": "講座更換"}, now)
    (again,) = making.make(ORGANIZER, case.class_id, FUNDING, now)
    assert (again.id, again.payee.name) == ("202603020004", "林書豪")
    assert (standing(case).state, standing(case).reason) == (State.CANCELLED, "講座更換")
    with pytest.raises(Conflict):
        editing.recalculate(ORGANIZER, case.id, now)


def test_other_organizers_and_roles_are_refused(now: datetime) -> None:
    """Another organizer neither reads nor edits; an accountant reads, and edits nothing."""
    case = made_cases(now)[0]
    for act in (access.open_case, access.read_case, editing.edit_form):
        with pytest.raises(Forbidden):
            act(OTHER, case.id)
    assert access.read_case(ACCOUNTANT, case.id) == case
    with pytest.raises(Forbidden):
        editing.recalculate(ACCOUNTANT, case.id, now)


def test_a_cancelled_class_pays_nobody(now: datetime) -> None:
    """No cases are made for a class that is not held."""
    class_ = taught_class(now)
    class_changes.cancel_class(ORGANIZER, class_.id, {"reason": "人數不足"}, now)
    with pytest.raises(Conflict):
        making.make(ORGANIZER, class_.id, FUNDING, now)


def test_the_stored_chain_cannot_be_rewritten_unseen(now: datetime, aws: Aws) -> None:
    """An amount that is changed in an event behind the program's back breaks the chain."""
    case = made_cases(now)[0]
    key = {"pk": {"S": case.id}, "sk": {"S": "EVENT#0001"}}
    changed = {":d": {"S": '{"gross": 1, "net": 1}'}}
    aws("dynamodb").update_item(  # type: ignore[attr-defined]
        TableName=name_of("FeesTable"), Key=key, UpdateExpression="SET detail = :d", ExpressionAttributeValues=changed
    )
    assert transitions.cases.history(case)[1] is False


def test_a_lecturer_who_is_known_twice_is_pointed_out(now: datetime) -> None:
    """The directory has two of the name: the page says so before anything is made."""
    for email in ("a@example.edu.tw", "b@example.edu.tw"):
        lecturers.remember_lecturer({"name": "林書豪", "email": email}, now)
    class_ = taught_class(now)
    assert [each.several for each in making.waiting(class_.id, [])] == [True, False, False]

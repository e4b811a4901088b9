"""What becomes one item of a table fits into it, whatever a form lets through; what does not is refused by its name."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.classes.imports.timetable_rules import TIMETABLE_COLUMNS
from chalicelib.domains.classes.timetable.editing import MOST_PERIODS
from chalicelib.domains.licences.clause_data_rules import clauses_to_data
from chalicelib.domains.licences.templates import form_rules as licences
from chalicelib.domains.surveys import answer_rules, form_rules
from chalicelib.domains.surveys.model import Course, Item, Kind, Question
from chalicelib.domains.surveys.question_rules import content_to_data, courses_to_data
from chalicelib.domains.voting import model as voting
from chalicelib.domains.voting.polls import form_rules as polls
from chalicelib.dynamodb import JsonAttribute
from chalicelib.errors import InvalidInput
from chalicelib.json_text import MOST_BYTES, to_json

WIDEST = "\U00020bb7"  # 𠮷, four bytes: as wide as a character becomes
texts = st.text(max_size=8)
leaves = st.none() | st.booleans() | st.integers() | texts
values = st.lists(leaves | st.dictionaries(texts, leaves, max_size=3), max_size=4)


@given(values)
def test_what_is_stored_is_read(value: Any) -> None:
    """Any value comes back as it went in, and so does what was stored with escapes before."""
    attribute = JsonAttribute()
    assert attribute.deserialize(attribute.serialize(value)) == attribute.deserialize(json.dumps(value)) == value


def test_chinese_takes_three_bytes() -> None:
    """A text of the centre is stored as it is written."""
    assert to_json(["公文"]) == '["公文"]'


def test_half_a_character_is_stored_escaped() -> None:
    """What UTF-8 cannot hold breaks no write."""
    assert json.loads(to_json("\ud842")) == "\ud842"


def test_what_is_too_large_is_refused_by_its_name() -> None:
    """The words say what is too large, how large it is and how large it may be."""
    with pytest.raises(InvalidInput, match=r"課表的內容太多，存不下（約 480 KB，最多 390 KB）"):
        JsonAttribute("課表").serialize("課" * 160_000)


def longest_template() -> Any:
    form = {"name": WIDEST * 60, "kind": "classroom", "opening": WIDEST * 1500, "count": str(licences.MOST_CLAUSES)}
    for number in range(licences.MOST_CLAUSES):
        form |= {f"text.{number}": WIDEST * 1500, f"grant.{number}": "on", f"refuse.{number}": "on", f"years.{number}": "50"}
        for kind, found in (("rights", licences.Right), ("audiences", licences.Audience), ("channels", licences.Channel)):
            form |= {f"{kind}.{number}.{value}": "on" for value in found}
        form |= {f"narrow.{number}.{value}": "on" for value in licences.Part}
    return clauses_to_data(licences.read_template(form, date(2026, 3, 2)).clauses)


def longest_survey() -> Any:
    """Content and courses: they stand in one item."""
    options = [f"{number:02}{WIDEST * (form_rules.LONGEST_OPTION - 2)}" for number in range(form_rules.MOST_OPTIONS)]
    form = {"name": WIDEST * 60, "intro": WIDEST * 500, "anonymous": "1", "count": str(form_rules.MOST_QUESTIONS)}
    for number in range(form_rules.MOST_QUESTIONS):
        form |= {f"kind.{number}": "matrix", f"text.{number}": WIDEST * form_rules.LONGEST_TEXT, f"options.{number}": "\n".join(options)}
    subject, lecturer = (next(each.longest for each in TIMETABLE_COLUMNS if each.name == name) for name in ("subject", "lecturer"))
    course = Course("k12345678", WIDEST * subject, WIDEST * lecturer)
    return [content_to_data(form_rules.read_content(form)), courses_to_data([course] * (form_rules.MOST_ITEMS // 2))]


def longest_answer() -> Any:
    items = [Item(number, f"q{number:03}-k12345678", Question(f"q{number}", Kind.TEXT, "")) for number in range(form_rules.MOST_ITEMS)]
    each = answer_rules.LONGEST_IN_ALL // len(items)
    return answer_rules.read_answer(items, {item.field: WIDEST * each for item in items})


def longest_poll() -> Any:
    lines = "\n".join(f"{number:03}{WIDEST * (polls.LONGEST_MOTION - 3)}" for number in range(voting.MOST_CANDIDATES))
    content = polls.read_content({"title": WIDEST * polls.LONGEST_TITLE, "kind": "motions", "candidates": lines})
    return [vars(each) for each in content.candidates]


def longest_timetable() -> Any:
    widths = {each.name: each.longest for each in TIMETABLE_COLUMNS}
    line = {"day": "2026-03-02", "starts": "09:00", "ends": "12:00", "count": 12}
    return [{**line, "subject": WIDEST * widths["subject"], "lecturer": WIDEST * widths["lecturer"]}] * MOST_PERIODS


@pytest.mark.parametrize("longest", [longest_template, longest_survey, longest_answer, longest_poll, longest_timetable])
def test_the_longest_that_a_form_takes_fits(longest: Any) -> None:
    """Every text at its limit, every character at its widest: what the rules let through, the table holds."""
    assert len(to_json(longest()).encode()) < MOST_BYTES


def test_an_answer_has_a_length_in_all() -> None:
    """Each text within its limit may still be too many; the last of them says so, and by how much."""
    items = [Item(number, f"q{number}", Question(f"q{number}", Kind.TEXT, "")) for number in range(41)]
    with pytest.raises(InvalidInput) as caught:
        answer_rules.read_answer(items, {item.field: "字" * 1000 for item in items})
    assert caught.value.fields == {"q40": "全部文字意見合計最多 40,000 個字，目前 41,000 個字，請縮短後再送出。"}

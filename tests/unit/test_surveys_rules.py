"""The rules of surveys: the editor loses nothing, answers are read as given, counts add up, classes compare."""

import json
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.surveys.answer_rules import LONGEST_TEXT, read_answer
from chalicelib.domains.surveys.form_rules import (
    MOST_QUESTIONS,
    content_to_form,
    question_count,
    read_content,
    read_courses,
    rearranged,
)
from chalicelib.domains.surveys.model import Content, Course, Item, Kind, Question, Survey, Template, blocks, items_of
from chalicelib.domains.surveys.question_rules import content_from_data, content_to_data, courses_from_data, courses_of, courses_to_data
from chalicelib.domains.surveys.results.compare_rules import compared
from chalicelib.domains.surveys.tally_rules import added, average_text, from_data, share_text, tally, texts, to_data
from chalicelib.domains.surveys.templates.standard_rules import STANDARD
from chalicelib.errors import InvalidInput

words = st.lists(st.sampled_from(["課程", "𠮷", "a<b", "：", "滿意 度", "=1+1"]), min_size=1, max_size=4).map("".join)
options = st.lists(words, min_size=2, max_size=5, unique=True).map(tuple)
choosing = st.sampled_from([Kind.SINGLE, Kind.MULTIPLE, Kind.MATRIX])
plain = st.sampled_from([Kind.SCALE, Kind.TEXT])
question_parts = st.tuples(choosing, options) | st.tuples(plain, st.just(()))
courses = st.lists(st.tuples(words, words), max_size=3).map(courses_of)


@st.composite
def contents(draw: st.DrawFn) -> Content:
    """What an editor could have saved."""
    parts = draw(st.lists(question_parts, min_size=1, max_size=6))
    asked = tuple(
        Question(f"q{n}", kind, draw(words), choices, draw(st.booleans()), draw(st.booleans()))
        for n, (kind, choices) in enumerate(parts, 1)
    )
    return Content(draw(words), draw(words | st.just("")), draw(st.booleans()), asked)


def survey_of(content: Content, taught: tuple[Course, ...] = ()) -> Survey:
    return Survey("s1", "115-B00492-1", "研習班", content, taught)


def value_of(item: Item) -> st.SearchStrategy[Any]:
    count = len(item.question.options)
    match item.question.kind:
        case Kind.SCALE:
            return st.integers(1, 5)
        case Kind.SINGLE:
            return st.integers(0, count - 1)
        case Kind.MULTIPLE:
            return st.sets(st.integers(0, count - 1), min_size=1).map(sorted)
        case Kind.MATRIX:
            return st.lists(st.integers(1, 5), min_size=count, max_size=count)
        case Kind.TEXT:
            return words


def typed(item: Item, value: Any) -> dict[str, str]:
    """As a browser sends it."""
    match item.question.kind:
        case Kind.MULTIPLE:
            return {f"{item.field}.{number}": "1" for number in value}
        case Kind.MATRIX:
            return {f"{item.field}.{row}": str(score) for row, score in enumerate(value)}
        case _:
            return {item.field: str(value)}


@st.composite
def answered(draw: st.DrawFn) -> tuple[Survey, list[dict[str, Any]]]:
    """A survey, and answers in which nothing that is required is missing."""
    survey = survey_of(draw(contents()), draw(courses))
    answers = []
    for _ in range(draw(st.integers(0, 4))):
        answers.append({item.field: draw(value_of(item)) for item in items_of(survey) if item.question.required or draw(st.booleans())})
    return survey, answers


@given(contents(), courses)
def test_questions_survive_the_table(content: Content, taught: tuple[Course, ...]) -> None:
    """To data, through JSON, and back, nothing is changed or lost."""
    assert content_from_data(json.loads(json.dumps(content_to_data(content)))) == content
    assert courses_from_data(json.loads(json.dumps(courses_to_data(taught)))) == taught


@given(contents())
def test_the_editor_shows_everything(content: Content) -> None:
    """Saving what the editor shows, untouched, gives the same questions."""
    assert read_content(content_to_form(content)) == content


@given(contents(), st.data())
def test_moving_questions_loses_nothing(content: Content, data: st.DataObject) -> None:
    """Up and down change only the order; a question that is added last and removed again leaves the form as it was."""
    form, last = content_to_form(content), len(content.questions)
    button = data.draw(st.sampled_from([f"{way}.{n}" for way in ("up", "down") for n in range(last)]))
    moved = read_content(rearranged({**form, button: "1"}))
    assert sorted(moved.questions, key=lambda each: each.id) == sorted(content.questions, key=lambda each: each.id)
    kind = data.draw(st.sampled_from(Kind))
    longer = rearranged({**form, f"add.{kind.value}": "1"})
    assert longer[f"kind.{last}"] == kind.value
    assert rearranged({**longer, f"remove.{last}": "1"}) == form


def test_no_more_than_the_most() -> None:
    """A form that says it has more questions, or adds one too many, has the most."""
    form = content_to_form(Content("問卷", "", True, tuple(Question(f"q{n}", Kind.SCALE, "題") for n in range(1, MOST_QUESTIONS + 1))))
    assert rearranged({**form, "add.text": "1"}) == form
    assert question_count({"count": "999"}) == MOST_QUESTIONS
    assert question_count({"count": "-1"}) == 0


@given(st.lists(st.sampled_from(["", "q1", "q2", "q9", "Bad id!"]), min_size=1, max_size=12))
def test_every_question_has_its_own_id(ids: list[str]) -> None:
    """However the form names them: two questions of one id would share answers. The first of a name keeps it."""
    form = {"name": "問卷", "anonymous": "1", "count": str(len(ids))}
    for n, own in enumerate(ids):
        form |= {f"id.{n}": own, f"kind.{n}": "scale", f"text.{n}": "題"}
    found = [question.id for question in read_content(form).questions]
    assert len(set(found)) == len(found)
    assert all(found[ids.index(name)] == name for name in {"q1", "q2", "q9"} & set(ids))


def test_every_error_is_told_at_once() -> None:
    """Name, kind of answering, texts and options: each wrong field has its own message, and no others have."""
    form = {"name": " ", "intro": "字" * 501, "anonymous": "", "count": "5"}
    for n, (kind, text, choices) in enumerate(
        [("scale", "", ""), ("", "題", ""), ("single", "題", "一個"), ("multiple", "題", "同\n同"), ("matrix", "題\u202e", "項" * 61)]
    ):
        form |= {f"kind.{n}": kind, f"text.{n}": text, f"options.{n}": choices}
    with pytest.raises(InvalidInput) as caught:
        read_content(form)
    wrong = {"name", "intro", "anonymous", "text.0", "kind.1", "options.2", "options.3", "text.4", "options.4"}
    assert set(caught.value.fields) == wrong


def test_courses_are_asked_for_where_a_question_needs_them() -> None:
    """Of a timetable with courses at least one is ticked; without a timetable, or such a question, none is needed."""
    each, once = (Content("問卷", "", True, (Question("q1", Kind.SCALE, "題", each_course=on),)) for on in (True, False))
    taught = courses_of([("公文", "林"), ("簡報", "陳")])
    with pytest.raises(InvalidInput):
        read_courses({}, taught, each)
    assert read_courses({f"course.{taught[1].id}": "on"}, taught, each) == taught[1:]
    assert read_courses({}, taught, once) == read_courses({}, (), each) == ()


@given(contents(), courses)
def test_each_item_has_its_own_field(content: Content, taught: tuple[Course, ...]) -> None:
    """Every question is asked once, or once of each course; no two items share a field or a number, and blocks keep the order."""
    found = items_of(survey_of(content, taught))
    assert len({item.field for item in found}) == len(found)
    assert [item.number for item in found] == list(range(1, len(found) + 1))
    for question in content.questions:
        times = len(taught) if question.each_course and taught else 1
        assert sum(item.question == question for item in found) == times
    assert all(item.course == block.course for block in blocks(content.questions, taught) for item in block.items)


@given(answered())
def test_answers_are_read_as_given(case: tuple[Survey, list[dict[str, Any]]]) -> None:
    """What a browser sends for an answer is read as that answer."""
    survey, answers = case
    items = items_of(survey)
    for answer in filter(None, answers):
        form = {name: value for item in items if item.field in answer for name, value in typed(item, answer[item.field]).items()}
        assert read_answer(items, form) == answer


@given(contents(), st.dictionaries(st.from_regex(r"q[1-6](\.[0-9-]{1,2})?", fullmatch=True), st.text(max_size=5)))
def test_no_form_breaks_the_reading(content: Content, form: dict[str, str]) -> None:
    """Whatever is sent is an answer within the choices, or errors at the items' own fields."""
    items = items_of(survey_of(content))
    errors: dict[str, str] = {}
    answer: dict[str, Any] = {}
    try:
        answer = read_answer(items, form)
    except InvalidInput as error:
        errors = error.fields
    assert bool(answer) != bool(errors)
    assert (set(answer) | set(errors)) <= {item.field for item in items}
    tally(items, [answer])  # every number points to a choice that there is


def test_texts_keep_what_a_file_can_hold() -> None:
    """Control characters go, lines stay, and too long is said with the number."""
    items = items_of(survey_of(Content("問卷", "", True, (Question("q1", Kind.TEXT, "題"),))))
    assert read_answer(items, {"q1": " 第一行\r\n第\x00二\ufffe行 "}) == {"q1": "第一行\n第二行"}
    with pytest.raises(InvalidInput, match=f"目前 {LONGEST_TEXT + 1} 個字"):
        read_answer(items, {"q1": "字" * (LONGEST_TEXT + 1)})


@given(answered())
def test_counts_add_up(case: tuple[Survey, list[dict[str, Any]]]) -> None:
    """Every answer is counted once where it belongs, and the counts survive the table."""
    survey, answers = case
    items = items_of(survey)
    found = tally(items, answers)
    assert from_data(json.loads(json.dumps(to_data(found)))) == found
    assert found.answers == len(answers)
    for item in items:
        count, given_to = found.counts[item.field], [answer[item.field] for answer in answers if item.field in answer]
        assert count.answered == len(given_to)
        if item.question.kind is Kind.TEXT:
            assert texts(item, answers) == sorted(given_to)
        elif item.question.kind is Kind.MULTIPLE:
            assert sum(count.rows[0]) == sum(map(len, given_to))
        else:
            assert all(sum(row) == len(given_to) for row in count.rows)


@given(st.lists(st.integers(0, 50), min_size=5, max_size=5).map(tuple))
def test_averages_are_rounded_as_people_reckon(row: tuple[int, ...]) -> None:
    """To two places with the half up; of nobody a dash."""
    if not sum(row):
        assert average_text(row) == "–"
        return
    exact = Decimal(sum(score * votes for score, votes in enumerate(row, 1))) / sum(row)
    assert Decimal(average_text(row)) == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(st.integers(0, 300), st.integers(0, 300))
def test_shares_are_rounded_as_people_reckon(one: int, other: int) -> None:
    """In per cent to one place with the half up; of nobody a dash."""
    of = one + other
    expected = "–" if not of else f"{(Decimal(100 * one) / of).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
    assert share_text(one, of) == expected


def test_only_what_was_asked_alike_is_compared() -> None:
    """A class whose question was reworded, or that is too small, has a dash; a question of each course is added up over them."""
    scale, single = Question("q1", Kind.SCALE, "內容", each_course=True), Question("q2", Kind.SINGLE, "時數", ("太少", "剛好"))
    template = Template("t1", 1, Content("問卷", "", True, (scale, single, Question("q3", Kind.TEXT, "建議"))))
    same = survey_of(template.content, courses_of([("公文", "林"), ("簡報", "陳")]))
    first, second = (item.field for item in items_of(same)[:2])
    mine = tally(items_of(same), [{first: 5, second: 2, "q2": 1}] * 5)
    other = survey_of(Content("問卷", "", True, (Question("q1", Kind.SCALE, "改過的題目"), single)))
    theirs = tally(items_of(other), [{"q1": 3, "q2": 0}] * 5)
    found = compared(template, [(same, mine), (other, theirs), (same, None)])
    assert [answers for _, answers in found.surveys] == [5, 5, None]
    assert [line.cells for group in found.groups for line in group.lines] == [
        ("3.50", "–", "–"),
        ("0.0%", "100.0%", "–"),
        ("100.0%", "0.0%", "–"),
    ]
    assert added([mine.counts[first], mine.counts[second]]).rows == ((0, 5, 0, 0, 5),)


def test_the_standard_template_is_one_that_the_editor_could_save() -> None:
    """The centre's own template passes the editor's rules."""
    assert read_content(content_to_form(STANDARD.content)) == STANDARD.content

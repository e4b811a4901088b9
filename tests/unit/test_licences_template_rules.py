"""Templates' rules: clauses survive the table and the editor, and every error of the form is told at once."""

import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.centre import centre
from chalicelib.domains.licences.clause_data_rules import clauses_from_data, clauses_to_data
from chalicelib.domains.licences.model import Audience, Channel, Clause, Grant, Part, Right, Template, Territory
from chalicelib.domains.licences.templates.form_rules import (
    KNOWN_FIELDS,
    MOST_CLAUSES,
    clause_count,
    read_template,
    rearranged,
    scopes,
    template_to_form,
)
from chalicelib.domains.licences.templates.standard_rules import standard
from chalicelib.domains.licences.wording_rules import fields_of, fill
from chalicelib.errors import InvalidInput

STANDARD = standard(centre())
TODAY = date(2026, 3, 2)
later = st.integers(1, 9999).map(lambda n: TODAY + timedelta(days=n))
texts = st.lists(st.sampled_from(["立書人", "，", "𠮷", "\n", "{lecturer}", "{centre}", "a<b"]), min_size=1, max_size=8).map(
    lambda pieces: "甲" + "乙".join(pieces) + "丙"
)


def some(kind: type[Right] | type[Audience] | type[Channel]) -> st.SearchStrategy[frozenset]:  # type: ignore[type-arg]
    return st.frozensets(st.sampled_from(kind), min_size=1)


def grants(**terms: st.SearchStrategy[object]) -> st.SearchStrategy[Grant]:
    ticks = {"rights": some(Right), "audiences": some(Audience), "channels": some(Channel)}
    return st.builds(Grant, **ticks, **terms, territory=st.sampled_from(Territory), sublicence=st.booleans())


in_a_letter = grants(starts=st.none() | later, ends=st.none() | later, years=st.integers(0, 50))
in_a_template = grants(ends=later) | grants(years=st.integers(0, 50))
parts = st.frozensets(st.sampled_from(Part))
any_clause = st.builds(
    Clause, id=st.text(min_size=1), text=st.text(), grant=st.none() | in_a_letter, may_refuse=st.booleans(), may_narrow=parts,
    refused=st.booleans(),
)  # fmt: skip
granting = st.builds(Clause, id=st.just(""), text=texts, grant=in_a_template, may_refuse=st.booleans(), may_narrow=parts)
silent = st.builds(Clause, id=st.just(""), text=texts)


@st.composite
def templates(draw: st.DrawFn) -> Template:
    """A template that an editor could have saved: ids apart, at least one grant."""
    drawn = draw(st.permutations([draw(granting), *draw(st.lists(granting | silent, max_size=5))]))
    clauses = tuple(Clause(f"k{n}", each.text.strip(), each.grant, each.may_refuse, each.may_narrow) for n, each in enumerate(drawn))
    kind = draw(st.sampled_from(["classroom", "courseware"]))
    return Template("", 0, "範本", kind, draw(texts).strip(), clauses, draw(st.booleans()), draw(st.booleans()))


@given(st.lists(any_clause, max_size=4).map(tuple))
def test_clauses_survive_the_table(clauses: tuple[Clause, ...]) -> None:
    """To data, through JSON, and back, nothing is changed or lost."""
    assert clauses_from_data(json.loads(json.dumps(clauses_to_data(clauses)))) == clauses


@given(templates())
def test_the_editor_shows_the_whole_template(template: Template) -> None:
    """Saving what the editor shows, untouched, gives the same template."""
    assert read_template(template_to_form(template), TODAY) == template


@given(templates(), st.data())
def test_moving_clauses_loses_nothing(template: Template, data: st.DataObject) -> None:
    """Up and down change only the order; a clause that is added last and removed again leaves the form as it was."""
    form = template_to_form(template)
    button = data.draw(st.sampled_from([f"{way}.{n}" for way in ("up", "down") for n in range(len(template.clauses))]))
    moved = read_template(rearranged({**form, button: "1"}), TODAY)
    assert sorted(clause.id for clause in moved.clauses) == sorted(clause.id for clause in template.clauses)
    assert set(moved.clauses) == set(template.clauses)
    longer = rearranged({**form, "add": "1"})
    assert rearranged({**longer, f"remove.{len(template.clauses)}": "1"}) == form


@given(st.lists(st.sampled_from(["", "c1", "c2", "handout", "Bad id!"]), min_size=1, max_size=MOST_CLAUSES))
def test_every_clause_has_its_own_id(typed: list[str]) -> None:
    """However the form names them: a lecturer's tick belongs to one clause only. The first of a name keeps it."""
    form = {"name": "範本", "kind": "classroom", "opening": "前言", "count": str(len(typed))}
    for n, clause_id in enumerate(typed):
        form |= {f"id.{n}": clause_id, f"text.{n}": "條文", f"grant.{n}": "on"}
        form |= {f"rights.{n}.record": "on", f"audiences.{n}.centre": "on", f"channels.{n}.room": "on"}
    ids = [clause.id for clause in read_template(form, TODAY).clauses]
    assert len(set(ids)) == len(ids)
    assert all(ids[typed.index(name)] == name for name in {"c1", "c2", "handout"} & set(typed))


def test_every_error_is_told_at_once() -> None:
    """Name, use, opening, texts, ticks and terms: each wrong field has its own message, and no others have."""
    form = {
        "name": " ",
        "kind": "",
        "opening": "{teacher}",
        "count": "3",
        "text.0": "",
        "text.1": "好",
        "grant.1": "on",
        "text.2": "{lecturer",
    }
    form |= {"years.1": "0", "ends.1": "明年", "rights.1.rent": "on"}
    with pytest.raises(InvalidInput) as caught:
        read_template(form, TODAY)
    wrong = {"name", "kind", "opening", "text.0", "text.2", "audiences.1", "channels.1", "years.1", "ends.1"}
    assert set(caught.value.fields) == wrong
    assert "{teacher}" in caught.value.fields["opening"]


@pytest.mark.parametrize("text", ["{lecturer", "lecturer}", "}{", "{{lecturer}", "{}", "{Lecturer}", "{lecturer }"])
def test_no_brace_reaches_a_letter(text: str) -> None:
    """A field that would stay as it was typed, braces and all, is an error."""
    with pytest.raises(InvalidInput) as caught:
        read_template({**template_to_form(STANDARD[0]), "text.0": text}, TODAY)
    assert set(caught.value.fields) == {"text.0"}


@pytest.mark.parametrize(("ends", "wrong"), [("2026-03-02", True), ("2026-03-03", False)])
def test_a_fixed_end_is_still_to_come(ends: str, wrong: bool) -> None:
    """A template whose clause has already ended would license nothing."""
    form = {**template_to_form(STANDARD[0]), "years.0": "", "ends.0": ends}
    if wrong:
        with pytest.raises(InvalidInput, match="迄日必須在今天之後"):
            read_template(form, TODAY)
    else:
        assert str(getattr(read_template(form, TODAY).clauses[0].grant, "ends", None)) == ends


def test_a_template_that_grants_nothing_is_refused() -> None:
    """Without one clause of grant the letter would be empty words."""
    with pytest.raises(InvalidInput) as caught:
        read_template({"name": "範本", "kind": "classroom", "opening": "前言", "count": "1", "text.0": "條文"}, TODAY)
    assert set(caught.value.fields) == {"clauses"}


@pytest.mark.parametrize(("typed", "count"), [("", 0), ("3", 3), ("-1", 0), ("二", 0), ("999", MOST_CLAUSES), ("9" * 5000, 0)])
def test_the_number_of_clauses_is_bounded(typed: str, count: int) -> None:
    """Whatever a form claims, at most thirty clauses are read."""
    assert clause_count({"count": typed}) == count


def test_the_scope_is_told_in_words_while_it_is_edited() -> None:
    """A clause with enough ticks says what it grants; one with too few says nothing yet."""
    form = template_to_form(STANDARD[0])
    said = scopes({**form, "channels.1.room": ""})
    assert "重製" in said[0]
    assert said[1] == ""
    assert len(said) == len(STANDARD[0].clauses)


@pytest.mark.parametrize("template", STANDARD, ids=lambda template: template.id)
def test_the_standard_templates_are_whole(template: Template) -> None:
    """Each could be saved by the editor as it is, fills in completely, and every grant ends."""
    assert read_template(template_to_form(template), TODAY).clauses == template.clauses
    assert len({clause.id for clause in template.clauses}) == len(template.clauses)
    filled = [fill(text, fields_of("王小明", (), 0)) for text in (template.opening, *(clause.text for clause in template.clauses))]
    assert not any("{" in text or "}" in text for text in filled)
    assert all(clause.grant.years or clause.grant.ends for clause in template.clauses if clause.grant)


def test_every_known_field_can_be_filled() -> None:
    """What the editor offers, a letter knows."""
    assert set(fields_of("王小明", (), 0)) == set(KNOWN_FIELDS)

"""The rule of completion against a reading of its own, and what a correction leaves alone."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.completion.certificate_rules import PRINTED, Line, Standing, differences, digest, standing, with_certificates
from chalicelib.domains.completion.counting.rules import Counted
from chalicelib.domains.completion.rules import AttendanceSummary, Basis, Rule, Turn, evaluate, read_rule
from chalicelib.errors import InvalidInput
from chalicelib.records.document_state import DocumentState

ISSUED = date(2026, 3, 5)


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    units = draw(st.integers(1, 8))
    excused = draw(st.integers(0, units))
    counted = draw(st.integers(0, units - excused))
    here = draw(st.booleans())
    return Turn(units, Counted(counted if here else 0, excused), here, draw(st.booleans()))


def attended(units: int, *, here: bool = True) -> Turn:
    return Turn(units, Counted(units if here else 0, 0), here)


rules = st.builds(Rule, st.sampled_from(Basis), st.integers(1, 100), st.booleans())
all_facts = st.builds(
    AttendanceSummary,
    st.lists(turns(), max_size=12).map(tuple),
    st.integers(0, 20),
    st.integers(0, 20),
    st.sampled_from([None, True, False]),
)
names = st.text("王李陳林𠮷", min_size=1, max_size=3)
people = st.lists(st.tuples(names, st.booleans(), st.integers(0, 20)), max_size=8)


def lines(given_: list[tuple[str, bool, int]]) -> list[Line]:
    return [
        Line(f"p{at}", str(at), name, "*******789", "人事處", passes, hours, 20, 1, 1, () if passes else ("未達",), "班", ISSUED, ISSUED)
        for at, (name, passes, hours) in enumerate(given_)
    ]


def first(given_: list[Line]) -> list[Line]:
    """As the first list of a class."""
    return with_certificates(given_, {}, 0, ISSUED, {line.person: f"code-{line.person}" for line in given_})[0]


@given(rules, all_facts)
def test_it_passes_as_a_plain_reading_would(rule: Rule, facts: AttendanceSummary) -> None:
    """Share of what is expected, leave and survey, read hour by hour with fractions."""
    expected = [turn for turn in facts.turns if not turn.excused]
    if rule.basis is Basis.SESSIONS:
        halves = [Fraction(turn.found.counted, turn.units - turn.found.excused) for turn in expected if turn.units > turn.found.excused]
        nothing_asked = sum(turn.here for turn in expected if turn.units == turn.found.excused)
        reached, whole = sum(share >= Fraction(1, 2) for share in halves) + nothing_asked, len(expected)
    else:
        reached = sum(turn.found.counted for turn in expected)
        whole = sum(turn.units - turn.found.excused for turn in expected)
    enough = whole > 0 and Fraction(reached, whole) >= Fraction(rule.minimum, 100)
    answered = not (rule.survey and facts.answered is False)
    assert evaluate(rule, facts).passes == (enough and facts.leave <= facts.limit and answered)


@given(rules, all_facts)
def test_reasons_are_given_exactly_where_it_fails(rule: Rule, facts: AttendanceSummary) -> None:
    """No refusal without a reason in words, and no reason beside a pass."""
    outcome = evaluate(rule, facts)
    assert bool(outcome.reasons) == (not outcome.passes)
    assert all(outcome.reasons)


@given(rules, all_facts, st.integers(0, 11))
def test_coming_once_more_never_harms(rule: Rule, facts: AttendanceSummary, at: int) -> None:
    """Who was there for all of one more session does not lose the certificate by it."""
    if at >= len(facts.turns):
        return
    whole = [replace(turn, here=True, found=replace(turn.found, counted=turn.expected)) for turn in facts.turns]
    more = tuple(whole[n] if n == at else turn for n, turn in enumerate(facts.turns))
    if evaluate(rule, facts).passes:
        assert evaluate(rule, replace(facts, turns=more)).passes


@given(rules, all_facts)
def test_a_stricter_rule_passes_nobody_more(rule: Rule, facts: AttendanceSummary) -> None:
    """Who passes a rule passes it with a lower minimum and without the condition of the survey."""
    if evaluate(rule, facts).passes:
        assert evaluate(replace(rule, minimum=1, survey=False), facts).passes


@given(st.integers(1, 400), st.integers(1, 400), st.integers(1, 100))
def test_the_share_shown_never_contradicts_the_verdict(came: int, more: int, minimum: int) -> None:
    """A share that is shown as 80.0% is never called less than 80%."""
    facts = AttendanceSummary((attended(came), attended(more, here=False)))
    (attendance, _) = evaluate(Rule(minimum=minimum), facts).conditions
    shown = Fraction(attendance.text.partition("（")[2].partition("%")[0])
    assert attendance.met == (shown >= minimum)


@given(people)
def test_numbers_are_given_once(given_: list[tuple[str, bool, int]]) -> None:
    """Everyone who completed has a number and a code of the own, nobody else has."""
    done = first(lines(given_))
    numbered = [line for line in done if line.passes]
    assert len({line.number for line in numbered}) == len({line.code for line in numbered}) == len(numbered)
    assert all(line.document is DocumentState.WAITING for line in numbered)
    assert not any(line.code or line.number for line in done if not line.passes)


@given(people, people)
def test_a_correction_changes_only_what_is_printed_anew(before: list[tuple[str, bool, int]], after: list[tuple[str, bool, int]]) -> None:
    """Where name, result and hours are the same the certificate stays; any other gets a number that nobody had."""
    old = {line.person: line for line in first(lines(before))}
    last = max((int(line.number) for line in old.values() if line.number), default=0)
    new, highest = with_certificates(lines(after), old, last, ISSUED, {f"p{at}": f"new-{at}" for at in range(9)})
    for line in new:
        same = line.person in old and all(getattr(old[line.person], name) == getattr(line, name) for name in PRINTED)
        if line.passes:
            assert (line.code == old[line.person].code) if same else int(line.number) > last
    assert highest == max([last, *(int(line.number) for line in new if line.number)])


@given(people, st.randoms())
def test_the_digest_knows_what_the_list_says_and_not_its_order(given_: list[tuple[str, bool, int]], random: object) -> None:
    """The same people in another order or on other seats are the same list; certificates do not count."""
    made = lines(given_)
    moved = [replace(line, seat="99") for line in reversed(made)]
    assert digest(made) == digest(moved) == digest(first(made))
    assert digest(made, seats=True) == digest(first(made), seats=True)
    assert (digest(made, seats=True) == digest(moved, seats=True)) == (not made)
    assert differences(made, moved) == []


@given(people, people)
def test_differences_are_none_exactly_where_the_digests_agree(one: list[tuple[str, bool, int]], two: list[tuple[str, bool, int]]) -> None:
    """What the page lists as changed and what the confirmation compares are the same thing."""
    assert (differences(lines(one), lines(two)) == []) == (digest(lines(one)) == digest(lines(two)))


def test_a_certificate_stands_by_the_list_in_force() -> None:
    """Valid with the same code, replaced by another, withdrawn where the person no longer completes or is gone."""
    (line,) = first(lines([("王", True, 18)]))
    assert standing(line.code, line) is Standing.VALID
    assert standing("older", line) is Standing.REPLACED
    assert standing(line.code, replace(line, passes=False)) is Standing.WITHDRAWN
    assert standing(line.code, None) is Standing.WITHDRAWN


@pytest.mark.parametrize("minimum", ["", "0", "101", "-5", "八十", "8O", "80.5", "²", "9" * 500])
def test_only_a_share_is_taken(minimum: str) -> None:
    """What is no whole number from 1 to 100 is refused by its field."""
    with pytest.raises(InvalidInput) as refused:
        read_rule({"basis": "hours", "minimum": minimum})
    assert set(refused.value.fields) == {"minimum"}


def test_a_share_may_be_typed_with_its_sign() -> None:
    """80% and full width digits are read as 80."""
    assert read_rule({"basis": "hours", "minimum": "８０％"}).minimum == read_rule({"basis": "hours", "minimum": "80 %"}).minimum == 80

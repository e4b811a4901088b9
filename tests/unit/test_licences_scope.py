"""Questions of scope, against a brute-force reading of the clauses: every right on every day, one by one."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.licences.database.scope_rules import FOREVER, Question, Verdict, answer, in_force_on
from chalicelib.domains.licences.model import Audience, Channel, Clause, Grant, Letter, Right
from tests.support.licence_letters import FIRST, letters, licensed, make_letter, questions


@given(questions, st.lists(letters, max_size=4))
def test_the_answer_is_what_the_clauses_say(question: Question, everything: list[Letter]) -> None:
    """Verdict, findings and gaps agree with a reading of every right on every day."""
    assert question.ends
    span = [question.starts + timedelta(days=n) for n in range((question.ends - question.starts).days + 1)]
    cells = {(right, day): licensed(right, day, question, everything) for right in question.rights for day in span}
    found = answer(question, everything)
    expected = Verdict.YES if all(cells.values()) else Verdict.PARTLY if any(cells.values()) else Verdict.NO
    assert found.verdict is expected
    for (right, day), granted in cells.items():
        assert any(right in each.rights and each.starts <= day <= (each.ends or FOREVER) for each in found.found) == granted
        assert any(each.right is right and each.starts <= day <= (each.ends or FOREVER) for each in found.lacking) != granted


@given(questions, letters)
def test_nothing_is_licensed_that_was_not_signed(question: Question, letter: Letter) -> None:
    """A letter that nobody signed, or that ended on its first day, answers no."""
    unsigned = make_letter(*letter.clauses, signed=False)
    ended = make_letter(*letter.clauses, ended_on=FIRST)
    assert answer(question, [unsigned, ended]).verdict is Verdict.NO
    assert not in_force_on(unsigned, question.starts)


@given(questions, st.lists(letters, max_size=3), letters)
def test_a_further_letter_never_takes_away(question: Question, everything: list[Letter], more: Letter) -> None:
    """More letters never turn yes into less, nor partly into no."""
    order = [Verdict.NO, Verdict.PARTLY, Verdict.YES]
    assert order.index(answer(question, [*everything, more]).verdict) >= order.index(answer(question, everything).verdict)


def test_an_endless_question_needs_an_endless_clause() -> None:
    """A term that ends answers an open-ended question with partly, and names the first day that lacks."""
    grant = Grant(frozenset({Right.TRANSMIT}), frozenset({Audience.AGENCIES}), frozenset({Channel.ELEARNING}), FIRST, date(2028, 6, 30))
    question = Question(frozenset({Right.TRANSMIT}), Audience.AGENCIES, Channel.ELEARNING, FIRST, None)
    found = answer(question, [make_letter(Clause("c", "條文", grant))])
    assert found.verdict is Verdict.PARTLY
    assert [(gap.starts, gap.ends) for gap in found.lacking] == [(date(2028, 7, 1), None)]


def test_two_terms_that_follow_each_other_are_one() -> None:
    """A letter and its renewal from the next day on answer yes for the whole."""
    first = Grant(frozenset({Right.TRANSMIT}), frozenset({Audience.CENTRE}), frozenset({Channel.ROOM}), FIRST, date(2026, 1, 31))
    second = Grant(
        frozenset({Right.TRANSMIT}), frozenset({Audience.CENTRE}), frozenset({Channel.ROOM}), date(2026, 2, 1), date(2026, 3, 31)
    )
    question = Question(frozenset({Right.TRANSMIT}), Audience.CENTRE, Channel.ROOM, date(2026, 1, 10), date(2026, 3, 1))
    both = [make_letter(Clause("a", "條文", first)), make_letter(Clause("b", "條文", second))]
    assert answer(question, both).verdict is Verdict.YES
    assert answer(question, both[:1]).verdict is Verdict.PARTLY

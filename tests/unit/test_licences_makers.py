"""A work of several makers, against a slow reading of the law: every maker, every right, every day, one by one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.licences.database.makers_rules import Maker, Why, answer_of_all
from chalicelib.domains.licences.database.scope_rules import Question, Verdict
from chalicelib.domains.licences.model import Audience, Channel, Clause, Grant, Letter, Right, State
from tests.support.licence_letters import FIRST, letters, licensed, make_letter, questions

NOW = datetime(2026, 1, 1, tzinfo=UTC)
makers = st.builds(Maker, st.just("講座"), st.lists(letters, max_size=3).map(tuple))
ASKED = Question(frozenset({Right.TRANSMIT}), Audience.CITY, Channel.ELEARNING, FIRST, FIRST)
GRANT = Grant(frozenset({Right.TRANSMIT}), frozenset({Audience.CITY}), frozenset({Channel.ELEARNING}), FIRST, FIRST + timedelta(days=364))
YES = Maker("張同一", (make_letter(Clause("a", "條文", GRANT)),))


@given(questions, st.lists(makers, min_size=1, max_size=3))
def test_only_what_every_maker_licensed(question: Question, of: list[Maker]) -> None:
    """Yes where each licensed every right on every day, no where on no day any right has all of them, else partly."""
    assert question.ends
    span = [question.starts + timedelta(days=n) for n in range((question.ends - question.starts).days + 1)]
    cells = [all(licensed(right, day, question, list(maker.letters)) for maker in of) for right in question.rights for day in span]
    expected = Verdict.YES if all(cells) else Verdict.PARTLY if any(cells) else Verdict.NO
    assert answer_of_all(question, of).verdict is expected


@given(questions, st.lists(makers, min_size=1, max_size=3))
def test_until_is_the_last_day_of_an_unbroken_yes(question: Question, of: list[Maker]) -> None:
    """To that day the answer stays yes, on the next it is not; where it is without end, a question without end gets yes."""
    found = answer_of_all(question, of)
    assert bool(found.until or found.endless) == (found.verdict is Verdict.YES)
    if found.until:
        assert answer_of_all(replace(question, ends=found.until), of).verdict is Verdict.YES
        assert answer_of_all(replace(question, ends=found.until + timedelta(days=1)), of).verdict is Verdict.PARTLY
    if found.endless:
        assert answer_of_all(replace(question, ends=None), of).verdict is Verdict.YES


@given(questions, st.lists(makers, min_size=1, max_size=3))
def test_a_maker_without_a_letter_is_never_passed_over(question: Question, of: list[Maker]) -> None:
    """Whatever the others licensed: no, and the answer names who has no letter."""
    found = answer_of_all(question, [*of, Maker("沒有授權書的人", ())])
    assert found.verdict is Verdict.NO
    assert [reason.why for reason in found.shares[-1].reasons] == [Why.NO_LETTER]


def reasons(letter: Letter) -> list[tuple[Why, int]]:
    """Of the second maker, whose only letter it is; the first licenses everything."""
    found = answer_of_all(ASKED, [YES, Maker("張同二", (letter,))])
    assert found.verdict is Verdict.NO
    assert found.shares[0].reasons == ()
    return [(reason.why, reason.number) for reason in found.shares[1].reasons]


def test_why_one_does_not_license() -> None:
    """Unanswered, declined, taken back by the centre, ended, a clause refused, a clause narrowed: each is named, with its clause."""
    clause = Clause("a", "條文", GRANT)
    waiting = make_letter(clause, signed=False)
    refused = replace(clause, grant=None, refused=True, offered=GRANT)
    narrowed = replace(clause, grant=replace(GRANT, rights=frozenset({Right.RECORD})), offered=GRANT)
    assert reasons(waiting) == [(Why.UNANSWERED, 0)]
    assert reasons(replace(waiting, state=State.DECLINED, answered_at=NOW)) == [(Why.DECLINED, 0)]
    assert reasons(replace(waiting, state=State.REVOKED)) == [(Why.REVOKED, 0)]
    assert reasons(make_letter(clause, ended_on=FIRST)) == [(Why.ENDED, 0)]
    assert reasons(make_letter(Clause("b", "序言"), refused)) == [(Why.REFUSED, 2)]
    assert reasons(make_letter(narrowed)) == [(Why.NARROWED, 1)]
    assert len({each.label for each in Why}) == len(Why)

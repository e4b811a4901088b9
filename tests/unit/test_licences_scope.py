"""Questions of scope, against a brute-force reading of the clauses: every right on every day, one by one."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.licences.database.scope_rules import FOREVER, Question, Verdict, answer, in_force_on
from chalicelib.domains.licences.model import Audience, Channel, Clause, Grant, Letter, Right, State, Territory

FIRST = date(2026, 1, 1)
RIGHTS = [Right.REPRODUCE, Right.TRANSMIT, Right.ADAPT]
AUDIENCES = [Audience.CENTRE, Audience.AGENCIES]
CHANNELS = [Channel.ELEARNING, Channel.ROOM]
days = st.integers(0, 12).map(lambda n: FIRST + timedelta(days=n))


def some(values: list[Right] | list[Audience] | list[Channel]) -> st.SearchStrategy[frozenset]:  # type: ignore[type-arg]
    return st.frozensets(st.sampled_from(values), min_size=1)


grants = st.builds(
    Grant,
    rights=some(RIGHTS),
    audiences=some(AUDIENCES),
    channels=some(CHANNELS),
    starts=days,
    ends=st.none() | days,
    territory=st.sampled_from(Territory),
    sublicence=st.booleans(),
)
clauses = st.builds(Clause, id=st.just("c"), text=st.just("條文"), grant=st.none() | grants)
questions = st.builds(
    Question,
    rights=some(RIGHTS),
    audience=st.sampled_from(AUDIENCES),
    channel=st.sampled_from(CHANNELS),
    starts=days,
    ends=days,
    territory=st.sampled_from(Territory),
    sublicence=st.booleans(),
).filter(lambda question: question.ends is not None and question.starts <= question.ends)


def make_letter(*parts: Clause, signed: bool = True, ended_on: date | None = None) -> Letter:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    state = State.WITHDRAWN if ended_on else State.SIGNED if signed else State.SENT
    given_parts = ("L1150101-AAAAAA", "115-B00492-1", (), "林書豪", "x@example.org", (), "t", 1, "授權書", "", parts, 0, False, False)
    return Letter(*given_parts, state, now, FIRST, now, signed_at=now if signed else None, ended_on=ended_on)


letters = st.builds(
    lambda parts, signed, ended: make_letter(*parts, signed=signed, ended_on=ended if signed else None),
    st.lists(clauses, max_size=3),
    st.booleans(),
    st.none() | days,
)


def licensed(right: Right, day: date, question: Question, everything: list[Letter]) -> bool:
    """Read clause by clause, as a person would."""
    for letter in everything:
        if letter.signed_at is None or (letter.ended_on and day >= letter.ended_on):
            continue
        for clause in letter.clauses:
            grant = clause.grant
            if grant is None or right not in grant.rights:
                continue
            if question.audience not in grant.audiences or question.channel not in grant.channels:
                continue
            if question.territory is Territory.WORLD and grant.territory is not Territory.WORLD:
                continue
            if question.sublicence and not grant.sublicence:
                continue
            if grant.starts and grant.starts <= day and (grant.ends is None or day <= grant.ends):
                return True
    return False


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

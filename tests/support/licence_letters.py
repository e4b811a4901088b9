"""Letters and questions for Hypothesis, and a slow reading of both: every right on every day, clause by clause."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from chalicelib.domains.licences.database.scope_rules import Question
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

"""What a lecturer can take back, and that nothing can ever be added."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.licences.clause_data_rules import clauses_from_data, clauses_to_data
from chalicelib.domains.licences.model import Audience, Channel, Clause, Grant, Part, Right
from chalicelib.domains.licences.period_rules import years_later
from chalicelib.domains.licences.signing.narrowing_rules import agreed
from chalicelib.errors import InvalidInput

FIRST = date(2026, 3, 2)
some_days = st.integers(0, 2000).map(lambda n: FIRST + timedelta(days=n))
grants = st.builds(
    Grant,
    rights=st.frozensets(st.sampled_from(Right), min_size=1),
    audiences=st.frozensets(st.sampled_from(Audience), min_size=1),
    channels=st.frozensets(st.sampled_from(Channel), min_size=1),
    starts=st.just(FIRST),
    ends=st.none() | some_days,
    sublicence=st.booleans(),
)
clauses = st.lists(
    st.builds(
        Clause,
        id=st.just(""),
        text=st.text(min_size=1, max_size=20),
        grant=st.none() | grants,
        may_refuse=st.booleans(),
        may_narrow=st.frozensets(st.sampled_from(Part)),
    ),
    max_size=4,
).map(lambda found: tuple(Clause(f"c{n}", c.text, c.grant, c.may_refuse, c.may_narrow) for n, c in enumerate(found)))
fields = st.sampled_from(["keep", "rights", "audiences", "channels", "ends"])
values = st.sampled_from([*map(str, Right), *map(str, Audience), *map(str, Channel), ""])
names = st.builds(lambda field, number, value: f"{field}.c{number}" + (f".{value}" if value else ""), fields, st.integers(0, 3), values)
forms = st.dictionaries(names, st.sampled_from(["on", "", "2026-06-30", "2040-01-01", "no day"]), max_size=30)


@given(clauses, forms)
def test_whatever_is_sent_nothing_is_added(sent: tuple[Clause, ...], form: dict[str, str]) -> None:
    """Any form at all leaves each clause with at most what was sent, for at most as long, in the same words."""
    try:
        left = agreed(sent, form)
    except InvalidInput:  # a day that is none, or too late
        return
    assert [clause.text for clause in left] == [clause.text for clause in sent]
    for before, after in zip(sent, left, strict=True):
        if after.grant is None:
            assert after.refused == (before.grant is not None)
            continue
        assert before.grant
        assert after.grant.rights <= before.grant.rights
        assert after.grant.audiences <= before.grant.audiences
        assert after.grant.channels <= before.grant.channels
        assert after.grant.starts == before.grant.starts
        assert before.grant.ends is None or (after.grant.ends is not None and after.grant.ends <= before.grant.ends)
        assert after.grant.sublicence == before.grant.sublicence


@given(clauses, forms)
def test_what_may_not_be_narrowed_stays(sent: tuple[Clause, ...], form: dict[str, str]) -> None:
    """A clause that may be neither refused nor narrowed is agreed to as it was sent, whatever the form says."""
    fixed = tuple(Clause(clause.id, clause.text, clause.grant) for clause in sent)
    assert agreed(fixed, form) == fixed


@given(clauses)
def test_clauses_survive_the_table(sent: tuple[Clause, ...]) -> None:
    """As data and back again they are the same."""
    assert clauses_from_data(clauses_to_data(sent)) == sent


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.integers(1, 50))
def test_a_term_of_years_ends_the_day_before(day: date, years: int) -> None:
    """The day after the last is the same day of the year, or 1 March after a 29 February."""
    following = years_later(day, years) + timedelta(days=1)
    assert following.year == day.year + years
    assert (following.month, following.day) in {(day.month, day.day), (3, 1)}

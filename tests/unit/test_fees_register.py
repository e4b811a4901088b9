"""The register's sums, whatever the cases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domains.fees.calculation.deduction_rules import deductions
from chalicelib.domains.fees.calculation.totals_rules import Sums, by_class, by_funding, total
from chalicelib.domains.fees.model import Case, Line, Source, State
from chalicelib.domains.fees.overview.progress_rules import in_time, progress
from tests.scenes.fees import payee, rules_on

NOW = datetime(2026, 3, 2, tzinfo=UTC)
DAY = date(2026, 3, 20)
CASE = Case("202603020001", "115-B00492-1", "研習班", 115, "B00492", 1, (), payee(), "業務費", DAY, (), (), State.DRAFT, NOW)
LINES = st.lists(st.builds(lambda source, amount: Line(source, amount, ""), st.sampled_from(Source), st.integers(0, 200_000)), max_size=5)


@st.composite
def some_cases(draw: st.DrawFn) -> list[Case]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        lines = tuple(draw(LINES))
        held = deductions(CASE.payee, lines, rules_on(DAY))
        run, funding = draw(st.integers(1, 3)), draw(st.sampled_from(["業務費", "專案"]))
        found.append(replace(CASE, id=f"20260302{number:04}", class_run=run, funding=funding, lines=lines, deductions=held))
    return found


@given(some_cases())
def test_each_way_of_adding_gives_the_same(cases: list[Case]) -> None:
    """Lines, cases, classes and funding sources add up to one total; nothing is negative; net is gross less what is held back."""
    whole = total(cases)
    assert whole.gross == sum(line.amount for case in cases for line in case.lines)
    assert whole.gross == whole.talk + whole.speech + whole.material + whole.travel + whole.lodging
    assert whole.net == whole.gross - whole.tax - whole.premium == sum(case.net for case in cases)
    assert sum((sums for _, sums in by_class(cases)), Sums()) == whole
    assert sum((sums for _, sums in by_funding(cases)), Sums()) == whole
    assert all(case.net >= 0 for case in cases)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_shares_of_the_time_are_of_the_whole(seconds: list[int]) -> None:
    """The stays of a case are the time between its moments, and the shares come to about a hundred."""
    states = [State.DRAFT, State.SENT, State.CONFIRMED, State.APPLIED, State.APPROVED, State.PAYING, State.PAID][: len(seconds) + 1]
    at, moments = NOW, [(State.DRAFT, NOW)]
    for state, length in zip(states[1:], seconds, strict=False):
        at += timedelta(seconds=length)
        moments.append((state, at))
    shown = progress([replace(CASE, moments=tuple(moments), state=moments[-1][0])])
    assert sum((step.middle for step in shown.steps), timedelta()) == at - NOW
    if at > NOW:
        assert 97 <= sum(step.share for step in shown.steps) <= 103


def test_times_in_words() -> None:
    """As a person says them."""
    times = {40: "40 秒", 300: "5 分", 7500: "2 小時 5 分", 86_400: "1 天", 100_000: "1 天 3 小時"}
    assert {seconds: in_time(timedelta(seconds=seconds)) for seconds in times} == times

"""What one maker licenses of a work, answered from the clauses of signed letters, by day and by right, with the clause that says so.

What no clause clearly licenses is not licensed (著作權法第 37 條). Clauses and letters add up, also in time. Pure.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from chalicelib.domains.licences.model import Audience, Channel, Clause, Grant, Letter, Right, Territory
from chalicelib.domains.licences.period_rules import end_of

# Stands for no end, so that days can be compared; no letter and no question reaches it.
FOREVER = date.max
_DAY = timedelta(days=1)
Span = tuple[date, date]


class Verdict(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"

    @property
    def label(self) -> str:
        return {"yes": "可以", "partly": "部分可以", "no": "不可以"}[self.value]


@dataclass(frozen=True)
class Question:
    """All of `rights`, for one audience by one channel, on every day from `starts` to `ends` (None: without end)."""

    rights: frozenset[Right]
    audience: Audience
    channel: Channel
    starts: date
    ends: date | None
    territory: Territory = Territory.TAIWAN
    sublicence: bool = False

    @property
    def span(self) -> Span:
        return self.starts, self.ends or FOREVER


@dataclass(frozen=True)
class Finding:
    """A clause that licenses some of it: which of the rights asked for, from when to when (`ends` None: without end)."""

    letter: Letter
    number: int
    clause: Clause
    rights: frozenset[Right]
    starts: date
    ends: date | None


@dataclass(frozen=True)
class Gap:
    """A right that nothing licenses from one day to another (`ends` None: without end)."""

    right: Right
    starts: date
    ends: date | None


@dataclass(frozen=True)
class Answer:
    verdict: Verdict
    found: tuple[Finding, ...]
    lacking: tuple[Gap, ...]


def answer(question: Question, letters: Sequence[Letter]) -> Answer:
    """Yes if every right is licensed on every day asked for, no if none is on any, partly otherwise."""
    found = tuple(finding for letter in letters for finding in _findings(question, letter))
    lacking = tuple(gap for right in Right if right in question.rights for gap in _gaps(question, right, found))
    if question.rights and not lacking:
        return Answer(Verdict.YES, found, lacking)
    return Answer(Verdict.PARTLY if found else Verdict.NO, found, lacking)


def in_force_on(letter: Letter, day: date) -> bool:
    """Whether the letter licenses anything on the day."""
    return any(span and span[0] <= day <= span[1] for clause in letter.clauses if clause.grant for span in [_span(letter, clause.grant)])


def covers(grant: Grant, question: Question) -> bool:
    """Whether audience, channel, place and sublicence of the question are in the grant; rights and days are counted apart."""
    place = grant.territory is Territory.WORLD or question.territory is Territory.TAIWAN
    return question.audience in grant.audiences and question.channel in grant.channels and place and grant.sublicence >= question.sublicence


def _findings(question: Question, letter: Letter) -> Iterator[Finding]:
    for number, clause in enumerate(letter.clauses, start=1):
        grant = clause.grant
        if grant is None or not covers(grant, question):
            continue
        span = _common(_span(letter, grant), question.span)
        rights = grant.rights & question.rights
        if span and rights:
            yield Finding(letter, number, clause, rights, span[0], _end(span[1]))


def _span(letter: Letter, grant: Grant) -> Span | None:
    """First and last day on which a signed letter's grant holds; None for a letter that was not signed or ended before it began."""
    if letter.signed_at is None or grant.starts is None:
        return None
    last = end_of(letter, grant) or FOREVER
    return (grant.starts, last) if grant.starts <= last else None


def _gaps(question: Question, right: Right, found: Iterable[Finding]) -> Iterator[Gap]:
    """What is left of the span asked for when every finding of the right is taken away."""
    at, last = question.span
    for starts, ends in sorted((each.starts, each.ends or FOREVER) for each in found if right in each.rights):
        if starts > at:
            yield Gap(right, at, starts - _DAY)
        if ends >= last:
            return
        at = max(at, ends + _DAY)
    yield Gap(right, at, _end(last))


def _common(one: Span | None, other: Span) -> Span | None:
    if one is None:
        return None
    starts, ends = max(one[0], other[0]), min(one[1], other[1])
    return (starts, ends) if starts <= ends else None


def _end(day: date) -> date | None:
    return None if day == FOREVER else day

"""From when to when: a template's years become days at the moment of signing. Pure."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from chalicelib.clock import taipei
from chalicelib.domains.licences.model import Clause, Grant, Letter


def dated(letter: Letter, now: datetime) -> Letter:
    """The letter with every term counted from today in Taipei, as the lecturer reads it; one that was answered stays as it is."""
    if not letter.open:
        return letter
    today = taipei(now).date()
    return replace(letter, clauses=tuple(_dated(clause, today) for clause in letter.clauses))


def last_day(letter: Letter) -> date | None:
    """The last day on which anything is licensed; None without end, and for a letter that licenses nothing."""
    ends = [clause.grant.ends for clause in letter.clauses if clause.grant]
    found = None if None in ends else max((day for day in ends if day), default=None)
    if letter.ended_on:
        before = letter.ended_on - timedelta(days=1)
        return min(found, before) if found else before
    return found


def end_of(letter: Letter, grant: Grant) -> date | None:
    """The last day of a grant as the letter stands, which may have ended before; None without end."""
    before = letter.ended_on - timedelta(days=1) if letter.ended_on else None
    return min((day for day in (grant.ends, before) if day), default=None)


def ends_of(letter: Letter) -> dict[date, list[int]]:
    """Each day on which a term ends, with the numbers of the clauses that end with it, the soonest first."""
    found: dict[date, list[int]] = {}
    for number, clause in enumerate(letter.clauses, start=1):
        if clause.grant and clause.grant.ends:
            found.setdefault(clause.grant.ends, []).append(number)
    return dict(sorted(found.items()))


def first_day(letter: Letter) -> date | None:
    """The first day on which anything is licensed; None for a letter that licenses nothing yet."""
    return min((clause.grant.starts for clause in letter.clauses if clause.grant and clause.grant.starts), default=None)


def years_later(day: date, years: int) -> date:
    """The last day of a term of whole years: 2026-03-02 and 3 → 2029-03-01."""
    try:
        return day.replace(year=day.year + years) - timedelta(days=1)
    except ValueError:  # 29 February
        return date(day.year + years, 2, 28)


def _dated(clause: Clause, today: date) -> Clause:
    return replace(clause, grant=_starting(clause.grant, today)) if clause.grant else clause


def _starting(grant: Grant, today: date) -> Grant:
    starts = max(grant.starts, today) if grant.starts else today
    ends = grant.ends or (years_later(starts, grant.years) if grant.years else None)
    return replace(grant, starts=starts, ends=ends, years=0)

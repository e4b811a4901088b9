"""Sessions cut into hours, and which hours a person has already asked for. Pure.

What is taken of a session is a text: "" for nothing, "all", or clock hours as "9,10". It is the value that a write names and replaces.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.clock import taipei
from chalicelib.domains.leave.model import ALL_DAY, Part

_HOUR = timedelta(hours=1)
Span = tuple[datetime, datetime]


def hours_of(starts_at: datetime, ends_at: datetime) -> list[tuple[int, datetime, datetime]]:
    """(clock hour of its start, from, until) of each hour, counted from the start; the last may be shorter."""
    found = []
    while starts_at < ends_at:
        until = min(starts_at + _HOUR, ends_at)
        found.append((taipei(starts_at).hour, starts_at, until))
        starts_at = until
    return found


def only(session: Part, hours: Iterable[int]) -> Part:
    """Some hours of a whole session; all of them are the session itself. Each counts one 節, and together no more than the session."""
    wanted = set(hours)
    every = [hour for hour, _, _ in hours_of(session.starts_at, session.ends_at)]
    if wanted >= set(every):
        return session
    chosen = tuple(hour for hour in every if hour in wanted)
    return replace(session, hours=chosen, units=min(len(chosen), session.units))


def spans(part: Part) -> list[Span]:
    """From when until when the person is away; neighbouring hours are one span."""
    if not part.hours:
        return [(part.starts_at, part.ends_at)]
    found: list[Span] = []
    for hour, start, end in hours_of(part.starts_at, part.ends_at):
        if hour in part.hours:
            begun = found.pop()[0] if found and found[-1][1] == start else start
            found.append((begun, end))
    return found


def begins_at(parts: Sequence[Part]) -> datetime:
    """When the person is first away: of some hours of a session, with the first of these."""
    return min(start for part in parts for start, _ in spans(part))


def span_text(part: Part) -> str:
    """As 10:00–12:00; several are parted by a comma."""
    return "、".join(f"{taipei(start):%H:%M}–{taipei(end):%H:%M}" for start, end in spans(part))


def words(parts: Sequence[Part]) -> str:
    """As 3/2 上午 09:00–12:00、3/2 下午 13:30–14:30."""
    return "；".join(f"{part.name} {span_text(part)}" for part in parts)


def overlaps(taken: str, claims: frozenset[str]) -> bool:
    """Whether what is taken stands in the way: the same hour, or one of the two is the whole session."""
    held = _read(taken)
    return bool(held & claims) or bool(held and claims and ALL_DAY in held | claims)


def with_claims(taken: str, claims: frozenset[str]) -> str:
    """What is taken after."""
    return _written(_read(taken) | claims)


def without(taken: str, claims: frozenset[str]) -> str:
    """What is taken when these are free again."""
    return _written(_read(taken) - claims)


def _read(taken: str) -> frozenset[str]:
    return frozenset(taken.split(",")) if taken else frozenset()


def _written(claims: frozenset[str]) -> str:
    return ",".join(sorted(claims, key=lambda claim: (len(claim), claim)))

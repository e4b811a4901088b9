"""The single periods (節) of a session: each from when until when. Pure."""

from collections.abc import Iterable
from datetime import datetime, time

from chalicelib.clock import TAIPEI, taipei
from chalicelib.domains.classes.model import Period

Span = tuple[datetime, datetime]


def periods_of(starts_at: datetime, ends_at: datetime, planned: Iterable[Period]) -> tuple[Span, ...]:
    """Each line of the timetable that begins within the session, cut into its 節 of equal length; without such a line one 節 an hour.

    Lines at the very same time are parallel groups, of which one person attends one. What would begin after the session has ended
    does not take place, and what would go on beyond ends with it.
    """
    begun, over = taipei(starts_at), taipei(ends_at)
    within = [each for each in planned if each.day == begun.date() and f"{begun:%H:%M}" <= each.starts < f"{over:%H:%M}"]
    lines = {(each.starts, each.ends): each.count for each in within}
    found = [span for (starts, ends), number in lines.items() for span in _cut(_at(begun, starts), _at(begun, ends), number)]
    if not found:
        found = _cut(starts_at, ends_at, max(1, round((ends_at - starts_at).total_seconds() / 3600)))
    return tuple(sorted((start, min(end, ends_at)) for start, end in found if start < ends_at))


def _cut(starts_at: datetime, ends_at: datetime, number: int) -> list[Span]:
    length = (ends_at - starts_at) / number
    return [(starts_at + length * each, starts_at + length * (each + 1)) for each in range(number)]


def _at(day: datetime, clock: str) -> datetime:
    return datetime.combine(day.date(), time.fromisoformat(clock), TAIPEI)

"""The time of day. Only the edge (web.py, app.py) reads it; everything behind is given `now`."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone

from chalicelib.settings import settings

# Taiwan has had no summer time since 1980 (IANA time zone database, Asia/Taipei); the database itself would be read at each cold start.
TAIPEI = timezone(timedelta(hours=8), "Asia/Taipei")


class Clock:
    """Returns now in UTC. `set` stands in another source: a fixed one in tests, a shifted one in a rehearsal."""

    def __init__(self) -> None:
        self._source: Callable[[], datetime] | None = None

    def set(self, source: Callable[[], datetime] | None) -> None:
        self._source = source

    def now(self) -> datetime:
        if self._source is None:
            self._source = _source_from_settings()
        return self._source()


def _source_from_settings() -> Callable[[], datetime]:
    start = settings().clock_starts_at()
    if start is None:
        return lambda: datetime.now(UTC)
    shift = start.astimezone(UTC) - datetime.now(UTC)
    return lambda: datetime.now(UTC) + shift


clock = Clock()


def taipei(at: datetime) -> datetime:
    """The same moment on a clock in Taipei."""
    return at.astimezone(TAIPEI)


def minguo_year(at: datetime) -> int:
    """民國 year of the moment in Taipei, as 115 for 2026."""
    return taipei(at).year - 1911


def minguo(day: date) -> str:
    """As 115 年 3 月 2 日."""
    return f"{day.year - 1911} 年 {day.month} 月 {day.day} 日"


def moment(at: datetime) -> str:
    """As 3/4 16:30."""
    local = taipei(at)
    return f"{local.month}/{local.day} {local:%H:%M}"


def typed(at: datetime | None) -> str:
    """As a browser's date and time field has it, 2026-03-04T16:30; empty for None."""
    return f"{taipei(at):%Y-%m-%dT%H:%M}" if at else ""


def minutes(span: timedelta) -> int:
    """Whole minutes of a span, for a text that names it."""
    return int(span.total_seconds() // 60)

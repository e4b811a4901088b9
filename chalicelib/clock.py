"""The time of day. Only the edge (web.py, app.py) reads it; everything behind is given `now`."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from chalicelib.settings import settings

TAIPEI = ZoneInfo("Asia/Taipei")


class Clock:
    """Answers now in UTC. `set` stands in another source: a fixed one in tests, a shifted one in a rehearsal."""

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


def taipei(moment: datetime) -> datetime:
    """The same moment on a clock in Taipei."""
    return moment.astimezone(TAIPEI)


def minguo_year(moment: datetime) -> int:
    """民國 year of the moment in Taipei, as 115 for 2026."""
    return taipei(moment).year - 1911


def minguo(day: date) -> str:
    """As 115 年 3 月 2 日."""
    return f"{day.year - 1911} 年 {day.month} 月 {day.day} 日"

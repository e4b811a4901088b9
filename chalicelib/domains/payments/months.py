"""The months that a list can be asked for."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.clock import taipei

_MONTHS = 24


def months(now: datetime) -> list[str]:
    """The last two years' months, the latest first, as 2026-03."""
    number = taipei(now).year * 12 + taipei(now).month - 1
    return [f"{each // 12:04}-{each % 12 + 1:02}" for each in range(number, number - _MONTHS, -1)]


def chosen_month(query: Mapping[str, str], now: datetime) -> str:
    """The month asked for; this one where none can be read."""
    known = months(now)
    return query["month"] if query.get("month") in known else known[0]

"""Moments in words. Pure."""

from datetime import datetime

from chalicelib.clock import taipei


def moment(at: datetime) -> str:
    """As 3/4 16:30."""
    local = taipei(at)
    return f"{local.month}/{local.day} {local:%H:%M}"


def typed(at: datetime | None) -> str:
    """As a browser's date and time field has it; empty for None."""
    return f"{taipei(at):%Y-%m-%dT%H:%M}" if at else ""

"""What the room's screen says. Pure."""

from datetime import datetime

from chalicelib.domains.attendance.model import Entry, Purpose, SessionSnapshot, clock_time


def moment_of(entry: Entry, purpose: Purpose) -> datetime | None:
    """When the person did what a code is for; None where not yet."""
    return entry.in_at if purpose is Purpose.IN else entry.out_at


def standing_of(facts: SessionSnapshot, now: datetime) -> str:
    """Why there is nothing to scan at this moment, in words for the room; empty while there is."""
    if facts.cancelled:
        return "本場次已取消"
    if now > facts.closes_at:
        return "本場次已結束"
    return f"{clock_time(facts.opens_at)} 開始報到" if now < facts.opens_at else ""

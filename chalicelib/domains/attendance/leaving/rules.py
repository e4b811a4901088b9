"""How a stay is judged by the times of its session, and whose sign-out is missing. Pure."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.domains.attendance.model import Entry, SessionSnapshot, clock_time, was_late

ON_TIME = "準時"


def unsigned(entries: Iterable[Entry]) -> list[Entry]:
    """Who came and never signed out."""
    return [each for each in entries if each.in_at and not each.out_at and each.active and not each.leave]


def judged(entry: Entry, facts: SessionSnapshot) -> str:
    """As 遲到、早退."""
    early = entry.out_at is not None and entry.out_at < facts.check_out_opens_at
    return "、".join(["遲到"] * was_late(entry, facts) + ["早退"] * early) or ON_TIME


def change_in_words(entry: Entry, before: SessionSnapshot, after: SessionSnapshot) -> str:
    """What other times make of a stay; empty where it is judged as it was."""
    was, becomes = judged(entry, before), judged(entry, after)
    if entry.in_at is None or was == becomes:
        return ""
    return f"場次時間由 {_span(before)} 改為 {_span(after)}，{was}改為{becomes}"


def _span(facts: SessionSnapshot) -> str:
    return f"{clock_time(facts.starts_at)}–{clock_time(facts.ends_at)}"


def may_be_decided(facts: SessionSnapshot, now: datetime) -> bool:
    """Whether nobody can sign out any more."""
    return now > facts.closes_at

"""Sign-outs that are missing: staff say, with a reason, that these people stayed to the end. Each record keeps who said so, and why."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import partial

from chalicelib.cloud.calls import at_once
from chalicelib.domains.attendance import service, store
from chalicelib.domains.attendance.leaving.rules import may_be_decided, unsigned
from chalicelib.domains.attendance.model import Entry, Via, clock_time
from chalicelib.dynamodb import ConditionFailed
from chalicelib.errors import Conflict
from chalicelib.identity import Principal
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message
from chalicelib.web.field_rules import LONGEST_REASON, read_reason


def ask(who: Principal, session_id: str, form: Mapping[str, str], now: datetime) -> int:
    """Lets a worker sign out all of the session who are missing it; returns how many they are.

    Raises InvalidInput (reason), Conflict while people may still sign out, NotFound, Forbidden.
    """
    facts = service.open_session(who, session_id)
    if not may_be_decided(facts, now):
        raise Conflict(f"學員在 {clock_time(facts.closes_at)} 前還可以自行簽退，之後才能認定。")
    reason = read_reason(dict(form), f"請填寫認定的理由（2 至 {LONGEST_REASON} 字）。", shortest=2)
    count = len(unsigned(store.entries(session_id)))
    body = {"session_id": session_id, "who": who.username, "reason": reason}
    outbox.announce([Message("attendance.left-on-time", body, facts.class_id)] if count else [], now)
    return count


def decide(session_id: str, who: str, reason: str, now: datetime) -> None:
    """attendance.left-on-time: who is signed out meanwhile, or corrected, stays as that is. Running twice is once."""
    facts = service.session_facts(session_id)
    after = {"out_at": facts.ends_at, "out_arrived_at": now, "out_via": Via.STAFF}
    waiting = unsigned(store.entries(session_id))
    if waiting:
        store.note_change(session_id, now)

    def sign_out(entry: Entry) -> None:
        try:
            store.correct_noted(entry, after, (secrets.token_urlsafe(12), who, reason), now)
        except ConditionFailed:
            return

    at_once([partial(sign_out, each) for each in waiting])
    service.forget_live(session_id)

"""What the other workflows may use of leave.

card       what the trainee's page says of it
missed     what a person's leave comes to, for the rule of completion
of_class   the approved leave of everybody in a class, for the same
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.domains.classes import service as classes
from chalicelib.domains.leave import store, store_policy
from chalicelib.domains.leave.applying.applying import parts_of
from chalicelib.domains.leave.hours_rules import Span, spans
from chalicelib.domains.leave.model import Effect, Leave, Part, Rules, State, effect
from chalicelib.web.card import Card

__all__ = ["ClassLeave", "card", "missed", "of_class"]


@dataclass(frozen=True)
class ClassLeave:
    """A class's sessions that take place with their 節, its rules, and the approved leave of each person."""

    parts: Sequence[Part]
    rules: Rules
    approved: Mapping[str, Sequence[Leave]]

    def effect(self, person: str) -> Effect:
        """By approved leave alone."""
        return effect(self.approved.get(person, ()), self.rules, sum(part.units for part in self.parts))

    def applied(self, person: str) -> set[str]:
        """Ids of the sessions that approved leave touches."""
        return {part.session_id for leave in self.approved.get(person, ()) for part in leave.parts}

    def away(self, person: str, session_id: str) -> list[tuple[tuple[Span, ...], int, bool]]:
        """Leave by the hour in this session: from when until when, its 節, and whether it is of a kind that is not counted."""
        parts = [(part, leave.kind) for leave in self.approved.get(person, ()) for part in leave.parts if part.hours]
        return [(tuple(spans(part)), part.units, kind in self.rules.free) for part, kind in parts if part.session_id == session_id]


def card(class_: classes.Class, trainee: classes.Trainee, person: str, now: datetime) -> Card | None:
    """The state of the person's latest application that still matters; one query."""
    href = f"/c/{class_.id}/leave"
    leaves = store.leaves_of(class_.id, person)
    if waiting := sum(leave.state is State.REQUESTED for leave in leaves):
        return Card(f"{waiting} 筆請假待核" if waiting > 1 else "請假待核", "warn", href)
    coming = [leave for leave in leaves if _ends(leave) > now and leave.state in {State.APPROVED, State.REFUSED}]
    if coming:
        return Card(f"請假{coming[0].state.label}", coming[0].state.kind, href)
    if class_.cancelled or class_.ends_on < taipei(now).date():
        return Card("課程已結束", "neutral", href if leaves else "")
    return Card("需要請假時，由此申請", "neutral", href)


def missed(class_id: str, person: str) -> Effect:
    """By approved leave alone: 節 missed, the limit, and all 節 of the class. For callers that have checked the person."""
    approved = [leave for leave in store.leaves_of(class_id, person) if leave.state is State.APPROVED]
    return effect(approved, store_policy.rules(class_id), sum(part.units for part in parts_of(class_id)))


def of_class(class_id: str) -> ClassLeave:
    """For callers that have authorised; by an index, so an answer of this second may be missing."""
    approved: dict[str, list[Leave]] = {}
    for leave in store.of_class(class_id):
        if leave.state is State.APPROVED:
            approved.setdefault(leave.person, []).append(leave)
    return ClassLeave(parts_of(class_id), store_policy.rules(class_id), approved)


def _ends(leave: Leave) -> datetime:
    return max(part.ends_at for part in leave.parts)

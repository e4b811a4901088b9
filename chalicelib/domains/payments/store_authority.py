"""Levels of approval and delegations: few, each kind in one partition."""

from datetime import date, datetime

from chalicelib.domains.payments.approval_rules import Delegation, Levels
from chalicelib.domains.payments.model import ApprovalStage
from chalicelib.domains.payments.store_items import DelegationItem, LevelsItem

_LEVELS, _DELEGATIONS = "LEVELS", "DELEGATIONS"


def levels() -> list[Levels]:
    """Every version, by first day."""
    return [_levels_of(item) for item in LevelsItem.search(_LEVELS)]


def add_levels(levels: Levels) -> None:
    """Raises ConditionFailed where this version of this day is there."""
    values = {name: getattr(levels, name) for name in ("head_from", "director_from", "source", "by", "at")}
    LevelsItem(_LEVELS, f"{levels.starts_on}#{levels.version:04}", **values).put(LevelsItem.pk.does_not_exist())


def delegations(day: date) -> list[Delegation]:
    """Those that end on the day or later, begun or not, by last day."""
    return [_delegation_of(item) for item in DelegationItem.search(_DELEGATIONS, DelegationItem.sk >= str(day))]


def add_delegation(delegation: Delegation) -> None:
    names = ("by", "by_name", "to", "to_name", "reason", "made_at", "ended_at")
    values = {name: getattr(delegation, name) for name in names}
    item = DelegationItem(_DELEGATIONS, _key(delegation), step=delegation.step.value, starts_on=str(delegation.starts_on), **values)
    item.put(DelegationItem.pk.does_not_exist())


def end_delegation(delegation: Delegation, now: datetime) -> None:
    """Raises ConditionFailed where it was ended before."""
    DelegationItem(_DELEGATIONS, _key(delegation)).change([DelegationItem.ended_at.set(now)], DelegationItem.ended_at.does_not_exist())


def _key(delegation: Delegation) -> str:
    return f"{delegation.ends_on}#{delegation.id}"


def _levels_of(item: LevelsItem) -> Levels:
    day, version = item.sk.split("#")
    return Levels(date.fromisoformat(day), int(item.head_from), int(item.director_from), item.source, int(version), item.by, item.at)


def _delegation_of(item: DelegationItem) -> Delegation:
    ends_on, _, own = item.sk.partition("#")
    return Delegation(
        id=own,
        step=ApprovalStage(item.step),
        starts_on=date.fromisoformat(item.starts_on),
        ends_on=date.fromisoformat(ends_on),
        **{name: getattr(item, name) for name in ("by", "by_name", "to", "to_name", "reason", "made_at", "ended_at")},
    )

"""From which amount who decides; administrators add to it. An application keeps the chain that it was made with."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.domains.payments import store_authority
from chalicelib.domains.payments.access import STAFF
from chalicelib.domains.payments.approval_rules import STANDARD, Levels, in_force, read_levels
from chalicelib.dynamodb import ConditionFailed
from chalicelib.errors import Conflict
from chalicelib.identity import Principal, Role

EDITORS = frozenset({Role.ADMINISTRATOR})


def table(who: Principal, now: datetime) -> tuple[Levels, list[Levels]]:
    """What is in force today, and every version, the latest first. Raises Forbidden."""
    who.require(STAFF)
    known = [STANDARD, *store_authority.levels()]
    return in_force(known, taipei(now).date()), sorted(known, key=lambda each: (each.starts_on, each.version), reverse=True)


def save(who: Principal, form: Mapping[str, str], now: datetime) -> Levels:
    """The next version for its first day; the same once more is the same. Raises InvalidInput, Conflict, Forbidden."""
    who.require(EDITORS)
    wanted = read_levels(form)
    same_day = [each for each in store_authority.levels() if each.starts_on == wanted.starts_on]
    last = same_day[-1] if same_day else None
    if last and (last.head_from, last.director_from, last.source) == (wanted.head_from, wanted.director_from, wanted.source):
        return last
    added = replace(wanted, version=last.version + 1 if last else 1, by=who.username, at=now)
    try:
        store_authority.add_levels(added)
    except ConditionFailed as error:
        raise Conflict("這一天的設定剛被其他人修改，請重新整理後再試。") from error
    return added

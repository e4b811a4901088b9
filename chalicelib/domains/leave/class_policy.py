"""The rules of a class, and who answers while its organizers are away. Each change is a new version."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from chalicelib.clock import taipei
from chalicelib.domains.classes import service as classes
from chalicelib.domains.leave import store_policy
from chalicelib.domains.leave.access import APPROVERS, found_until
from chalicelib.domains.leave.applying.form_rules import NO_DEPUTY, read_deputy, read_rules
from chalicelib.domains.leave.model import Deputy, Rules
from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.dynamodb import ConditionFailed, Transaction
from chalicelib.errors import Conflict, InvalidInput, NotFound
from chalicelib.identity import Principal

_MOST_DEPUTIES = 20


def set_rules(who: Principal, class_id: str, form: Mapping[str, str], now: datetime) -> None:
    """The longest leave and the kinds that are not counted. Raises InvalidInput (longest), Conflict, NotFound, Forbidden."""
    classes.open_class(who, class_id)
    longest, free = read_rules(form)
    _put(who, class_id, replace(store_policy.rules(class_id), longest=longest, free=free), now)


def name_deputy(who: Principal, class_id: str, form: Mapping[str, str], now: datetime) -> None:
    """An organizer's account that may answer on these days. Raises InvalidInput (username, first, last), Conflict, NotFound, Forbidden."""
    class_ = classes.open_class(who, class_id)
    username, first, last = read_deputy(form, taipei(now).date())
    try:
        account = people_accounts.find_account(username)
    except NotFound as error:
        raise InvalidInput(fields={"username": NO_DEPUTY}) from error
    if not account.enabled or not account.roles & APPROVERS:
        raise InvalidInput(fields={"username": NO_DEPUTY})
    rules = store_policy.rules(class_id)
    others = tuple(each for each in rules.deputies if each.username != account.username and each.last >= taipei(now).date())
    if len(others) >= _MOST_DEPUTIES:
        raise InvalidInput(fields={"username": f"代理人最多 {_MOST_DEPUTIES} 位，請先移除不需要的。"})
    store_policy.point_to([account.username], class_id, found_until(class_))
    _put(who, class_id, replace(rules, deputies=(*others, Deputy(account.username, account.name, first, last))), now)


def dismiss_deputy(who: Principal, class_id: str, username: str, now: datetime) -> None:
    """Raises Conflict, NotFound, Forbidden."""
    classes.open_class(who, class_id)
    rules = store_policy.rules(class_id)
    others = tuple(each for each in rules.deputies if each.username != username)
    if others != rules.deputies:
        _put(who, class_id, replace(rules, deputies=others), now)


def _put(who: Principal, class_id: str, new: Rules, now: datetime) -> None:
    transaction = Transaction()
    store_policy.put(transaction, class_id, replace(new, version=new.version + 1), who.username, now)
    try:
        transaction.commit()
    except ConditionFailed as error:
        raise Conflict("請假規則剛被其他人修改，請重新整理後再試。") from error

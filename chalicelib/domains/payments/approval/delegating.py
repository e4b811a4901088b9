"""Authority lent for a time (委任): by an approver to a named account; and taken back."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial

from chalicelib.centre import centre
from chalicelib.clock import taipei
from chalicelib.domains.payments import store_authority
from chalicelib.domains.payments.access import APPROVERS, ROLE_OF
from chalicelib.domains.payments.approval_rules import Delegation
from chalicelib.domains.payments.deadline_rules import DELEGATION_AT_MOST
from chalicelib.domains.payments.model import ApprovalStage
from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.dynamodb import ConditionFailed
from chalicelib.errors import Conflict, Forbidden, NotFound
from chalicelib.identity import Principal, Role
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message
from chalicelib.web.field_rules import Fields
from chalicelib.web.value_rules import is_username, read_day, told

_LONGEST_REASON = 100
_MOST = 20
_MAY_HOLD = frozenset({Role.ORGANIZER, Role.HEAD, Role.ACCOUNTANT, Role.DIRECTOR, Role.ADMINISTRATOR})


def own_steps(who: Principal) -> list[ApprovalStage]:
    """Those that this person can lend."""
    return [step for step in ApprovalStage if who.has(ROLE_OF[step])]


def list_delegations(who: Principal, now: datetime) -> list[Delegation]:
    """What this person lent or was lent and is not over; an administrator sees all. Raises Forbidden."""
    found = [each for each in store_authority.delegations(taipei(now).date()) if each.ended_at is None]
    if who.has(Role.ADMINISTRATOR):
        return found
    return [each for each in found if who.username in {each.by, each.to}]


def lend(who: Principal, form: Mapping[str, str], now: datetime) -> Delegation:
    """step, to (an account), starts_on, ends_on, reason. The person is told by mail.

    Raises InvalidInput with its fields, Conflict for more than twenty at a time, Forbidden.
    """
    who.require(APPROVERS)
    delegation = _read(who, form, now)
    running = [each for each in list_delegations(who, now) if each.by == who.username]
    same = [each for each in running if (each.step, each.to, each.starts_on, each.ends_on) == _what(delegation)]
    if same:
        return same[0]
    if len(running) >= _MOST:
        raise Conflict("您的委任已經很多，請先結束不需要的。")
    store_authority.add_delegation(delegation)
    body = {"delegation_id": delegation.id, "ends_on": str(delegation.ends_on)}
    outbox.announce([Message("payments.lent", body, queue="mail", id=f"payments.lent.{delegation.id}")], now)
    return delegation


def take_back(who: Principal, delegation_id: str, now: datetime) -> None:
    """By the lender or an administrator. Twice is once. Raises NotFound, Forbidden."""
    found = next((each for each in store_authority.delegations(taipei(now).date()) if each.id == delegation_id), None)
    if found is None:
        raise NotFound
    if found.by != who.username and not who.has(Role.ADMINISTRATOR):
        raise Forbidden
    try:
        store_authority.end_delegation(found, now)
    except ConditionFailed:  # ended before
        return


def _what(delegation: Delegation) -> tuple[ApprovalStage, str, date, date]:
    return delegation.step, delegation.to, delegation.starts_on, delegation.ends_on


def _read(who: Principal, form: Mapping[str, str], now: datetime) -> Delegation:
    today = taipei(now).date()
    fields = Fields(form)
    step = fields.take("step", partial(_step, own_steps(who)), ApprovalStage.HEAD)
    starts_on = fields.take("starts_on", told("請選擇日期。", read_day), today)
    ends_on = fields.take("ends_on", told("請選擇日期。", read_day), today)
    if not fields.errors.keys() & {"starts_on", "ends_on"} and (problem := _span_problem(starts_on, ends_on, today)):
        fields.errors["ends_on"] = problem
    reason = fields.line("reason", _LONGEST_REASON, f"請填事由（例如 休假），最多 {_LONGEST_REASON} 字。")
    to, to_name = fields.take("to", partial(_holder, who), ("", ""))
    fields.check()
    return Delegation(secrets.token_hex(6), step, who.username, who.name, to, to_name, starts_on, ends_on, reason, now)


def _step(own: Sequence[ApprovalStage], typed: str) -> ApprovalStage:
    """The one chosen, or the only one that there is. Raises ValueError."""
    chosen = next((each for each in own if each.value == typed), own[0] if len(own) == 1 else None)
    if chosen is None:
        raise ValueError("請選擇要委任的關卡。")
    return chosen


def _span_problem(starts_on: date, ends_on: date, today: date) -> str:
    if not today <= starts_on <= ends_on:
        return "迄日不可早於起日，起日不可早於今天。"
    return f"一次最多委任 {DELEGATION_AT_MOST.days} 天。" if ends_on - starts_on > DELEGATION_AT_MOST else ""


def _holder(who: Principal, typed: str) -> tuple[str, str]:
    """Username and name of whom authority can be lent to. Raises ValueError."""
    try:
        account = people_accounts.find_account(typed) if is_username(typed.lower()) else None
    except NotFound:
        account = None
    if account is None or not account.enabled or not account.roles & _MAY_HOLD or account.agency:
        raise ValueError(f"找不到這個帳號，或這個帳號不是{centre().we}可簽核的人員。")
    if account.username == who.username:
        raise ValueError("不能委任給自己。")
    return account.username, account.name

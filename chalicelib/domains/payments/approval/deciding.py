"""What an approver does: approve, or return with a reason. One conditional write decides between two, and between them and recall."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.clock import taipei
from chalicelib.domains.fees import service as fees
from chalicelib.domains.payments.access import PAYERS, authority, open_application, own_refusal
from chalicelib.domains.payments.approval.applying import items_of, released
from chalicelib.domains.payments.approval.messages import notification, papers_of
from chalicelib.domains.payments.approval_rules import digest_of, due_after
from chalicelib.domains.payments.events_rules import ApplicationEvent
from chalicelib.domains.payments.model import Application, ApprovalStage, Decision, State
from chalicelib.domains.payments.transitions import CHANGED, applications
from chalicelib.errors import Conflict, Forbidden
from chalicelib.identity import Principal
from chalicelib.records.hash_chain import Actor
from chalicelib.records.transitions import Transition, retry_on_conflict
from chalicelib.web.field_rules import LONGEST_REASON, read_reason

_MISMATCH = "申請單的金額與案件目前的內容不符，不能簽核。請退回，並通知系統管理員。"


def approve(who: Principal, application_id: str, form: Mapping[str, str], actor: Actor, now: datetime) -> Application:
    """The present step; after the last, the cases are approved in the same transaction. Pressed twice it is once.

    `form["version"]` is the state that was looked at. Raises Conflict, Forbidden, NotFound.
    """
    return retry_on_conflict(lambda: _approve(who, application_id, form, actor, now))


def _approve(who: Principal, application_id: str, form: Mapping[str, str], actor: Actor, now: datetime) -> Application:
    application = open_application(who, application_id, now)
    if _approved_already(application, who, form):
        return application
    step, instead_of = _turn(who, application, form, now)
    cases = fees.cases(application.case_ids)
    if digest_of(items_of(cases)) != application.digest:
        raise Conflict(_MISMATCH)
    decisions = (*application.decisions, Decision(step, who.username, who.name, now, instead_of))
    last = len(decisions) == len(application.chain)
    due_on = None if last else due_after(taipei(now).date())
    values: dict[str, Any] = {"decisions": decisions, "reminded_on": None, "due_on": due_on}
    if last:
        values |= {"state": State.APPROVED, "approved_at": now}
    after = replace(application, events=application.events + 1, **values)
    messages = [notification("approved" if last else "waiting", after), papers_of(after)]
    detail = {"step": step.value, "name": who.name, "digest": application.digest, **({"instead of": instead_of} if instead_of else {})}
    approved = Transition(
        kind=ApplicationEvent.APPROVED,
        actor=actor,
        expected={State.PENDING},
        change=values,
        detail=detail,
        messages=messages,
        writes=[fees.mark_approved(case, application.id, actor, now) for case in cases] if last else [],
    )
    return applications.apply(application, approved, now)


def send_back(who: Principal, application_id: str, form: Mapping[str, str], actor: Actor, now: datetime) -> Application:
    """Ends it with a reason that its maker is told; the cases are free again. By whose turn it is; approved ones by accounting, while
    no batch has them. Raises InvalidInput (reason), Conflict, Forbidden, NotFound.
    """
    return retry_on_conflict(lambda: _return(who, application_id, form, actor, now))


def _return(who: Principal, application_id: str, form: Mapping[str, str], actor: Actor, now: datetime) -> Application:
    application = open_application(who, application_id, now)
    if application.state is State.SENT_BACK and application.reason == form.get("reason", "").strip():
        return application
    if application.state is State.APPROVED:
        who.require(PAYERS)
        _as_seen(application, form)
        step, instead_of = ApprovalStage.ACCOUNTANT, ""
    else:
        step, instead_of = _turn(who, application, form, now)
    reason = read_reason(form, f"請填退回的原因，最多 {LONGEST_REASON} 字；申請人會看到。")
    detail = {"step": step.value, "name": who.name, "reason": reason, **({"instead of": instead_of} if instead_of else {})}
    message = notification("returned", replace(application, events=application.events + 1))
    change = {"state": State.SENT_BACK, "reason": reason}
    returned = Transition(kind=ApplicationEvent.SENT_BACK, actor=actor, change=change, detail=detail, messages=[message])
    return released(application, returned, now)


def may_decide(who: Principal, application: Application, now: datetime) -> str:
    """Why this person cannot decide now, in words; empty where they can."""
    if application.waits_for is None:
        return "這件申請不在簽核中。"
    try:
        authority(who, application.waits_for, now)
    except Forbidden as error:
        return error.message
    return own_refusal(who, application)


def _turn(who: Principal, application: Application, form: Mapping[str, str], now: datetime) -> tuple[ApprovalStage, str]:
    """The step that is decided, and by whose authority. Raises Conflict, Forbidden."""
    step = application.waits_for
    if step is None:
        raise Conflict(f"這件申請{application.state.label}，不能再簽核。")
    instead_of = authority(who, step, now)
    if why := own_refusal(who, application):
        raise Forbidden(why)
    _as_seen(application, form)
    return step, instead_of


def _as_seen(application: Application, form: Mapping[str, str]) -> None:
    """What was decided on is what was looked at: papers that are made meanwhile do not count. Raises Conflict."""
    if form.get("version") != version_of(application):
        raise Conflict(CHANGED)


def version_of(application: Application) -> str:
    return f"{application.state}-{len(application.decisions)}"


def _approved_already(application: Application, who: Principal, form: Mapping[str, str]) -> bool:
    """The very approval that this press asks for stands: the same page sent twice."""
    number = len(application.decisions)
    by_me = number > 0 and application.decisions[-1].by == who.username
    return by_me and form.get("version") == f"{State.PENDING}-{number - 1}"

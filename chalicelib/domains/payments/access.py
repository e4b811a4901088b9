"""Who may open which application, and by whose authority somebody decides."""

from datetime import date, datetime

from chalicelib.clock import taipei
from chalicelib.domains.payments import store_authority
from chalicelib.domains.payments.approval_rules import Delegation, refusal
from chalicelib.domains.payments.model import Application, ApprovalStage
from chalicelib.domains.payments.transitions import load
from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.domains.people import service_lecturers as lecturers
from chalicelib.errors import Forbidden, NotFound
from chalicelib.identity import Principal, Role

MAKERS = frozenset({Role.ORGANIZER, Role.ADMINISTRATOR})
APPROVERS = frozenset({Role.HEAD, Role.ACCOUNTANT, Role.DIRECTOR})
STAFF = MAKERS | APPROVERS
PAYERS = frozenset({Role.ACCOUNTANT})
ROLE_OF = {ApprovalStage.HEAD: Role.HEAD, ApprovalStage.ACCOUNTANT: Role.ACCOUNTANT, ApprovalStage.DIRECTOR: Role.DIRECTOR}


def open_application(who: Principal, application_id: str, now: datetime) -> Application:
    """To look at: for those who approve and pay, administrators, its maker, organizers of its classes, and whom a step is lent to now.

    Raises NotFound, Forbidden.
    """
    who.require(STAFF)
    application = load(application_id)
    if not may_read(who, application) and not steps_lent(who, taipei(now).date()):
        raise Forbidden
    return application


def may_read(who: Principal, application: Application) -> bool:
    """Without what is lent."""
    own = who.username == application.made_by or who.username in application.readers
    return own or who.has(*APPROVERS, Role.ADMINISTRATOR)


def steps_lent(who: Principal, day: date) -> frozenset[ApprovalStage]:
    """The steps that somebody lent to this person for the day."""
    return frozenset(each.step for each in store_authority.delegations(day) if each.to == who.username and each.holds(day))


def steps_of(who: Principal, now: datetime) -> list[ApprovalStage]:
    """Those that this person may decide today, by role or by delegation, in their order."""
    lent = steps_lent(who, taipei(now).date())
    return [step for step in ApprovalStage if who.has(ROLE_OF[step]) or step in lent]


def authority(who: Principal, step: ApprovalStage, now: datetime) -> str:
    """Whose authority the person has for the step: "" by an own role, the lender's name by delegation. Raises Forbidden.

    A lender who lost the role or the account lends nothing any more.
    """
    if who.has(ROLE_OF[step]):
        return ""
    for each in store_authority.delegations(taipei(now).date()):
        if each.to == who.username and each.step is step and each.holds(taipei(now).date()) and _still_has(each):
            return each.by_name
    raise Forbidden(f"這件申請正由{step.label}簽核，您沒有這個關卡的權限。")


def own_refusal(who: Principal, application: Application) -> str:
    """Why this person may decide no step of it; empty where nothing stands against it."""
    return refusal(application, who.username, who.name, lecturers.plain_name)


def _still_has(delegation: Delegation) -> bool:
    try:
        lender = people_accounts.find_account(delegation.by)
    except NotFound:
        return False
    return lender.enabled and ROLE_OF[delegation.step] in lender.roles

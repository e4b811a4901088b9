"""The mails of an application: whose turn it is, how it ended, what authority was lent; workers only."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from chalicelib.clock import minguo, taipei
from chalicelib.contact import Contact
from chalicelib.domains.payments import store_authority
from chalicelib.domains.payments.access import ROLE_OF
from chalicelib.domains.payments.model import Application, ApprovalStage, State
from chalicelib.domains.payments.transitions import load
from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.identity import Role
from chalicelib.messaging import mailing
from chalicelib.settings import settings


def tell(application_id: str, what: str, decisions: int, now: datetime) -> None:
    """payments.told: whose turn it is now, or how it ended; not for what is past by now."""
    application = load(application_id)
    if len(application.decisions) != decisions:
        return
    if what in {"waiting", "late"}:
        if application.waits_for:
            _tell_step(application, application.waits_for, what, now)
    elif what == "returned":
        if application.state is State.SENT_BACK:
            _mail([people_accounts.address_of(application.made_by)], "returned", f"付款申請退回：{application.id}", application)
    elif application.state in {State.APPROVED, State.BATCHED}:
        _mail([people_accounts.address_of(application.made_by)], "approved", f"付款申請已核准：{application.id}", application)
        if application.state is State.APPROVED:
            payers = (account.email for account in people_accounts.accounts_of(Role.ACCOUNTANT))
            _mail(payers, "payable", f"付款申請已核准，待付款：{application.id}", application)


def tell_lent(delegation_id: str, ends_on: str, now: datetime) -> None:
    """payments.lent: to the account that authority was lent to."""
    found = store_authority.delegations(date.fromisoformat(ends_on))
    for each in found:
        if each.id == delegation_id and each.ended_at is None:
            values = {"delegation": each, "first": minguo(each.starts_on), "last": minguo(each.ends_on)}
            _send(people_accounts.address_of(each.to), "lent", f"{each.by_name}委任您簽核付款申請", values, "delegations")


def _tell_step(application: Application, step: ApprovalStage, what: str, now: datetime) -> None:
    """Everybody who could decide: the role's accounts, and whom authority was lent to."""
    own = {account.username: account.email for account in people_accounts.accounts_of(ROLE_OF[step])}
    lent = {
        each.to: people_accounts.address_of(each.to)
        for each in store_authority.delegations(taipei(now).date())
        if each.step is step and each.holds(taipei(now).date())
    }
    barred = {application.made_by, *(decision.by for decision in application.decisions)}
    addresses = [address for username, address in {**lent, **own}.items() if username not in barred]
    subject = f"{'提醒：' if what == 'late' else ''}付款申請待{step.label}簽核：{application.id}"
    _mail(addresses, "waiting", subject, application, step=step, late=what == "late")


def _mail(addresses: Iterable[str], name: str, subject: str, application: Application, **more: Any) -> None:
    page = f"{settings().base_url}/payments/applications/{application.id}"
    due = minguo(application.due_on) if application.due_on else ""
    maker = Contact(application.made_by_name, email=people_accounts.address_of(application.made_by))
    for address in dict.fromkeys(filter(None, addresses)):
        _send(address, name, subject, {"application": application, "page": page, "due": due, **more}, application.id, maker)


def _send(address: str, name: str, subject: str, values: Mapping[str, Any], about: str, contact: Contact | None = None) -> None:  # noqa: PLR0917
    if address:
        values = {"inbox": f"{settings().base_url}/inbox", **values}
        mailing.send(address, f"【待辦表單】{subject}", f"payments/mail/{name}", values, reference=f"payments_{about}", contact=contact)

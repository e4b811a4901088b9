"""The mails of a case, to the lecturer and to staff, and what is noted when one comes back; workers only."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from chalicelib.cloud.mail import Attachment
from chalicelib.domains.classes import service as classes
from chalicelib.domains.fees.events_rules import CaseEvent
from chalicelib.domains.fees.links import password_of, sign_in_url, url_of
from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.transitions import cases, load
from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.messaging import mailing
from chalicelib.records.delivery import Delivery
from chalicelib.settings import settings

REFERENCE = "fees_"


def invite(case_id: str, links: int, now: datetime) -> None:
    """fees.invite: the mail with the link; not for one that was replaced, answered or sent already."""
    case = load(case_id)
    if not _waits(case, links) or case.delivery is Delivery.SENT:
        return
    mail_lecturer(case, "invite", f"請確認鐘點費：{case.class_title}", link=url_of(case.id, case.links), again=False)
    cases.record(
        case.id,
        CaseEvent.MAILED,
        lambda each: {"delivery": Delivery.SENT} if each.delivery is Delivery.WAITING else {},
        now,
        detail={"what": "確認連結"},
    )


def send_password(case_id: str, links: int, now: datetime) -> None:
    """fees.password: number and password, apart from the link. The password is made here and lies nowhere else."""
    case = load(case_id)
    if _waits(case, links):
        password = password_of(case.id, case.links)
        mail_lecturer(case, "password", f"鐘點費流水號與密碼：{case.class_title}", address=sign_in_url(), password=password)


def remind(case_id: str, links: int, number: int, now: datetime) -> None:
    """fees.reminder."""
    case = load(case_id)
    if _waits(case, links) and case.reminders == number:
        mail_lecturer(case, "invite", f"提醒您確認鐘點費：{case.class_title}", link=url_of(case.id, case.links), again=True)


def tell_organizers(case_id: str, now: datetime) -> None:
    """fees.answered: to every organizer of the class, how the lecturer answered."""
    case = load(case_id)
    if case.state not in {State.CONFIRMED, State.OBJECTED}:
        return
    for username in classes.load_class(case.class_id).organizers:
        mail_staff(username, "organizer", f"{case.payee.name}{case.state.label}：{case.class_title}", case, page=page_of(case))


def tell_account_changed(case_id: str, now: datetime) -> None:
    """fees.account-changed: so that a lecturer notices when it was somebody else."""
    mail_lecturer(load(case_id), "account", "您的匯款帳號已更正")


def bounced(case_id: str, addresses: Collection[str], reason: str, now: datetime) -> None:
    """The mail came back: shown to the organizer, once for each address."""

    def change(case: Case) -> dict[str, Delivery]:
        is_news = case.payee.email in addresses and case.delivery in {Delivery.WAITING, Delivery.SENT}
        return {"delivery": Delivery.BOUNCED} if is_news else {}

    cases.record(case_id, CaseEvent.BOUNCED, change, now, detail={"reason": reason})


def _waits(case: Case, links: int) -> bool:
    return case.state is State.SENT and case.links == links and bool(case.payee.email)


def page_of(case: Case) -> str:
    """Staff's page of a case."""
    return f"{settings().base_url}/fees/{case.id}"


def mail_lecturer(case: Case, name: str, subject: str, *, attachments: Sequence[Attachment] = (), **values: Any) -> None:
    """By the template fees/mail/<name>; what comes back is noted at the case."""
    _send(case.payee.email, name, subject, case, attachments, values)


def mail_staff(username: str, name: str, subject: str, case: Case, **values: Any) -> None:
    """To an account, unless it is no more."""
    if address := people_accounts.address_of(username):
        _send(address, name, subject, case, (), values)


def _send(to: str, name: str, subject: str, case: Case, attachments: Sequence[Attachment], more: Mapping[str, Any]) -> None:  # noqa: PLR0917
    values, reference = {"case": case, **more}, f"{REFERENCE}{case.id}"
    contact = classes.load_class(case.class_id).asked
    mailing.send(to, f"【鐘點費】{subject}", f"fees/mail/{name}", values, attachments=attachments, reference=reference, contact=contact)

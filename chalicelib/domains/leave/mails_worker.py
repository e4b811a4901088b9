"""Mails to approvers, trainees and agencies, each once to each address; workers only."""

from collections.abc import Iterable
from datetime import datetime

from chalicelib.centre import centre
from chalicelib.clock import taipei
from chalicelib.domains.classes import service as classes
from chalicelib.domains.leave import store_policy
from chalicelib.domains.leave.access import load
from chalicelib.domains.leave.hours_rules import words
from chalicelib.domains.leave.model import Leave, State
from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.errors import Forbidden, NotFound
from chalicelib.identity import Role
from chalicelib.messaging import mailing
from chalicelib.settings import settings

_SAID = {"approved": "請假已核准", "refused": "請假未核准", "cancelled": "請假已銷假"}


def ask(class_id: str, leave_id: str, what: str, now: datetime) -> None:
    """leave.asked: to the organizers and today's deputies, unless it was answered meanwhile."""
    leave = load(class_id, leave_id)
    if leave.state is not State.REQUESTED:
        return
    deputies = [deputy.username for deputy in store_policy.rules(leave.class_id).deputies_on(taipei(now).date())]
    organizers = classes.load_class(leave.class_id).organizers
    said = f"{leave.name} 申請{leave.kind}，請核准或不核准。"
    _tell(
        leave,
        _addresses([*organizers, *deputies]),
        what,
        (f"請假待核：{leave.name}", said, "查看並核定", _approvers_page(leave)),
        now,
    )


def answer(class_id: str, leave_id: str, what: str, now: datetime) -> None:
    """leave.answer: to the trainee, where the roster has an address."""
    leave = load(class_id, leave_id)
    try:
        _, trainee = classes.on_roster(leave.class_id, leave.person)
    except Forbidden:
        return
    page = f"{settings().base_url}/c/{leave.class_id}/leave/{leave.id}"
    reason = leave.ended_reason if what == "cancelled" else leave.answer
    said = f"您的{leave.kind}申請：{_SAID[what]}。" + (f"說明：{reason}" if reason else "")
    _tell(leave, [trainee.email] if trainee.email else [], f"answer.{what}", (_SAID[what], said, "查看我的請假", page), now)


def tell_agency(class_id: str, leave_id: str, what: str, now: datetime) -> None:
    """leave.hr: to the HR officers of the trainee's agency."""
    leave = load(class_id, leave_id)
    accounts = people_accounts.accounts_of(Role.AGENCY_HR, leave.agency) if leave.agency else []
    said = f"貴機關 {leave.name} 在{centre().we}研習期間的{leave.kind}，{_SAID[what].removeprefix('請假')}。"
    page = f"{settings().base_url}/leave/agency"
    subject = f"{_SAID[what]}：{leave.name}"
    _tell(leave, [account.email for account in accounts], f"hr.{what}", (subject, said, "查看本機關的請假", page), now)


def tell_organizers(class_id: str, leave_id: str, what: str, now: datetime) -> None:
    """leave.ended: the trainee comes after all."""
    leave = load(class_id, leave_id)
    said = f"{leave.name} 已自行銷假，會到課。出席、查堂與警衛室名單都已更新。"
    organizers = _addresses(classes.load_class(leave.class_id).organizers)
    _tell(leave, organizers, f"ended.{what}", (f"學員銷假：{leave.name}", said, "查看請假", _approvers_page(leave)), now)


def _approvers_page(leave: Leave) -> str:
    return f"{settings().base_url}/classes/{leave.class_id}/leave/{leave.id}"


def _addresses(usernames: Iterable[str]) -> list[str]:
    found = []
    for username in dict.fromkeys(usernames):
        try:
            account = people_accounts.find_account(username)
        except NotFound:
            continue
        if account.enabled and account.email:
            found.append(account.email)
    return found


def _tell(leave: Leave, addresses: Iterable[str], what: str, said: tuple[str, str, str, str], now: datetime) -> None:
    """One mail to each address, noted once it is sent: a message that comes again finds the note."""
    subject, text, button, page = said
    token = leave.id.partition(".")[2]
    values = {"leave": leave, "times": words(leave.parts), "text": text, "button": button, "page": page}
    contact = classes.load_class(leave.class_id).asked
    for address in dict.fromkeys(addresses):
        if store_policy.was_told(leave.class_id, leave.person, f"{token}.{what}", address):
            continue
        mailing.send(
            address, f"【請假】{subject}", "leave/mail/notice", values, contact=contact, reference=f"leave_{leave.class_id}_{token}"
        )
        store_policy.tell(leave.class_id, leave.person, f"{token}.{what}", address, now)

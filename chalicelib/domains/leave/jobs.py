"""What leave does later: mails to approvers, trainees and agencies, proofs, the register. Each mail goes once to each address."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from chalicelib.clock import taipei
from chalicelib.cloud import mail
from chalicelib.domains.classes import service as classes
from chalicelib.domains.leave import store_rules
from chalicelib.domains.leave.access import load
from chalicelib.domains.leave.applying import proofs
from chalicelib.domains.leave.hours_rules import words
from chalicelib.domains.leave.model import Leave, State
from chalicelib.domains.people import service as people
from chalicelib.errors import Forbidden, NotFound
from chalicelib.identity import Role
from chalicelib.messaging.outbox import Handler, Message
from chalicelib.settings import settings
from chalicelib.web.pages import templates

_SAID = {"approved": "請假已核准", "refused": "請假未核准", "cancelled": "請假已銷假"}


def ask(body: Mapping[str, Any], now: datetime) -> None:
    """leave.asked {class_id, leave_id, what}: to the organizers and today's deputies, unless it was answered meanwhile."""
    leave = load(body["class_id"], body["leave_id"])
    if leave.state is not State.REQUESTED:
        return
    deputies = [deputy.username for deputy in store_rules.rules(leave.class_id).deputies_on(taipei(now).date())]
    organizers = classes.load_class(leave.class_id).organizers
    said = f"{leave.name} 申請{leave.kind}，請核准或不核准。"
    _tell(
        leave,
        _addresses([*organizers, *deputies]),
        body["what"],
        (f"請假待核：{leave.name}", said, "查看並核定", _approvers_page(leave)),
        now,
    )


def answer(body: Mapping[str, Any], now: datetime) -> None:
    """leave.answer {class_id, leave_id, what}: to the trainee, where the roster has an address."""
    leave, what = load(body["class_id"], body["leave_id"]), body["what"]
    try:
        _, trainee = classes.on_roster(leave.class_id, leave.person)
    except Forbidden:
        return
    page = f"{settings().base_url}/c/{leave.class_id}/leave/{leave.id}"
    reason = leave.ended_reason if what == "cancelled" else leave.answer
    said = f"您的{leave.kind}申請：{_SAID[what]}。" + (f"說明：{reason}" if reason else "")
    _tell(leave, [trainee.email] if trainee.email else [], f"answer.{what}", (_SAID[what], said, "查看我的請假", page), now)


def tell_agency(body: Mapping[str, Any], now: datetime) -> None:
    """leave.hr {class_id, leave_id, what}: to the HR officers of the trainee's agency."""
    leave, what = load(body["class_id"], body["leave_id"]), body["what"]
    accounts = people.accounts_of(Role.AGENCY_HR, leave.agency) if leave.agency else []
    said = f"貴機關 {leave.name} 在本處研習期間的{leave.kind}，{_SAID[what].removeprefix('請假')}。"
    page = f"{settings().base_url}/leave/agency"
    subject = f"{_SAID[what]}：{leave.name}"
    _tell(leave, [account.email for account in accounts], f"hr.{what}", (subject, said, "查看本機關的請假", page), now)


def tell_organizers(body: Mapping[str, Any], now: datetime) -> None:
    """leave.ended {class_id, leave_id, what}: the trainee comes after all."""
    leave = load(body["class_id"], body["leave_id"])
    said = f"{leave.name} 已自行銷假，會到課。出席、查堂與警衛室名單都已更新。"
    organizers = _addresses(classes.load_class(leave.class_id).organizers)
    _tell(leave, organizers, f"ended.{body['what']}", (f"學員銷假：{leave.name}", said, "查看請假", _approvers_page(leave)), now)


def proof_uploaded(key: list[str]) -> Message | None:
    """For the upload queue: proofs/<class>/<leave>/<upload> lets a worker look at the file."""
    if len(key) != 3:
        return None
    class_id, leave_id, upload = key
    body = {"class_id": class_id, "leave_id": leave_id, "upload": upload}
    return Message("leave.proof", body, class_id, id=f"proof.{leave_id}.{upload}")


def take_proof(body: Mapping[str, Any], now: datetime) -> None:
    """leave.proof {class_id, leave_id, upload}."""
    proofs.take(body["class_id"], body["leave_id"], body["upload"], now)


def make_register(body: Mapping[str, Any], now: datetime) -> None:
    """leave.ods, leave.xlsx, leave.csv {class_id, file_id, format}."""
    from chalicelib.domains.leave.lists import register_worker

    register_worker.make_register(body, now)


def _approvers_page(leave: Leave) -> str:
    return f"{settings().base_url}/classes/{leave.class_id}/leave/{leave.id}"


def _addresses(usernames: Iterable[str]) -> list[str]:
    found = []
    for username in dict.fromkeys(usernames):
        try:
            account = people.find_account(username)
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
    for address in dict.fromkeys(addresses):
        if store_rules.was_told(leave.class_id, leave.person, f"{token}.{what}", address):
            continue
        plain, html = (templates().get_template(f"leave/mail/notice.{kind}").render(values) for kind in ("txt", "html"))
        mail.send(mail.compose(mail.Mail(address, f"【請假】{subject}", plain, html)))
        store_rules.tell(leave.class_id, leave.person, f"{token}.{what}", address, now)


WORK: dict[str, Handler] = {
    "leave.proof": take_proof,
    "leave.ods": make_register,
    "leave.xlsx": make_register,
    "leave.csv": make_register,
}
MAIL: dict[str, Handler] = {
    "leave.asked": ask,
    "leave.answer": answer,
    "leave.hr": tell_agency,
    "leave.ended": tell_organizers,
}

"""Certificates: asked for when a list is in force, fetched by the trainee and the organizer, looked up by anyone who has the code."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime

from chalicelib.clock import minguo
from chalicelib.cloud import files
from chalicelib.domains.classes import service as classes
from chalicelib.domains.completion import completion_list
from chalicelib.domains.completion import store_certificates as store
from chalicelib.domains.completion.certificate_rules import Line, Standing, State, standing
from chalicelib.domains.people import service as people
from chalicelib.errors import NotFound
from chalicelib.identity import Principal
from chalicelib.messaging import outbox
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.records.document_state import DocumentState
from chalicelib.records.registered import RegisteredPaper
from chalicelib.web.card import Card

_LONGEST = 60
_NOT_READY = "證書還沒有做好，請稍候再試。"


@dataclass(frozen=True)
class Own:
    """A trainee's page: `line` None where no list is in force, or the person is not on it."""

    class_: classes.Class
    trainee: classes.Trainee
    confirmed: bool
    line: Line | None


@dataclass(frozen=True)
class Checked:
    """What anyone may know of a certificate. The name is masked."""

    standing: Standing
    number: str
    name: str
    class_title: str
    starts_on: date
    ends_on: date
    hours: int
    issued_on: date | None


def full_number(class_id: str, line: Line) -> str:
    """As 115-B00492-1-0007."""
    return f"{class_id}-{line.number}"


def show_own(class_id: str, person: str) -> Own:
    """Raises NotFound, Forbidden for who is not on the roster."""
    class_, trainee = classes.on_roster(class_id, person)
    confirmed, line = _in_force(class_id, person)
    return Own(class_, trainee, confirmed, line)


def card(class_: classes.Class, trainee: classes.Trainee, person: str, now: datetime) -> Card | None:
    """For the trainee's page; two reads at most."""
    href = f"/c/{class_.id}/certificate"
    confirmed, line = _in_force(class_.id, person)
    if not confirmed:
        return Card("結訓名單確認後，可在這裡下載", "neutral")
    if line is None or not line.passes:
        return Card("未列入結訓名單", "warn", href)
    return Card("可以下載", "ok", href) if line.document is DocumentState.READY else Card("製作中", "info", href)


def download_own(class_id: str, person: str) -> str:
    """A URL of three minutes. Raises NotFound while it is not ready, Forbidden."""
    classes.on_roster(class_id, person)
    return _url(class_id, _in_force(class_id, person)[1])


def download(who: Principal, class_id: str, person: str) -> str:
    """For the organizer: anybody's of the list in force. Raises NotFound, Forbidden."""
    classes.open_class(who, class_id)
    return _url(class_id, _in_force(class_id, person)[1] if len(person) <= _LONGEST else None)


def check(code: str) -> Checked:
    """How the certificate with this code stands. Raises NotFound for a code of ours that was never given."""
    known = store.find_code(code) if 0 < len(code) <= _LONGEST else None
    listing = store.find_listing(known.class_id, int(known.version)) if known else None
    line = store.find_line(known.class_id, int(known.version), known.person) if known else None
    if known is None or line is None or listing is None or listing.state is not State.CONFIRMED:
        raise NotFound("請確認網址完整，或直接掃描證書右下角的條碼。")
    stands = standing(code, _in_force(known.class_id, known.person)[1])
    number, name = full_number(known.class_id, line), people.mask_name(line.name)
    return Checked(stands, number, name, line.class_title, line.starts_on, line.ends_on, line.hours, line.issued_on)


_SAID = {
    Standing.VALID: ("ok", "真實，證書有效", "這張結訓證書登錄有案。"),
    Standing.REPLACED: ("warn", "真實，已換發新證書", "這張證書已由新證書取代，請以新證書為準。"),
    Standing.WITHDRAWN: ("stop", "證書已失效", "這張證書已經失效，不能作為憑證。"),
}


def of_file(sha256: str) -> RegisteredPaper | None:
    """The certificate whose file this is, byte by byte."""
    code = store.find_file(sha256)
    if not code:
        return None
    found = check(code)
    days = minguo(found.starts_on) + (f" 至 {minguo(found.ends_on)}" if found.ends_on != found.starts_on else "")
    who = (("證書字號", found.number), ("姓名", found.name), ("班期", found.class_title))
    facts = (*who, ("研習期間", days), ("研習時數", f"{found.hours} 小時"))
    return RegisteredPaper("結訓證書", *_SAID[found.standing], facts)


def fan_out(class_id: str, version: int, now: datetime) -> None:
    """completion.certificates: one message for each certificate that is to be made. Running twice asks once."""
    wanted = [line for line in store.lines(class_id, version) if line.document is DocumentState.WAITING]
    outbox.announce([_message(class_id, version, line.person, f"certificate.{class_id}.{version}.{line.person}") for line in wanted], now)


def again(who: Principal, class_id: str, now: datetime) -> int:
    """Asks again for what could not be made; returns how many. Raises NotFound, Forbidden."""
    classes.open_class(who, class_id)
    listing = completion_list.latest(store.listings(class_id))
    failed = [line for line in store.lines(class_id, listing.version) if line.document is DocumentState.FAILED] if listing else []
    return sum(_ask_again(class_id, listing.version, line.person, now) for line in failed) if listing else 0


def _ask_again(class_id: str, version: int, person: str, now: datetime) -> bool:
    """False where it was pressed twice."""
    work = UnitOfWork(now)
    store.change_line(work, (class_id, version, person), DocumentState.FAILED, DocumentState.WAITING, document_error="")
    work.announce(_message(class_id, version, person, secrets.token_urlsafe(16)))
    return work.try_commit()


def _message(class_id: str, version: int, person: str, message_id: str) -> Message:
    return Message("completion.certificate", {"class_id": class_id, "version": version, "person": person}, class_id, id=message_id)


def _in_force(class_id: str, person: str) -> tuple[bool, Line | None]:
    """Whether a list is in force, and the person's line of it."""
    listing = completion_list.latest(store.listings(class_id))
    return listing is not None, store.find_line(class_id, listing.version, person) if listing else None


def _url(class_id: str, line: Line | None) -> str:
    if line is None or line.document is not DocumentState.READY:
        raise NotFound(_NOT_READY)
    return files.download_url(line.document_key, f"結訓證書_{full_number(class_id, line)}.pdf")

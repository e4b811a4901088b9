"""Makes and seals the certificate of one line; workers only."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.centre import centre
from chalicelib.clock import minguo
from chalicelib.documents.certificate import Certificate, certificate
from chalicelib.domains.completion import store_certificates as store
from chalicelib.domains.completion.certificate_rules import Line
from chalicelib.domains.completion.certificates import full_number
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.records.document_state import DocumentState
from chalicelib.records.sealing_worker import Seal, seal_and_keep
from chalicelib.settings import settings

_SEAL = Seal("證書", "結訓證書封存")


def make(class_id: str, version: int, person: str, now: datetime) -> None:
    """completion.certificate: nothing where it stands."""
    key = (class_id, version, person)
    line = store.find_line(*key)
    if line is None or line.document is not DocumentState.WAITING:
        return
    body = {"class_id": class_id, "version": version, "person": person}
    mail = Message("completion.certificate_mail", body, class_id, "mail", id=f"certificate-mail.{line.code}")
    seal_and_keep(
        lambda: certificate(_content(class_id, line), created=now),
        _SEAL,
        f"certificates/{class_id}/{line.code}",
        now,
        ready=lambda place, sha256: _ready(key, line.code, (place, sha256), mail, now),
        failed=lambda why: _finish(UnitOfWork(now), key, DocumentState.FAILED, {"document_error": why}, []),
    )


def _content(class_id: str, line: Line) -> Certificate:
    days = f"自中華民國 {minguo(line.starts_on)}"
    days = f"{days}至 {minguo(line.ends_on)}" if line.ends_on != line.starts_on else f"於中華民國 {minguo(line.starts_on)}"
    return Certificate(
        issuer=centre().name,
        colour=centre().look.brand_rgb,
        name=line.name,
        text=f"參加{centre().we}辦理之「{line.class_title}」\n{days}，研習時數計 {line.hours} 小時\n符合結訓標準，特發此證",
        number=full_number(class_id, line),
        issued_on=f"中華民國 {minguo(line.issued_on)}" if line.issued_on else "",
        verify_url=f"{settings().base_url}/certificates/{line.code}",
    )


def _ready(key: tuple[str, int, str], code: str, kept: tuple[str, str], mail: Message, now: datetime) -> None:
    place, sha256 = kept
    work = UnitOfWork(now)
    store.point_to_file(work, sha256, code)
    _finish(work, key, DocumentState.READY, {"document_key": place, "document_sha256": sha256}, [mail])


def _finish(work: UnitOfWork, key: tuple[str, int, str], state: DocumentState, values: Mapping[str, str], messages: list[Message]) -> None:
    """Where another delivery was first, its file is the certificate and ours is pointed to by nobody."""
    store.change_line(work, key, DocumentState.WAITING, state, **values)
    work.announce(*messages)
    work.try_commit()

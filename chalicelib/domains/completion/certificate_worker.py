"""Makes and seals the certificate of one line; workers only.

The file's name is its SHA-256, and one conditional change of the line says which file is the certificate: a message that comes twice, or a
crash between S3 and DynamoDB, leaves at most a file that nobody points to.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from chalicelib.centre import centre
from chalicelib.clock import minguo
from chalicelib.cloud import files
from chalicelib.documents.certificate import Certificate, certificate
from chalicelib.domains.completion import store_certificates as store
from chalicelib.domains.completion.certificate_rules import Line, Paper
from chalicelib.domains.completion.certificates import full_number
from chalicelib.errors import MissingGlyph
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.records.sealing_worker import sealed
from chalicelib.settings import settings

_KEPT = timedelta(days=10 * 365)


def make(class_id: str, version: int, person: str, now: datetime) -> None:
    """completion.certificate: nothing where it stands. A missing character stops it, with a text for staff."""
    key = (class_id, version, person)
    line = store.find_line(*key)
    if line is None or line.document is not Paper.WAITING:
        return
    try:
        data = sealed_certificate(class_id, line, now)
    except MissingGlyph as error:
        _finish(key, Paper.FAILED, {"document_error": error.message}, [], now)
        return
    digest = hashlib.sha256(data).hexdigest()
    place = f"certificates/{class_id}/{line.code}/{digest}.pdf"
    files.save(place, data, "application/pdf", keep_until=now + _KEPT)
    told = {"class_id": class_id, "version": version, "person": person}
    mail = Message("completion.certificate_mail", told, class_id, "mail", id=f"certificate-mail.{line.code}")
    _finish(key, Paper.READY, {"document_key": place, "document_sha256": digest}, [mail], now)


def sealed_certificate(class_id: str, line: Line, now: datetime) -> bytes:
    """The certificate, sealed, and judged as anyone would judge it. Raises MissingGlyph, SealDoesNotHold."""
    return sealed(certificate(_content(class_id, line), created=now), "證書", "結訓證書封存", now)


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


def _finish(key: tuple[str, int, str], state: Paper, values: Mapping[str, str], messages: list[Message], now: datetime) -> None:
    """Where another delivery was first, its file is the certificate and ours is pointed to by nobody."""
    work = UnitOfWork(now)
    store.change_line(work, key, Paper.WAITING, state, **values)
    work.announce(*messages)
    work.try_commit()

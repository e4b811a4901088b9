"""Tells a trainee where the certificate is; workers only."""

from datetime import datetime

from chalicelib.domains.classes import service as classes
from chalicelib.domains.completion import store_certificates as store
from chalicelib.errors import Forbidden
from chalicelib.messaging import mailing
from chalicelib.records.document_state import DocumentState
from chalicelib.settings import settings


def mail_certificate(class_id: str, version: int, person: str, now: datetime) -> None:
    """completion.certificate_mail: tells who has an address where the certificate is; once."""
    line = store.find_line(class_id, version, person)
    if line is None or line.document is not DocumentState.READY or line.mailed_at:
        return
    try:
        class_, trainee = classes.on_roster(class_id, person)
    except Forbidden:  # left the roster meanwhile
        return
    if not trainee.email:
        return
    values = {"line": line, "class_": class_, "link": f"{settings().base_url}/c/{class_id}/certificate"}
    mailing.send(
        trainee.email,
        f"結訓證書：{line.class_title}",
        "completion/mail/certificate",
        values,
        contact=class_.asked,
        reference=f"completion_{class_id}_{version}",
    )
    store.mark_mailed(class_id, version, person, now)

"""What workers and schedules do for lists, certificates and learning hours. Documents' libraries are imported when the first one comes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.cloud import mail
from chalicelib.domains.classes import service as classes
from chalicelib.domains.portal import certificates, hours, lists
from chalicelib.domains.portal import store_certificates as store
from chalicelib.domains.portal.certificate_rules import Paper
from chalicelib.errors import Forbidden
from chalicelib.messaging.outbox import Handler, Message
from chalicelib.settings import settings
from chalicelib.web.pages import templates


def make_certificate(body: Mapping[str, Any], now: datetime) -> None:
    """portal.certificate {class_id, version, person}."""
    from chalicelib.domains.portal import certificate_paper

    certificate_paper.make(body, now)


def mail_certificate(body: Mapping[str, Any], now: datetime) -> None:
    """portal.certificate_mail {class_id, version, person}: tells who has an address where the certificate is; once."""
    class_id, version, person = body["class_id"], int(body["version"]), body["person"]
    line = store.find_line(class_id, version, person)
    if line is None or line.document is not Paper.READY or line.mailed_at:
        return
    try:
        class_, trainee = classes.on_roster(class_id, person)
    except Forbidden:  # left the roster meanwhile
        return
    if not trainee.email:
        return
    values = {"line": line, "class_": class_, "link": f"{settings().base_url}/c/{class_id}/certificate"}
    text, html = (templates().get_template(f"portal/mail_certificate.{kind}").render(values) for kind in ("txt", "html"))
    mail.send(mail.compose(mail.Mail(trainee.email, f"結訓證書：{line.class_title}", text, html)))
    store.mark_mailed(class_id, version, person, now)


def roster_uploaded(key: list[str]) -> Message | None:
    """For the upload queue: hours/<id> lets a worker write the file."""
    return Message("portal.hours", {"file_id": key[0]}, id=f"hours.{key[0]}") if len(key) == 1 else None


def write_hours(body: Mapping[str, Any], now: datetime) -> None:
    """portal.hours {file_id}."""
    from chalicelib.domains.portal import hours_file

    hours_file.make_whole(body, now)


def write_masked_hours(body: Mapping[str, Any], now: datetime) -> None:
    """portal.learning-hours {class_id, file_id}."""
    from chalicelib.domains.portal import hours_file

    hours_file.make_masked(body, now)


def every_ten_minutes(now: datetime) -> None:
    """Files with ID numbers are deleted after their hour."""
    hours.sweep(now)


WORK: dict[str, Handler] = {
    "portal.freeze": lists.freeze,
    "portal.certificates": certificates.fan_out,
    "portal.certificate": make_certificate,
    "portal.hours": write_hours,
    "portal.learning-hours": write_masked_hours,
}
MAIL: dict[str, Handler] = {"portal.certificate_mail": mail_certificate}

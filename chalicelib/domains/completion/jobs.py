"""What workers and schedules do for lists, certificates and learning hours. Documents' libraries are imported when the first one comes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from chalicelib.cloud import mail
from chalicelib.domains.classes import service as classes
from chalicelib.domains.completion import certificates, completion_list, hours
from chalicelib.domains.completion import store_certificates as store
from chalicelib.domains.completion.certificate_rules import Paper
from chalicelib.errors import Forbidden
from chalicelib.messaging.outbox import Handler, Message
from chalicelib.settings import settings
from chalicelib.web.pages import templates


def make_certificate(body: Mapping[str, Any], now: datetime) -> None:
    """completion.certificate {class_id, version, person}."""
    from chalicelib.domains.completion import certificate_worker

    certificate_worker.make(body, now)


def mail_certificate(body: Mapping[str, Any], now: datetime) -> None:
    """completion.certificate_mail {class_id, version, person}: tells who has an address where the certificate is; once."""
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
    text, html = (templates().get_template(f"completion/mail/certificate.{kind}").render(values) for kind in ("txt", "html"))
    mail.send(mail.compose(mail.Mail(trainee.email, f"結訓證書：{line.class_title}", text, html)))
    store.mark_mailed(class_id, version, person, now)


def roster_uploaded(key: list[str]) -> Message | None:
    """For the upload queue: hours/<id> lets a worker write the file."""
    return Message("completion.hours", {"file_id": key[0]}, id=f"hours.{key[0]}") if len(key) == 1 else None


def write_hours(body: Mapping[str, Any], now: datetime) -> None:
    """completion.hours {file_id}."""
    from chalicelib.domains.completion import hours_worker

    hours_worker.make_whole(body, now)


def write_masked_hours(body: Mapping[str, Any], now: datetime) -> None:
    """completion.learning-hours {class_id, file_id}."""
    from chalicelib.domains.completion import hours_worker

    hours_worker.make_masked(body, now)


def every_ten_minutes(now: datetime) -> None:
    """Files with ID numbers are deleted after their hour."""
    hours.sweep(now)


WORK: dict[str, Handler] = {
    "completion.freeze": completion_list.freeze,
    "completion.certificates": certificates.fan_out,
    "completion.certificate": make_certificate,
    "completion.hours": write_hours,
    "completion.learning-hours": write_masked_hours,
}
MAIL: dict[str, Handler] = {"completion.certificate_mail": mail_certificate}

"""What workers and schedules do for lists, certificates and learning hours. Documents' libraries are imported when the first one comes."""

from datetime import datetime

from chalicelib.cloud import mail
from chalicelib.domains.classes import service as classes
from chalicelib.domains.completion import store_certificates as store
from chalicelib.domains.completion.certificate_rules import Paper
from chalicelib.errors import Forbidden
from chalicelib.settings import settings
from chalicelib.web.pages import templates


def mail_certificate(class_id: str, version: int, person: str, now: datetime) -> None:
    """completion.certificate_mail: tells who has an address where the certificate is; once."""
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

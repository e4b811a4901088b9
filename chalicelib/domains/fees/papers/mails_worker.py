"""What a lecturer is told of the money: that it is in (入款即時通知), with the slip; or that it came back, and what to do."""

from datetime import datetime

from chalicelib.clock import minguo, taipei
from chalicelib.cloud.mail import Attachment
from chalicelib.domains.classes import service as classes
from chalicelib.domains.fees.confirming.mails_worker import mail_lecturer, mail_staff, page_of
from chalicelib.domains.fees.links import open_for, sign_in_url, url_of
from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.transitions import load
from chalicelib.errors import MissingGlyph


def tell_paid(case_id: str, now: datetime) -> None:
    """fees.paid: the slip goes with it, unless a font lacks a character, which must not keep the news back."""
    from chalicelib.domains.fees.papers import papers_worker  # fpdf2: workers only

    case = load(case_id)
    if case.state is not State.PAID or not case.payee.email:
        return
    try:
        slip = [Attachment(f"鐘點費查單-{case.id}.pdf", "application/pdf", papers_worker.slips([case], now))]
    except MissingGlyph:
        slip = []
    mail_lecturer(
        case, "paid", f"鐘點費已入帳：{case.class_title}", attachments=slip, link=_link(case, now), slip=bool(slip), paid_on=_day(case)
    )


def tell_failed(case_id: str, now: datetime, again: bool = False) -> None:
    """fees.failed: to the lecturer, who can correct the account by the link; unless it is told again, to the organizers too."""
    case = load(case_id)
    if case.state is not State.FAILED:
        return
    if case.payee.email:
        mail_lecturer(case, "failed", f"鐘點費匯款沒有成功，請更正帳號：{case.class_title}", link=_link(case, now), address=sign_in_url())
    for username in () if again else classes.load_class(case.class_id).organizers:
        mail_staff(username, "organizer", f"{case.payee.name}退匯：{case.class_title}", case, page=page_of(case))


def _day(case: Case) -> str:
    return minguo(taipei(case.paid_at).date()) if case.paid_at else ""


def _link(case: Case, now: datetime) -> str:
    """Empty once link and password have had their time."""
    return url_of(case.id, case.links) if open_for(case, now) else ""

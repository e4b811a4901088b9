"""A trainee's letter: when, where, which seat, the personal pass as a picture, and the calendar file."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chalicelib.centre import centre
from chalicelib.clock import TAIPEI
from chalicelib.cloud.mail import Attachment
from chalicelib.documents.calendar import Event, Method, calendar_file
from chalicelib.documents.qr import qr_png
from chalicelib.domains.classes.member_qr import pass_content
from chalicelib.domains.classes.model import Class, ClassSession, Trainee
from chalicelib.messaging import mailing
from chalicelib.settings import settings

SUBJECTS = {"notice": "報到通知", "reminder": "明天上課提醒"}
WEEKDAYS = "一二三四五六日"


def send(kind: str, class_: Class, trainee: Trainee, sessions: Sequence[ClassSession], reference: str, now: datetime) -> str:  # noqa: PLR0917
    """`kind` is notice or reminder. Sessions that are cancelled are left out. Returns SES's id of the mail."""
    held = [session for session in sessions if not session.cancelled]
    lines = [(session_text(session), session.room) for session in held]
    values: dict[str, Any] = {
        "kind": kind,
        "class_": class_,
        "trainee": trainee,
        "lines": lines,
        "portal": f"{settings().base_url}/c/{class_.id}",
    }
    attachments = [
        Attachment("pass.png", "image/png", qr_png(pass_content(class_.id, trainee.person)), inline_id="pass"),
        Attachment("class-notice.ics", Method.PUBLISH.content_type, calendar_of(class_, trainee, held, now)),
    ]
    subject = f"【{SUBJECTS[kind]}】{class_.title}"
    return mailing.send(
        trainee.email, subject, "classes/mail/class_notice", values, attachments=attachments, reference=reference, contact=class_.asked
    )


def session_text(session: ClassSession) -> str:
    """As 115 年 3 月 2 日（一）上午 09:00 至 12:00."""
    starts, ends = session.starts_at.astimezone(TAIPEI), session.ends_at.astimezone(TAIPEI)
    day = f"{starts.year - 1911} 年 {starts.month} 月 {starts.day} 日（{WEEKDAYS[starts.weekday()]}）"
    return f"{day}{session.half.label} {starts:%H:%M} 至 {ends:%H:%M}"


def calendar_of(class_: Class, trainee: Trainee, sessions: Sequence[ClassSession], now: datetime) -> bytes:
    """One event for each session."""
    seat = f"座位 {trainee.seat}。" if trainee.seat else ""
    description = f"{seat}上課前 40 分鐘起可報到，請帶身分證或報到通知的條碼。"
    events = [
        Event(
            uid=f"{session.id}@training.{centre().domain}",
            starts=session.starts_at,
            ends=session.ends_at,
            title=f"{class_.title} {session.half.label}",
            place="，".join(filter(None, (f"{centre().name} {session.room}", centre().address))),
            description=description,
            remind_the_day_before=True,
            sequence=session.revision,
            changed_at=session.changed_at,
        )
        for session in sessions
    ]
    return calendar_file(events, now, f"-//{centre().name_in_english}//Classes//ZH-TW")

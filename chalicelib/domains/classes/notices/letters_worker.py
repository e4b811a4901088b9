"""A trainee's letter: when, where, what, which seat, the personal pass as a picture, and the calendar files; or what changed of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.centre import centre
from chalicelib.clock import TAIPEI
from chalicelib.cloud.mail import Attachment
from chalicelib.documents.calendar import Event, Method, calendar_file
from chalicelib.documents.qr import qr_png
from chalicelib.domains.classes.member_qr import pass_content
from chalicelib.domains.classes.model import Class, ClassSession, Period, Trainee
from chalicelib.domains.classes.notices.content_rules import Content, Difference, courses_of, was_told
from chalicelib.messaging import mailing
from chalicelib.settings import settings

SUBJECTS = {"notice": "報到通知", "reminder": "明天上課提醒", "change": "異動通知"}
WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Said:
    """What the letter is made of; `before` what the person was told last, `changed` what of it is different."""

    sessions: Sequence[ClassSession]
    periods: Sequence[Period]
    before: Content | None
    changed: Sequence[Difference]


def send(kind: str, class_: Class, trainee: Trainee, said: Said, reference: str, now: datetime) -> str:  # noqa: PLR0917
    """`kind` is notice, reminder or change. Sessions that are cancelled are left out, and taken out of the calendar where they were told.

    Returns SES's id of the mail.
    """
    held = [session for session in said.sessions if not session.cancelled]
    gone = [session for session in said.sessions if session.cancelled and said.before and was_told(said.before, session)]
    lines = [(session_text(session), session.room, courses_of(session, said.periods)) for session in held]
    portal = f"{settings().base_url}/c/{class_.id}"
    values: dict[str, Any] = {"kind": kind, "class_": class_, "trainee": trainee, "lines": lines, "changed": said.changed, "portal": portal}
    attachments = [] if class_.cancelled else [Attachment("pass.png", "image/png", qr_png(pass_content(class_.id, trainee.person)), "pass")]
    for name, method, sessions in (("class-notice.ics", Method.PUBLISH, held), ("class-cancelled.ics", Method.CANCEL, gone)):
        if sessions:
            attachments.append(Attachment(name, method.content_type, calendar_of(class_, trainee, sessions, now, method)))
    values["files"] = [each.file_name for each in attachments if not each.inline_id]
    subject = f"【{'班期取消' if class_.cancelled else SUBJECTS[kind]}】{class_.title}"
    return mailing.send(
        trainee.email,
        subject,
        "classes/mail/class_notice",
        values,
        reference=reference,
        contact=class_.asked,
        attachments=attachments,
    )


def session_text(session: ClassSession) -> str:
    """As 115 年 3 月 2 日（一）上午 09:00 至 12:00."""
    starts, ends = session.starts_at.astimezone(TAIPEI), session.ends_at.astimezone(TAIPEI)
    day = f"{starts.year - 1911} 年 {starts.month} 月 {starts.day} 日（{WEEKDAYS[starts.weekday()]}）"
    return f"{day}{session.half.label} {starts:%H:%M} 至 {ends:%H:%M}"


def calendar_of(class_: Class, trainee: Trainee, sessions: Sequence[ClassSession], now: datetime, method: Method) -> bytes:
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
    return calendar_file(events, now, f"-//{centre().name_in_english}//Classes//ZH-TW", method)

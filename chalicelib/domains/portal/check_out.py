"""What signing out (下課刷退) looks like from the one page: today's sessions, and where the person stands in each."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.clock import moment, taipei
from chalicelib.domains.attendance import service as attendance
from chalicelib.domains.classes import service as classes
from chalicelib.web.card import Card


@dataclass(frozen=True)
class Turn:
    """One session of today; `text` and `kind` say where the person stands, `in_at` and `out_at` when the scans were."""

    session: classes.ClassSession
    text: str
    kind: str
    in_at: datetime | None = None
    out_at: datetime | None = None


def today(class_id: str, person: str, now: datetime) -> tuple[classes.Class, list[Turn], classes.ClassSession | None]:
    """The class, today's sessions, and the next one on another day. Raises NotFound, Forbidden for who is not on the roster."""
    class_, _ = classes.on_roster(class_id, person)
    held = [each for each in classes.sessions(class_id) if not each.cancelled]
    turns = [_turn(each, person, now) for each in held if taipei(each.starts_at).date() == taipei(now).date()]
    return class_, turns, _next(held, now)


def card(class_: classes.Class, trainee: classes.Trainee, person: str, now: datetime) -> Card | None:
    """The session that runs or comes next; one query and one read."""
    href = f"/c/{class_.id}/sign-out"
    held = [each for each in classes.sessions(class_.id) if not each.cancelled]
    if not class_.check_out_required:
        return Card("本班不需簽退", "neutral")
    turn = next((each for each in held if taipei(each.starts_at).date() == taipei(now).date() and now <= each.closes_at), None)
    if turn:
        found = _turn(turn, person, now)
        return Card(found.text, found.kind, href)
    coming = _next(held, now)
    if coming is None:
        return Card("課程已結束" if held else "尚未排定場次", "neutral", href if held else "")
    return Card(f"下次簽退 {moment(coming.check_out_opens_at)} 起", "neutral", href)


def _next(held: list[classes.ClassSession], now: datetime) -> classes.ClassSession | None:
    return next((each for each in held if taipei(each.starts_at).date() > taipei(now).date()), None)


def _turn(session: classes.ClassSession, person: str, now: datetime) -> Turn:
    entry = attendance.own_entry(session.id, person)
    if entry is None or not entry.active:
        return Turn(session, "名單更新中", "neutral")
    if entry.leave:
        return Turn(session, f"已請假（{entry.leave}）", "info")
    if entry.in_at and entry.out_at:
        early = entry.out_at < session.check_out_opens_at
        said = f"{taipei(entry.out_at):%H:%M} 已簽退{'（早退）' if early else ''}"
        return Turn(session, said, "warn" if early else "ok", entry.in_at, entry.out_at)
    if not entry.in_at:
        return Turn(session, "尚未報到" if now <= session.ends_at else "沒有報到紀錄", "warn")
    return Turn(session, *_here(session, now), entry.in_at)


def _here(session: classes.ClassSession, now: datetime) -> tuple[str, str]:
    """(text, kind) for somebody who is in the room."""
    if not session.check_out_required:
        return "已報到，不需簽退", "ok"
    if now > session.closes_at:
        return "沒有簽退紀錄", "warn"
    if now >= session.check_out_opens_at:
        return "現在可以簽退", "warn"
    return f"{taipei(session.check_out_opens_at):%H:%M} 起可簽退", "info"

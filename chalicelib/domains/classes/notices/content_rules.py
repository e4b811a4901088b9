"""What a notice tells of a class, kept as data, so that the difference can be told when it changes. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.clock import TAIPEI
from chalicelib.domains.classes.model import Class, ClassSession, Period

Content = Mapping[str, Any]
_NONE = "（無）"


@dataclass(frozen=True)
class Difference:
    """One thing that is no longer as it was told."""

    what: str
    before: str
    after: str


def content_of(class_: Class, sessions: Iterable[ClassSession], periods: Sequence[Period]) -> dict[str, Any]:
    """Title, mode, and each session with its time, room, courses and lecturers."""
    of_sessions = {session.id: _session(session, periods) for session in sessions}
    return {"title": class_.title, "mode": class_.mode.label, "cancelled": class_.cancelled_reason, "sessions": of_sessions}


def digest(content: Content) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]


def differences(before: Content, after: Content, now: datetime) -> list[Difference]:
    """What of the time to come is not as it was told, in order of time; of a class that is cancelled, that alone."""
    if after["cancelled"] and not before["cancelled"]:
        return [Difference("本班", "照常上課", f"取消（{after['cancelled']}）")]
    named = (("班期名稱", "title"), ("辦理方式", "mode"))
    found = [Difference(what, before[key], after[key]) for what, key in named if before[key] != after[key]]
    for session_id, new in sorted(after["sessions"].items(), key=lambda each: each[1]["starts"]):
        old = before["sessions"].get(session_id)
        if max(new["ends"], old["ends"] if old else "") > now.astimezone(TAIPEI).isoformat():
            found += _of_session(old, new)
    return found


def was_told(content: Content, session: ClassSession) -> bool:
    """Whether it was told as one that is held."""
    told = content["sessions"].get(session.id)
    return bool(told) and not told["cancelled"]


def own_differences(before: tuple[str, str], after: tuple[str, str]) -> list[Difference]:
    """Of one person: seat and group."""
    labels = ("您的座位", "您的組別")
    return [Difference(what, old or _NONE, new or _NONE) for what, old, new in zip(labels, before, after, strict=True) if old != new]


def courses_of(session: ClassSession, periods: Iterable[Period]) -> list[str]:
    """As 09:00 行政中立（林書豪 講座)."""
    starts, ends = session.starts_at.astimezone(TAIPEI), session.ends_at.astimezone(TAIPEI)
    own = [each for each in periods if each.day == starts.date() and f"{starts:%H:%M}" <= each.starts < f"{ends:%H:%M}"]
    return [f"{each.starts} {each.subject}" + (f"（{each.lecturer} 講座）" if each.lecturer else "") for each in own]


def _session(session: ClassSession, periods: Iterable[Period]) -> dict[str, Any]:
    starts, ends = session.starts_at.astimezone(TAIPEI), session.ends_at.astimezone(TAIPEI)
    reason = (session.cancelled_reason or "取消") if session.cancelled else ""
    times = {"name": session.name, "starts": starts.isoformat(), "ends": ends.isoformat(), "span": f"{starts:%H:%M} 至 {ends:%H:%M}"}
    return {**times, "room": session.room, "cancelled": reason, "courses": courses_of(session, periods)}


def _of_session(old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[Difference]:
    was = bool(old) and not (old or {})["cancelled"]
    if new["cancelled"] or not was:
        if was:
            return [Difference(new["name"], _whole(old or {}), f"取消（{new['cancelled']}）")]
        return [] if new["cancelled"] else [Difference(new["name"], "取消" if old else _NONE, _whole(new))]
    named = (("時間", "span"), ("教室", "room"))
    found = [(what, (old or {})[key], new[key]) for what, key in named]
    found.append(("課程", "、".join((old or {})["courses"]), "、".join(new["courses"])))
    return [Difference(f"{new['name']} {what}", before or _NONE, after or _NONE) for what, before, after in found if before != after]


def _whole(session: Mapping[str, Any]) -> str:
    return f"{session['span']} {session['room']}".strip()

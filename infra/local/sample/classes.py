"""The sample centre's classes: made, met, and their files imported, as the pages and the workers do it."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from chalicelib.clock import TAIPEI, taipei
from chalicelib.cloud.clients import client
from chalicelib.documents.spreadsheets.export import to_csv
from chalicelib.domains.classes import changes as class_changes
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.imports import applying, imports, reading_worker
from chalicelib.domains.classes.sessions import sessions as class_sessions
from chalicelib.identity import Principal, Role
from chalicelib.settings import settings
from infra.samples.make import table

_ORGANIZER = Principal("organizer1", "林雅婷", frozenset({Role.ORGANIZER}))


def make_class(now: datetime, starts: date, ends: date, code: str, name: str, *, pattern: str = "none") -> str:
    """The class of that first day; the run number is the day of the year, so that each day has its own."""
    run = str(starts.timetuple().tm_yday)
    form = {"year": str(starts.year - 1911), "code": code, "run": run, "name": name, "pattern": pattern, "request": f"sample-{starts}"}
    form |= {"starts_on": starts.isoformat(), "ends_on": ends.isoformat(), "mode": "room", "room": "301 教室", "seats": "48"}
    form |= {"organizers": "organizer2", "check_out_required": "1"}
    return class_changes.create_class(_ORGANIZER, form, now).id


def session_now(class_id: str, now: datetime) -> None:
    """From five minutes ago for three hours, within the day, unless the class has its session already."""
    if classes.sessions(class_id):
        return
    day = taipei(now).date()
    first, last = (datetime.combine(day, each, TAIPEI) for each in (time(0, 0), time(23, 59)))
    starts = max(first, min(taipei(now) - timedelta(minutes=5), last - timedelta(minutes=30)))
    ends = min(last, starts + timedelta(hours=3))
    half = "am" if starts.hour < 12 else "pm" if starts.hour < 18 else "ev"
    form = {"day": day.isoformat(), "half": half, "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}", "room": "301 教室"}
    class_sessions.add_session(_ORGANIZER, class_id, form, now)


def import_file(class_id: str, kind: str, data: bytes, now: datetime) -> bool:
    """Upload, read, confirm, apply: the steps of the pages and the workers, one after the other. False where it was done before."""
    if any(each.kind == kind and each.state == "applied" for each in imports.past(_ORGANIZER, class_id)):
        return False
    _, form = imports.start(_ORGANIZER, class_id, kind, now)
    key = form.fields["key"]
    client("s3").put_object(Bucket=settings().uploads_bucket, Key=key, Body=data)
    import_id = key.split("/")[2]
    reading_worker.read_import(class_id, import_id, kind, now)
    preview = imports.preview(_ORGANIZER, class_id, import_id)
    imports.confirm(_ORGANIZER, class_id, import_id, now, seats_by="order", compared_with=preview.compared_with)
    applying.apply_import(class_id, import_id, now)
    return True


def timetable(first: date) -> bytes:
    lines: Sequence[Sequence[str]] = [
        (f"{first + timedelta(days=day)}", starts, ends, count, subject, lecturer)
        for day, starts, ends, count, subject, lecturer in (
            (0, "09:00", "11:50", "3", "公文格式與用語", "林書豪"),
            (0, "13:30", "16:20", "3", "公文寫作實作", "林書豪"),
            (1, "09:00", "11:50", "3", "跨機關溝通", "陳亭妃"),
            (1, "13:30", "16:20", "3", "簡報技巧", "陳亭妃"),
            (2, "09:00", "11:50", "3", "人工智慧輔助寫作", "黃郁婷"),
        )
    ]
    return to_csv(table(("日期", "開始", "結束", "節數", "課程", "講座"), lines, "課表"))

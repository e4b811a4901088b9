"""The sample centre of `make run`, made through the services: accounts of every role, and three classes.

Loading again changes nothing that is there; on another day (DynamoDB Local keeps its data) it adds that day's classes.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from chalicelib.clock import TAIPEI, taipei
from chalicelib.cloud import accounts
from chalicelib.cloud.clients import client
from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.imports import applying, imports, reading_worker
from chalicelib.domains.licences.letters import sending
from chalicelib.domains.licences.templates import templates
from chalicelib.domains.people import service as people
from chalicelib.domains.people.service import Account
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Principal, Role
from chalicelib.settings import settings
from infra.local.sample import fees, finished, leave, payments, portal, surveys, voting
from infra.samples.make import HERE, table

PASSWORD = "Taipei-Demo-2026"
_ADMINISTRATOR = Principal("admin1", "系統管理員", frozenset({Role.ADMINISTRATOR}))
_ORGANIZER = Principal("organizer1", "林雅婷", frozenset({Role.ORGANIZER}))
_PEOPLE = (
    ("admin1", "吳建宏", Role.ADMINISTRATOR, ""),
    ("organizer1", "林雅婷", Role.ORGANIZER, ""),
    ("organizer2", "陳冠宇", Role.ORGANIZER, ""),
    ("head1", "張淑芬", Role.HEAD, ""),
    ("accountant1", "李惠君", Role.ACCOUNTANT, ""),
    ("director1", "王國賢", Role.DIRECTOR, ""),
    ("hr1", "黃佩君", Role.AGENCY_HR, "臺北市政府民政局"),
    ("attendant1", "劉秀娟", Role.ROOM_ATTENDANT, ""),
    ("guard1", "蔡志豪", Role.GUARD, ""),
    ("courseware1", "許育誠", Role.COURSEWARE_MANAGER, ""),
    ("exchange1", "周怡君", Role.EXCHANGE_AGENCY, "臺北市政府資訊局"),
    ("volunteer1", "曾麗玲", Role.VOLUNTEER, ""),
)


# Over, with a timetable: days ago, code, name. What became of their fees is said in sample_payments.
_PAID_CLASSES = ((28, "B00288", "公務預算實務班"), (12, "B00305", "檔案管理研習班"), (9, "B00312", "政策溝通研習班"))


@dataclass(frozen=True)
class Ready:
    """One account, ready to sign in; `role` as people call it."""

    role: str
    username: str
    password: str


def load(now: datetime, say: Callable[[str], None]) -> list[Ready]:
    """Makes what is not there yet, and tells each step; answers the accounts."""
    ready = [_account(name, person, role, agency, now) for name, person, role, agency in _PEOPLE]
    say(f"帳號：{len(ready)} 個")
    today = taipei(now).date()
    running = _class(now, today, today, "B00492", "行政中立研習班")
    _session_now(running, now)
    _import(running, "roster", (HERE / "roster-40.xlsx").read_bytes(), now)
    say(f"今天上課：{running}，名冊 40 人")
    monday = today + timedelta(days=7 - today.weekday())
    coming = _class(now, monday, monday + timedelta(days=2), "B00517", "公文寫作與溝通研習班", pattern="halves")
    _import(coming, "roster", (HERE / "roster-big5.csv").read_bytes(), now)
    _import(coming, "timetable", _timetable(monday), now)
    say(f"下週開課：{coming}，名冊 40 人與課表")
    sent = _letters(coming, monday, now)
    say(f"授權書：範本 2 份，寄出 {sent} 份")
    approved, asked = leave.load(running, coming, now)
    say(f"請假：核准 {approved} 筆，待核 {asked} 筆")
    shelved, fed = portal.load(running, coming, now)
    say(f"學員服務網：講義 {shelved} 份，用餐登記 {fed} 筆")
    over = _class(now, today - timedelta(days=7), today - timedelta(days=6), "B00361", "資訊安全實務班", pattern="halves")
    if _import(over, "roster", (HERE / "roster-40.xlsx").read_bytes(), now):
        say(f"已經結束：{over}，出席 {finished.attend(over, now)} 人，名單等待確認")
    say(f"問卷：標準範本 1 份，填答 {surveys.load(running, over, now)} 份")
    say(f"投票：2 個，選票 {voting.load(running, over, now)} 張")
    say(f"鐘點費：案件 {fees.load(over, coming, now)} 件")
    paid, waiting, confirmed = (_taught(now, days, code, name) for days, code, name in _PAID_CLASSES)
    cases, applied = payments.load(paid, waiting, confirmed, now)
    say(f"付款：講座確認 {cases} 件，申請單 {applied} 張")
    off = _class(now, monday, monday, "A11050", "採購法規進階班", pattern="day")
    classes.cancel_class(_ORGANIZER, off, {"reason": "報名人數不足"}, now)
    say(f"已取消：{off}")
    return ready


def _taught(now: datetime, days: int, code: str, name: str) -> str:
    """A class of that many days ago, with the timetable of a class."""
    first = taipei(now).date() - timedelta(days=days)
    class_id = _class(now, first, first + timedelta(days=2), code, name, pattern="halves")
    _import(class_id, "timetable", _timetable(first), now)
    return class_id


def _letters(class_id: str, starts: date, now: datetime) -> int:
    """The standard templates, and a letter to the first lecturer of the timetable; the others wait to be sent from the page."""
    templates.ensure_standard(now)
    class_ = classes.open_class(_ORGANIZER, class_id)
    waiting = sending.needs(class_, [])
    form = {"template": "classroom", "due_on": str(starts - timedelta(days=1)), "fee": "0"}
    form |= {f"send.{waiting[0].key}": "on", f"email.{waiting[0].key}": "lecturer1@example.edu.tw"}
    with suppress(InvalidInput):  # sent at an earlier start
        return len(sending.send_letters(_ORGANIZER, class_id, form, now))
    return 0


def _account(username: str, name: str, role: Role, agency: str, now: datetime) -> Ready:
    account = Account(username, name, f"{username}@example.gov.taipei", frozenset({role}), agency)
    with suppress(Conflict):  # there already
        people.create_account(_ADMINISTRATOR, account, now)
    accounts.set_password(username, PASSWORD, temporary=False)
    return Ready(role.label, username, PASSWORD)


def _class(now: datetime, starts: date, ends: date, code: str, name: str, *, pattern: str = "none") -> str:
    """The class of that first day; the run number is the day of the year, so that each day has its own."""
    run = str(starts.timetuple().tm_yday)
    form = {"year": str(starts.year - 1911), "code": code, "run": run, "name": name, "pattern": pattern, "request": f"sample-{starts}"}
    form |= {"starts_on": starts.isoformat(), "ends_on": ends.isoformat(), "mode": "room", "room": "301 教室", "seats": "48"}
    form |= {"organizers": "organizer2", "sign_out_required": "1"}
    return classes.create_class(_ORGANIZER, form, now).id


def _session_now(class_id: str, now: datetime) -> None:
    """From five minutes ago for three hours, within the day, unless the class has its session already."""
    if classes.sessions(class_id):
        return
    day = taipei(now).date()
    first, last = (datetime.combine(day, each, TAIPEI) for each in (time(0, 0), time(23, 59)))
    starts = max(first, min(taipei(now) - timedelta(minutes=5), last - timedelta(minutes=30)))
    ends = min(last, starts + timedelta(hours=3))
    half = "am" if starts.hour < 12 else "pm" if starts.hour < 18 else "ev"
    form = {"day": day.isoformat(), "half": half, "starts": f"{starts:%H:%M}", "ends": f"{ends:%H:%M}", "room": "301 教室"}
    classes.add_session(_ORGANIZER, class_id, form, now)


def _import(class_id: str, kind: str, data: bytes, now: datetime) -> bool:
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


def _timetable(first: date) -> bytes:
    from chalicelib.documents.spreadsheets.export import to_csv

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

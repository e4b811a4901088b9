"""The sample centre of `make run`, made through the services: accounts of every role, classes that are on, coming and over.

Loading again changes nothing that is there; on another day (the data is kept) `add_day` adds that day's classes.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from chalicelib.clock import taipei
from chalicelib.domains.classes import changes as class_changes
from chalicelib.domains.classes import service as classes
from chalicelib.identity import Principal, Role
from infra.local.sample import accounts, fees, finished, leave, licences, payments, portal, surveys, voting
from infra.local.sample.accounts import Ready
from infra.local.sample.classes import import_file, make_class, session_now, timetable
from infra.samples.make import roster_40, roster_big5

Say = Callable[[str], None]
_ORGANIZER = Principal("organizer1", "林雅婷", frozenset({Role.ORGANIZER}))
# Over, with a timetable: days ago, code, name. What became of their fees is said in payments.py.
_PAID_CLASSES = ((28, "B00288", "公務預算實務班"), (12, "B00305", "檔案管理研習班"), (9, "B00312", "政策溝通研習班"))


def load(now: datetime, say: Say) -> list[Ready]:
    """Makes what is not there yet, and tells each step; returns the accounts."""
    say(f"帳號：{accounts.load(now)} 個")
    add_day(now, say)
    _load_past(now, say)
    return accounts.ready()


def add_day(now: datetime, say: Say) -> None:
    """The class that is on now, the one of next week, and one of next week that is cancelled: what a day brings with it."""
    today = taipei(now).date()
    running = make_class(now, today, today, "B00492", "行政中立研習班")
    session_now(running, now)
    import_file(running, "roster", roster_40(), now)
    say(f"今天上課：{running}，名冊 40 人")
    monday = today + timedelta(days=7 - today.weekday())
    coming = make_class(now, monday, monday + timedelta(days=2), "B00517", "公文寫作與溝通研習班", pattern="halves")
    import_file(coming, "roster", roster_big5(), now)
    import_file(coming, "timetable", timetable(monday), now)
    say(f"下週開課：{coming}，名冊 40 人與課表")
    say(f"授權書：範本 2 份，寄出 {licences.load(coming, now)} 份")
    approved, asked = leave.load(running, coming, now)
    say(f"請假：核准 {approved} 筆，待核 {asked} 筆")
    shelved, fed = portal.load(running, coming, now)
    say(f"學員服務網：講義 {shelved} 份，用餐登記 {fed} 筆")
    say(f"進行中的問卷：填答 {surveys.load_open(running, now)} 份；進行中的投票：選票 {voting.load_open(running, now)} 張")
    say(f"下週的鐘點費：案件 {fees.load_coming(coming, now)} 件")
    off = make_class(now, monday, monday, "A11050", "採購法規進階班", pattern="day")
    if not classes.load_class(off).cancelled:
        class_changes.cancel_class(_ORGANIZER, off, {"reason": "報名人數不足"}, now)
    say(f"已取消：{off}")


def _load_past(now: datetime, say: Say) -> None:
    """What is over when the centre begins: attended, asked, voted, calculated and paid."""
    today = taipei(now).date()
    over = make_class(now, today - timedelta(days=7), today - timedelta(days=6), "B00361", "資訊安全實務班", pattern="halves")
    if import_file(over, "roster", roster_40(), now):
        say(f"已經結束：{over}，出席 {finished.attend(over, now)} 人，名單等待確認")
    say(f"結束的問卷：填答 {surveys.load_closed(over, now)} 份；結束的投票：選票 {voting.load_closed(over, now)} 張")
    say(f"鐘點費：案件 {fees.load_over(over, now)} 件")
    paid, waiting, confirmed = (_taught(now, days, code, name) for days, code, name in _PAID_CLASSES)
    cases, applied = payments.load(paid, waiting, confirmed, now)
    say(f"付款：講座確認 {cases} 件，申請單 {applied} 張")


def _taught(now: datetime, days: int, code: str, name: str) -> str:
    """A class of that many days ago, with the timetable of a class."""
    first = taipei(now).date() - timedelta(days=days)
    class_id = make_class(now, first, first + timedelta(days=2), code, name, pattern="halves")
    import_file(class_id, "timetable", timetable(first), now)
    return class_id

"""The sample centre's one page: the centre's links and notes, two handouts, and what some trainees eat."""

from contextlib import suppress
from datetime import datetime, timedelta

from chalicelib.centre import centre
from chalicelib.clock import taipei
from chalicelib.cloud.clients import client
from chalicelib.domains.classes import service as classes
from chalicelib.domains.handouts import handouts
from chalicelib.domains.meals import meals
from chalicelib.domains.portal import texts
from chalicelib.errors import Conflict, InvalidInput
from chalicelib.identity import Principal, Role
from chalicelib.settings import settings

_ADMINISTRATOR = Principal("admin1", "系統管理員", frozenset({Role.ADMINISTRATOR}))
_ORGANIZER = Principal("organizer1", "林雅婷", frozenset({Role.ORGANIZER}))
_NOTES = """一、請於上課前 10 分鐘完成報到，遲到超過 10 分鐘記為遲到。
二、上課時請將手機調為靜音；錄音、錄影須先取得講座同意。
三、請假請在學員服務網申請，核准後才能離開教室。
四、下課前 10 分鐘起可掃描教室螢幕上的 QR Code 簽退。
五、中午供餐，茹素者請在截止前登記；請自備環保杯與餐具。"""
_PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def load(running: str, coming: str, now: datetime) -> tuple[int, int]:
    """Returns how many handouts and how many choices of meals were made; a later start on the same day makes none."""
    if texts.standard().version == 0:
        texts.set_standard(_ADMINISTRATOR, _standard(), now)
    made = 0
    for class_id in (running, coming):
        if not handouts.shelf(_ORGANIZER, class_id).handouts:
            made += _handout(class_id, "課程講義", now, now)
            made += _handout(class_id, "課後練習解答", now, now + timedelta(hours=3))
    return made, _feed(running, now) + _feed(coming, now)


def _standard() -> dict[str, str]:
    """Addresses as the profile's examples, with an account in the place of the dots."""
    of_city = f"elearning{centre().domain.rpartition('.')[2]}"
    own = {"fan_page": of_city, "courses": "mpage/", "video": f"@{of_city}"}
    given = {"fan_page": centre().links.fan_page, "courses": centre().elearning.address, "video": centre().links.video}
    return {"version": "0", "notes": _NOTES, **{name: example.replace("…", own[name]) for name, example in given.items()}}


def _handout(class_id: str, title: str, now: datetime, release: datetime) -> int:
    """Uploaded as a browser does it; the worker that hears of it takes it onto the shelf, in a moment."""
    handout = handouts.create(_ORGANIZER, class_id, {"title": title, "release": f"{taipei(release):%Y-%m-%dT%H:%M}"}, now)
    key = handouts.upload_form(class_id, handout).fields["key"]
    client("s3").put_object(Bucket=settings().uploads_bucket, Key=key, Body=_PDF)
    return 1


def _feed(class_id: str, now: datetime) -> int:
    """The class eats on every day; today's meal can be changed for three hours more."""
    if meals.plan_of(class_id).version == 0:
        days = {f"day.{taipei(session.starts_at).date()}": "1" for session in classes.sessions(class_id)}
        hour = f"{taipei(now) + timedelta(hours=3):%H:%M}" if taipei(now).hour < 21 else "23:59"
        form = {"version": "0", "before": "0", "hour": hour, "kitchen": f"kitchen@example.{centre().domain}", **days}
        meals.set_plan(_ORGANIZER, class_id, form, now)
    plan, chosen = meals.plan_of(class_id), 0
    for place, (meal, needs) in enumerate([("vegan", ""), ("egg-milk", ""), ("plain", "花生過敏"), ("none", ""), ("vegan", "不吃五辛")]):
        person = classes.roster(classes.load_class(class_id))[30 + place].person
        with suppress(InvalidInput, Conflict):  # closed, on a later start
            meals.register(class_id, person, {"needs": needs, **{f"meal.{day}": meal for day in plan.days}}, now)
            chosen += 1
    return chosen

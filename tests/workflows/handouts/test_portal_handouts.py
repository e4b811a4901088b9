"""Handouts: uploaded by the organizer, fetched by trainees through a check at every click."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest
import requests

from chalicelib.domains.classes.model import Class
from chalicelib.domains.handouts import handouts
from chalicelib.domains.handouts.rules import LARGEST
from chalicelib.domains.people import service as people
from infra.local.iam.acting import acting
from tests.scenes.attendance import LIN, ORGANIZER, WANG, make_running_class
from tests.support.browser_client import Browser
from tests.support.builders import lose_uploads, upload

NewBrowser = Callable[[], Browser]
Drain = Callable[[], int]
PDF = b"%PDF-1.7\n%handout"


@pytest.fixture
def class_(browser: Browser, drain: Drain, now: datetime) -> Class:
    made = make_running_class(browser, drain, now)
    talk = {"day": "2026-03-02", "starts": "09:00", "ends": "11:50", "count": "3", "subject": "公文寫作", "lecturer": "林老師"}
    browser.post(f"/classes/{made.id}/timetable", talk)
    return made


@pytest.fixture
def phone(class_: Class, new_browser: NewBrowser) -> Browser:
    return new_browser().enter(class_.id, people.identify(WANG))


def handout(browser: Browser, drain: Drain, class_: Class, data: bytes = PDF, sent: str = "第一講 簡報.pdf", **form: str) -> str:
    """Made and uploaded as the pages do it; answers its id. `sent` is the name that the browser's script sends along."""
    browser.get(f"/classes/{class_.id}/handouts")
    browser.post(f"/classes/{class_.id}/handouts", {"title": "公文寫作講義", "course": "公文寫作", **form})
    assert browser.status == 303, browser.text
    page = browser.get(browser.location).text.replace(
        'name="x-amz-meta-name" value="-"', f'name="x-amz-meta-name" value="{quote(sent) or "-"}"'
    )
    path = upload(page, data, "upload.bin")
    drain()
    browser.get(path)
    return path.rpartition("/")[2]


def saved_as(address: str) -> str:
    disposition = parse_qs(urlsplit(address).query)["response-content-disposition"][0]
    assert disposition.startswith("attachment; filename*=UTF-8''")
    return unquote(disposition.partition("''")[2])


def test_uploaded_and_fetched(
    class_: Class, phone: Browser, browser: Browser, drain: Drain, now: datetime, set_clock: Callable[[datetime], None]
) -> None:
    """The trainee finds it by course, one tap gives the file under its own Chinese name, and the organizer sees the count."""
    made = handout(browser, drain, class_)
    page = phone.get(f"/c/{class_.id}/handouts").text
    assert page.index("公文寫作</h2>") < page.index("公文寫作講義")
    phone.get(f"/c/{class_.id}/handouts/{made}")
    assert phone.status == 303
    assert saved_as(phone.location) == "第一講 簡報.pdf"
    assert requests.get(phone.location, timeout=10).content == PDF
    set_clock(now + timedelta(minutes=1))
    phone.get(f"/c/{class_.id}/handouts/{made}")
    assert "1 人／2 次" in browser.get(f"/classes/{class_.id}/handouts").text


def test_the_link_dies_after_three_minutes(class_: Class, phone: Browser, browser: Browser, drain: Drain) -> None:
    """What the click gives is good for 180 seconds."""
    made = handout(browser, drain, class_)
    query = parse_qs(urlsplit(phone.get(f"/c/{class_.id}/handouts/{made}").location).query)
    assert query.get("X-Amz-Expires") == ["180"] or 0 < int(query["Expires"][0]) - datetime.now().astimezone().timestamp() <= 180


def test_not_before_its_time(
    class_: Class, phone: Browser, browser: Browser, drain: Drain, now: datetime, set_clock: Callable[[datetime], None]
) -> None:
    """Before the release the page says when, the address gives nothing; at that moment it opens."""
    made = handout(browser, drain, class_, release="2026-03-02T12:00")
    assert "3/2 12:00 開放下載" in phone.get(f"/c/{class_.id}/handouts").text
    assert f"handouts/{made}" not in phone.text
    assert phone.get(f"/c/{class_.id}/handouts/{made}").status == 409
    set_clock(now.replace(hour=12, minute=0))
    assert phone.get(f"/c/{class_.id}/handouts/{made}").status == 303


def test_withdrawn_and_given_again(class_: Class, phone: Browser, browser: Browser, drain: Drain) -> None:
    """Taken back it is gone from page and address; given again it is there, with its file."""
    made = handout(browser, drain, class_)
    for status in (404, 303):
        browser.get(f"/classes/{class_.id}/handouts/{made}")
        version = re.findall(r'name="version" value="(\d+)"', browser.text)[0]
        browser.post(f"/classes/{class_.id}/handouts/{made}/withdraw", {"version": version})
        assert phone.get(f"/c/{class_.id}/handouts/{made}").status == status


def test_who_may_fetch(class_: Class, browser: Browser, drain: Drain, new_browser: NewBrowser) -> None:
    """On the roster: yes. Not on it, not entered, another class's handout: no."""
    made = handout(browser, drain, class_)
    here = f"/c/{class_.id}/handouts/{made}"
    assert new_browser().enter(class_.id, people.identify(LIN)).get(here).status == 303
    assert new_browser().enter(class_.id, "nobody").get(here).status == 403
    assert new_browser().get(here).location.startswith(f"/c/{class_.id}/enter")
    assert new_browser().enter(class_.id, people.identify(LIN)).get(f"/c/{class_.id}/handouts/none").status == 404


@pytest.mark.parametrize(
    ("data", "sent", "saved"),
    [
        (PDF, "", "公文寫作講義.pdf"),
        (PDF, "virus.exe", "virus.pdf"),
        (PDF, "..\\..\\a/b:c.pdf", "bc.pdf"),
        (b"PK\x03\x04...[Content_Types].xml..ppt/slides", "簡報.pptx", "簡報.pptx"),
        (b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text", "講義.odt", "講義.odt"),
        (b"PK\x03\x04......a.txt", "全部.zip", "全部.zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "舊簡報.PPT", "舊簡報.ppt"),
        (b"\x00\x00\x00\x20ftypisom", "影片.mp4", "影片.mp4"),
    ],
)
def test_the_ending_is_what_the_file_is(
    class_: Class, phone: Browser, browser: Browser, drain: Drain, data: bytes, sent: str, saved: str
) -> None:
    """Whatever it was called, it is saved under a safe name with the ending that its content has."""
    made = handout(browser, drain, class_, data, sent)
    assert saved_as(phone.get(f"/c/{class_.id}/handouts/{made}").location) == saved


@pytest.mark.parametrize("data", [b"MZ\x90\x00program", b"<html><script>", b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_what_is_no_handout_is_not_taken(
    class_: Class, phone: Browser, browser: Browser, drain: Drain, aws: Callable[[str], Any], data: bytes
) -> None:
    """A program or a page is refused in words; nothing of it is kept."""
    made = handout(browser, drain, class_, data, "x.exe")
    assert "這個檔案不是講義" in browser.text
    assert phone.get(f"/c/{class_.id}/handouts/{made}").status == 404
    kept = aws("s3").list_objects_v2(Bucket="local-documents-bucket", Prefix="handouts/")
    left = aws("s3").list_objects_v2(Bucket="local-uploads-bucket", Prefix="handouts/")
    assert (kept["KeyCount"], left["KeyCount"]) == (0, 0)


def test_the_form_allows_500_mb_and_no_more(class_: Class, browser: Browser, drain: Drain, now: datetime) -> None:
    """The policy that S3 enforces names the limit and the one key."""
    import base64
    import json

    made = handouts.create(ORGANIZER, class_.id, {"title": "影片"}, now)
    form = handouts.upload_form(class_.id, made)
    conditions = json.loads(base64.b64decode(form.fields["policy"]))["conditions"]
    assert ["content-length-range", 1, LARGEST] in conditions
    assert {"key": form.fields["key"]} in conditions
    assert LARGEST == 500 * 1024 * 1024


def test_another_file_takes_its_place(
    class_: Class, phone: Browser, browser: Browser, drain: Drain, now: datetime, set_clock: Callable[[datetime], None]
) -> None:
    """The newest good file is the one that is fetched; a bad one after it changes nothing."""
    made = handout(browser, drain, class_)
    for minutes, data in ((1, b"%PDF-second"), (2, b"MZ")):
        set_clock(now + timedelta(minutes=minutes))
        upload(browser.get(f"/classes/{class_.id}/handouts/{made}").text, data)
        drain()
    assert requests.get(phone.get(f"/c/{class_.id}/handouts/{made}").location, timeout=10).content == b"%PDF-second"


def test_told_twice_it_is_taken_once(class_: Class, browser: Browser, drain: Drain, now: datetime) -> None:
    """S3 may tell of an upload again, after it was taken and deleted."""
    made = handout(browser, drain, class_)
    _, before = handouts.find(ORGANIZER, class_.id, made)
    assert before.file
    upload_id = before.file.key.rpartition("/")[2].partition(".")[0]
    with acting("work"):
        handouts.take(class_.id, made, upload_id, now + timedelta(hours=1))
    assert handouts.find(ORGANIZER, class_.id, made)[1] == before


def test_a_file_that_was_lost_is_told(class_: Class, browser: Browser, drain: Drain) -> None:
    """Gone before a worker looked at it, it is asked for again at the handout."""
    browser.get(f"/classes/{class_.id}/handouts")
    page = browser.post(f"/classes/{class_.id}/handouts", {"title": "公文寫作講義", "course": "公文寫作"}).location
    path = upload(browser.get(page).text, PDF)
    lose_uploads()
    drain()
    assert "請重新上傳一次" in browser.get(path).text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"title": ""}, "請填寫講義名稱"),
        ({"title": "a/b"}, "請填寫講義名稱"),
        ({"course": "沒有的課"}, "課表上沒有這門課"),
        ({"release": "明天"}, "請選擇開放的日期與時間"),
        ({"release": "2026-13-02T12:00"}, "請選擇開放的日期與時間"),
    ],
)
def test_what_is_wrong_is_named(class_: Class, browser: Browser, form: dict[str, str], said: str) -> None:
    """Each mistake is named and what was typed stays."""
    browser.get(f"/classes/{class_.id}/handouts")
    browser.post(f"/classes/{class_.id}/handouts", {"title": "講義", **form})
    assert browser.status == 400
    assert said in browser.text

"""The organizer's side of voting: made in a minute, opened and ended once, with pictures."""

import base64
import io
import re
import struct
import zlib
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import requests
from PIL import Image

from chalicelib.domains.classes.model import Class
from chalicelib.domains.voting import store
from chalicelib.domains.voting.model import Poll, Status
from chalicelib.domains.voting.polls import picture_worker
from chalicelib.identity import Role
from infra.local.iam.acting import acting
from tests.scenes.voting import ORGANIZER, choosing, make_poll, make_voting_class, named, person, poll_form, standing, vote
from tests.support.browser_client import Browser
from tests.support.builders import _HIDDEN

Drain = Callable[[], int]
NewBrowser = Callable[[], Browser]


@pytest.fixture
def class_(browser: Browser, drain: Drain, now: datetime) -> Class:
    return make_voting_class(browser, drain, now)


def new_page(class_: Class) -> str:
    return f"/classes/{class_.id}/polls/new"


def settled(browser: Browser, poll: Poll, action: str, **more: str) -> Browser:
    browser.get(f"/classes/{poll.class_id}/polls/{poll.id}")
    return browser.post(f"/classes/{poll.class_id}/polls/{poll.id}", {"action": action, **more})


def test_a_poll_in_two_presses(class_: Class, browser: Browser) -> None:
    """Names pasted and saved, then opened: it is in the list, and open."""
    browser.get(new_page(class_))
    browser.post(new_page(class_), poll_form(new_id="p0000000001"), follow=True)
    assert "班長選舉" in browser.text
    browser.post(f"/classes/{class_.id}/polls/p0000000001", {"action": "open"}, follow=True)
    assert "投票進行中" in browser.text
    assert "投票中" in browser.get(f"/classes/{class_.id}/polls").text
    assert standing(Poll("p0000000001", class_.id, "", store.of_class(class_.id)[0].content)).voters == 8


def test_candidates_come_from_the_roster(class_: Class, browser: Browser) -> None:
    """One press fills in everybody with the group, another the groups; what else was typed stays, and nothing is saved."""
    browser.get(new_page(class_))
    browser.post(new_page(class_), {**poll_form(kind="groups"), "fill": "roster"})
    assert "第1組 學員1\n第1組 學員2" in browser.text
    assert 'value="班長選舉"' in browser.text
    browser.post(new_page(class_), {**poll_form(kind="groups"), "fill": "groups"})
    assert "第1組\n第2組</textarea>" in browser.text
    assert re.search(r'value="some"[^>]* checked', browser.text), "groups that stand themselves have nobody in them to choose"
    assert store.of_class(class_.id) == []


def test_mistakes_come_back_with_the_form(class_: Class, browser: Browser) -> None:
    """The line is named, and nothing typed is lost."""
    browser.get(new_page(class_))
    browser.post(new_page(class_), poll_form(candidates="王小明\n王小明", hidden="1"))
    assert browser.status == 400
    assert "第 2 行「王小明」" in browser.text
    assert "王小明\n王小明</textarea>" in browser.text


def test_what_is_open_is_not_edited(class_: Class, browser: Browser, now: datetime) -> None:
    """Until it opens it can be changed; then the editor leads back, a late save is refused, and a copy begins with the same."""
    poll = make_poll(class_, now, opened=False)
    edit = f"/classes/{class_.id}/polls/{poll.id}/edit"
    browser.get(edit)
    assert browser.post(edit, poll_form(title="副班長選舉", version="1")).status == 303
    assert browser.post(edit, poll_form(title="別人的", version="1")).status == 409
    settled(browser, poll, "open")
    assert browser.get(edit).status == 303
    browser.get(f"/classes/{class_.id}/polls/{poll.id}")
    assert browser.post(edit, poll_form(title="太晚了", version="3")).status == 303
    assert standing(poll).content.title == "副班長選舉"
    assert "王小明" in browser.get(f"{new_page(class_)}?copy={poll.id}").text


def test_opened_and_ended_by_hand_once(class_: Class, browser: Browser, now: datetime) -> None:
    """A second press changes nothing; what has ended never opens again."""
    poll = make_poll(class_, now, opened=False)
    for action, wanted in (("open", Status.OPEN), ("open", Status.OPEN), ("close", Status.COUNTING), ("close", Status.COUNTING)):
        assert settled(browser, poll, action).status == 303
        assert standing(poll).status(now) is wanted
    assert standing(poll).version == 3
    for action in ("open", "plan", "extend", "recall"):
        assert settled(browser, poll, action, opens_at="2026-03-03T09:00").status == 409
    assert settled(browser, poll, "?").status == 400


def test_opened_and_ended_by_time(class_: Class, browser: Browser, now: datetime) -> None:
    """Planned with both times it opens and ends by itself; the times can be changed, or taken back, until it opens."""
    poll = make_poll(class_, now, opened=False)
    assert settled(browser, poll, "plan").status == 400
    assert settled(browser, poll, "plan", opens_at="2026-03-02T10:00", closes_at="2026-03-02T09:59").status == 400
    settled(browser, poll, "plan", opens_at="2026-03-02T10:00", closes_at="2026-03-02T10:10")
    begins = datetime.fromisoformat("2026-03-02T10:00+08:00")
    assert [standing(poll).status(begins + timedelta(minutes=each)).value for each in (-1, 0, 9, 10, 11)] == [
        "planned", "open", "open", "counting", "closed",
    ]  # fmt: skip
    settled(browser, poll, "recall")
    assert standing(poll).status(begins) is Status.DRAFT


def enormous_png() -> bytes:
    """A small file that says of itself that it is 20,000 pixels wide and high."""
    data = io.BytesIO()
    Image.new("1", (8, 8)).save(data, "PNG")
    head = b"IHDR" + struct.pack(">II", 20_000, 20_000) + data.getvalue()[24:29]
    return data.getvalue()[:12] + head + struct.pack(">I", zlib.crc32(head)) + data.getvalue()[33:]


def test_a_picture_is_made_small_and_shown(class_: Class, browser: Browser, new_browser: NewBrowser, drain: Drain, now: datetime) -> None:
    """An upright square JPEG without what the camera noted; to who may vote, and to nobody else. What is no picture is refused in words."""
    poll = make_poll(class_, now)
    candidate = named(poll, "李大同")
    taken = Image.new("RGB", (800, 600), "navy")
    exif = Image.Exif()
    exif[0x0110] = "Camera of somebody"
    data = io.BytesIO()
    taken.save(data, "JPEG", exif=exif)
    here = f"/classes/{class_.id}/polls/{poll.id}/photos"

    def send(body: bytes) -> None:
        form = browser.get(here).text.partition(f'id="file-{candidate}"')[0].rpartition("<form")[2]
        url = re.findall(r'action="(http[^"]+)"', form)[0]
        answer = requests.post(url, data=dict(_HIDDEN.findall(form)), files={"file": body}, allow_redirects=False, timeout=10)
        assert answer.status_code == 303, answer.text
        drain()

    send(data.getvalue())
    phone = new_browser().enter(class_.id, person(1))
    assert f"/photos/{candidate}" in phone.get(f"/c/{class_.id}/polls/{poll.id}").text
    shown = phone.get(f"/c/{class_.id}/polls/{poll.id}/photos/{candidate}").text
    picture = Image.open(io.BytesIO(base64.b64decode(shown.partition("base64,")[2].partition('"')[0])))
    assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (240, 240), {})
    assert phone.get(f"/c/{class_.id}/polls/{poll.id}/photos/{named(poll, '王小明')}").status == 404
    assert new_browser().get(f"/c/{class_.id}/polls/{poll.id}/photos/{candidate}").status == 303
    send(b"%PDF-1.4")
    assert "這個檔案不是照片" in browser.get(here).text
    send(enormous_png())
    assert "照片的像素太多" in browser.get(here).text
    assert phone.get(f"/c/{class_.id}/polls/{poll.id}/photos/{candidate}").status == 200


def test_a_picture_that_was_lost_is_told(class_: Class, browser: Browser, now: datetime) -> None:
    """Gone before a worker looked at it, it is asked for again."""
    poll = make_poll(class_, now)
    with acting("work"):
        picture_worker.take_photo(class_.id, poll.id, named(poll, "李大同"), "lost", now)
    assert "請重新上傳一次" in browser.get(f"/classes/{class_.id}/polls/{poll.id}/photos").text


def test_only_the_class_s_organizers(class_: Class, new_browser: NewBrowser, now: datetime) -> None:
    """Another organizer is refused on every page and press; a poll of another class is not found."""
    poll = make_poll(class_, now)
    other = new_browser().sign_in(Role.ORGANIZER, username="organizer9")
    for path in ("polls", "polls/new", f"polls/{poll.id}/edit"):
        assert other.get(f"/classes/{class_.id}/{path}").status == 403
    for path in ("polls/new", f"polls/{poll.id}", f"polls/{poll.id}/edit", f"polls/{poll.id}/export"):
        assert other.post(f"/classes/{class_.id}/{path}", {**poll_form(), "action": "close"}).status == 403
    assert standing(poll).status(now) is Status.OPEN
    assert ORGANIZER.username != "organizer9"
    assert vote(poll, 1, choosing(poll, "王小明"), now)

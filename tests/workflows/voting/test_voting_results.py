"""Results, live and after: for the organizer, the room and the phone; the published list and the files, read with other tools."""

import csv
import hashlib
import io
import re
import subprocess
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import load_workbook

from chalicelib.domains.classes.model import Class
from chalicelib.domains.voting.model import Poll
from chalicelib.domains.voting.results import results
from chalicelib.domains.voting.store_items import BallotItem
from chalicelib.identity import Role
from tests.scenes.voting import choosing, close, counted, make_poll, make_voting_class, page_of, person, vote
from tests.support.browser_client import Browser
from tests.support.sent_calls import dynamodb_calls

Drain = Callable[[], int]
NewBrowser = Callable[[], Browser]
SetClock = Callable[[datetime], None]
VOTES = ("王小明", "王小明", "李大同", "王小明", "李大同", "𠮷川健")


@pytest.fixture
def class_(browser: Browser, drain: Drain, now: datetime) -> Class:
    return make_voting_class(browser, drain, now)


def voted(class_: Class, now: datetime, **changed: str) -> Poll:
    """Six ballots, three, two and one; and a blank one."""
    poll = make_poll(class_, now, **changed)
    for place, name in enumerate(VOTES, 1):
        vote(poll, place, choosing(poll, name), now)
    vote(poll, 7, {"blank": "1"}, now)
    return poll


def staff_page(poll: Poll) -> str:
    return f"/classes/{poll.class_id}/polls/{poll.id}"


def flat(text: str) -> str:
    return re.sub(r"<[^>]+>|\s+", "", text)


def test_everybody_sees_the_same_numbers(class_: Class, browser: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """The organizer's page, the projector and the phone show votes, shares of the valid ballots, places and turnout."""
    poll = voted(class_, now)
    phone = new_browser().enter(class_.id, person(1))
    for page in (browser.get(staff_page(poll)), browser.get(f"{staff_page(poll)}/live"), phone.get(f"{page_of(poll)}/results")):
        text = flat(page.text)
        assert "選票7張，有效6張，空白1張" in text
        assert "1王小明第1名350.0%" in text
        assert "2李大同第2名233.3%" in text
        assert "3𠮷川健第3名116.7%" in text
    screen = flat(browser.get(f"{staff_page(poll)}/screen").text)
    assert "已投票7/8" in screen
    assert "1王小明350.0%" in screen
    assert browser.get(f"{staff_page(poll)}/qr.svg").text.startswith("<?xml")


def test_ties_are_shown_and_not_broken(class_: Class, browser: Browser, now: datetime, set_clock: SetClock) -> None:
    """Equal votes are one place, in groups and in all, and the page says that the meeting decides."""
    poll = make_poll(class_, now, kind="groups", candidates="第1組 甲\n第1組 乙\n第2組 丙", most="2")
    for place, names in enumerate((("甲", "乙"), ("甲", "丙"), ("乙", "丙")), 1):
        vote(poll, place, choosing(poll, *names), now)
    text = flat(browser.get(staff_page(poll)).text)
    assert text.count("第1名，同票") == 5  # two in their group, three in all
    assert "同票者名次相同，系統不代為決定" in text


def test_hidden_results_wait_for_the_end(
    class_: Class, browser: Browser, new_browser: NewBrowser, now: datetime, set_clock: SetClock
) -> None:
    """Only turnout before; the numbers with the press that ends it."""
    poll = voted(class_, now, hidden="1")
    phone = new_browser().enter(class_.id, person(1))
    for page in (browser.get(staff_page(poll)), browser.get(f"{staff_page(poll)}/screen"), phone.get(f"{page_of(poll)}/results")):
        assert "公布" in page.text
        assert "50.0%" not in page.text
    close(poll, now)
    for at in (now, counted(now)):
        set_clock(at)
        assert "50.0%" in browser.get(staff_page(poll)).text
    assert "50.0%" in browser.get(staff_page(poll)).text
    assert "50.0%" in phone.get(f"{page_of(poll)}/results").text


def test_watching_costs_the_same_for_one_and_for_many(class_: Class, new_browser: NewBrowser, now: datetime, set_clock: SetClock) -> None:
    """However many look within a second, ballots and markers are read once."""
    poll = voted(class_, now)
    with dynamodb_calls() as sent:
        for _ in range(20):
            results.shown(poll, now + timedelta(seconds=5))
    assert sent == ["Query", "Query"]
    with dynamodb_calls() as sent:
        results.shown(poll, now + timedelta(seconds=6))
    assert sent == ["Query", "Query"]


def test_the_list_is_published_after_the_end(
    class_: Class, browser: Browser, new_browser: NewBrowser, now: datetime, set_clock: SetClock
) -> None:
    """Not before it is counted; then everyone on the roster sees each ballot by its receipt, and the file has the SHA-256 that is shown."""
    poll = voted(class_, now)
    phone = new_browser().enter(class_.id, person(8))
    assert phone.get(f"{page_of(poll)}/ballots").location == f"{page_of(poll)}/results"
    assert phone.get(f"{page_of(poll)}/ballots/file").status == 409
    close(poll, now)
    set_clock(counted(now) - timedelta(seconds=1))
    assert phone.get(f"{page_of(poll)}/ballots").status == 303
    set_clock(counted(now))
    page = phone.get(f"{page_of(poll)}/ballots").text
    assert "選票 7 張，與投票人數 7 人相符" in page
    data = phone.get(f"{page_of(poll)}/ballots/file").text.encode()
    assert hashlib.sha256(data).hexdigest() in page
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    recount = Counter(choice for _, choices in lines[1:] for choice in choices.split("；"))
    assert recount == {"1 王小明": 3, "2 李大同": 2, "3 𠮷川健": 1, "空白票": 1}
    assert [receipt for receipt, _ in lines[1:]] == sorted(receipt for receipt, _ in lines[1:])
    assert all(receipt in page for receipt, _ in lines[1:])
    assert hashlib.sha256(data).hexdigest() in browser.get(f"{staff_page(poll)}/ballots").text


def test_a_ballot_too_many_is_said_loudly(class_: Class, browser: Browser, now: datetime, set_clock: SetClock) -> None:
    """Where somebody slipped a ballot into the table, every page of the result says that the numbers do not agree."""
    poll = voted(class_, now)
    BallotItem(poll.id, "2222-2222-2222", choices=[poll.content.candidates[2].id]).put()
    close(poll, now)
    set_clock(counted(now))
    assert "張數不符" in browser.get(staff_page(poll)).text
    assert "選票 8 張，投票人數 7 人，兩者不符" in browser.get(f"{staff_page(poll)}/ballots").text


def file_of(browser: Browser, drain: Drain, poll: Poll, name: str, aws: Callable[[str], Any]) -> bytes:
    """What the button makes, fetched by its key."""
    page = browser.post(f"{staff_page(poll)}/export", {"file": name}).location
    drain()
    assert "下載" in browser.get(page).text
    assert browser.get(f"{page}/download").status == 303
    body = aws("s3").get_object(Bucket="local-documents-bucket", Key=f"exports/voting/{poll.class_id}/{poll.id}/{name}")["Body"].read()
    return bytes(body)


def test_files_say_what_the_page_says(
    class_: Class, browser: Browser, drain: Drain, now: datetime, set_clock: SetClock, aws: Callable[[str], Any], tmp_path: Path
) -> None:
    """ODS by calamine, CSV by the standard reader, PDF by pdftotext; the ballots are byte for byte those that trainees get."""
    poll = voted(class_, now)
    assert browser.post(f"{staff_page(poll)}/export", {"file": "results.ods"}).status == 409
    close(poll, now)
    set_clock(counted(now))
    browser.get(staff_page(poll))
    expected = [["", "1", "王小明", "3", "50.0%", "1"], ["", "2", "李大同", "2", "33.3%", "2"], ["", "3", "𠮷川健", "1", "16.7%", "3"]]
    plain = list(csv.reader(io.StringIO(file_of(browser, drain, poll, "results.csv", aws).decode("utf-8-sig"))))
    assert plain == [["組別", "號次", "姓名", "票數", "得票率", "名次"], *expected]
    book = load_workbook(io.BytesIO(file_of(browser, drain, poll, "results.ods", aws)))
    cells = book.get_sheet_by_index(0).to_python()
    assert [[str(int(cell)) if isinstance(cell, float) else str(cell) for cell in row] for row in cells[1:]] == expected
    ballots = file_of(browser, drain, poll, "ballots.csv", aws)
    assert hashlib.sha256(ballots).hexdigest() in str(book.get_sheet_by_index(1).to_python())
    (tmp_path / "results.pdf").write_bytes(file_of(browser, drain, poll, "results.pdf", aws))
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "results.pdf", "-"], check=True, capture_output=True, text=True).stdout
    assert all(word in text for word in ("𠮷川健", "50.0%", "名冊 8 人，投票 7 人", "監票", "空白 1 張"))
    assert hashlib.sha256(ballots).hexdigest() in re.sub(r"\s", "", text)


def test_a_named_poll_lists_its_voters(class_: Class, new_browser: NewBrowser, now: datetime, set_clock: SetClock) -> None:
    """As announced: with names, for everyone on the roster."""
    poll = voted(class_, now, secret="")
    close(poll, now)
    set_clock(counted(now))
    page = flat(new_browser().enter(class_.id, person(8)).get(f"{page_of(poll)}/ballots").text)
    assert "學員3（3號）2李大同" in page


def test_strangers_see_nothing(class_: Class, new_browser: NewBrowser, now: datetime, set_clock: SetClock) -> None:
    """Neither results nor ballots for who is not on the roster, nor for an organizer of another class."""
    poll = voted(class_, now)
    close(poll, now)
    set_clock(counted(now))
    stranger = new_browser().enter(class_.id, "somebody")
    other = new_browser().sign_in(Role.ORGANIZER, username="organizer9")
    for path in ("results", "results/live", "ballots", "ballots/file"):
        assert stranger.get(f"{page_of(poll)}/{path}").status == 403
    for path in ("", "/live", "/screen", "/screen/live", "/ballots", "/qr.svg", "/preview", "/photos"):
        assert other.get(f"{staff_page(poll)}{path}").status == 403

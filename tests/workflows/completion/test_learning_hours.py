"""Learning hours: the file for the national portal, and that the ID numbers in it are nowhere afterwards."""

import csv
import io
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import boto3
import pytest
import requests
from moto.backends import get_backend

from chalicelib.domains.classes.model import Class
from chalicelib.domains.completion import hours_worker, store_hours
from chalicelib.identity import Role
from tests.scenes.attendance import CHEN, LIN, ROSTER, WANG
from tests.scenes.portal import OVER, class_that_is_over, confirm
from tests.support.browser_client import Browser
from tests.support.builders import upload

Drain = Callable[[], int]
SetClock = Callable[[datetime], None]
NewBrowser = Callable[[], Browser]


@pytest.fixture
def done(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> Class:
    """Wang and Chen completed, Lin did not; the browser is the organizer's."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG, CHEN)
    confirm(browser, drain, class_)
    return class_


def sent(browser: Browser, drain: Drain, class_: Class, data: bytes, file_name: str = "roster.csv") -> str:
    """Uploads the roster and lets the workers finish; answers the path of the file's page, which the browser has open."""
    path = upload(browser.get(f"/classes/{class_.id}/completion/hours").text, data, file_name)
    drain()
    browser.get(path)
    return path


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def fetched(browser: Browser, path: str) -> list[list[str]]:
    return rows(requests.get(browser.get(f"{path}/download").location, timeout=10).content)


def everything_stored() -> str:
    """Every item of every table, and every object of both buckets, as text."""
    dynamodb, found = boto3.client("dynamodb"), []
    for table in dynamodb.list_tables()["TableNames"]:
        found.append(str(dynamodb.scan(TableName=table)["Items"]))
    for bucket in get_backend("s3")["123456789012"]["aws"].buckets.values():
        found += [key.value.decode("utf-8", "replace") + name for name, key in bucket.keys.items()]
    return "\n".join(found)


def test_the_file_has_the_numbers_of_the_uploaded_roster(done: Class, browser: Browser, drain: Drain) -> None:
    """One line a person in the documented columns, those who did not complete with what they attended."""
    path = sent(browser, drain, done, ROSTER.encode())
    assert "共 3 人" in browser.text
    assert fetched(browser, path) == [
        ["身分證字號", "姓名", "課程名稱", "班期", "起日", "迄日", "時數", "結果"],
        [WANG, "王小明", "行政中立研習班（第 1 期）", done.id, "1150302", "1150304", "18", "結訓"],
        [LIN, "林美玲", "行政中立研習班（第 1 期）", done.id, "1150302", "1150304", "0", "未結訓"],
        [CHEN, "𠮷川健", "行政中立研習班（第 1 期）", done.id, "1150302", "1150304", "18", "結訓"],
    ]


def test_after_an_hour_no_number_is_anywhere(
    done: Class, browser: Browser, drain: Drain, set_clock: SetClock, schedule: Callable[[str], None], caplog: pytest.LogCaptureFixture
) -> None:
    """Roster and file are deleted; no table, no bucket and no line of the log holds an ID number; the page says that it is gone."""
    caplog.set_level(logging.DEBUG, logger="chalicelib")
    path = sent(browser, drain, done, ROSTER.encode())
    assert WANG in str(fetched(browser, path))
    assert "座位,姓名" not in everything_stored()
    set_clock(OVER + timedelta(minutes=61))
    schedule("every_ten_minutes")
    assert not any(number in everything_stored() for number in (WANG, LIN, CHEN))
    assert not any(number in caplog.text for number in (WANG, LIN, CHEN))
    browser.sign_in(Role.ORGANIZER, username="organizer1")
    assert "檔案已刪除" in browser.get(path).text
    assert browser.get(f"{path}/download").status == 410


def test_the_hour_ends_even_where_the_schedule_did_not_run(done: Class, browser: Browser, drain: Drain, set_clock: SetClock) -> None:
    """The download is refused by the clock, not by whether the file is still there."""
    path = sent(browser, drain, done, ROSTER.encode())
    set_clock(OVER + timedelta(minutes=60))
    browser.sign_in(Role.ORGANIZER, username="organizer1")
    assert browser.get(f"{path}/download").status == 410


def test_each_download_is_noted(done: Class, browser: Browser, drain: Drain) -> None:
    """Who fetched numbers, and when, stays on record."""
    path = sent(browser, drain, done, ROSTER.encode())
    browser.get(f"{path}/download")
    (noted,) = store_hours.FetchedItem.search(f"HOURS#{path.rpartition('/')[2]}")
    assert noted.sk.endswith("#organizer1")


def test_who_is_not_in_the_roster_keeps_the_masked_number(done: Class, browser: Browser, drain: Drain) -> None:
    """The page counts them, so that nobody uploads a half file unawares."""
    path = sent(browser, drain, done, f"身分證字號\n{WANG}\n{CHEN}\n".encode())
    assert "有 1 人在上傳的名冊裡找不到" in browser.text
    assert [row[0] for row in fetched(browser, path)[1:]] == [WANG, "*******227", CHEN]


def test_a_roster_of_another_class_is_refused(done: Class, browser: Browser, drain: Drain) -> None:
    """Where no number fits nobody is guessed, and the file is deleted all the same."""
    path = sent(browser, drain, done, b"name,id\nsomebody,F131104093\n")
    assert "找不到本班任何學員的身分證字號" in browser.text
    assert browser.get(f"{path}/download").status == 404
    assert "F131104093" not in everything_stored()


@pytest.mark.parametrize("data", [b"%PDF-1.4 not a roster", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", b"\x00\x01\x02"])
def test_what_is_no_roster_is_told_in_words(done: Class, browser: Browser, drain: Drain, data: bytes) -> None:
    """A file of another type says what to do; nothing waits for ever."""
    sent(browser, drain, done, data)
    assert "沒有做成" in browser.text


def test_an_upload_that_is_told_twice_is_read_once(done: Class, browser: Browser, drain: Drain) -> None:
    """The second message finds the file made and only deletes."""
    path = sent(browser, drain, done, ROSTER.encode())
    file_id = path.rpartition("/")[2]
    hours_worker.make_unmasked(file_id, OVER)
    found = store_hours.find(file_id)
    assert found
    assert found.state == "ready"


def test_masked_numbers_need_no_upload(done: Class, browser: Browser, drain: Drain) -> None:
    """The same lines with *******789, as a file of the class."""
    browser.post(f"/classes/{done.id}/completion/hours")
    path = browser.location
    drain()
    found = rows(requests.get(browser.get(f"{path}/download").location, timeout=10).content)
    assert [row[0] for row in found] == ["身分證字號", "*******789", "*******227", "*******014"]


def test_a_file_of_one_class_opens_in_no_other(done: Class, browser: Browser, new_browser: NewBrowser, drain: Drain, now: datetime) -> None:
    """The id is looked for in the class of the address only."""
    from tests.scenes.attendance import ORGANIZER
    from tests.support.builders import make_class

    path = sent(browser, drain, done, ROSTER.encode())
    other = make_class(ORGANIZER, now, run="2")
    assert browser.get(path.replace(done.id, other.id)).status == 404
    assert new_browser().sign_in(Role.ORGANIZER, username="other").get(path).status == 403


def test_there_are_no_hours_before_the_list(browser: Browser, drain: Drain, now: datetime, set_clock: SetClock) -> None:
    """The page says to confirm the list first."""
    class_ = class_that_is_over(browser, drain, now, set_clock, WANG)
    assert browser.get(f"/classes/{class_.id}/completion/hours").status == 409


def test_numbers_are_found_in_any_column() -> None:
    """Whatever the heading, full width and lower case included; texts that only look like one are left."""
    from chalicelib.domains.people import service as people

    wanted = {people.identify(WANG), people.identify(LIN)}
    found = hours_worker.numbers([["甲", "Ａ１２３４５６７８９"], ["b220011227", "A123456788", "", "x" * 300]], wanted)
    assert sorted(found.values()) == [WANG, LIN]

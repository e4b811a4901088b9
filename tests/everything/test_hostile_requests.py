"""What no page would send: addresses, queries and parts of forms by hand. An answer in words, never a crash."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote

import pytest

from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.model import Class
from chalicelib.domains.people import service as people
from chalicelib.identity import Role
from chalicelib.web.responses import redirect
from chalicelib.web.router import every_route
from tests.scenes.attendance import WANG, make_running_class, morning
from tests.scenes.signing_in import person
from tests.support.browser_client import Browser
from tests.support.builders import class_form

ROLES = (Role.ADMINISTRATOR, Role.ORGANIZER, Role.ROOM_ATTENDANT)
NASTY = ["x" * 3000, "%00", "%F0%9F%98%80", "a%20b%22'", "9" * 5000, "-1", "..%2F..%2Fetc", "None", "115-B00492-1.20260302am%23"]
STRANGE = ["\x00", "a\r\nBcc: x@y.tw", "\u202e反", "😀" * 30, "９" * 5000, "9" * 5000, "-1", "1e9", "長" * 20_000, "P#x"]


@pytest.fixture
def running(browser: Browser, drain: Callable[[], int], now: datetime) -> Class:
    made = make_running_class(browser, drain, now)
    person("lin", "organizer")
    browser.sign_in(*ROLES, username="organizer1", name="林雅婷")
    return classes.load_class(made.id)


@pytest.mark.parametrize("bad", NASTY)
def test_no_address_breaks(bad: str, running: Class, browser: Browser) -> None:
    """Whatever stands in the place of an id, of one or of all, the answer is no crash."""
    good = {"class_id": running.id, "session_id": morning(running), "person": people.identify(WANG), "position": "0", "kind": "roster"}
    broken = []
    for route, methods in every_route().items():
        names = re.findall(r"\{(\w+)\}", route)
        for spoilt in names:
            path = route.format(**{name: bad if name == spoilt else good.get(name, "none") for name in names})
            for method in methods:
                answer = browser.get(path) if method == "GET" else browser.post(path, {})
                if answer.status >= 500:
                    broken.append((method, route, spoilt, browser.status))
    assert broken == []


@pytest.mark.parametrize("bad", STRANGE)
def test_no_query_breaks(bad: str, running: Class, browser: Browser) -> None:
    """Nor does what stands behind the question mark."""
    broken = []
    of_session = [f"/sessions/{morning(running)}/{page}" for page in ("attendance", "attendance/live", "screen")]
    pages = ["/classes", "/today", "/accounts", "/messages", "/sign-in", f"/classes/{running.id}/imports", *of_session]
    for path in pages:
        for name in ("q", "page", "from", "to", "of", "day", "next", "kind", "state", "name", "purpose"):
            if browser.get(f"{path}?{name}={quote(bad[:500])}").status >= 500:
                broken.append((path, name))
    assert broken == []


def forms(class_: Class) -> dict[str, dict[str, str]]:
    """Path to a form as a page would send it; what follows # only tells two forms of one path apart."""
    base = f"/classes/{class_.id}"
    account = {"name": "王", "email": "a@b.tw", "agency": "x", "role_organizer": "1"}
    wang = people.identify(WANG)
    place = {"action": "place", "version": class_.roster_version, "person": wang, "seat": "9", "columns": "8", "by": "order"}
    correction = {"state": "present", "in_time": "09:00", "out_time": "11:00", "leave": "事假", "reason": "理由"}
    period = {"day": "2026-03-02", "starts": "09:00", "ends": "11:50", "count": "3", "subject": "課", "lecturer": "師"}
    return {
        "/classes": {**class_form(code="B00777"), "request": "r" * 20},
        base + "/edit": {**class_form(), "version": str(class_.version)},
        base + "/sessions/new": {"day": "2026-03-02", "half": "ev", "starts": "18:30", "ends": "20:30", "room": "301"},
        f"/sessions/{morning(class_)}/edit": {"starts": "09:00", "ends": "12:00", "room": "1"},
        base + "/timetable": period,
        base + "/timetable/0": {**period, "version": "1"},
        base + "/seats": place,
        base + "/seats#": {"action": "columns", "columns": "8"},
        base + "/files": {"kind": "classes.seat-plan"},
        base + "/attendance/export": {"format": "csv"},
        f"/sessions/{morning(class_)}/attendance/{wang}": correction,
        "/accounts": {"username": "abc", **account},
        "/accounts/lin": account,
        "/accounts/lin/state": {"enabled": "1"},
        "/sign-in": {"username": "lin", "password": "x", "next": "/"},
        "/account/password": {"current": "x", "new_password": "Abcdefgh1234", "again": "Abcdefgh1234"},
        "/sign-in/new-password": {"challenge": "x", "new_password": "Abcdefgh1234", "again": "Abcdefgh1234"},
        "/q": {"nonce": "x", "id_number": WANG},
        f"/sessions/{morning(class_)}/cancel": {"reason": "x"},
        base + "/cancel": {"reason": "x"},
    }


@pytest.mark.parametrize("bad", STRANGE)
def test_no_single_field_breaks(bad: str, running: Class, browser: Browser, drain: Callable[[], int], caplog: Any) -> None:
    """One field of a good form spoilt: refused or taken, never a crash, and no worker fails on it afterwards."""
    broken = []
    for path, names in forms(running).items():
        for name in names:
            form = forms(classes.load_class(running.id))[path]  # with the versions of now
            status = browser.post(path.rstrip("#"), {**form, name: bad}).status
            if status >= 500:
                broken.append((path, name, status))
        if path.endswith("/q"):
            browser.post(f"/classes/{running.id}/notices")
            drain()
    assert broken == []
    failures = [r.getMessage() for r in caplog.records if r.levelname == "ERROR"]
    assert failures == []


@pytest.mark.parametrize("bad", [None, 7, [], {}, "", "\ud800" * 10, "x" * 5000, "9" * 5000, ["x"], {"a": 1}, True, -1, 1e400])
def test_no_counter_request_breaks(bad: Any, running: Class, browser: Browser) -> None:
    """The counter's script speaks JSON; others may say anything in it."""
    page = browser.get(f"/sessions/{morning(running)}/counter").text
    grant = page.partition('data-grant="')[2].partition('"')[0]
    good = {"grant": grant, "text": WANG, "person": "", "purpose": "i", "request_id": "r" * 12, "early": False}
    kept = {"request_id": "s" * 12, "text": WANG, "purpose": "i", "happened_at": "2026-03-02T08:51:00+08:00"}
    broken = []
    for path in ("scan", "undo", "search", "roster", "sync"):
        for name in [*good, "scans"]:
            if browser.post_json(f"/counter/{path}", {**good, name: bad}).status >= 500:
                broken.append((path, name, browser.status))
        if browser.post_json(f"/counter/{path}", bad).status >= 500:
            broken.append((path, "everything", browser.status))
    for name in (*kept, "person"):
        if browser.post_json("/counter/sync", {"grant": grant, "scans": [{**kept, name: bad}]}).status >= 500:
            broken.append(("sync", "scans." + name, browser.status))
    assert broken == []


@pytest.mark.parametrize("name", ["公文班\r\nBcc: x@y.tw", "公文\x00班", "\u202e班文公"])
def test_a_name_that_nobody_can_have_typed_is_refused(name: str, running: Class, browser: Browser) -> None:
    """What would end a mail's subject early or turn the writing round is told, and the form keeps the rest."""
    browser.post("/classes", class_form(code="B00777", name=name, room="402 教室"))
    assert (browser.status, "看不見的字元" in browser.text, "402 教室" in browser.text) == (400, True, True)
    browser.post("/accounts", {"username": "abc", "name": name, "email": "a@b.tw", "role_organizer": "1"})
    assert (browser.status, "看不見的字元" in browser.text) == (400, True)


def test_a_search_for_what_no_username_has(browser: Browser) -> None:
    """Finds nobody, in words."""
    assert "沒有符合的帳號" in browser.sign_in(Role.ADMINISTRATOR).get("/accounts?q=%22%0d%0a").text


def _sent(browser: Browser, body: bytes, content_type: str, **headers: str) -> int:
    """The status of a POST whose body no page would make."""
    browser._call("POST", "/sign-in", body, {"Content-Type": content_type, **headers})
    return browser.status


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"username=\xff\xfe&password=x", "application/x-www-form-urlencoded"),
        ("name=公文".encode("cp950"), "application/x-www-form-urlencoded"),
        (b"name=%A4%BD%A4%E5", "Application/X-WWW-Form-UrlEncoded"),
        ("name=公\ufffd".encode(), "application/x-www-form-urlencoded"),
        (b"[" * 100_000 + b"]" * 100_000, "application/json"),
        (b"{not json", "application/json"),
        (b'"\xff"', "application/json"),
    ],
)
def test_a_body_that_is_not_what_it_says_is_told_so(body: bytes, content_type: str, browser: Browser) -> None:
    """A form that is no UTF-8 (raw, in percent, as API Gateway hands it on), JSON that is none or too deep: 400, with words."""
    assert (_sent(browser, body, content_type), "送出的資料格式有誤" in browser.text) == (400, True)


def test_capitals_in_the_type_of_a_form_mean_nothing(browser: Browser) -> None:
    """Some programs write Application/X-WWW-Form-UrlEncoded; the form is read, token and all."""
    token = browser.token()
    assert _sent(browser, f"csrf={token}&username=&password=".encode(), "Application/X-WWW-Form-UrlEncoded; Charset=UTF-8") != 403


@pytest.mark.parametrize("origin", ["http://[", "null ", "https://evil.example", "http://[::1"])
def test_an_origin_that_is_none_is_not_ours(origin: str, browser: Browser) -> None:
    """Garbage where the browser names the page's site is another site."""
    token = browser.token()
    assert _sent(browser, f"csrf={token}".encode(), "application/x-www-form-urlencoded", Origin=origin) == 403


def test_a_line_end_in_an_address_is_no_header(browser: Browser) -> None:
    """What API Gateway decodes in a path goes back into percent where we lead on; what stood in percent stays as it was."""
    browser.get("/accounts/x%0D%0ASet-Cookie:y")
    assert browser.status == 303
    assert redirect("/accounts/x\r\nSet-Cookie:y?q=%25&a=b").headers["Location"] == "/accounts/x%0D%0ASet-Cookie:y?q=%25&a=b"

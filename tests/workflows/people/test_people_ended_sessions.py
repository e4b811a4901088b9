"""Who ends a session ends it everywhere: at once where it is about money or accounts, within a minute on every other page.

A copy of the cookie stands for whoever took it from a shared computer.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app import app as application
from chalicelib.domains.people import directory
from chalicelib.identity import Principal, Role
from chalicelib.site_map import AT_ONCE
from chalicelib.web import router
from tests.scenes.attendance import WANG, enter, make_running_class, morning, scan
from tests.scenes.signing_in import PASSWORD, person, sign_in
from tests.support.browser_client import Browser
from tests.support.faults import Fault, out_of_order

SetClock = Callable[[datetime], None]
ROOT = Principal("root", "管理員", frozenset({Role.ADMINISTRATOR}))
NEW = "Another-horse-8"
CHANGED = {"current": PASSWORD, "new_password": NEW, "again": NEW}


def copied(browser: Browser) -> Browser:
    """Another browser with the same cookies."""
    other = Browser(application)
    other.cookies = dict(browser.cookies)
    return other


def signed_out(browser: Browser, path: str = "/classes") -> bool:
    browser.get(path)
    return (browser.status, "__Host-session" in browser.cookies) == (303, False)


@pytest.fixture
def lin(browser: Browser) -> Browser:
    """Signed in; an organizer who may also see accounts and payments."""
    person("lin", "organizer", "accountant", "administrator")
    return sign_in(browser).get("/account")


ENDS: dict[str, Callable[[Browser, datetime], object]] = {
    "signing out": lambda browser, _: browser.post("/sign-out"),
    "signing out everywhere": lambda browser, _: browser.post("/account/sign-out-everywhere"),
    "an own new password": lambda browser, _: browser.post("/account/password", CHANGED),
    "a reset by the administrator": lambda _, now: directory.reset_password(ROOT, "lin", now),
    "disabling": lambda _, now: directory.set_enabled(ROOT, "lin", False, now),
    "the administrator's button": lambda _, now: directory.end_sessions(ROOT, "lin", now),
}


@pytest.mark.parametrize("how", ENDS)
def test_ended_is_ended(how: str, lin: Browser, now: datetime, set_clock: SetClock) -> None:
    """A copy of the cookie opens no page of money or accounts from that moment on, and after a minute no page at all."""
    thief, other = copied(lin), copied(lin)
    ENDS[how](lin, now)
    assert signed_out(thief, "/payments")
    assert other.get("/classes").status == 200
    set_clock(now + timedelta(minutes=1))
    assert signed_out(other)


def test_signing_out_is_of_one_device(lin: Browser, new_browser: Callable[[], Browser], now: datetime, set_clock: SetClock) -> None:
    """The tablet at the counter goes on when the same person signs out at the desk."""
    tablet = sign_in(new_browser())
    lin.post("/sign-out")
    set_clock(now + timedelta(minutes=2))
    assert (tablet.get("/classes").status, tablet.get("/payments").status) == (200, 200)


def test_a_new_password_keeps_this_browser(lin: Browser, now: datetime, set_clock: SetClock) -> None:
    """Who changes the own password works on, and is told that the others are signed out."""
    lin.post("/account/password", CHANGED, follow=True)
    assert "其他裝置都已登出" in lin.text
    set_clock(now + timedelta(minutes=2))
    assert (lin.get("/classes").status, lin.get("/payments").status) == (200, 200)


def test_one_can_sign_in_again_at_once(lin: Browser, now: datetime, set_clock: SetClock) -> None:
    """Ending all sessions ends those that were, not those that begin."""
    lin.post("/account/sign-out-everywhere")
    set_clock(now + timedelta(seconds=2))
    assert sign_in(lin).get("/payments").status == 200


def test_a_lost_role_is_lost_within_a_minute(lin: Browser, now: datetime, set_clock: SetClock) -> None:
    """What the administrator changes reaches who is signed in: at once where it is about money, and then everywhere."""
    directory.edit_account(ROOT, replace(directory.find_account("lin"), roles=frozenset({Role.ORGANIZER})), now)
    assert lin.get("/payments/batches").status == 403
    set_clock(now + timedelta(minutes=1))
    assert (lin.get("/classes").status, lin.get("/accounts").status) == (200, 403)


def test_a_page_asks_once_a_minute(lin: Browser, now: datetime, set_clock: SetClock, calls: Counter[str]) -> None:
    """Whether the session stands is one read a minute, however many pages are opened; where it is about money, one at each."""
    lin.get("/account")
    calls.clear()
    for second in range(0, 180, 10):
        set_clock(now + timedelta(seconds=second))
        assert lin.get("/account").status == 200
    assert calls == {"BatchGetItem": 2}
    assert not signed_out(lin, "/payments/levels")
    assert calls["BatchGetItem"] == 3


def test_an_outage_signs_nobody_out(lin: Browser, now: datetime, set_clock: SetClock) -> None:
    """Where nobody can say, the session goes on to its own end."""
    with out_of_order(Fault.BREAKS, "dynamodb"):
        set_clock(now + timedelta(minutes=5))
        assert lin.get("/account").status == 200


def test_an_end_that_was_not_written_is_told(lin: Browser) -> None:
    """The browser forgets the session all the same; that a copy of it goes on is said, with what ends it, and that does."""
    thief = copied(lin)
    with out_of_order(Fault.BREAKS, "dynamodb"):
        lin.post("/sign-out", follow=True)
    assert "登出沒有記下" in lin.text
    assert (signed_out(lin), signed_out(thief, "/payments")) == (True, False)
    sign_in(lin).get("/account").post("/account/sign-out-everywhere")
    assert signed_out(thief, "/payments")


def test_what_is_asked_at_once_is_all_of_money_and_accounts() -> None:
    """Payments, fees and the administrator's accounts, by the rooms that answer; none of them is passed over by its address."""
    views = {path: {entry.view_function.__module__ for entry in methods.values()} for path, methods in router.every_route().items()}
    at_once = {path for path, modules in views.items() if any(module.startswith(AT_ONCE) for module in modules)}
    about = ("/payments", "/inbox", "/fees", "/accounts", "/classes/{class_id}/fees")
    assert {path for path in views if path.startswith(about)} - at_once == set()


def test_a_shared_phone_forgets_the_trainee(browser: Browser, drain: Callable[[], int], now: datetime, set_clock: SetClock) -> None:
    """換人使用 takes away who entered and who checked in with it; a copy of the cookies ends within a minute."""
    class_ = make_running_class(browser, drain, now)
    phone = enter(scan(Browser(application), morning(class_), now), WANG)
    copy = copied(phone)
    assert phone.get(f"/c/{class_.id}").status == 200
    phone.post(f"/c/{class_.id}/exit")
    assert {"__Host-class", "__Host-trainee"} & set(phone.cookies) == set()
    set_clock(now + timedelta(minutes=1))
    copy.get(f"/c/{class_.id}")
    assert (copy.status, copy.location.startswith(f"/c/{class_.id}/enter")) == (303, True)


def test_a_phone_forgets_the_trainee_in_an_outage_too(browser: Browser, drain: Callable[[], int], now: datetime) -> None:
    """Whoever uses it next has to type a number; the page says that, and that the end of the visit was not written."""
    class_ = make_running_class(browser, drain, now)
    phone = enter(scan(Browser(application), morning(class_), now), WANG)
    with out_of_order(Fault.BREAKS, "dynamodb"):
        phone.post(f"/c/{class_.id}/exit")
    assert {"__Host-class", "__Host-trainee"} & set(phone.cookies) == set()
    assert "離開的紀錄沒有存下" in phone.get(phone.location).text


def test_a_trainee_is_asked_and_goes_on(browser: Browser, drain: Callable[[], int], now: datetime, set_clock: SetClock) -> None:
    """The visit lasts its thirty days, and no longer, however often it is asked."""
    class_ = make_running_class(browser, drain, now)
    phone = enter(scan(Browser(application), morning(class_), now), WANG)
    for later in (timedelta(minutes=2), timedelta(days=20), timedelta(days=29)):
        set_clock(now + later)
        assert phone.get(f"/c/{class_.id}").status == 200
    set_clock(now + timedelta(days=30, minutes=1))
    assert phone.get(f"/c/{class_.id}").status == 303

"""The door of a class's pages, at the HTTP edge."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.domains.classes.model import Class
from chalicelib.domains.people import service as people
from chalicelib.domains.people.guesses.rules import LIMITS, Door
from chalicelib.identity import Principal, Role
from tests.scenes.attendance import CHEN, LIN, STRANGER, WANG, enter, heading, make_running_class, morning, scan
from tests.support.browser_client import Browser
from tests.support.builders import confirm_import, import_file, make_class
from tests.support.guessing import numbers, tried

NewBrowser = Callable[[], Browser]
MISTYPED = "A123456788"


@pytest.fixture
def class_(browser: Browser, drain: Callable[[], int], now: datetime) -> Class:
    return make_running_class(browser, drain, now)


@pytest.fixture
def phone(class_: Class, new_browser: NewBrowser) -> Browser:
    return new_browser()


def _enter(phone: Browser, class_: Class, number: str, **more: str) -> Browser:
    return phone.post(f"/c/{class_.id}/enter", {"id_number": number, **more})


def test_scanned_typed_and_in(class_: Class, phone: Browser) -> None:
    """The class QR leads to the door, the number is typed, and the one page opens; scanned again it opens at once."""
    phone.get(f"/c/{class_.id}", follow=True)
    assert heading(phone) == "學員服務網"
    phone.post(f"/c/{class_.id}/enter", {"id_number": WANG.lower()}, follow=True)
    assert "王○明 您好" in phone.text
    assert WANG not in phone.text
    assert phone.get(f"/c/{class_.id}").status == 200


def test_the_page_asked_for_comes_after_the_door(class_: Class, phone: Browser) -> None:
    """Who followed a link to one function is brought there, and nowhere else."""
    phone.get(f"/c/{class_.id}/meals?change=1", follow=True)
    assert f'name="next" value="/c/{class_.id}/meals?change=1"' in phone.text
    assert _enter(phone, class_, WANG, next=f"/c/{class_.id}/meals?change=1").location == f"/c/{class_.id}/meals?change=1"


@pytest.mark.parametrize(
    "bad",
    [
        "https://evil.example",
        "//evil.example",
        "/c/other",
        "/accounts",
        "{home}/../../accounts",
        "{home}//evil.example",
        "{home}\\x",
        "{home}/enter",
        "{home}/enter?next=/x",
        "{home}/meals?next=//evil.example",
        "{home}/meals?a\r\nb",
    ],
)
def test_no_other_way_leads_out(class_: Class, phone: Browser, bad: str) -> None:
    """What is no page of this class leads to the one page."""
    home = f"/c/{class_.id}"
    assert _enter(phone, class_, WANG, next=bad.format(home=home)).location == home


def test_unknown_and_mistyped_get_one_answer(class_: Class, phone: Browser) -> None:
    """Whether a number is on no roster or is no number is not told; what was typed stays."""
    answers = [_enter(phone, class_, number).text.replace(number, "").replace(phone.csrf, "") for number in (STRANGER, MISTYPED)]
    assert phone.status == 400
    assert answers[0] == answers[1]
    assert "不在本班名冊上" in answers[0]
    assert "__Host-class" not in phone.cookies
    assert f'value="{MISTYPED}"' in phone.text


def test_an_address_that_tried_too_many_waits(
    class_: Class, new_browser: NewBrowser, now: datetime, set_clock: Callable[[datetime], None]
) -> None:
    """The right number is refused as a wrong one is, whatever cookies are thrown away; another network and the next hour are open."""
    tried(Door.CLASS, class_.id, numbers(LIMITS[Door.CLASS].address - 1), now)
    assert _enter(new_browser(), class_, STRANGER).status == 400
    answers = [_enter(new_browser(), class_, number) for number in (WANG, STRANGER)]
    assert [(each.status, "關閉 Wi-Fi" in each.text) for each in answers] == [(429, True)] * 2
    assert _enter(new_browser().comes_from("198.51.100.1"), class_, WANG).status == 303
    set_clock(now + timedelta(minutes=10))
    assert _enter(new_browser(), class_, WANG).status == 303


def test_who_was_in_before_goes_on(class_: Class, phone: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """A browser whose person is known types its own number whatever others tried, but nobody else's."""
    _enter(phone, class_, WANG)
    tried(Door.CLASS, class_.id, numbers(LIMITS[Door.CLASS].address), now)
    assert _enter(phone, class_, WANG).status == 303
    assert _enter(phone, class_, LIN).status == 429


def test_many_addresses_close_the_class_to_first_comers_alone(
    class_: Class, phone: Browser, new_browser: NewBrowser, now: datetime
) -> None:
    """Then the room's code leads in, which has counters of its own."""
    for number, each in enumerate(numbers(LIMITS[Door.CLASS].place)):
        tried(Door.CLASS, class_.id, [each], now, f"198.51.100.{number}")
    assert _enter(new_browser(), class_, WANG).status == 429
    assert "在教室掃描報到條碼進入" in _enter(new_browser(), class_, WANG).text
    enter(scan(phone, morning(class_), now), WANG)
    assert phone.get(f"/c/{class_.id}").status == 200


def test_nobody_locks_out_somebody_else(class_: Class, phone: Browser, new_browser: NewBrowser) -> None:
    """Who mistypes, or is on no roster and tries again and again, closes nothing, not even for the own phone."""
    for number in [MISTYPED] * 8 + [STRANGER] * 8:
        assert _enter(phone, class_, number).status == 400
    for number in (WANG, LIN, CHEN):
        assert _enter(new_browser(), class_, number).status == 303


def test_another_class_has_another_door(class_: Class, phone: Browser, browser: Browser, drain: Callable[[], int], now: datetime) -> None:
    """The cookie of one class opens no other, whose roster decides."""
    other = make_class(Principal("organizer1", "辦班人員", frozenset({Role.ORGANIZER})), now, code="B00777")
    confirm_import(browser, drain, import_file(browser, drain, other.id, f"座位,姓名,身分證字號\n1,林美玲,{LIN}\n".encode()))
    _enter(phone, class_, WANG)
    assert phone.get(f"/c/{other.id}").status == 303
    assert _enter(phone, other, WANG).status == 400


def test_who_leaves_the_roster_is_out(class_: Class, phone: Browser, browser: Browser, drain: Callable[[], int]) -> None:
    """The phone's cookie does not outlive the line of the roster, on any page."""
    _enter(phone, class_, WANG)
    confirm_import(browser, drain, import_file(browser, drain, class_.id, f"座位,姓名,身分證字號\n2,林美玲,{LIN}\n".encode()))
    for page in ("", "/notes", "/meals", "/handouts", "/sign-out"):
        assert phone.get(f"/c/{class_.id}{page}").status == 403, page


def test_leaving_forgets_who_entered(class_: Class, phone: Browser) -> None:
    """On a shared phone the next person begins at the door."""
    _enter(phone, class_, WANG)
    phone.get(f"/c/{class_.id}")
    phone.post(f"/c/{class_.id}/exit", follow=True)
    assert heading(phone) == "學員服務網"
    assert phone.get(f"/c/{class_.id}").status == 303


def test_who_checked_in_is_in(class_: Class, phone: Browser, now: datetime) -> None:
    """The answer to a check-in links to the one page, which opens without another number."""
    enter(scan(phone, morning(class_), now), WANG)
    assert f'href="/c/{class_.id}"' in phone.text
    assert "王○明 您好" in phone.get(f"/c/{class_.id}").text


def test_a_stranger_at_the_room_is_not_let_in(class_: Class, phone: Browser, now: datetime) -> None:
    """A scan that was refused gives no cookie of the class."""
    enter(scan(phone, morning(class_), now), STRANGER)
    assert "__Host-class" not in phone.cookies
    assert people.identify(STRANGER) not in phone.text

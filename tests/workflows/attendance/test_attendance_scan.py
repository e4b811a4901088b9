"""A trainee's phone at the door, each way it can end."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.domains.attendance import scan_tokens, store
from chalicelib.domains.attendance.model import Purpose
from chalicelib.domains.attendance.scan_code_rules import CODE_TURNS_EVERY_S, GRACE_S
from chalicelib.domains.classes.model import Class
from chalicelib.domains.classes.sessions import sessions as class_sessions
from chalicelib.domains.people import service as people
from tests.scenes.attendance import CHEN, LIN, ORGANIZER, STRANGER, WANG, enter, heading, make_running_class, morning, nonce_of, scan
from tests.support.browser_client import Browser
from tests.support.builders import make_class

NewBrowser = Callable[[], Browser]


@pytest.fixture
def running(browser: Browser, drain: Callable[[], int], now: datetime) -> Class:
    return make_running_class(browser, drain, now)


def entry(running: Class, id_number: str) -> store.Entry:
    found = store.find(morning(running), people.identify(id_number))
    assert found
    return found


def test_scan_and_type_once_shows_the_seat(running: Class, new_browser: NewBrowser, now: datetime) -> None:
    """A trainee who scans and types the number sees the seat and is present from that moment."""
    phone = enter(scan(new_browser(), morning(running), now), WANG)
    assert (phone.status, heading(phone)) == (200, "報到完成")
    assert ">1<" in phone.text.replace(" ", "")
    assert entry(running, WANG).in_at == now
    assert "王小明" not in phone.text


@pytest.mark.parametrize("typed", [f" {WANG.lower()} ", "Ａ１２３４５６７８９"])
def test_typed_as_people_type(running: Class, new_browser: NewBrowser, now: datetime, typed: str) -> None:
    """Lower case, spaces and full width are understood."""
    assert heading(enter(scan(new_browser(), morning(running), now), typed)) == "報到完成"


def test_a_foreign_resident_checks_in(running: Class, new_browser: NewBrowser, now: datetime) -> None:
    """A 外來人口統一證號 works as a citizen's number does."""
    assert heading(enter(scan(new_browser(), morning(running), now), CHEN)) == "報到完成"


def test_afterwards_the_phone_only_scans(
    running: Class, new_browser: NewBrowser, now: datetime, set_clock: Callable[[datetime], None]
) -> None:
    """A phone that checked in once signs out by scanning alone."""
    phone = enter(scan(new_browser(), morning(running), now), WANG)
    evening = now.replace(hour=11, minute=55)
    set_clock(evening)
    scan(phone, morning(running), evening, Purpose.OUT)
    assert "f-id_number" not in phone.text
    phone.post("/q", {"nonce": nonce_of(phone), "known": "1"})
    assert heading(phone) == "簽退完成"
    assert entry(running, WANG).out_at == evening


def test_not_me_asks_for_the_number(running: Class, new_browser: NewBrowser, now: datetime) -> None:
    """On a borrowed phone, 不是我 leads back to typing."""
    phone = enter(scan(new_browser(), morning(running), now), WANG)
    scan(phone, morning(running), now).post("/q", {"nonce": nonce_of(phone), "other": "1"})
    assert "f-id_number" in phone.text
    assert heading(enter(phone, LIN)) == "報到完成"


def test_a_repeated_request_answers_as_the_first(running: Class, new_browser: NewBrowser, now: datetime) -> None:
    """A double tap gives the same answer twice and changes nothing."""
    phone = scan(new_browser(), morning(running), now)
    nonce = nonce_of(phone)
    for _ in range(2):
        phone.post("/q", {"nonce": nonce, "id_number": WANG})
        assert heading(phone) == "報到完成"


def test_already_in_says_when_and_where(
    running: Class, new_browser: NewBrowser, now: datetime, set_clock: Callable[[datetime], None]
) -> None:
    """A second scan tells since when, and the seat."""
    enter(scan(new_browser(), morning(running), now), WANG)
    later = now + timedelta(minutes=5)
    set_clock(later)
    phone = enter(scan(new_browser(), morning(running), later), WANG)
    assert heading(phone) == "您已完成報到"
    assert "08:50" in phone.text
    assert entry(running, WANG).in_at == now


def test_a_second_phone_for_one_person_is_flagged(running: Class, browser: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """Two phones for one person are shown to staff, and neither is refused the seat."""
    enter(scan(new_browser(), morning(running), now), WANG)
    enter(scan(new_browser(), morning(running), now), WANG)
    assert "需留意</span>" in browser.get(f"/sessions/{morning(running)}/attendance?state=odd").text.replace("\n", "")


def test_a_wrong_checksum_keeps_what_was_typed(running: Class, new_browser: NewBrowser, now: datetime) -> None:
    """A mistyped number is refused with advice, the form keeps it, and the next try works with the same scan."""
    phone = enter(scan(new_browser(), morning(running), now), "A123456788")
    assert phone.status == 400
    assert 'value="A123456788"' in phone.text
    assert heading(enter(phone, WANG)) == "報到完成"


def test_a_stranger_is_not_on_the_roster(running: Class, new_browser: NewBrowser, now: datetime) -> None:
    """A valid number that is on no roster is told so."""
    assert heading(enter(scan(new_browser(), morning(running), now), STRANGER)) == "名冊上找不到您"


def test_the_wrong_room_names_the_right_one(
    running: Class, browser: Browser, drain: Callable[[], int], new_browser: NewBrowser, now: datetime
) -> None:
    """Who scans another class's code is told the own class and room."""
    other = make_class(ORGANIZER, now, code="A11050", name="公文寫作班", room="402 教室")
    phone = enter(scan(new_browser(), morning(other), now), WANG)
    assert heading(phone) == "您的班期在另一間教室"
    assert "301 教室" in phone.text


@pytest.mark.parametrize(("hour", "minute", "words"), [(7, 30, "還沒開始報到"), (12, 30, "報到時間已過")])
def test_outside_the_hours(
    running: Class, new_browser: NewBrowser, now: datetime, set_clock: Callable[[datetime], None], hour: int, minute: int, words: str
) -> None:
    """Before the doors open and after the session, a scan says so and writes nothing."""
    moment = now.replace(hour=hour, minute=minute)
    set_clock(moment)
    assert heading(enter(scan(new_browser(), morning(running), moment), WANG)) == words
    assert entry(running, WANG).in_at is None


def test_late_is_present_and_told(running: Class, new_browser: NewBrowser, now: datetime, set_clock: Callable[[datetime], None]) -> None:
    """Eleven minutes after the beginning counts as late."""
    moment = now.replace(hour=9, minute=11)
    set_clock(moment)
    assert "記為遲到" in enter(scan(new_browser(), morning(running), moment), WANG).text


def test_leaving_early_must_be_meant(running: Class, new_browser: NewBrowser, now: datetime, set_clock: Callable[[datetime], None]) -> None:
    """Signing out before the end asks first, and then records it."""
    phone = enter(scan(new_browser(), morning(running), now), WANG)
    moment = now.replace(hour=10, minute=0)
    set_clock(moment)
    enter(scan(new_browser(), morning(running), moment, Purpose.OUT), WANG)
    phone = enter(scan(new_browser(), morning(running), moment, Purpose.OUT), WANG)
    assert (heading(phone), entry(running, WANG).out_at) == ("還沒到下課時間", None)
    phone.post("/q", {"nonce": nonce_of(phone), "id_number": WANG, "early": "1"})
    assert (heading(phone), entry(running, WANG).out_at) == ("簽退完成", moment)


def test_signing_out_needs_a_check_in(
    running: Class, new_browser: NewBrowser, now: datetime, set_clock: Callable[[datetime], None]
) -> None:
    """Who never came in cannot go out."""
    moment = now.replace(hour=11, minute=55)
    set_clock(moment)
    assert heading(enter(scan(new_browser(), morning(running), moment, Purpose.OUT), WANG)) == "尚未報到"


def test_on_leave_is_told_so(running: Class, browser: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """Who is on leave is not checked in by a scan."""
    path = f"/sessions/{morning(running)}/attendance/{people.identify(WANG)}"
    browser.post(path, {"state": "leave", "leave": "公假", "reason": "奉派公出"})
    phone = enter(scan(new_browser(), morning(running), now), WANG)
    assert heading(phone) == "您已請假"
    assert "公假" in phone.text


def test_a_photo_of_the_code_is_useless(
    running: Class, new_browser: NewBrowser, now: datetime, set_clock: Callable[[datetime], None]
) -> None:
    """A code opens in its own step and the next, and never after."""
    shown = scan_tokens.code(morning(running), Purpose.IN, now)
    for seconds, status in ((0, 200), (CODE_TURNS_EVERY_S, 200), (CODE_TURNS_EVERY_S + GRACE_S + 1, 410)):
        set_clock(now + timedelta(seconds=seconds))
        assert new_browser().get(f"/q/{shown}").status == status


@pytest.mark.parametrize("forged", ["nonsense", "115-B00492-1.20260302am.i0.0000000000000000", "115-B00492-1.20260302am.x1.ab", "..."])
def test_a_forged_code_is_refused(running: Class, new_browser: NewBrowser, forged: str) -> None:
    """What is not our code is Expired, whatever it looks like."""
    assert new_browser().get(f"/q/{forged}").status == 410


def test_a_nonce_is_for_one_phone_and_two_minutes(
    running: Class, new_browser: NewBrowser, now: datetime, set_clock: Callable[[datetime], None]
) -> None:
    """A nonce sent to a friend's phone, or kept too long, is refused."""
    phone = scan(new_browser(), morning(running), now)
    nonce = nonce_of(phone)
    friend = new_browser().get("/sign-in")
    assert friend.post("/q", {"nonce": nonce, "id_number": WANG}).status == 410
    set_clock(now + timedelta(seconds=121))
    assert phone.post("/q", {"nonce": nonce, "id_number": WANG}).status == 410


def test_a_cancelled_session_says_so(running: Class, new_browser: NewBrowser, now: datetime, drain: Callable[[], int]) -> None:
    """The code of a cancelled session leads to the notice, not to the form."""
    class_sessions.cancel_session(ORGANIZER, morning(running), {"reason": "颱風停班"}, now)
    assert heading(scan(new_browser(), morning(running), now)) == "本場次已取消"


def test_only_who_could_leave_is_asked_whether_it_is_meant(running: Class, new_browser: NewBrowser, now: datetime) -> None:
    """Before the end, who never came, who has left and who is on no roster are told so at once."""
    enter(scan(new_browser(), morning(running), now), WANG)
    phone = enter(scan(new_browser(), morning(running), now, Purpose.OUT), WANG)
    enter_again = {"nonce": nonce_of(phone), "id_number": WANG, "early": "1"}
    assert heading(phone.post("/q", enter_again)) == "簽退完成"
    told = [heading(enter(scan(new_browser(), morning(running), now, Purpose.OUT), who)) for who in (WANG, LIN, STRANGER)]
    assert told == ["您已完成簽退", "尚未報到", "名冊上找不到您"]


def test_a_session_cancelled_while_somebody_types(running: Class, new_browser: NewBrowser, now: datetime, drain: Callable[[], int]) -> None:
    """Nobody is called struck off the roster because the session itself was cancelled a moment ago."""
    phone = scan(new_browser(), morning(running), now)
    class_sessions.cancel_session(ORGANIZER, morning(running), {"reason": "颱風停課"}, now)
    drain()
    assert heading(enter(phone, WANG)) == "本場次已取消"


def test_the_wrong_room_names_the_session_of_this_hour(
    running: Class, new_browser: NewBrowser, now: datetime, set_clock: Callable[[datetime], None]
) -> None:
    """Who has a morning and an afternoon is sent to the one that is near."""
    other = make_class(ORGANIZER, now, code="B00777")
    noon = now.replace(hour=13)
    set_clock(noon)
    phone = enter(scan(new_browser(), f"{other.id}.20260302pm", noon), WANG)
    assert heading(phone) == "您的班期在另一間教室"
    assert "3/2 下午" in phone.text.partition("您今天的課程是")[2].partition("您剛才掃描的是")[0]


def test_an_old_code_leads_on(running: Class, new_browser: NewBrowser, now: datetime) -> None:
    """An expired code and a page that stood too long say what to do, with the status of what has passed."""
    phone = scan(new_browser(), morning(running), now - timedelta(minutes=2))
    assert (phone.status, heading(phone)) == (410, "請再掃描一次")
    assert "報到櫃台" in phone.text
    assert (phone.post("/q", {"nonce": "forged"}).status, heading(phone)) == (410, "請再掃描一次")

"""What a trainee does about leave, at the HTTP edge."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.domains.classes import service as classes
from chalicelib.domains.classes.model import Class
from chalicelib.domains.leave import deciding, service, store
from chalicelib.domains.leave.applying import proofs
from chalicelib.domains.leave.model import State
from chalicelib.domains.people import service as people
from infra.local.iam.acting import acting
from tests.scenes.attendance import CHEN, LIN, STRANGER, WANG
from tests.scenes.leave import ORGANIZER, apply, asked_for, flat, make_class_on_leave, principal_of, standing
from tests.support.browser_client import Browser
from tests.support.builders import lose_uploads, upload

NewBrowser = Callable[[], Browser]


@pytest.fixture
def class_(browser: Browser, drain: Callable[[], int], now: datetime) -> Class:
    return make_class_on_leave(browser, drain, now)


@pytest.fixture
def phone(class_: Class, new_browser: NewBrowser) -> Browser:
    return new_browser().enter(class_.id, people.identify(WANG))


def test_the_effect_is_seen_before_it_is_sent(class_: Class, phone: Browser) -> None:
    """The page before sending says how many 節 are missed, how many may be, and saves nothing."""
    phone.post(f"/c/{class_.id}/leave/check", asked_for(class_, "0303am"))
    assert phone.status == 200
    assert "請假後缺課3節，上限3節，仍可結訓" in flat(phone.text)
    assert store.leaves_of(class_.id, people.identify(WANG)) == []


def test_applied_for_it_waits(class_: Class, phone: Browser) -> None:
    """Sent, it stands as 待核 on the own page, and the form offers that session no more."""
    phone.post(f"/c/{class_.id}/leave", asked_for(class_, "0303am"), follow=True)
    assert "請假待核" in flat(phone.text)
    page = phone.get(f"/c/{class_.id}/leave").text
    assert f'name="session.{principal_of(class_, "0303am")}" value="on" disabled' in page


def test_back_keeps_what_was_ticked(class_: Class, phone: Browser) -> None:
    """Going back from the effect shows the form with every tick and word."""
    phone.post(f"/c/{class_.id}/leave", asked_for(class_, "0303am", "0303pm", back="1"))
    assert phone.text.count("checked") == 3  # two sessions and the kind
    assert "家中有事" in phone.text


@pytest.mark.parametrize(
    ("ticks", "changed", "said"),
    [
        ((), {}, "請勾選要請假的場次"),
        (("0303am",), {"kind": ""}, "請選擇假別"),
        (("0303am",), {"kind": "育嬰"}, "請選擇假別"),
        (("0303am",), {"reason": "x"}, "請填寫事由"),
        (("0303am",), {"reason": "長" * 301}, "請填寫事由"),
        (("0303am",), {"reason": "反\u202e向"}, "看不見的字元"),
        (("0303am.10", "0304am.10"), {}, "按小時請假一次只能選一個場次"),
        (("0303am.10", "0304am"), {}, "按小時請假一次只能選一個場次"),
        (("0309am",), {}, "請勾選要請假的場次"),
    ],
)
def test_what_is_wrong_is_named(class_: Class, phone: Browser, ticks: tuple[str, ...], changed: dict[str, str], said: str) -> None:
    """Each mistake is named in words and nothing is saved."""
    for path in ("", "/check"):
        phone.post(f"/c/{class_.id}/leave{path}", asked_for(class_, *ticks, **changed))
        assert phone.status == 400
        assert said in phone.text
    assert store.leaves_of(class_.id, people.identify(WANG)) == []


def test_what_is_over_cannot_be_asked_for(class_: Class, phone: Browser, now: datetime, set_clock: Callable[[datetime], None]) -> None:
    """Neither a session that has ended nor an hour that has passed."""
    set_clock(now.replace(hour=11, minute=5))
    assert phone.post(f"/c/{class_.id}/leave", asked_for(class_, "0302am.9")).status == 400
    assert phone.post(f"/c/{class_.id}/leave", asked_for(class_, "0302am.11")).status == 303
    set_clock(now.replace(hour=12, minute=1))
    assert phone.post(f"/c/{class_.id}/leave", asked_for(class_, "0302am")).status == 400


def test_one_hour_is_held_once(class_: Class, phone: Browser, now: datetime) -> None:
    """The hour beside is free, the same hour and the whole session are not, and the page says which."""
    apply(class_, WANG, now, "0303am.10")
    assert phone.post(f"/c/{class_.id}/leave", asked_for(class_, "0303am.10", request="again")).status == 400
    assert phone.post(f"/c/{class_.id}/leave", asked_for(class_, "0303am", request="whole")).status == 400
    assert "3/3 上午 的這些時間已經申請請假" in phone.text
    assert phone.post(f"/c/{class_.id}/leave", asked_for(class_, "0303am.11")).status == 303


def test_sent_twice_is_one_application(class_: Class, phone: Browser) -> None:
    """The same form pressed again answers as the first did."""
    form = asked_for(class_, "0303am")
    places = {phone.post(f"/c/{class_.id}/leave", form).location for _ in range(2)}
    assert len(places) == 1
    assert len(store.leaves_of(class_.id, people.identify(WANG))) == 1


def test_beyond_the_limit_asks_once_more(class_: Class, phone: Browser) -> None:
    """More than the rule allows is sent only with the person's word that the consequence is known."""
    form = asked_for(class_, "0303am", "0303pm")
    assert phone.post(f"/c/{class_.id}/leave", form).status == 400
    assert "請假後缺課6節，上限3節，超過上限，將無法結訓" in flat(phone.text)
    assert phone.post(f"/c/{class_.id}/leave", {**form, "understood": "1"}).status == 303


def test_withdrawn_the_hours_are_free(class_: Class, phone: Browser, now: datetime) -> None:
    """What was withdrawn stays to be seen, and the same session can be asked for again."""
    leave = apply(class_, WANG, now, "0303am")
    phone.post(f"/c/{class_.id}/leave/{leave.id}/withdraw", follow=True)
    assert "已撤回" in phone.text
    assert phone.post(f"/c/{class_.id}/leave", asked_for(class_, "0303am", request="again")).status == 303
    assert phone.post(f"/c/{class_.id}/leave/{leave.id}/withdraw").status == 409


def test_a_change_is_both_at_once(class_: Class, phone: Browser, now: datetime) -> None:
    """The form comes filled; sent, the old application is withdrawn and the new one holds the hours, overlapping or not."""
    old = apply(class_, WANG, now, "0303am")
    page = phone.get(f"/c/{class_.id}/leave?change={old.id}").text
    assert f'name="session.{principal_of(class_, "0303am")}" value="on" checked' in page
    phone.post(f"/c/{class_.id}/leave", asked_for(class_, "0303am.10", instead_of=old.id), follow=True)
    assert "請假待核" in flat(phone.text)
    assert standing(old).state is State.WITHDRAWN
    assert store.slots(class_.id, people.identify(WANG)) == {principal_of(class_, "0303am"): "10"}


def test_what_is_answered_cannot_be_changed(class_: Class, phone: Browser, now: datetime) -> None:
    """A change of approved leave is refused with advice, and nothing moves."""
    old = apply(class_, WANG, now, "0303am")
    deciding.approve(ORGANIZER, class_.id, old.id, {}, now)
    phone.post(f"/c/{class_.id}/leave", asked_for(class_, "0303pm", instead_of=old.id))
    assert (phone.status, "請先銷假" in phone.text) == (409, True)
    assert standing(old).state is State.APPROVED


def test_nobody_sees_anothers(class_: Class, phone: Browser, new_browser: NewBrowser, now: datetime) -> None:
    """Another trainee's application is not found; a person off the roster is refused; another class's cookie is led to the door."""
    leave = apply(class_, LIN, now, "0303am")
    for method, path in (("get", ""), ("post", "/withdraw"), ("post", "/cancel"), ("get", "/proof")):
        assert getattr(phone, method)(f"/c/{class_.id}/leave/{leave.id}{path}").status == 404
    assert new_browser().enter(class_.id, people.identify(STRANGER)).get(f"/c/{class_.id}/leave").status == 403
    assert new_browser().enter("115-X-1", people.identify(LIN)).get(f"/c/{class_.id}/leave").status == 303


def test_a_proof_is_kept_after_it_was_looked_at(
    class_: Class, phone: Browser, browser: Browser, drain: Callable[[], int], now: datetime
) -> None:
    """A photo goes up by the page's form, a worker keeps it, both sides can fetch it; what is no photo is refused in words."""
    leave = apply(class_, WANG, now, "0303am")
    here = f"/c/{class_.id}/leave/{leave.id}"
    upload(phone.get(here).text, b"MZ not a photo", "proof.jpg")
    drain()
    assert "這個檔案不是照片或 PDF" in phone.get(here).text
    assert browser.get(f"/classes/{class_.id}/leave/{leave.id}/proof").status == 404
    upload(phone.get(here).text, b"\xff\xd8\xff\xe0 photo", "proof.jpg")
    drain()
    assert "已附證明" in phone.get(here).text
    assert phone.get(f"{here}/proof").status == 303
    assert browser.get(f"/classes/{class_.id}/leave/{leave.id}/proof").status == 303
    assert standing(leave).proof_key.endswith(".jpg")


def test_a_proof_that_was_lost_is_told(class_: Class, phone: Browser, drain: Callable[[], int], now: datetime) -> None:
    """Gone before a worker looked at it, it is asked for again; a message that comes again after one was taken changes nothing."""
    leave = apply(class_, WANG, now, "0303am")
    here = f"/c/{class_.id}/leave/{leave.id}"
    upload(phone.get(here).text, b"\xff\xd8\xff\xe0 photo", "proof.jpg")
    lose_uploads()
    drain()
    assert "請重新上傳一次" in phone.get(f"{here}?key=proof").text
    upload(phone.get(here).text, b"\xff\xd8\xff\xe0 photo", "proof.jpg")
    drain()
    taken = standing(leave)
    with acting("work"):
        proofs.take(class_.id, leave.id, "told-again", now)
    assert taken.proof_key
    assert standing(leave) == taken


def test_coming_after_all_is_told_before_it_begins(
    class_: Class, phone: Browser, now: datetime, set_clock: Callable[[datetime], None]
) -> None:
    """Approved leave can be taken back until it begins; later only by the organizer."""
    begun, coming = apply(class_, WANG, now, "0302am.9"), apply(class_, WANG, now, "0302am.11")
    for leave in (begun, coming):
        deciding.approve(ORGANIZER, class_.id, leave.id, {}, now)
    set_clock(now + timedelta(hours=1, minutes=40))
    assert phone.post(f"/c/{class_.id}/leave/{begun.id}/cancel").status == 409
    assert standing(begun).state is State.APPROVED
    assert "我會到課（銷假）" in phone.get(f"/c/{class_.id}/leave/{coming.id}").text
    phone.post(f"/c/{class_.id}/leave/{coming.id}/cancel", follow=True)
    assert "已銷假" in phone.text


def test_the_card_tells_the_state(class_: Class, now: datetime) -> None:
    """The portal's card follows the application from nothing to the answer."""
    person = people.identify(CHEN)
    made, trainee = classes.on_roster(class_.id, person)

    def text() -> str:
        card = service.card(made, trainee, person, now)
        assert card
        return card.text

    assert text() == "需要請假時，由此申請"
    leave = apply(class_, CHEN, now, "0303am")
    assert text() == "請假待核"
    deciding.approve(ORGANIZER, class_.id, leave.id, {}, now)
    assert text() == "請假已核准"
    assert service.missed(class_.id, person).missed == 3

"""Voting at the HTTP edge: the ballot, the look before, the receipt, and every way in which nothing is taken."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from chalicelib.domains.attendance.model import Purpose
from chalicelib.domains.classes.model import Class
from chalicelib.domains.voting import access, casting, opening, service, store_ballots
from chalicelib.identity import Role
from tests.scenes.attendance import enter, nonce_of, scan
from tests.scenes.voting import (
    IDS,
    ORGANIZER,
    RECEIPT,
    checked,
    choosing,
    close,
    counted,
    make_poll,
    make_voting_class,
    named,
    page_of,
    person,
    vote,
)
from tests.support.browser_client import Browser

Drain = Callable[[], int]
NewBrowser = Callable[[], Browser]
SetClock = Callable[[datetime], None]


@pytest.fixture
def class_(browser: Browser, drain: Drain, now: datetime) -> Class:
    return make_voting_class(browser, drain, now)


@pytest.fixture
def phone(class_: Class, new_browser: NewBrowser) -> Browser:
    return new_browser().enter(class_.id, person(1))


def test_from_the_ballot_to_the_receipt(class_: Class, phone: Browser, now: datetime) -> None:
    """Chosen, looked at, cast: the receipt is shown once, and the ballot under it holds the choice."""
    poll = make_poll(class_, now)
    form = checked(phone, poll, choosing(poll, "𠮷川健"))
    assert "3 𠮷川健" in phone.text
    phone.post(page_of(poll), form)
    receipt = RECEIPT.search(phone.text)
    assert receipt
    ballot = store_ballots.find_ballot(poll.id, receipt[1])
    assert ballot
    assert ballot.choices == (named(poll, "𠮷川健"),)
    assert "您已投票" in phone.get(page_of(poll)).text
    assert receipt[1] not in phone.text


def test_the_same_press_again_shows_the_same_receipt(class_: Class, phone: Browser, now: datetime) -> None:
    """A lost answer, a double tap or the back button: the form that was taken is answered as the first time, and there is one ballot."""
    poll = make_poll(class_, now)
    form = checked(phone, poll, choosing(poll, "王小明"))
    receipts = {RECEIPT.findall(phone.post(page_of(poll), form).text)[0] for _ in range(3)}
    assert receipts == {form["receipt"]}
    assert len(store_ballots.ballots(poll.id)) == store_ballots.turnout(poll.id) == 1


def test_a_second_ballot_is_not_taken(class_: Class, phone: Browser, now: datetime) -> None:
    """Another tab with another choice is told that one has voted, and nothing of what."""
    poll = make_poll(class_, now)
    first, second = checked(phone, poll, choosing(poll, "王小明")), checked(phone, poll, choosing(poll, "李大同"))
    phone.post(page_of(poll), first)
    phone.post(page_of(poll), second, follow=True)
    assert "您先前已經投過這個投票" in phone.text
    assert "王小明" not in phone.text
    assert [each.choices for each in store_ballots.ballots(poll.id)] == [(named(poll, "王小明"),)]
    phone.get(page_of(poll))
    assert phone.post(f"{page_of(poll)}/check", choosing(poll, "李大同")).status == 409


def test_somebody_elses_receipt_takes_no_ballot_away(class_: Class, now: datetime) -> None:
    """Who proposes a receipt that is taken gets another; the ballot that was there stays."""
    poll = make_poll(class_, now)
    first = vote(poll, 1, {**choosing(poll, "王小明"), "receipt": "2345-6789-ABCD"}, now)
    second = vote(poll, 2, {**choosing(poll, "李大同"), "receipt": "2345-6789-ABCD"}, now)
    third = vote(poll, 3, {**choosing(poll, "李大同"), "receipt": "<script>"}, now)
    assert first == "2345-6789-ABCD"
    assert len({first, second, third}) == 3
    assert Counter(each.choices for each in store_ballots.ballots(poll.id)) == {(named(poll, "王小明"),): 1, (named(poll, "李大同"),): 2}


def test_a_mistake_keeps_what_was_ticked(class_: Class, phone: Browser, now: datetime) -> None:
    """Too many: the page says how many are allowed, with the ticks still there; nothing is stored."""
    poll = make_poll(class_, now, most="2")
    form = choosing(poll, "王小明", "李大同", "𠮷川健")
    phone.get(page_of(poll))
    phone.post(f"{page_of(poll)}/check", form)
    assert phone.status == 400
    assert "請選 1 到 2 位" in phone.text
    assert phone.text.count(" checked") == 3
    assert phone.post(page_of(poll), form).status == 400
    assert store_ballots.ballots(poll.id) == []
    phone.get(page_of(poll))
    phone.post(f"{page_of(poll)}/check", {**choosing(poll, "李大同"), "back": "1"})
    assert phone.text.count(" checked") == 1


@pytest.mark.parametrize(
    ("changed", "ticks", "said"),
    [
        ({"most": "2"}, {"c.李大同": "1", "c.王小明": "1"}, "1 王小明"),
        ({"kind": "groups", "candidates": "第1組 甲\n第2組 乙", "most": "1"}, {"c.甲": "1", "c.乙": "1"}, "第1組 1 甲"),
        ({"kind": "motions", "candidates": "修正章程\n調整會費"}, {"m.修正章程": "no", "m.調整會費": "abstain"}, "1 修正章程：不同意"),
        ({"kind": "ranked", "most": "3"}, {"r.李大同": "1", "r.𠮷川健": "2"}, "2 李大同"),
        ({}, {"blank": "1"}, "空白票"),
    ],
    ids=["several", "groups", "motions", "ranked", "blank"],
)
def test_every_kind_can_be_voted_on(
    class_: Class, phone: Browser, now: datetime, changed: dict[str, str], ticks: dict[str, str], said: str
) -> None:
    """Each kind has its own fields, is shown once more in words, and is taken."""
    poll = make_poll(class_, now, **changed)
    form = {name if name == "blank" else f"{name[:2]}{named(poll, name[2:])}": value for name, value in ticks.items()}
    kept = checked(phone, poll, form)
    assert said in phone.text
    assert RECEIPT.search(phone.post(page_of(poll), kept).text)
    assert len(store_ballots.ballots(poll.id)) == 1


def test_a_secret_or_named_poll_says_so_before(class_: Class, phone: Browser, now: datetime) -> None:
    """The ballot announces whether names are kept and that bars which grow can be watched; a named ballot keeps the name."""
    secret, named_ = make_poll(class_, now), make_poll(class_, now, secret="")
    assert "不記名投票" in phone.get(page_of(secret)).text
    assert "旁人可能從票數的變化猜到" in phone.text
    assert "旁人" not in phone.get(page_of(make_poll(class_, now, hidden="1"))).text
    assert "記名投票" in phone.get(page_of(named_)).text
    assert "不記名投票" not in phone.text
    vote(secret, 1, choosing(secret, "王小明"), now)
    vote(named_, 1, choosing(named_, "王小明"), now)
    assert [each.voter for each in store_ballots.ballots(secret.id)] == [""]
    assert [each.voter for each in store_ballots.ballots(named_.id)] == ["學員1（1 號）"]


def test_before_and_after_nothing_is_taken(class_: Class, phone: Browser, now: datetime, set_clock: SetClock) -> None:
    """A planned poll says when it begins, a draft does not exist, one that is over takes nothing."""
    planned = make_poll(class_, now, opened=False)
    assert phone.get(page_of(planned)).status == 404
    opening.settle(ORGANIZER, class_.id, planned.id, {"action": "plan", "opens_at": "2026-03-02T10:00"}, now)
    assert "3/2 10:00 開始" in phone.get(page_of(planned)).text
    assert phone.post(page_of(planned), choosing(planned, "王小明")).status == 409
    poll = make_poll(class_, now)
    close(poll, now + timedelta(minutes=5))
    set_clock(now + timedelta(minutes=5))
    assert "已經結束" in phone.get(page_of(poll)).text
    assert phone.post(page_of(poll), choosing(poll, "王小明")).status == 409
    assert store_ballots.ballots(poll.id) == store_ballots.ballots(planned.id) == []


def test_who_is_absent_cannot_vote_where_presence_is_asked_for(
    class_: Class, phone: Browser, new_browser: NewBrowser, now: datetime, set_clock: SetClock
) -> None:
    """Not checked in: no; checked in: yes; signed out: no more. The page says what to do."""
    poll = make_poll(class_, now, present_only="1")
    assert "只限在場的人" in phone.get(page_of(poll)).text
    assert phone.post(page_of(poll), choosing(poll, "王小明")).status == 409
    session = f"{class_.id}.20260302am"
    for place in (1, 2):
        enter(scan(new_browser(), session, now), IDS[place - 1])
    assert vote(poll, 1, choosing(poll, "王小明"), now)
    later = now.replace(hour=11, minute=55)
    set_clock(later)
    leaver = scan(new_browser(), session, later, Purpose.OUT)
    leaver.post("/q", {"nonce": nonce_of(leaver), "id_number": IDS[1]})
    assert "只限在場的人" in new_browser().enter(class_.id, person(2)).get(page_of(poll)).text
    assert store_ballots.turnout(poll.id) == 1


def test_only_who_is_on_the_roster_votes(class_: Class, new_browser: NewBrowser, now: datetime, browser: Browser) -> None:
    """Without having entered one is led to the door; somebody of no roster is refused; another class's poll is not found."""
    poll = make_poll(class_, now)
    assert new_browser().get(page_of(poll)).location == f"/c/{class_.id}/enter?next={page_of(poll)}"
    stranger = new_browser().enter(class_.id, "somebody")
    assert stranger.get(page_of(poll)).status == 403
    assert stranger.post(page_of(poll), choosing(poll, "王小明")).status == 403
    staff = new_browser().sign_in(Role.ORGANIZER)
    assert staff.get(page_of(poll)).status == 303
    assert new_browser().enter(class_.id, person(1)).get(f"/c/{class_.id}/polls/p9999999999").status == 404


def test_the_card_tells_the_state(class_: Class, phone: Browser, now: datetime, set_clock: SetClock) -> None:
    """From nothing to the result, with one tap to the single poll that is open."""
    _, trainee = casting.classes.on_roster(class_.id, person(1))

    def card(at: datetime = now) -> tuple[str, str] | None:
        found = service.card(class_, trainee, person(1), at)
        return (found.text, found.href) if found else None

    assert card() is None
    assert "尚未開放" in phone.get(f"/c/{class_.id}").text
    poll = make_poll(class_, now)
    assert card() == ("投票進行中", page_of(poll))
    vote(poll, 1, choosing(poll, "王小明"), now)
    assert card() == ("已投票", f"/c/{class_.id}/polls")
    close(poll, now)
    assert card() == ("計票中", f"/c/{class_.id}/polls")
    assert card(counted(now)) == ("結果已公布", f"/c/{class_.id}/polls")
    other = make_poll(class_, now)
    third = make_poll(class_, now)
    assert card() == ("2 個投票進行中", f"/c/{class_.id}/polls")
    assert access.marker(other.id, person(1)) != access.marker(third.id, person(1))

"""Letters from the timetable to the lecturer's answer, and what staff do with them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domains.licences import store
from chalicelib.domains.licences.letters import lifecycle, overview, sending
from chalicelib.domains.licences.model import Right, State
from chalicelib.domains.licences.period_rules import dated
from chalicelib.domains.licences.signing import signing
from chalicelib.domains.licences.signing.narrowing_rules import agreed
from chalicelib.domains.licences.transitions import letters
from chalicelib.errors import Conflict, Expired, InvalidInput, NotFound
from chalicelib.identity import Role
from chalicelib.records.hash_chain import chain_holds
from tests.scenes.licences import DRAWN, ORGANIZER, PHONE, class_with_talks, everything, invitation, link_in, order, send, signed_form
from tests.support.browser_client import Browser
from tests.support.faults import lost_replies

Drain = Callable[[], int]
SentMail = Callable[[], list[Any]]
SetClock = Callable[[datetime], None]


def test_one_letter_covers_all_talks_of_a_lecturer(now: datetime) -> None:
    """Two talks of one lecturer in a class are one letter, to the address that was typed."""
    (letter,) = send(class_with_talks(now), now)
    assert [work.title for work in letter.works] == ["公文寫作", "公文實作"]
    assert letter.email.endswith("@example.edu.tw")
    assert "林書豪" in letter.opening


def test_lecturers_written_together_get_a_letter_each(now: datetime) -> None:
    """「甲、乙」 in one line of the timetable are two lecturers."""
    class_ = class_with_talks(now, ("2026-03-03", "09:00", "10:50", "2", "對談", "王甲、李乙"))
    assert sorted(letter.lecturer for letter in send(class_, now)) == ["李乙", "王甲"]


def test_pressing_twice_sends_once(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """The same form sent again, even one that was opened before, makes no second letter and no second mail."""
    class_ = class_with_talks(now)
    form = order(class_, now)
    sending.send_letters(ORGANIZER, class_.id, form, now)
    with pytest.raises(InvalidInput):
        sending.send_letters(ORGANIZER, class_.id, form, now)
    drain()
    assert len(store.letters_of_class(class_.id)) == len(sent_mail()) == 1


@pytest.mark.counts_requests
def test_an_outage_in_the_middle_is_told(now: datetime, browser: Browser) -> None:
    """Three letters, and nobody answers after the second was written: who has none is named, and nothing is told as done unseen."""
    class_ = class_with_talks(now, *[("2026-03-03", f"{9 + n}:00", f"{9 + n}:50", "1", f"課{n}", f"講座{n}") for n in range(3)])
    browser.sign_in(Role.ORGANIZER, username=ORGANIZER.username, name=ORGANIZER.name).token()
    form = order(class_, now)
    with lost_replies(lambda number: number == 1, of="TransactWriteItems", then_silence=True):
        browser.post(f"/classes/{class_.id}/licences", form)
    assert browser.status == 303
    assert len(store.letters_of_class(class_.id)) == 2
    told = browser.get(browser.location).text
    assert "已寄出 1 份授權書" in told
    assert "結果不明" in told
    assert "其餘 1 筆" in told


def test_a_wrong_address_stops_before_anything_is_sent(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """One address that cannot be right keeps all letters back, and its field is named."""
    class_ = class_with_talks(now, *[("2026-03-03", f"{9 + n}:00", f"{9 + n}:50", "1", f"課{n}", f"講座{n}") for n in range(2)])
    form = order(class_, now)
    field = next(name for name in form if name.startswith("email."))
    with pytest.raises(InvalidInput) as wrong:
        sending.send_letters(ORGANIZER, class_.id, {**form, field: "nobody"}, now)
    assert list(wrong.value.fields) == [field]
    drain()
    assert sent_mail() == []
    assert store.letters_of_class(class_.id) == []


def test_the_address_is_offered_again(now: datetime) -> None:
    """A lecturer who got a letter once has the address filled in at the next class."""
    (first,) = send(class_with_talks(now), now)
    again = class_with_talks(
        now, ("2026-04-01", "09:00", "10:50", "2", "公文寫作", "林書豪"), run="2", starts_on="2026-04-01", ends_on="2026-04-01"
    )
    (need,) = overview.class_overview(ORGANIZER, again.id, now)["needs"]
    assert need.email == first.email


def test_signing_keeps_what_was_agreed_to(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """A clause that was refused grants nothing, a right that was unticked is gone, and the rest has real days."""
    class_ = class_with_talks(now)
    send(class_, now)
    drain()
    token = link_in(invitation(sent_mail()))
    form = signed_form(token, now)
    del form["keep.record"], form["rights.elearning.adapt"]
    letter = signing.sign(token, form, PHONE, now)
    agreed = {clause.id: clause for clause in letter.clauses}
    assert agreed["record"].refused
    assert agreed["record"].grant is None
    grant = agreed["elearning"].grant
    assert grant is not None
    assert Right.ADAPT not in grant.rights
    assert Right.TRANSMIT in grant.rights
    assert (str(grant.starts), str(grant.ends)) == ("2026-03-02", "2029-03-01")


def test_more_than_was_sent_cannot_be_ticked(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """Ticks that the page never had are not taken, and a later end is refused."""
    send(class_with_talks(now), now)
    drain()
    token = link_in(invitation(sent_mail()))
    letter = signing.sign(token, signed_form(token, now, **{"rights.elearning.rent": "on", "rights.handout.adapt": "on"}), PHONE, now)
    assert not any(clause.grant and Right.RENT in clause.grant.rights for clause in letter.clauses)
    other = class_with_talks(now, run="2")
    send(other, now)
    drain()
    token = link_in(invitation(sent_mail()))
    with pytest.raises(InvalidInput) as wrong:
        signing.sign(token, signed_form(token, now, **{"ends.elearning": "2039-01-01"}), PHONE, now)
    assert list(wrong.value.fields) == ["ends.elearning"]


def test_a_repeat_answers_as_the_first_did(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """The same page view sent twice is one signature; another page view is told that the letter is done."""
    send(class_with_talks(now), now)
    drain()
    token = link_in(invitation(sent_mail()))
    form = signed_form(token, now)
    first = signing.sign(token, form, PHONE, now)
    assert signing.sign(token, form, PHONE, now) == first
    with pytest.raises(Expired):
        signing.sign(token, {**form, "request": "another page"}, PHONE, now)
    assert [event.kind for event in store.events(first.id)].count("signed") == 1


def test_what_was_shown_is_what_is_signed(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """A page that was opened yesterday counts its terms from yesterday: it must be read again."""
    send(class_with_talks(now), now)
    drain()
    token = link_in(invitation(sent_mail()))
    form = signed_form(token, now)
    with pytest.raises(Conflict):
        signing.sign(token, form, PHONE, now + timedelta(days=1))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"signature": ""}, "signature"),
        ({"signature": "data:image/png;base64,AAAA"}, "signature"),
        ({"signature": "data:image/svg+xml;base64,AAAA"}, "signature"),
        ({"signature": DRAWN + "A" * 200_000}, "signature"),
        ({"signature": "", "typed_name": "別人", "consent": "on"}, "typed_name"),
        ({"signature": "", "typed_name": "林書豪"}, "consent"),
    ],
)
def test_a_signature_must_be_one(changed: dict[str, str], field: str, now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """Without a drawing or the own name and consent nothing is signed, and the field is named."""
    send(class_with_talks(now), now)
    drain()
    token = link_in(invitation(sent_mail()))
    with pytest.raises(InvalidInput) as wrong:
        signing.sign(token, signed_form(token, now, **changed), PHONE, now)
    assert list(wrong.value.fields) == [field]
    assert signing.cover(token, now).open


def test_typed_consent_signs(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """The own name and the consent are a signature too, kept as typed."""
    send(class_with_talks(now), now)
    drain()
    token = link_in(invitation(sent_mail()))
    letter = signing.sign(token, signed_form(token, now, signature="", typed_name="林 書豪", consent="on"), PHONE, now)
    assert letter.state is State.SIGNED
    assert store.find_signature(letter.id) == (b"", "林 書豪")


def test_a_declined_letter_can_be_sent_anew(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """A refusal ends the link and tells the organizer; the same talks can then get another letter."""
    class_ = class_with_talks(now)
    (letter,) = send(class_, now)
    drain()
    token = link_in(invitation(sent_mail()))
    assert signing.decline(token, {"reason": "教材為公司所有", "request": "p1"}, PHONE, now).reason == "教材為公司所有"
    with pytest.raises(Expired):
        signing.cover(token, now)
    (again,) = send(class_, now)
    assert again.id != letter.id


def test_a_new_link_kills_the_old(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """After sending again, to another address, only the newest link opens the letter."""
    (letter,) = send(class_with_talks(now), now)
    drain()
    old = link_in(invitation(sent_mail()))
    lifecycle.send_again(ORGANIZER, letter.id, {"email": "new@example.org"}, now)
    drain()
    assert sent_mail()[-1]["To"] == "new@example.org"
    with pytest.raises(Expired):
        signing.cover(old, now)
    assert signing.cover(link_in(invitation(sent_mail())), now).id == letter.id


@pytest.mark.parametrize("token", ["", "x", "A" * 24, "A" * 500])
def test_an_unknown_link_opens_nothing(token: str) -> None:
    """A guessed or cut link is not found."""
    with pytest.raises(NotFound):
        signing.cover(token, datetime.fromisoformat("2026-03-02T08:50:00+08:00"))


def test_a_link_expires(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """After sixty days the link says that it has expired."""
    send(class_with_talks(now), now)
    drain()
    with pytest.raises(Expired):
        signing.cover(link_in(invitation(sent_mail())), now + timedelta(days=60))


def test_a_revoked_letter_cannot_be_signed(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """Once taken back with a reason, the link is dead at once, also for a page that was open."""
    (letter,) = send(class_with_talks(now), now)
    drain()
    token = link_in(invitation(sent_mail()))
    form = signed_form(token, now)
    lifecycle.revoke(ORGANIZER, letter.id, {"reason": "課程取消"}, now)
    with pytest.raises(Expired):
        signing.sign(token, form, PHONE, now)


def test_every_step_is_in_the_chain(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """Sending, opening, asking and signing are linked by their hashes; a changed event breaks the chain."""
    send(class_with_talks(now), now)
    drain()
    token = link_in(invitation(sent_mail()))
    signing.mark_opened(token, PHONE, now)
    signing.ask(token, "錄影會公開嗎？", PHONE, now)
    letter = signing.sign(token, signed_form(token, now), PHONE, now)
    events = store.events(letter.id)
    assert [event.kind for event in events] == ["sent", "mailed", "opened", "asked", "signed"]
    assert chain_holds(events)
    assert not chain_holds([replace(events[0], by="somebody"), *events[1:]])
    assert not chain_holds(events[1:])
    assert letters.history(letter)[1]


def test_the_question_reaches_the_organizer(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """What the lecturer asks is on the letter's page, and the letter can still be signed."""
    send(class_with_talks(now), now)
    drain()
    token = link_in(invitation(sent_mail()))
    signing.ask(token, "錄影會公開嗎？", PHONE, now)
    assert signing.cover(token, now).question == "錄影會公開嗎？"


def test_everything_means_everything(now: datetime) -> None:
    """The scene's form of all ticks leaves the clauses as they were sent."""
    (letter,) = send(class_with_talks(now), now)
    shown = dated(letter, now)
    assert agreed(shown.clauses, everything(shown)) == shown.clauses

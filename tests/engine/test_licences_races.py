"""Letters under real concurrency: one signature, one letter, whoever presses when."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from chalicelib.domains.licences import store
from chalicelib.domains.licences.letters import lifecycle, mails_worker, sending
from chalicelib.domains.licences.links import code_of, token_of
from chalicelib.domains.licences.model import Letter, State
from chalicelib.domains.licences.signing import codes, signing
from chalicelib.domains.licences.signing import store as signing_store
from chalicelib.errors import Conflict, Expired, InvalidInput, TooMany
from chalicelib.records.hash_chain import chain_holds
from tests.scenes.licences import ORGANIZER, PHONE, class_with_talks, order, send, signed_form

REFUSED = (Conflict, Expired, InvalidInput)


def outcomes(attempts: list[Callable[[], Any]]) -> list[Any]:
    """What each answered, all started at once; None for one that was refused."""

    def run(attempt: Callable[[], Any]) -> Any:
        try:
            return attempt()
        except REFUSED:
            return None

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


def sent(now: datetime) -> tuple[Letter, str]:
    (letter,) = send(class_with_talks(now), now)
    return letter, token_of(letter.id, 1)


def whole(letter_id: str) -> list[str]:
    """The kinds of the letter's events, whose chain must hold and be as long as the letter says."""
    letter, events = store.find_letter(letter_id), store.events(letter_id)
    assert letter
    assert chain_holds(events)
    assert (letter.events, letter.last_hash) == (len(events), events[-1].hash)
    return [event.kind for event in events]


def test_two_tabs_make_one_signature(now: datetime) -> None:
    """Eight page views that sign at once leave one signature; a double tap of the winner gets the same answer."""
    letter, token = sent(now)
    forms = [signed_form(token, now, request=f"tab-{number // 2}") for number in range(8)]
    answers = outcomes([lambda form=form: signing.sign(token, form, PHONE, now) for form in forms])
    winners = {answer.request for answer in answers if answer}
    stands = store.find_letter(letter.id)
    assert stands
    assert winners == {stands.request}
    assert whole(letter.id).count("signed") == 1


def test_signing_against_revoking_has_one_winner(now: datetime) -> None:
    """Ten times, a lecturer signs while the organizer revokes: exactly one of them is told that it worked."""
    for run in range(10):
        class_ = class_with_talks(now, run=str(run + 1))
        (letter,) = send(class_, now)
        token = token_of(letter.id, 1)
        form = signed_form(token, now)
        tries: list[Callable[[], Any]] = [
            lambda token=token, form=form: signing.sign(token, form, PHONE, now),
            lambda letter=letter: lifecycle.revoke(ORGANIZER, letter.id, {"reason": "課程取消"}, now),
        ]
        signed, revoked = outcomes(tries)
        stands = store.find_letter(letter.id)
        assert stands
        assert (signed is None) != (revoked is None)
        assert stands.state is (State.SIGNED if signed else State.REVOKED)
        assert len(set(whole(letter.id)) & {"signed", "revoked"}) == 1


def test_two_organizers_who_send_at_once_send_one_letter(now: datetime) -> None:
    """Eight presses at once make one letter with one link."""
    class_ = class_with_talks(now)
    form = order(class_, now)
    answers = outcomes([lambda: sending.send_letters(ORGANIZER, class_.id, form, now)] * 8)
    assert sum(letter is not None for done in answers if done for letter in done.results) == 1
    assert len(store.letters_of_class(class_.id)) == 1


def test_notes_of_the_system_are_never_lost(now: datetime) -> None:
    """Opening, a question and a bounce at the same moment all stand in the chain, or their senders are told to try again."""
    letter, token = sent(now)
    tries: list[Callable[[], Any]] = [
        lambda: signing.mark_opened(token, PHONE, now),
        lambda: signing.ask(token, "錄影會公開嗎？", PHONE, now),
        lambda: mails_worker.bounced(letter.id, [letter.email], "沒有這個信箱", now) or True,
    ]
    _, asked, bounced = outcomes(tries)
    kinds = whole(letter.id)
    assert ("asked" in kinds) == bool(asked)
    assert ("bounced" in kinds) == bool(bounced)


def test_a_code_has_five_tries_however_fast(now: datetime) -> None:
    """Twenty guesses at once count as five; then even the right digits are refused until new ones are asked for."""
    letter, _ = sent(now)
    codes.send(letter, now)
    found = signing_store.find(letter.id)
    assert found
    right = code_of(letter.id, found.nonce)
    wrong = "000000" if right != "000000" else "000001"

    def guess() -> str:
        try:
            codes.check(letter, wrong, now)
        except TooMany:
            return "closed"
        except InvalidInput:
            return "wrong"
        return "right"

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: guess(), range(20)))
    assert (answers.count("wrong"), answers.count("closed")) == (5, 15)
    try:
        codes.check(letter, right, now)
    except TooMany:
        return
    raise AssertionError("the right digits still worked")

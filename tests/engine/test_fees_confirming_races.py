"""Confirming under real concurrency: one answer, whoever presses when; a captcha counts once; five guesses are five."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from chalicelib.domains.fees import links, store
from chalicelib.domains.fees.confirming import captcha, confirming, sending
from chalicelib.domains.fees.confirming import login as confirming_login
from chalicelib.domains.fees.drafting import editing
from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.payees import payees
from chalicelib.errors import Conflict, Expired, InvalidInput, TooMany
from chalicelib.records.hash_chain import chain_holds
from tests.engine.conftest import ON_BOTH_ENGINES
from tests.scenes.fees import ORGANIZER
from tests.scenes.fees_confirming import PHONE, account_form, digits_of, ready_case, sent_case, signed_form

pytestmark = ON_BOTH_ENGINES

REFUSED = (Conflict, Expired, InvalidInput, TooMany)


def outcomes(attempts: list[Callable[[], Any]]) -> list[Any]:
    """What each answered, all started at once; None for one that was refused."""

    def run(attempt: Callable[[], Any]) -> Any:
        try:
            return attempt()
        except REFUSED:
            return None

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(run, attempts))


def whole(case_id: str) -> list[str]:
    """The kinds of the case's events, whose chain must hold and be as long as the case says."""
    case, events = store.find(case_id), store.events(case_id)
    assert case
    assert chain_holds(events)
    assert (case.events, case.last_hash) == (len(events), events[-1].hash)
    return [event.kind for event in events]


def stands(case: Case) -> Case:
    found = store.find(case.id)
    assert found
    return found


def test_eight_tabs_make_one_confirmation(now: datetime) -> None:
    """Page views that sign at once leave one signature; a double tap of the winner gets the same answer."""
    case = ready_case(now)
    forms = [signed_form(case, now, request=f"tab-{number // 2}") for number in range(8)]
    answers = outcomes([lambda form=form: confirming.confirm(case.id, 1, form, PHONE, now) for form in forms])
    assert {answer.request for answer in answers if answer} == {stands(case).request}
    assert whole(case.id).count("confirmed") == 1


@pytest.mark.parametrize("rival", ["cancel", "recalculate", "send again", "object"])
def test_confirming_against_the_organizer_has_one_order(now: datetime, rival: str) -> None:
    """Six times the lecturer signs while something else is decided: never both, except a cancelling that comes after the signature."""
    acts: dict[str, Callable[[Case], Any]] = {
        "cancel": lambda case: editing.cancel(ORGANIZER, case.id, {"reason": "停開"}, now),
        "recalculate": lambda case: editing.recalculate(ORGANIZER, case.id, now),
        "send again": lambda case: sending.send(ORGANIZER, case.id, {}, now),
        "object": lambda case: confirming.object_to(case.id, 1, {"reason": "不對", "request": "other"}, PHONE, now),
    }
    ends = {"cancel": State.CANCELLED, "recalculate": State.DRAFT, "send again": State.SENT, "object": State.OBJECTED}
    for run in range(6):
        case = ready_case(now, run=str(run + 1))
        form = signed_form(case, now)
        tries: list[Callable[[], Any]] = [
            lambda case=case, form=form: confirming.confirm(case.id, 1, form, PHONE, now),
            lambda case=case: acts[rival](case),
        ]
        signed, other = outcomes(tries)
        kinds = whole(case.id)
        assert ("confirmed" in kinds) == (signed is not None)
        assert stands(case).state is (ends[rival] if other else State.CONFIRMED)
        if signed and other:
            assert rival == "cancel"
            assert kinds.index("confirmed") < kinds.index("cancelled")


def test_two_corrections_of_an_account_are_two_versions_or_one(now: datetime) -> None:
    """Eight at once: every one that was told it worked has its own version and its own event."""
    case = sent_case(now)
    answers = outcomes([lambda: confirming.save_account(case.id, 1, account_form(), PHONE, now)] * 8)
    worked = sum(answer is not None for answer in answers)
    found = payees.masked(case.payee.lecturer_id)
    assert found
    assert 1 <= worked == found.version
    assert sum(kind.startswith("account") for kind in whole(case.id)) == worked


def test_a_challenge_counts_once_however_often_it_is_sent(now: datetime) -> None:
    """Twenty right answers to one picture at once: one counts."""
    token = captcha.new("phone", now).token
    digits = digits_of(token)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: captcha.answer(token, digits, "phone", now), range(20)))
    assert answers.count(True) == 1


def test_twenty_guesses_at_once_are_five(now: datetime) -> None:
    """Each from a fresh browser with a captcha of its own: five at most are looked at, then the door is closed."""
    case = sent_case(now)

    def guess(number: int) -> str:
        device = f"phone-{number}"
        token = captcha.new(device, now).token
        form = {"serial": case.id, "password": "WRONG", "challenge": token, "digits": digits_of(token)}
        try:
            confirming_login.sign_in(form, device, None, "203.0.113.1", now)
        except TooMany:
            return "closed"
        except InvalidInput:
            return "wrong"
        return "in"

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(guess, range(20)))
    assert "in" not in answers
    assert answers.count("wrong") <= 5
    token = captcha.new("own", now).token
    form = {"serial": case.id, "password": links.password_of(case.id, 1), "challenge": token, "digits": digits_of(token)}
    with pytest.raises(TooMany):
        confirming_login.sign_in(form, "own", None, "203.0.113.1", now)

"""Two who decide at once, and one who asks twice, on Amazon's own engine."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import count
from typing import Any

from chalicelib.domains.attendance import service as attendance
from chalicelib.domains.attendance import store as lists
from chalicelib.domains.attendance.model import Outcome, Scan, Via
from chalicelib.domains.classes.model import Class
from chalicelib.domains.leave import deciding, store
from chalicelib.domains.leave.applying import applying
from chalicelib.domains.leave.lists import store as lists_store
from chalicelib.domains.leave.model import State
from chalicelib.domains.people import service as people
from chalicelib.errors import AppError
from chalicelib.messaging.store import OutboxItem
from tests.scenes.attendance import WANG
from tests.scenes.leave import ORGANIZER, apply, asked_for, entry, make_class_on_leave, principal_of, standing
from tests.support.browser_client import Browser

Drain = Callable[[], int]
ROUNDS = 12


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Runs all at the same time; answers each result, or the error in its place."""

    def tried(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except AppError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(tried, acts))


def kinds(class_: Class) -> list[str]:
    return sorted(item.kind for item in OutboxItem.scan() if item.kind in {"leave.hr", "leave.answer"} and item.subject == class_.id)


def test_two_applications_for_one_session_are_one(browser: Browser, drain: Drain, now: datetime) -> None:
    """Eight forms for one session, whole or by the hour, sent at once: exactly those stand that do not overlap, and the slot agrees."""
    class_ = make_class_on_leave(browser, drain, now)
    person = people.identify(WANG)
    ticks = ["0303am", "0303am.10", "0303am.10", "0303am.11", "0303am", "0303am.9", "0303am.9", "0303am"]
    forms = [asked_for(class_, tick, request=f"r{number}", understood="1") for number, tick in enumerate(ticks)]
    at_once(*(lambda form=form: applying.apply(class_.id, person, form, now) for form in forms))  # type: ignore[misc]
    held = [part for leave in store.leaves_of(class_.id, person) for part in leave.parts]
    assert held
    claims = [claim for part in held for claim in part.claims]
    assert len(claims) == len(set(claims))
    assert claims == ["all"] or "all" not in claims
    assert sorted(claims) == sorted(store.slots(class_.id, person)[principal_of(class_, "0303am")].split(","))


def test_approved_and_withdrawn_at_once_has_one_winner(browser: Browser, drain: Drain, now: datetime) -> None:
    """Whichever comes first: attendance, the list at the gate, the hours and the messages agree with the state."""
    class_ = make_class_on_leave(browser, drain, now)
    person = people.identify(WANG)
    for number in range(ROUNDS):
        leave = apply(class_, WANG, now, "0302am", request=f"round{number}", understood="1")
        before = len(kinds(class_))
        results = at_once(
            lambda leave=leave: deciding.approve(ORGANIZER, class_.id, leave.id, {}, now),  # type: ignore[misc]
            lambda leave=leave: applying.withdraw(class_.id, person, leave.id, now),  # type: ignore[misc]
        )
        state = standing(leave).state
        assert state in {State.APPROVED, State.WITHDRAWN}
        assert sum(isinstance(result, AppError) for result in results) == 1
        approved = state is State.APPROVED
        assert entry(class_, "0302am", WANG).leave == ("事假" if approved else "")
        assert [each.active for each in lists_store.of_day(now.date()) if each.leave_id == leave.id] == ([True] if approved else [])
        assert store.slots(class_.id, person)[principal_of(class_, "0302am")] == ("all" if approved else "")
        assert len(kinds(class_)) - before == (2 if approved else 0)
        if approved:
            deciding.cancel_own(class_.id, person, leave.id, now)


def test_approved_while_the_person_checks_in(browser: Browser, drain: Drain, now: datetime) -> None:
    """A scan and an approval at once: the approval stands, and either the scan came first and is kept, or it was told of the leave."""
    class_ = make_class_on_leave(browser, drain, now)
    person, numbers = people.identify(WANG), count()
    for which in ("0302am", "0303am", "0303pm", "0304am"):
        facts = attendance.session_facts(principal_of(class_, which))
        leave = apply(class_, WANG, now, which, understood="1")
        scan = Scan(person, f"request-{next(numbers)}", "device", Via.COUNTER, facts.starts_at, facts.starts_at)
        _, result = at_once(
            lambda leave=leave: deciding.approve(ORGANIZER, class_.id, leave.id, {}, now),  # type: ignore[misc]
            lambda facts=facts, scan=scan: attendance.check_in(facts, scan),  # type: ignore[misc]
        )
        found = lists.find(principal_of(class_, which), person)
        assert found
        assert standing(leave).state is State.APPROVED
        seen = (result.outcome, found.leave, found.note, found.in_at is not None)
        assert seen in {(Outcome.SEATED, "", "事假 整場", True), (Outcome.ON_LEAVE, "事假", "", False)}


def test_two_deciders_have_one_answer(browser: Browser, drain: Drain, now: datetime) -> None:
    """Approved by one and refused by another at once: one answer, told once."""
    class_ = make_class_on_leave(browser, drain, now)
    leave = apply(class_, WANG, now, "0303am")
    acts = [
        lambda: deciding.approve(ORGANIZER, class_.id, leave.id, {}, now),
        lambda: deciding.refuse(ORGANIZER, class_.id, leave.id, {"reason": "當日為測驗"}, now),
    ] * 4
    at_once(*acts)
    state = standing(leave).state
    assert kinds(class_) == (["leave.answer", "leave.hr"] if state is State.APPROVED else ["leave.answer"])
    assert entry(class_, "0303am", WANG).leave == ("事假" if state is State.APPROVED else "")


def test_the_longest_application_fits_one_transaction(browser: Browser, drain: Drain, now: datetime) -> None:
    """Twenty sessions at once: applied for, changed, approved and cancelled, within a transaction's hundred items."""
    class_ = make_class_on_leave(browser, drain, now, ends_on="2026-03-20")
    drain()
    days = [day for day in range(3, 17) if datetime(2026, 3, day).weekday() < 5]  # noqa: DTZ001
    ticks = [f"03{day:02}{half}" for day in days for half in ("am", "pm")]
    leave = apply(class_, WANG, now, *ticks[:20], understood="1")
    shifted = apply(class_, WANG, now, "0302pm", *ticks[1:20], understood="1", instead_of=leave.id)
    assert deciding.approve(ORGANIZER, class_.id, shifted.id, {}, now).state is State.APPROVED
    assert deciding.cancel_own(class_.id, shifted.person, shifted.id, now).state is State.CANCELLED
    assert set(store.slots(class_.id, shifted.person).values()) == {""}

"""Payments under real concurrency: two approvers, confirm and recall, two payment runs, the bank's file imported twice at once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

from chalicelib.domains.fees import store as fees_store
from chalicelib.domains.fees.model import State as CaseState
from chalicelib.domains.payments import store
from chalicelib.domains.payments.approval import applying, deciding
from chalicelib.domains.payments.bank import batching, paying_worker, results
from chalicelib.domains.payments.bank.rules import Row
from chalicelib.domains.payments.model import Application, BatchState, State
from chalicelib.domains.payments.store_items import CounterItem
from chalicelib.domains.payments.transitions import load, load_batch
from chalicelib.errors import AppError, Conflict, Forbidden
from chalicelib.identity import Principal, Role
from chalicelib.records.hash_chain import Actor, chain_holds
from chalicelib.records.numbering import last_number
from tests.engine.conftest import ON_BOTH_ENGINES
from tests.scenes.fees import ACCOUNTANT, ORGANIZER
from tests.scenes.payments import (
    ACCOUNTS,
    DESK,
    DIRECTOR,
    HEAD,
    applied,
    approve_next,
    approved,
    confirmed_cases,
    stands,
    ticked,
    version,
    wanted,
)

pytestmark = ON_BOTH_ENGINES

Act = Callable[[], object]


def at_once(acts: list[Act]) -> list[object]:
    """What each answered, or its error."""

    def tried(act: Act) -> object:
        try:
            return act()
        except AppError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(tried, acts))


def whole(document_id: str) -> bool:
    return chain_holds(store.events(document_id))


def states(application: Application) -> set[CaseState]:
    return {stands(case_id).state for case_id in application.case_ids}


def test_two_approvers_of_one_role(now: datetime) -> None:
    """Eight heads press at once: one decision, seven conflicts; the step is not skipped by the others' presses."""
    for run in range(1, 6):
        application = applied(now, run=str(run))
        heads = [Principal(f"head{number}", f"主管{number}", frozenset({Role.HEAD})) for number in range(8)]
        form = version(application)
        done = at_once([lambda who=who: deciding.approve(who, application.id, form, Actor(who.username), now) for who in heads])  # type: ignore[misc]  # noqa: B023
        assert sum(isinstance(each, Application) for each in done) == 1
        assert {type(each) for each in done} <= {Application, Conflict, Forbidden}
        assert (len(load(application.id).decisions), whole(application.id)) == (1, True)


def test_the_last_approval_and_the_recall(now: datetime) -> None:
    """Director and organizer press at once: approved with all cases, or recalled with all cases, never half."""
    ends = Counter[str]()
    for run in range(1, 9):
        application = applied(now, run=str(run))
        approve_next(application, now)
        ready = approve_next(application, now)
        at_once(
            [
                lambda: deciding.approve(DIRECTOR, ready.id, version(ready), Actor("director1"), now),  # noqa: B023
                lambda: applying.recall(ORGANIZER, ready.id, DESK, now),  # noqa: B023
            ]
        )
        stood = load(ready.id)
        ends[stood.state] += 1
        assert states(stood) == ({CaseState.APPROVED} if stood.state is State.APPROVED else {CaseState.CONFIRMED})
        assert whole(ready.id)
    assert set(ends) <= {State.APPROVED, State.RECALLED}


def test_return_and_approve(now: datetime) -> None:
    """Two heads, one approves, one returns: one of the two stands, with its cases."""
    for run in range(1, 6):
        application, other = applied(now, run=str(run)), Principal("head2", "另一位", frozenset({Role.HEAD}))
        form = version(application)
        at_once(
            [
                lambda: deciding.approve(HEAD, application.id, form, Actor("head1"), now),  # noqa: B023
                lambda: deciding.send_back(other, application.id, {**form, "reason": "不符"}, Actor("head2"), now),  # noqa: B023
            ]
        )
        stood = load(application.id)
        assert (stood.state, len(stood.decisions)) in {(State.PENDING, 1), (State.SENT_BACK, 0)}
        assert states(stood) == ({CaseState.APPLIED} if stood.state is State.PENDING else {CaseState.CONFIRMED})


def test_a_case_is_in_one_live_application(now: datetime) -> None:
    """The same three cases applied for by twelve presses at once, whole and in parts: each case in exactly one, numbers without gap."""
    cases = confirmed_cases(now)
    parts = [cases, cases[:1], cases[1:], cases[:2]] * 3
    at_once([lambda part=part: applying.apply(ORGANIZER, ticked(part), DESK, now) for part in parts])  # type: ignore[misc]
    made = list(store.of_month("2026-03"))
    held = Counter(case_id for application in made for case_id in application.case_ids)
    assert max(held.values()) == 1
    assert all(stands(case_id).application_id for case_id in held)
    assert last_number(CounterItem, "A20260302") == len(made)


def test_two_payment_runs(now: datetime) -> None:
    """Two applications, eight presses for one, the other and both, and the worker twice at once: each case is paid by one batch."""
    first, second = approved(now), approved(now, run="2")
    chosen = [(first.id,), (second.id,), (first.id, second.id)] * 3
    at_once([lambda ids=ids: batching.make(ACCOUNTANT, wanted(*ids), ACCOUNTS, now) for ids in chosen])  # type: ignore[misc]
    batches = list(store.batches_of_month("2026-03"))
    entries = Counter(entry.case_id for batch in batches for entry in batch.entries)
    assert set(entries.values()) == {1}
    assert set(entries) == {*first.case_ids, *second.case_ids}
    at_once([lambda batch=batch: paying_worker.make_file(batch.id, now) for batch in batches * 3])  # type: ignore[misc]
    for batch in batches:
        paying_worker.make_file(batch.id, now)
        assert load_batch(batch.id).state is BatchState.READY
        assert whole(batch.id)
    for case_id in entries:
        kinds = [event.kind for event in fees_store.events(case_id)]
        assert kinds.count("paying") == 1


def test_the_same_answer_at_once(now: datetime) -> None:
    """The bank's file read by four workers at once: each case paid once, with one message for its lecturer."""
    application = approved(now)
    batch = batching.make(ACCOUNTANT, wanted(application.id), ACCOUNTS, now)
    paying_worker.make_file(batch.id, now)
    batching.fetch(ACCOUNTANT, batch.id, ACCOUNTS, now)
    rows = [Row(entry.case_id, entry.amount, True, "00", "", date(2026, 3, 2)) for entry in batch.entries]
    at_once([lambda: results.apply_answer(load_batch(batch.id), rows, ACCOUNTS, now)] * 4)
    results.apply_answer(load_batch(batch.id), rows, ACCOUNTS, now)
    for case_id in application.case_ids:
        events = fees_store.events(case_id)
        assert ([event.kind for event in events].count("paid"), chain_holds(events)) == (1, True)
        assert stands(case_id).state is CaseState.PAID
    assert load_batch(batch.id).state is BatchState.DONE


def test_void_and_fetch(now: datetime) -> None:
    """One accountant makes the batch void while another fetches its file: never both."""
    for run in range(1, 6):
        application = approved(now, run=str(run))
        batch = batching.make(ACCOUNTANT, wanted(application.id), ACCOUNTS, now)
        paying_worker.make_file(batch.id, now)
        at_once(
            [
                lambda: batching.void(ACCOUNTANT, batch.id, {"reason": "x"}, ACCOUNTS, now),  # noqa: B023
                lambda: batching.fetch(ACCOUNTANT, batch.id, ACCOUNTS, now),  # noqa: B023
            ]
        )
        stood = load_batch(batch.id)
        assert (stood.state, stood.fetched) in {(BatchState.VOIDED, 0), (BatchState.READY, 1)}

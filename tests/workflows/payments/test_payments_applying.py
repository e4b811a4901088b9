"""From confirmed cases through the approvers: nobody approves their own, nobody skips, amounts stay, one live application."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domains.fees import transitions
from chalicelib.domains.fees.drafting import editing
from chalicelib.domains.fees.events_rules import CaseEvent
from chalicelib.domains.fees.model import State as CaseState
from chalicelib.domains.payments import store
from chalicelib.domains.payments.approval import applying, deciding, delegating, inbox, reminding, thresholds
from chalicelib.domains.payments.model import Application, ApprovalStage, State
from chalicelib.domains.payments.store_items import CounterItem
from chalicelib.domains.payments.transitions import load
from chalicelib.domains.people import directory
from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.errors import Conflict, Forbidden, InvalidInput
from chalicelib.identity import Principal, Role
from chalicelib.records.hash_chain import Actor, chain_holds
from chalicelib.records.numbering import last_number
from tests.scenes.fees import ACCOUNTANT, ADMINISTRATOR, ORGANIZER, OTHER, made_cases
from tests.scenes.fees_confirming import drafts
from tests.scenes.payments import (
    DESK,
    DIRECTOR,
    HEAD,
    applied,
    approve_next,
    approved,
    confirmed_cases,
    make_staff,
    stands,
    ticked,
    version,
)

Drain = Callable[[], int]
SentMail = Callable[[], list[Any]]
OFFICE = Actor("x")


def states(application: Application) -> set[CaseState]:
    return {stands(case_id).state for case_id in application.case_ids}


def subjects(mails: list[Any], to: str) -> list[str]:
    """Of our letters, without the one that welcomed the account."""
    return [mail["Subject"] for mail in mails if mail["To"] == to and "待辦表單" in mail["Subject"]]


def test_the_whole_chain(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """Applied, head, accounting, director: each hears of it by mail, the cases move at the last, papers are made, the chain is whole."""
    make_staff(now)
    application = applied(now)
    assert (application.id, application.chain) == ("A202603020001", (ApprovalStage.HEAD, ApprovalStage.ACCOUNTANT, ApprovalStage.DIRECTOR))
    assert states(application) == {CaseState.APPLIED}
    drain()
    assert subjects(sent_mail(), "head1@gov.taipei") == ["【待辦表單】付款申請待單位主管簽核：A202603020001"]
    assert approve_next(application, now).waits_for is ApprovalStage.ACCOUNTANT
    assert approve_next(application, now).waits_for is ApprovalStage.DIRECTOR
    assert states(application) == {CaseState.APPLIED}
    assert approve_next(application, now).state is State.APPROVED
    assert states(application) == {CaseState.APPROVED}
    drain()
    done = load(application.id)
    assert (done.papers, bool(done.paper_key), bool(done.voucher_key)) == (3, True, True)
    assert subjects(sent_mail(), "organizer1@gov.taipei")[-1] == "【待辦表單】付款申請已核准：A202603020001"
    assert "待付款" in subjects(sent_mail(), "accountant1@gov.taipei")[-1]
    events = store.events(application.id)
    assert chain_holds(events)
    assert [event.by for event in events if event.kind in {"made", "approved"}] == ["organizer1", "head1", "accountant1", "director1"]


def test_pressed_twice_it_is_one(now: datetime) -> None:
    """The same cases sent once more answer with the application that stands; one of them alone is a conflict."""
    cases = confirmed_cases(now)
    first = applying.apply(ORGANIZER, ticked(cases), DESK, now)
    assert applying.apply(ORGANIZER, ticked(cases), DESK, now).id == first.id
    assert last_number(CounterItem, "A20260302") == 1
    with pytest.raises(Conflict, match="簽核中"):
        applying.apply(ORGANIZER, ticked(cases[:1]), DESK, now)


def test_only_what_is_confirmed(now: datetime) -> None:
    """A draft cannot be applied for, nor somebody else's case, nor nothing."""
    cases = made_cases(now)
    with pytest.raises(Conflict, match="草稿"):
        applying.apply(ORGANIZER, ticked(cases[:1]), DESK, now)
    with pytest.raises(InvalidInput):
        applying.apply(OTHER, ticked(cases[:1]), DESK, now)
    with pytest.raises(InvalidInput) as nothing:
        applying.apply(ORGANIZER, {}, DESK, now)
    assert "cases" in nothing.value.fields


def test_one_funding_source(now: datetime) -> None:
    """Cases of two funding sources are two applications."""
    cases = confirmed_cases(now)
    other = transitions.cases.record(cases[0].id, CaseEvent.EDITED, lambda case: {"funding": "專案經費"}, now)
    with pytest.raises(InvalidInput) as mixed:
        applying.apply(ORGANIZER, ticked([other, *cases[1:]]), DESK, now)
    assert "一個經費來源" in mixed.value.fields["cases"]
    assert list(applying.candidates(ORGANIZER, now)) == ["專案經費", "訓練業務－講座鐘點費"]


def test_nobody_approves_their_own(now: datetime) -> None:
    """Whoever applied decides no step, whatever the roles; nor does an approver who is a lecturer in it."""
    both = Principal("organizer1", "林雅婷", frozenset({Role.ORGANIZER, Role.HEAD}))
    application = applying.apply(both, ticked(confirmed_cases(now)), DESK, now)
    with pytest.raises(Forbidden, match="自己提出"):
        deciding.approve(both, application.id, version(application), OFFICE, now)
    lecturer = Principal("head9", "林 書豪", frozenset({Role.HEAD}))
    with pytest.raises(Forbidden, match="同名"):
        deciding.approve(lecturer, application.id, version(application), OFFICE, now)
    assert inbox.forms(lecturer, now).decide == ()
    assert len(inbox.forms(lecturer, now).barred) == 1


def test_nobody_skips(now: datetime) -> None:
    """Accounting and the director wait for those before them, and an organizer decides nothing."""
    application = applied(now)
    for who in (ACCOUNTANT, DIRECTOR, ORGANIZER):
        with pytest.raises(Forbidden):
            deciding.approve(who, application.id, version(application), OFFICE, now)
    assert load(application.id).decisions == ()


def test_nobody_decides_two_steps(now: datetime) -> None:
    """A person with two roles signs one of them."""
    application = applied(now)
    both = Principal("head1", "周明德", frozenset({Role.HEAD, Role.ACCOUNTANT}))
    first = deciding.approve(both, application.id, version(application), OFFICE, now)
    with pytest.raises(Forbidden, match="另一個關卡"):
        deciding.approve(both, first.id, version(first), OFFICE, now)


def test_a_double_tap_approves_once(now: datetime) -> None:
    """The same page sent twice is one approval; a page from before somebody else's step is a conflict."""
    application = applied(now)
    for _ in range(2):
        assert len(deciding.approve(HEAD, application.id, version(application), OFFICE, now).decisions) == 1
    with pytest.raises(Conflict):
        deciding.approve(ACCOUNTANT, application.id, version(application), OFFICE, now)


def test_amounts_cannot_change_after_application(now: datetime) -> None:
    """Editing and cancelling are refused; and if a case was changed all the same, no step can be taken but returning it."""
    application = applied(now)
    case = stands(application.case_ids[0])
    with pytest.raises(Conflict):
        editing.recalculate(ORGANIZER, case.id, now)
    with pytest.raises(Conflict):
        editing.cancel(ORGANIZER, case.id, {"reason": "x"}, now)
    changed = replace(case.lines[0], amount=case.lines[0].amount + 1)
    transitions.cases.record(case.id, CaseEvent.EDITED, lambda each: {"lines": (changed, *case.lines[1:])}, now)
    with pytest.raises(Conflict, match="金額與案件"):
        deciding.approve(HEAD, application.id, version(application), OFFICE, now)
    returned = deciding.send_back(HEAD, application.id, {**version(application), "reason": "金額不符"}, OFFICE, now)
    assert returned.state is State.SENT_BACK


def test_returned_with_a_reason(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """A reason is asked for; its maker is told, finds it in the inbox until it is put away, and the cases can be applied for again."""
    make_staff(now)
    application = applied(now)
    with pytest.raises(InvalidInput) as empty:
        deciding.send_back(HEAD, application.id, version(application), OFFICE, now)
    assert "reason" in empty.value.fields
    deciding.send_back(HEAD, application.id, {**version(application), "reason": "附件不全"}, OFFICE, now)
    assert states(application) == {CaseState.CONFIRMED}
    drain()
    (mail,) = (each for each in sent_mail() if "退回" in each["Subject"])
    assert "附件不全" in mail.get_body(("plain",)).get_content()
    assert [each.id for each in inbox.forms(ORGANIZER, now).sent_back] == [application.id]
    applying.seen_by_maker(ORGANIZER, application.id, now)
    assert inbox.forms(ORGANIZER, now).count == 0
    again = applying.apply(ORGANIZER, ticked([stands(each) for each in application.case_ids]), DESK, now)
    assert (again.id, again.state) == ("A202603020002", State.PENDING)


def test_recalled_until_the_last_step(now: datetime) -> None:
    """Its maker takes it back after two of three steps; nobody else can; after the last it is too late."""
    application = applied(now)
    approve_next(application, now)
    approve_next(application, now)
    with pytest.raises(Forbidden):
        applying.recall(ADMINISTRATOR, application.id, DESK, now)
    assert applying.recall(ORGANIZER, application.id, DESK, now).state is State.RECALLED
    assert applying.recall(ORGANIZER, application.id, DESK, now).state is State.RECALLED
    assert states(application) == {CaseState.CONFIRMED}
    with pytest.raises(Conflict, match="已撤回"):
        deciding.approve(DIRECTOR, application.id, {"version": "pending-2"}, OFFICE, now)
    second = approved(now, run="2")
    with pytest.raises(Conflict, match="已核准"):
        applying.recall(ORGANIZER, second.id, DESK, now)


def test_the_chain_depends_on_the_amount(now: datetime) -> None:
    """From a day on the director decides from NT$100,000 only: this one needs two; what was made before keeps three."""
    before = applied(now)
    form = {"starts_on": "2026-03-02", "head_from": "0", "director_from": "100,000", "source": "分層負責明細表 115 年"}
    with pytest.raises(Forbidden):
        thresholds.save(ACCOUNTANT, form, now)
    assert thresholds.save(ADMINISTRATOR, form, now).version == 1
    assert thresholds.save(ADMINISTRATOR, form, now).version == 1
    after = applied(now, run="2")
    assert (len(load(before.id).chain), after.chain) == (3, (ApprovalStage.HEAD, ApprovalStage.ACCOUNTANT))
    approve_next(after, now)
    assert approve_next(after, now).state is State.APPROVED
    with pytest.raises(InvalidInput) as wrong:
        thresholds.save(ADMINISTRATOR, {"starts_on": "soon", "head_from": "-1", "director_from": "x", "source": ""}, now)
    assert set(wrong.value.fields) == {"starts_on", "head_from", "director_from", "source"}


def test_authority_is_lent_for_a_time(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """The head lends the step to a named account: told by mail, it decides within the days, in the lender's name, never its own."""
    make_staff(now)
    form = {"to": "accountant1", "starts_on": "2026-03-02", "ends_on": "2026-03-04", "reason": "出國"}
    delegation = delegating.lend(HEAD, form, now)
    assert delegating.lend(HEAD, form, now).id == delegation.id
    drain()
    assert subjects(sent_mail(), "accountant1@gov.taipei") == ["【待辦表單】周明德委任您簽核付款申請"]
    application = applied(now)
    assert [each.id for each in inbox.forms(ACCOUNTANT, now).decide] == [application.id]
    done = deciding.approve(ACCOUNTANT, application.id, version(application), OFFICE, now)
    assert (done.decisions[0].by, done.decisions[0].instead_of) == ("accountant1", "周明德")
    with pytest.raises(Forbidden, match="另一個關卡"):
        deciding.approve(ACCOUNTANT, done.id, version(done), OFFICE, now)
    late = now + timedelta(days=3)
    second = applied(now, run="2")
    with pytest.raises(Forbidden):
        deciding.approve(ACCOUNTANT, second.id, version(second), OFFICE, late)
    delegating.take_back(HEAD, delegation.id, now)
    with pytest.raises(Forbidden):
        deciding.approve(ACCOUNTANT, second.id, version(second), OFFICE, now)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"to": "nobody"}, "to"),
        ({"to": "head1"}, "to"),
        ({"ends_on": "2026-03-01"}, "ends_on"),
        ({"reason": ""}, "reason"),
        ({"starts_on": ""}, "starts_on"),
    ],
)
def test_what_a_delegation_asks_for(now: datetime, changed: dict[str, str], field: str) -> None:
    """An account that is there and not one's own, days that come, a reason."""
    make_staff(now)
    form = {"to": "director1", "starts_on": "2026-03-02", "ends_on": "2026-03-04", "reason": "休假", **changed}
    with pytest.raises(InvalidInput) as wrong:
        delegating.lend(HEAD, form, now)
    assert field in wrong.value.fields


def test_a_lender_without_the_role_lends_nothing(now: datetime) -> None:
    """Taken out of the group, the head's delegation is worth nothing."""
    make_staff(now)
    delegating.lend(HEAD, {"to": "director1", "starts_on": "2026-03-02", "ends_on": "2026-03-04", "reason": "休假"}, now)
    application = applied(now)
    directory.edit_account(ADMINISTRATOR, replace(people_accounts.find_account("head1"), roles=frozenset({Role.ORGANIZER})), now)
    with pytest.raises(Forbidden):
        deciding.approve(DIRECTOR, application.id, version(application), OFFICE, now)


def test_reminders(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """Nothing before the day before it is due; then once a day, until it is decided."""
    make_staff(now)
    application = applied(now)
    drain()
    assert reminding.remind_due(now) == 0
    eve = now + timedelta(days=2)
    assert [reminding.remind_due(eve), reminding.remind_due(eve), reminding.remind_due(eve + timedelta(days=1))] == [1, 0, 1]
    drain()
    assert sum("提醒" in subject for subject in subjects(sent_mail(), "head1@gov.taipei")) == 2
    deciding.approve(HEAD, application.id, version(load(application.id)), OFFICE, eve)
    assert reminding.remind_due(eve) == 0


def test_an_approved_one_can_be_returned_by_accounting(now: datetime) -> None:
    """Until a batch has it; a director cannot."""
    application = approved(now)
    reason = {**version(application), "reason": "付款日跨年度，重新計算"}
    with pytest.raises(Forbidden):
        deciding.send_back(DIRECTOR, application.id, reason, OFFICE, now)
    assert deciding.send_back(ACCOUNTANT, application.id, reason, OFFICE, now).state is State.SENT_BACK
    assert states(application) == {CaseState.CONFIRMED}


def test_an_organizer_sees_what_waits(now: datetime) -> None:
    """The inbox counts an organizer's own cases by what is to be done, and nobody else's."""
    drafts(now)
    confirmed_cases(now, run="2")
    assert inbox.cases_waiting(ORGANIZER) == ((CaseState.CONFIRMED, 3),)
    assert inbox.cases_waiting(OTHER) == ()

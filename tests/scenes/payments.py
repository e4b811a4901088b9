"""Payments for tests: the approvers, confirmed cases, applications on their way, the bank's answer."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chalicelib.domains.fees import store
from chalicelib.domains.fees.confirming import confirming, sending
from chalicelib.domains.fees.model import Case
from chalicelib.domains.payments.approval import applying, deciding
from chalicelib.domains.payments.approval.deciding import version_of
from chalicelib.domains.payments.bank import batching
from chalicelib.domains.payments.model import Application, Batch
from chalicelib.domains.payments.transitions import load, load_batch
from chalicelib.domains.people import directory
from chalicelib.domains.people import service_accounts as people_accounts
from chalicelib.identity import Principal, Role
from chalicelib.records.hash_chain import Actor
from tests.scenes.fees import ACCOUNTANT, ORGANIZER
from tests.scenes.fees_confirming import PHONE, account_form, drafts, signed_form
from tests.support.worlds import built_once

HEAD = Principal("head1", "周明德", frozenset({Role.HEAD}))
DIRECTOR = Principal("director1", "鄭淑芬", frozenset({Role.DIRECTOR}))
APPROVERS = {"head": HEAD, "accountant": ACCOUNTANT, "director": DIRECTOR}
DESK = Actor("organizer1", "198.51.100.4", "Firefox")
ACCOUNTS = Actor("accountant1", "198.51.100.5", "Firefox")
PAYS_ON = "2026-03-20"
IDS = ("A123456789", "B123456780", "C123456781")
Outcome = Mapping[str, str]


@built_once
def make_staff(now: datetime) -> None:
    """Accounts of everybody who takes part, so that mails find them."""
    administrator = Principal("root", "管理員", frozenset({Role.ADMINISTRATOR}))
    for who in (ORGANIZER, *APPROVERS.values()):
        account = people_accounts.Account(who.username, who.name, f"{who.username}@gov.taipei", who.roles)
        directory.create_account(administrator, account, now)


@built_once
def confirmed_cases(now: datetime, **changed: Any) -> list[Case]:
    """The class's three cases, each with an ID number and account of its own, confirmed by its lecturer."""
    return [confirm(case, number, now) for number, case in enumerate(drafts(now, **changed))]


def confirm(case: Case, number: int, now: datetime) -> Case:
    sent = sending.send(ORGANIZER, case.id, {}, now)
    account = f"0040012345{number:02}"
    own = {"id_number": IDS[number], "account": account, "account_again": account, "holder": case.payee.name}
    confirming.save_account(sent.id, sent.links, account_form(**own), PHONE, now)
    form = signed_form(sent, now, signature="", typed_name=case.payee.name, consent="1")
    return confirming.confirm(sent.id, sent.links, form, PHONE, now)


def ticked(cases: Sequence[Case], **more: str) -> dict[str, str]:
    """What the page of a new application sends."""
    return {**{f"case.{case.id}": "1" for case in cases}, "group": "1", **more}


@built_once
def applied(now: datetime, **changed: Any) -> Application:
    return applying.apply(ORGANIZER, ticked(confirmed_cases(now, **changed)), DESK, now)


def version(application: Application) -> dict[str, str]:
    """What the page of the application sends with a decision."""
    return {"version": version_of(application)}


def approve_next(application: Application, now: datetime) -> Application:
    """By the one whose turn it is."""
    stands = load(application.id)
    assert stands.waits_for
    who = APPROVERS[stands.waits_for.value]
    return deciding.approve(who, stands.id, version(stands), Actor(who.username), now)


@built_once
def approved(now: datetime, **changed: Any) -> Application:
    """By everybody of its chain."""
    application = applied(now, **changed)
    while application.waits_for:
        application = approve_next(application, now)
    return application


@built_once
def batched(now: datetime, drain: Callable[[], int], **changed: Any) -> Batch:
    """Approved, in a batch whose file is made."""
    application = approved(now, **changed)
    batch = batching.make(ACCOUNTANT, {f"application.{application.id}": "1", "pays_on": PAYS_ON}, ACCOUNTS, now)
    drain()
    return load_batch(batch.id)


def answer(batch: Batch, codes: Outcome | None = None, day: date = date(2026, 3, 2)) -> bytes:
    """The bank's file: what is not in `codes` (by case) was paid."""
    rows = [(entry.case_id, entry.amount, (codes or {}).get(entry.case_id, "00")) for entry in batch.entries]
    return answer_of(batch.id, rows, day)


def answer_of(batch_id: str, rows: Sequence[tuple[str, int, str]], day: date = date(2026, 3, 2)) -> bytes:
    """Written here by the text of docs/bank-format.md, not by the code that reads it."""
    paid, failed = ([amount for _, amount, code in rows if (code == "00") is wanted] for wanted in (True, False))
    lines = [f"1TR01{batch_id}{day:%Y%m%d}"]
    lines += [f"2{number:06}{case_id}{amount:011}{code}{day:%Y%m%d}" for number, (case_id, amount, code) in enumerate(rows, start=1)]
    lines.append(f"9{len(rows):06}{len(paid):06}{sum(paid):013}{len(failed):06}{sum(failed):013}")
    return "".join(f"{line:<80}\r\n" for line in lines).encode()


def stands(case_id: str) -> Case:
    found = store.find(case_id)
    assert found
    return found


def wanted(*ids: str, **more: str) -> dict[str, str]:
    """What the page of batches sends."""
    return {**{f"application.{each}": "1" for each in ids}, "pays_on": PAYS_ON, **more}


def fetched(batch: Batch, now: datetime) -> Batch:
    """Its file was downloaded."""
    batching.fetch(ACCOUNTANT, batch.id, ACCOUNTS, now)
    return load_batch(batch.id)

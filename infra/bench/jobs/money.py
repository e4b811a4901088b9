"""A year's fees: forty cases from the draft to the money, and two thousand of them for what a day, a month and a year begin with."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from chalicelib.cloud.clients import client
from chalicelib.domains.classes import access
from chalicelib.domains.classes import changes as class_changes
from chalicelib.domains.classes.model import Class, Period
from chalicelib.domains.classes.timetable import editing as timetable_editing
from chalicelib.domains.fees import store
from chalicelib.domains.fees.confirming import confirming, sending
from chalicelib.domains.fees.drafting import making
from chalicelib.domains.fees.model import Case, State
from chalicelib.domains.fees.papers import requests
from chalicelib.domains.fees.payees import payees
from chalicelib.domains.fees.store_items import CaseItem
from chalicelib.domains.payments.approval import applying, deciding
from chalicelib.domains.payments.bank import batching, results
from chalicelib.domains.payments.model import Batch
from chalicelib.domains.payments.transitions import load_batch
from chalicelib.domains.payments.year import requests as years
from chalicelib.domains.people import service_lecturers as lecturers
from chalicelib.identity import Principal, Role
from chalicelib.messaging import outbox, registry, uploads
from chalicelib.messaging.outbox import Message
from chalicelib.records.delivery import Delivery
from chalicelib.records.hash_chain import Actor
from chalicelib.settings import settings
from infra.bench.jobs.hall import ORGANIZER
from infra.bench.jobs.worker import Worker, later
from infra.samples.people import Person, people

_CASES, _PAYEES = 2000, 1000
_DESK = Actor("organizer1", "198.51.100.4", "Firefox")
_APPROVERS = {role.value: Principal(f"{role}1", "簽核人", frozenset({role})) for role in (Role.HEAD, Role.ACCOUNTANT, Role.DIRECTOR)}
_ACCOUNTANT = _APPROVERS["accountant"]
_FORM = {
    "year": "115", "code": "B00777", "run": "1", "name": "公文寫作班", "starts_on": "2026-03-02", "ends_on": "2026-03-11", "mode": "room",
    "room": "301 教室", "seats": "40", "organizers": "", "check_out_required": "1", "pattern": "",
}  # fmt: skip


def work(worker: Worker) -> None:
    """As `hall.work`."""
    class_ = class_changes.create_class(ORGANIZER, _FORM, worker.now)
    who = list(islice(people(9), 40))
    cases = [_confirmed(worker, case, each) for case, each in zip(_made(worker, class_, who), who, strict=True)]
    worker.work_off()
    _year(worker, cases)
    for what, kind, most in (("slip", "", requests.MOST_PAPERS), ("timetable", "", requests.MOST_PAPERS), ("register", "ods", 1000)):
        ids = [case.id for case in islice(store.in_state(State.PAID), most)]
        requests.request(ORGANIZER, {"what": what, "format": kind, **{f"case.{each}": "1" for each in ids}}, worker.now)
    worker.work_off()
    _paid(worker, cases)


def _made(worker: Worker, class_: Class, who: list[Person]) -> list[Case]:
    """Each taught twice, in one class."""
    days = [date(2026, 3, 2) + timedelta(days=number) for number in range(10)]
    hours = (("09:00", "09:50"), ("10:00", "10:50"), ("11:00", "11:50"), ("13:30", "14:20"), ("14:30", "15:20"), ("15:30", "16:20"),
             ("16:30", "17:20"), ("17:30", "18:20"))  # fmt: skip
    slots = [(day, *span) for day in days for span in hours]
    periods = [Period(*slot, 1, "公文寫作", each.name) for slot, each in zip(slots, [*who, *who], strict=True)]
    timetable_editing.replace_timetable(access.load_class(class_.id), periods, 0)
    for number, each in enumerate(who):
        lecturers.remember_lecturer({"name": each.name, "email": f"lecturer{number}@example.edu.tw"}, worker.now)
    return making.make(ORGANIZER, class_.id, {"funding": "訓練業務－講座鐘點費", "pays_on": "2026-03-20"}, worker.now)


def _confirmed(worker: Worker, case: Case, who: Person) -> Case:
    sent = sending.send(ORGANIZER, case.id, {}, worker.now)
    bank = {"bank_code": "012", "bank_other": "", "branch": "木柵分行", "account": "123456789012", "account_again": "123456789012"}
    confirming.save_account(
        sent.id, sent.links, {**bank, "holder": case.payee.name, **_own(who)}, Actor("講座", "203.0.113.7", "Safari"), worker.now
    )
    shown = confirming.show(sent.id, sent.links, worker.now)
    form = {"typed_name": case.payee.name, "consent": "1", "text_sha256": shown.text_sha256, "request": "r"}
    return confirming.confirm(sent.id, sent.links, form, Actor("講座", "203.0.113.7", "Safari"), worker.now)


def _own(who: Person) -> dict[str, str]:
    return {"id_number": who.id_number, "address": "臺北市文山區木新路三段一號", "phone": "0912345678"}


def _year(worker: Worker, cases: list[Case]) -> None:
    """Two thousand that were paid, to a thousand lecturers, and as many that wait for theirs."""
    later(worker, days=4)
    paid_to = [f"bench-{number}" for number in range(_PAYEES)]
    for lecturer_id, who in zip(paid_to, people(11), strict=False):
        payees.save(lecturer_id, {**_own(who), "bank_code": "012", "account": "123456789012", "holder": "甲"}, "bench", worker.now)
    sent = store.find(cases[0].id) or cases[0]
    with CaseItem.batch_write() as batch:
        for number, (paid, waits) in enumerate(zip(_copies(cases, "1"), _copies(cases, "2"), strict=True)):
            payee = replace(paid.payee, lecturer_id=paid_to[number % _PAYEES])
            batch.save(
                store.item_of(replace(paid, state=State.PAID, paid_at=worker.now, state_since=worker.now, payee=payee, payee_version=1))
            )
            times = {"sent_at": worker.now - timedelta(days=4), "due_on": sent.due_on, "delivery": Delivery.SENT}
            batch.save(store.item_of(replace(waits, state=State.SENT, state_since=worker.now, **times)))  # type: ignore[arg-type]
    outbox.announce([Message(kind, {}, id=f"{kind}.bench") for kind in registry.daily()], worker.now)
    years.ask(_ACCOUNTANT, {"year": "2026", "what": "withholding"}, worker.now)
    worker.work_off()


def _copies(cases: list[Case], first: str) -> Iterator[Case]:
    return (replace(cases[number % len(cases)], id=f"2026040{first}{number:04}") for number in range(_CASES))


def _paid(worker: Worker, cases: list[Case]) -> None:
    """One application, one batch, the bank's answer: a batch may hold forty such."""
    application = applying.apply(ORGANIZER, {**{f"case.{case.id}": "1" for case in cases}, "group": "1"}, _DESK, worker.now)
    while application.waits_for:
        who = _APPROVERS[application.waits_for.value]
        application = deciding.approve(who, application.id, {"version": deciding.version_of(application)}, Actor(who.username), worker.now)
    worker.work_off()
    batch = _batch(worker, application.id)
    batching.void(_ACCOUNTANT, batch.id, {"reason": "重做"}, Actor("a"), worker.now)
    worker.work_off()
    batch = _batch(worker, application.id)
    batching.fetch(_ACCOUNTANT, batch.id, Actor("a"), worker.now)
    key = results.upload_form(_ACCOUNTANT, worker.now).fields["key"]
    client("s3").put_object(Bucket=settings().uploads_bucket, Key=key, Body=_answer(batch, worker.now.date()))
    uploads.announce([{"s3": {"object": {"key": key}}}], registry.uploads(), worker.now)
    worker.work_off()


def _batch(worker: Worker, application_id: str) -> Batch:
    later(worker, minutes=1)
    made = batching.make(_ACCOUNTANT, {f"application.{application_id}": "1", "pays_on": "2026-03-20"}, Actor("a"), worker.now)
    worker.work_off()
    return load_batch(made.id)


def _answer(batch: Batch, day: date) -> bytes:
    """The bank's file, as docs/bank-format.md says: everything was paid."""
    lines = [f"1TR01{batch.id}{day:%Y%m%d}"]
    lines += [f"2{number:06}{each.case_id}{each.amount:011}00{day:%Y%m%d}" for number, each in enumerate(batch.entries, start=1)]
    lines.append(f"9{len(batch.entries):06}{len(batch.entries):06}{batch.total:013}{0:06}{0:013}")
    return "".join(f"{line:<80}\r\n" for line in lines).encode()

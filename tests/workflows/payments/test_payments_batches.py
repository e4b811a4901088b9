"""From approved applications to the bank's file: what is in it, who may have it, once and no more."""

import hashlib
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.cloud import files
from chalicelib.domains.fees import store
from chalicelib.domains.fees.model import State as CaseState
from chalicelib.domains.fees.parameters import parameters
from chalicelib.domains.fees.payees import payees
from chalicelib.domains.payments.bank import batching, paying_worker
from chalicelib.domains.payments.model import Batch, BatchState, State
from chalicelib.domains.payments.transitions import load, load_batch
from chalicelib.errors import Conflict, Expired, Forbidden, InvalidInput
from tests.scenes.fees import ACCOUNTANT
from tests.scenes.payments import ACCOUNTS, DIRECTOR, IDS, PAYS_ON, applied, approved, batched, fetched, stands, wanted

Drain = Callable[[], int]
SentMail = Callable[[], list[Any]]


def file_of(batch: Batch) -> str:
    return files.read_upload(batching.file_key(batch.id)).decode("ascii")


def test_the_file_has_what_was_approved(now: datetime, drain: Drain) -> None:
    """By the columns of docs/bank-format.md: payer, three payments with account, number and amount, totals that agree with the cases."""
    batch = batched(now, drain)
    lines = file_of(batch).split("\r\n")
    assert lines.pop() == ""
    assert {len(line) for line in lines} == {120}
    head, *details, end = lines
    cases = [stands(entry.case_id) for entry in batch.entries]
    total = sum(case.net for case in cases)
    assert head.rstrip() == f"1TF01{batch.id}20260320" + "0122009" + "0080041234567890" + f"{3:06}{total:013}"
    assert [line[1:7] for line in details] == ["000001", "000002", "000003"]
    assert [line[7:19] for line in details] == [case.id for case in cases]
    assert [line[19:26] for line in details] == ["0120000"] * 3
    assert [line[26:42][-int(line[42:44]) :] for line in details] == ["004001234500", "004001234501", "004001234502"]
    assert [int(line[44:55]) for line in details] == [case.net for case in cases]
    assert [line[55:75].strip() for line in details] == list(IDS)
    assert (int(end[1:7]), int(end[7:20])) == (3, total)
    assert int(end[20:36]) == sum(int(line[26:42][-10:]) for line in details)
    assert {case.state for case in cases} == {CaseState.PAYING}
    assert hashlib.sha256(file_of(batch).encode()).hexdigest() == batch.file_sha256


def test_every_reading_is_written_down(now: datetime, drain: Drain) -> None:
    """Three accounts were opened for the file, and the list says for which batch."""
    batch = batched(now, drain)
    found = payees.readings(ACCOUNTANT, "2026-03")
    assert [(each.by, each.why) for each in found] == [("accountant1", f"製作付款檔 {batch.id}")] * 3


def test_no_account_outside_the_file(now: datetime, drain: Drain, aws: Callable[[str], Any]) -> None:
    """Neither the tables nor the kept documents hold an ID number or an account in clear."""
    batched(now, drain)
    dynamodb, s3 = aws("dynamodb"), aws("s3")
    stored = [str(dynamodb.scan(TableName=name)) for name in dynamodb.list_tables()["TableNames"]]
    for each in s3.list_objects_v2(Bucket="local-documents-bucket").get("Contents", []):
        body = s3.get_object(Bucket="local-documents-bucket", Key=each["Key"])["Body"].read()
        stored.append(str(body))
        if each["Key"].endswith(".pdf"):
            stored.append(subprocess.run(["pdftotext", "-", "-"], input=body, capture_output=True, check=True).stdout.decode())
    everything = "".join(stored)
    assert "A202603020001" in everything
    assert [secret for secret in (*IDS, "004001234500", "004001234501") if secret in everything] == []


def test_pressed_twice_it_is_one_batch(now: datetime, drain: Drain) -> None:
    """The same press answers with the same batch; an application goes into no second one."""
    application = approved(now)
    first = batching.make(ACCOUNTANT, wanted(application.id), ACCOUNTS, now)
    assert batching.make(ACCOUNTANT, wanted(application.id), ACCOUNTS, now).id == first.id
    other = approved(now, run="2")
    with pytest.raises(Conflict, match="已列入付款"):
        batching.make(ACCOUNTANT, wanted(application.id, other.id), ACCOUNTS, now)
    assert load(other.id).state is State.APPROVED
    drain()
    paying_worker.make_file(first.id, now)
    assert [event.kind for event in store.events(application.case_ids[0])].count("paying") == 1


def test_only_accounting_pays_and_only_what_is_approved(now: datetime) -> None:
    """A director makes no batch; an application on its way goes into none; a day is asked for."""
    application = applied(now)
    with pytest.raises(Forbidden):
        batching.make(DIRECTOR, wanted(application.id), ACCOUNTS, now)
    with pytest.raises(Conflict, match="簽核中"):
        batching.make(ACCOUNTANT, wanted(application.id), ACCOUNTS, now)
    for form in ({"pays_on": PAYS_ON}, wanted(application.id, pays_on="2026-02-01"), wanted(application.id, pays_on="soon")):
        with pytest.raises(InvalidInput):
            batching.make(ACCOUNTANT, form, ACCOUNTS, now)


def test_a_payment_uses_the_values_of_its_date(now: datetime) -> None:
    """Where another value would be in force on the day of payment, the batch is refused for that day."""
    application = approved(now)
    form = {"key": "nhi_rate", "starts_on": "2026-04-01", "value": "2.5", "source": "測試"}
    parameters.save(ACCOUNTANT, form, now)
    with pytest.raises(InvalidInput) as late:
        batching.make(ACCOUNTANT, wanted(application.id, pays_on="2026-04-10"), ACCOUNTS, now)
    assert application.id in late.value.fields["pays_on"]
    assert batching.make(ACCOUNTANT, wanted(application.id), ACCOUNTS, now).state is BatchState.MAKING


def test_void_before_it_left_the_house(now: datetime, drain: Drain) -> None:
    """Nobody fetched the file: void, applications and cases are approved again, and go into another batch. Once fetched it is too late."""
    batch = batched(now, drain)
    with pytest.raises(InvalidInput):
        batching.void(ACCOUNTANT, batch.id, {}, ACCOUNTS, now)
    batching.void(ACCOUNTANT, batch.id, {"reason": "付款日選錯"}, ACCOUNTS, now)
    drain()
    assert {stands(entry.case_id).state for entry in batch.entries} == {CaseState.APPROVED}
    (application_id,) = batch.applications
    assert (load(application_id).state, load(application_id).batch_id) == (State.APPROVED, "")
    second = batching.make(ACCOUNTANT, wanted(application_id), ACCOUNTS, now)
    drain()
    fetched(load_batch(second.id), now)
    with pytest.raises(Conflict, match="已經下載"):
        batching.void(ACCOUNTANT, second.id, {"reason": "x"}, ACCOUNTS, now)
    with pytest.raises(Conflict):
        batching.fetch(ACCOUNTANT, batch.id, ACCOUNTS, now)


def test_the_file_ends_and_is_made_again_the_same(now: datetime, drain: Drain) -> None:
    """After twenty hours it is gone; made again it has the same bytes, and nothing is paid twice by it."""
    batch = batched(now, drain)
    before, late = file_of(batch), now + timedelta(hours=21)
    with pytest.raises(Expired):
        batching.fetch(ACCOUNTANT, batch.id, ACCOUNTS, late)
    with pytest.raises(Conflict):
        batching.make_again(ACCOUNTANT, batch.id, ACCOUNTS, now)
    files.delete_upload(batching.file_key(batch.id))
    batching.make_again(ACCOUNTANT, batch.id, ACCOUNTS, late)
    paying_worker.make_again(batch.id, late)
    assert file_of(batch) == before
    assert load_batch(batch.id).file_sha256 == batch.file_sha256

"""The bank's answer: each case is paid or comes back once, the lecturer is told at once, the same file changes nothing."""

import subprocess
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import requests

from chalicelib.cloud import files
from chalicelib.domains.fees import store
from chalicelib.domains.fees.confirming import confirming, sending
from chalicelib.domains.fees.model import State as CaseState
from chalicelib.domains.payments.approval import applying
from chalicelib.domains.payments.bank import batching, results, store_results
from chalicelib.domains.payments.model import Batch, BatchState
from chalicelib.domains.payments.transitions import load_batch
from chalicelib.errors import Expired, Forbidden
from tests.scenes.fees import ACCOUNTANT, ADMINISTRATOR, ORGANIZER
from tests.scenes.fees_confirming import PHONE, account_form
from tests.scenes.payments import (
    ACCOUNTS,
    DESK,
    DIRECTOR,
    answer,
    answer_of,
    approve_next,
    batched,
    fetched,
    make_staff,
    stands,
    ticked,
    wanted,
)

Drain = Callable[[], int]
SentMail = Callable[[], list[Any]]


def file_of(batch: Batch) -> str:
    return files.read_upload(batching.file_key(batch.id)).decode("ascii")


def imported(data: bytes, now: datetime, drain: Drain) -> Any:
    """Uploaded as the page's form does it, read by the worker."""
    form = results.upload_form(ACCOUNTANT, now)
    sent = requests.post(form.url, data=form.fields, files={"file": ("result.txt", data)}, allow_redirects=False, timeout=10)
    assert sent.status_code == 303, sent.text
    drain()
    found = store_results.find(form.fields["success_action_redirect"].rpartition("/")[2])
    assert found
    return found


def mails_to(sent_mail: SentMail, address: str) -> list[Any]:
    return [mail for mail in sent_mail() if mail["To"] == address and "鐘點費" in mail["Subject"]]


def test_the_lecturer_is_told_at_once(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """The bank says paid: the case is paid, and a mail goes out with the slip and the link to the case."""
    make_staff(now)
    batch = fetched(batched(now, drain), now)
    result = imported(answer(batch), now, drain)
    assert (result.state, int(result.paid), int(result.failed), result.problems) == ("done", 3, 0, [])
    assert {stands(entry.case_id).state for entry in batch.entries} == {CaseState.PAID}
    assert load_batch(batch.id).state is BatchState.DONE
    mail = mails_to(sent_mail, "lin@example.edu.tw")[-1]
    assert "已入帳" in mail["Subject"]
    text = mail.get_body(("plain",)).get_content()
    case = stands(batch.entries[0].case_id)
    assert f"{case.net:,} 元" in text
    assert "/fee/l/" in text
    (slip,) = mail.iter_attachments()
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=slip.get_content(), capture_output=True, check=True).stdout.decode()
    assert case.id in read
    assert f"{case.net:,}" in read


def test_the_same_file_twice_changes_nothing(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """Imported once more: everything was known, no event, no second mail."""
    batch = fetched(batched(now, drain), now)
    data = answer(batch, {batch.entries[1].case_id: "01"})
    imported(data, now, drain)
    events = [len(store.events(entry.case_id)) for entry in batch.entries]
    mails = len(sent_mail())
    again = imported(data, now, drain)
    assert (int(again.paid), int(again.failed), int(again.known), again.problems) == (0, 0, 3, [])
    assert [len(store.events(entry.case_id)) for entry in batch.entries] == events
    assert len(sent_mail()) == mails


def test_what_came_back_is_corrected_and_paid(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """Failed: lecturer and organizer are told; the account is corrected; it is applied for again; the old file says nothing new."""
    make_staff(now)
    batch = fetched(batched(now, drain), now)
    lin = batch.entries[0].case_id
    first = answer(batch, {lin: "03"})
    imported(first, now, drain)
    assert (stands(lin).state, stands(lin).reason) == (CaseState.FAILED, "帳戶已結清")
    assert load_batch(batch.id).state is BatchState.DONE
    assert "更正帳號" in mails_to(sent_mail, "lin@example.edu.tw")[-1]["Subject"]
    assert "退匯" in mails_to(sent_mail, "organizer1@gov.taipei")[-1]["Subject"]
    case = stands(lin)
    form = account_form(account="555566667777", account_again="555566667777")
    confirming.save_account(case.id, case.links, form, PHONE, now)
    again = applying.apply(ORGANIZER, ticked([stands(lin)]), DESK, now)
    while again.waits_for:
        again = approve_next(again, now)
    second = batching.make(ACCOUNTANT, wanted(again.id), ACCOUNTS, now)
    drain()
    assert "555566667777" in file_of(load_batch(second.id))
    assert int(imported(first, now, drain).known) == 3
    assert stands(lin).state is CaseState.PAYING
    imported(answer(fetched(load_batch(second.id), now)), now, drain)
    assert stands(lin).state is CaseState.PAID
    contradiction = imported(answer(batch, {batch.entries[1].case_id: "01", lin: "03"}), now, drain)
    assert "與這個檔案不同" in contradiction.problems[0]
    assert stands(batch.entries[1].case_id).state is CaseState.PAID


def test_lines_that_contradict_stop_no_other(now: datetime, drain: Drain) -> None:
    """Another amount, a stranger's number, a case named twice: problems in words; the line that is right is applied."""
    batch = fetched(batched(now, drain), now)
    first, second, third = batch.entries
    rows = [
        (first.case_id, first.amount, "00"),
        (second.case_id, second.amount + 1, "00"),
        ("202601010001", 100, "00"),
        (third.case_id, third.amount, "00"),
        (third.case_id, third.amount, "01"),
    ]
    result = imported(answer_of(batch.id, rows), now, drain)
    assert (result.state, int(result.paid)) == ("done", 1)
    assert [problem.partition("：")[0] for problem in result.problems] == [second.case_id, "202601010001", third.case_id, third.case_id]
    assert [stands(entry.case_id).state for entry in batch.entries] == [CaseState.PAID, CaseState.PAYING, CaseState.PAYING]
    assert load_batch(batch.id).state is BatchState.READY


@pytest.mark.parametrize("spoil", ["total", "cut", "sequence", "code", "day", "chinese", "batch", "empty"])
def test_a_file_that_does_not_fit_is_refused_whole(now: datetime, drain: Drain, spoil: str) -> None:
    """Totals, order, codes, characters: one thing wrong, and no case moves."""
    batch = fetched(batched(now, drain), now)
    data = answer(batch)
    lines = data.split(b"\r\n")
    spoiled = {
        "total": data.replace(b"9000003", b"9000004"),
        "cut": b"\r\n".join(lines[:-2]),
        "sequence": b"\r\n".join([lines[0], *lines[2:]]),
        "code": data.replace(b"0020260302", b"7720260302", 1),
        "day": data.replace(b"0020260302", b"0020261399", 1),
        "chinese": data.replace(b"TR01", "回覆".encode()),
        "batch": data.replace(batch.id.encode(), b"B209901010001"),
        "empty": b"1TR01",
    }[spoil]
    assert spoiled != data
    result = imported(spoiled, now, drain)
    assert result.state == "refused"
    assert result.problems
    assert {stands(entry.case_id).state for entry in batch.entries} == {CaseState.PAYING}


def test_an_answer_to_what_was_never_sent(now: datetime, drain: Drain) -> None:
    """The file was never fetched: an answer to it is refused."""
    batch = batched(now, drain)
    result = imported(answer(batch), now, drain)
    assert (result.state, "沒有送出過" in result.problems[0]) == ("refused", True)


def test_the_day_is_the_banks(now: datetime, drain: Drain) -> None:
    """Money of last December that is imported in March counts for last year; a day to come is a problem."""
    batch = fetched(batched(now, drain), now)
    ahead = imported(answer(batch, day=date(2026, 3, 3)), now, drain)
    assert (int(ahead.paid), len(ahead.problems)) == (0, 3)
    imported(answer(batch, day=date(2025, 12, 31)), now, drain)
    paid_at = stands(batch.entries[0].case_id).paid_at
    assert paid_at
    assert paid_at.date() == date(2025, 12, 31)


def test_only_accounting_imports(now: datetime) -> None:
    """Neither a director nor an administrator gets the form."""
    for who in (DIRECTOR, ADMINISTRATOR, ORGANIZER):
        with pytest.raises(Forbidden):
            results.upload_form(who, now)


def test_months_after_a_failure_the_link_is_sent_again(now: datetime, drain: Drain, sent_mail: SentMail) -> None:
    """The old link has had its time: the organizer sends a new one, by which the account is corrected; amounts and signature stand."""
    make_staff(now)
    batch = fetched(batched(now, drain), now)
    lin = batch.entries[0].case_id
    imported(answer(batch, {lin: "03"}), now, drain)
    before, late = stands(lin), now + timedelta(days=120)
    form = account_form(account="555566667777", account_again="555566667777")
    with pytest.raises(Expired):
        confirming.save_account(lin, before.links, form, PHONE, late)
    organizers = len(mails_to(sent_mail, "organizer1@gov.taipei"))
    again = sending.send(ORGANIZER, lin, {}, late)
    drain()
    assert (again.state, again.links, again.net, again.text_sha256) == (CaseState.FAILED, 2, before.net, before.text_sha256)
    assert len(mails_to(sent_mail, "organizer1@gov.taipei")) == organizers
    assert "更正帳號" in mails_to(sent_mail, "lin@example.edu.tw")[-1]["Subject"]
    with pytest.raises(Expired):
        confirming.save_account(lin, 1, form, PHONE, late)
    assert confirming.save_account(lin, 2, form, PHONE, late).state is CaseState.CONFIRMED

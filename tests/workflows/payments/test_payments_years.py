"""The year's lists: by person and income class, hand-computed; ID numbers opened by name, the file gone after an hour."""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chalicelib.cloud import files
from chalicelib.domains.fees import transitions
from chalicelib.domains.fees.calculation.case_rules import wanted_of
from chalicelib.domains.fees.confirming import confirming, sending
from chalicelib.domains.fees.drafting import editing, making
from chalicelib.domains.fees.drafting.form_rules import form_of
from chalicelib.domains.fees.events_rules import CaseEvent
from chalicelib.domains.fees.model import Case
from chalicelib.domains.fees.model import State as CaseState
from chalicelib.domains.fees.payees import payees
from chalicelib.domains.payments.bank import results
from chalicelib.domains.payments.bank.rules import Row
from chalicelib.domains.payments.year import lists_worker
from chalicelib.domains.payments.year import requests as year_requests
from chalicelib.errors import Expired, Forbidden, InvalidInput, NotFound
from chalicelib.records.hash_chain import Actor
from chalicelib.records.transitions import Transition
from infra.local.iam.acting import acting
from tests.scenes.fees import ACCOUNTANT, FUNDING, ORGANIZER, taught_class
from tests.scenes.fees_confirming import PHONE, account_form, signed_form
from tests.scenes.payments import ACCOUNTS, DIRECTOR, IDS, batched, fetched, stands

Drain = Callable[[], int]
WITHHOLDING = {"year": "2026", "what": "withholding"}


def paid(now: datetime, drain: Drain, day: date = date(2026, 3, 2), **changed: Any) -> list[str]:
    """The class's three cases, paid on the day by the bank."""
    batch = fetched(batched(now, drain, **changed), now)
    rows = [Row(entry.case_id, entry.amount, True, "00", "", day) for entry in batch.entries]
    results.apply_answer(batch, rows, ACCOUNTS, now)
    return [entry.case_id for entry in batch.entries]


def asked(form: dict[str, str], now: datetime, drain: Drain) -> list[list[str]]:
    """The list's rows, read by the csv of the standard library from what was stored."""
    year_id = year_requests.ask(ACCOUNTANT, form, now)
    drain()
    return list(csv.reader(io.StringIO(files.read_upload(year_requests.find(ACCOUNTANT, year_id, now).key).decode("utf-8-sig"))))


def test_by_person_and_income_class(now: datetime, drain: Drain) -> None:
    """Two classes of the same three people: Lin 6 節 × 2,000 twice, Huang along with Lin, Chen 2 節; sums by hand."""
    first, second = paid(now, drain), paid(now, drain, run="2")
    header, *rows = asked(WITHHOLDING, now, drain)
    assert header[:3] == ["給付年度", "所得人證號", "所得人姓名"]
    by_id = {row[1]: row for row in rows}
    assert [row[1] for row in rows] == sorted(IDS)
    lin = by_id[IDS[0]]
    # 3 節 and 3 節 at 2,000 is 12,000 a class; two classes 24,000, below 90,501 and below the premium's threshold each.
    assert lin == ["115", IDS[0], "林書豪", "臺北市文山區木新路三段一號", "50", "Y", "2", "24000", "0", "24000"]
    cases = [stands(case_id) for case_id in (*first, *second)]
    assert sum(int(row[7]) for row in rows) == sum(case.gross for case in cases)
    assert sum(int(row[6]) for row in rows) == 6


def taxed(now: datetime, drain: Drain) -> Case:
    """Lin's talk of 100,000 as practice income: tax 10 %, premium 2.11 %; travel of 1,490 is no income."""
    class_ = taught_class(now)
    case = making.make(ORGANIZER, class_.id, FUNDING, now)[0]
    form = {**form_of(wanted_of(case)), "version": str(case.events), "kind": "abroad", "rate": "16000", "income_class": "9B"}
    form |= {"extra_source.1": "travel", "extra_amount.1": "1490", "extra_subject.1": "高鐵"}
    edited = editing.edit(ORGANIZER, case.id, form, now)
    sent = sending.send(ORGANIZER, edited.id, {}, now)
    confirming.save_account(sent.id, sent.links, account_form(), PHONE, now)
    confirming.confirm(sent.id, sent.links, signed_form(sent, now), PHONE, now)
    moved = {"state": CaseState.PAID, "paid_at": now}
    return transitions.cases.apply(stands(case.id), Transition(kind=CaseEvent.PAID, actor=Actor("x"), change=moved), now)


def test_tax_and_premium_by_hand(now: datetime, drain: Drain) -> None:
    """96,000 of practice income: tax 9,600, premium 96,000 × 2.11 % = 2,025.6 → 2,026; travel is in neither list."""
    case = taxed(now, drain)
    assert case.gross == 96_000 + 1_490
    _, row = asked(WITHHOLDING, now, drain)
    assert row[4:] == ["9B", "Y", "1", "96000", "9600", "86400"]
    _, premium = asked({"year": "2026", "what": "premium"}, now, drain)
    assert premium == ["1150302", "A123456789", "林書豪", "65", "96000", "96000", "2026", case.id]


def test_only_what_arrived_in_the_year(now: datetime, drain: Drain) -> None:
    """By the bank's day: December's money that was imported in March is last year's."""
    paid(now, drain, day=date(2025, 12, 31))
    assert len(asked(WITHHOLDING, now, drain)) == 1
    assert len(asked({"year": "2025", "what": "withholding"}, now, drain)) == 4


def test_what_is_not_paid_is_not_told(now: datetime, drain: Drain) -> None:
    """Cases that are being paid, or came back, are no income."""
    batch = fetched(batched(now, drain), now)
    rows = [Row(entry.case_id, entry.amount, False, "01", "查無此帳號", date(2026, 3, 2)) for entry in batch.entries[:1]]
    results.apply_answer(batch, rows, ACCOUNTS, now)
    assert len(asked(WITHHOLDING, now, drain)) == 1


def test_every_opening_says_who_and_why(now: datetime, drain: Drain) -> None:
    """One reading a person and version, by the accountant who asked, with the year in its reason."""
    paid(now, drain)
    before = len(payees.readings(ACCOUNTANT, "2026-03"))
    asked(WITHHOLDING, now, drain)
    new = payees.readings(ACCOUNTANT, "2026-03")[: len(payees.readings(ACCOUNTANT, "2026-03")) - before]
    assert {(each.by, each.why) for each in payees.readings(ACCOUNTANT, "2026-03")} >= {("accountant1", "製作所得扣繳清冊 115 年")}
    assert len(new) == 3


def test_the_file_is_gone_after_an_hour(now: datetime, drain: Drain) -> None:
    """It can be fetched for an hour, by accounting and administrators only; then it is deleted."""
    year_id = year_requests.ask(ACCOUNTANT, WITHHOLDING, now)
    with pytest.raises(NotFound):
        year_requests.download(ACCOUNTANT, year_id, now)
    drain()
    with acting("http"):
        assert "withholding-ready" in year_requests.download(ACCOUNTANT, year_id, now)
    with pytest.raises(Forbidden):
        year_requests.download(DIRECTOR, year_id, now)
    late = now + timedelta(minutes=61)
    with pytest.raises(Expired):
        year_requests.download(ACCOUNTANT, year_id, late)
    with acting("every_ten_minutes"):
        assert (year_requests.sweep(now), year_requests.sweep(late), year_requests.sweep(late)) == (0, 1, 0)
    with pytest.raises(NotFound):
        files.read_upload(year_requests.find(ACCOUNTANT, year_id, now).key)


@pytest.mark.parametrize("form", [{}, {"year": "1999", "what": "withholding"}, {"year": "2026", "what": "all"}])
def test_a_year_and_a_list_are_asked_for(now: datetime, form: dict[str, str]) -> None:
    """Anything else is refused at its field."""
    with pytest.raises(InvalidInput):
        year_requests.ask(ACCOUNTANT, form, now)


def test_made_once(now: datetime, drain: Drain) -> None:
    """The message twice: one reading of each person, one file."""
    paid(now, drain)
    year_id = year_requests.ask(ACCOUNTANT, WITHHOLDING, now)
    drain()
    readings = len(payees.readings(ACCOUNTANT, "2026-03"))
    lists_worker.make(year_id, now)
    assert len(payees.readings(ACCOUNTANT, "2026-03")) == readings

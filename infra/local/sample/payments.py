"""The sample centre's payments: one class is paid (one transfer came back), one waits for the head, one for its organizer."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

from chalicelib.clock import taipei
from chalicelib.domains.fees import store
from chalicelib.domains.fees.confirming import confirming, sending
from chalicelib.domains.fees.drafting import making
from chalicelib.domains.fees.model import Case
from chalicelib.domains.payments.approval import applying, deciding
from chalicelib.domains.payments.bank import batching, paying_worker, results
from chalicelib.domains.payments.bank import rules as bank_rules
from chalicelib.domains.payments.model import Application, Batch
from chalicelib.domains.payments.transitions import load as load_application
from chalicelib.domains.payments.transitions import load_batch
from chalicelib.errors import Conflict
from chalicelib.identity import Principal, Role
from chalicelib.records.hash_chain import Actor
from infra.samples.people import here

_ORGANIZER = Principal("organizer1", "林雅婷", frozenset({Role.ORGANIZER}))
_CHAIN = (
    Principal("head1", "張淑芬", frozenset({Role.HEAD})),
    Principal("accountant1", "李惠君", frozenset({Role.ACCOUNTANT})),
    Principal("director1", "王國賢", frozenset({Role.DIRECTOR})),
)
_ACCOUNTANT = _CHAIN[1]
_PHONE = Actor("講座", "203.0.113.24", "Mobile Safari")
Result = TypeVar("Result")
_IDS = ("A123456789", "B223456782", "F131104093", "H290010003")
_FUNDING = "訓練業務－講座鐘點費"


def load(paid: str, waiting: str, confirmed: str, now: datetime) -> tuple[int, int]:
    """Of three classes with timetables: returns how many cases were confirmed and applications made; a later start makes none."""
    first = _confirmed(paid, now - timedelta(days=20))
    second = _confirmed(waiting, now - timedelta(days=2))
    third = _confirmed(confirmed, now - timedelta(days=1))
    if first:
        _pay(_approved(_applied(first, now - timedelta(days=12)), now - timedelta(days=11)), now)
    if second:
        _applied(second, now - timedelta(hours=20))
    return len(first) + len(second) + len(third), bool(first) + bool(second)


def _confirmed(class_id: str, at: datetime) -> list[Case]:
    """Every lecturer of the class has given an account and confirmed; nothing where there are cases already."""
    if store.of_class(class_id):
        return []
    pays_on = taipei(at).date() + timedelta(days=24)
    made = making.make(_ORGANIZER, class_id, {"funding": _FUNDING, "pays_on": str(pays_on)}, at)
    return [_confirm(sending.send(_ORGANIZER, case.id, {}, at), number, at + timedelta(hours=5)) for number, case in enumerate(made)]


def _confirm(case: Case, number: int, at: datetime) -> Case:
    account = f"16050012{number}8{case.id[-3:]}"
    form = {"bank_code": "012", "account": account, "account_again": account, "holder": case.payee.name}
    form |= {"address": here("臺北市文山區木柵路三段 220 號"), "id_number": _IDS[number % len(_IDS)]}
    _undisturbed(lambda: confirming.save_account(case.id, case.links, form, _PHONE, at))
    shown = confirming.show(case.id, case.links, at)
    signed = {"typed_name": case.payee.name, "consent": "1", "text_sha256": shown.text_sha256, "request": f"sample-{case.id}"}
    return _undisturbed(lambda: confirming.confirm(case.id, case.links, signed, _PHONE, at))


def _undisturbed(act: Callable[[], Result]) -> Result:
    """Again where a worker, which runs beside us, noted something in that very moment."""
    for _ in range(20):
        with suppress(Conflict):
            return act()
    return act()


def _applied(cases: Sequence[Case], at: datetime) -> Application:
    form = {**{f"case.{case.id}": "1" for case in cases}, "group": "1", "note.1": "依課表授課完畢，講座均已線上確認"}
    return applying.apply(_ORGANIZER, form, Actor(_ORGANIZER.username, "198.51.100.4"), at)


def _approved(application: Application, at: datetime) -> Application:
    for hours, who in enumerate(_CHAIN):
        application = load_application(application.id)
        form = {"version": deciding.version_of(application)}
        deciding.approve(who, application.id, form, Actor(who.username, "198.51.100.7"), at + timedelta(hours=3 * hours))
    return load_application(application.id)


def _pay(application: Application, now: datetime) -> Batch:
    """The bank paid all but the last, three days ago."""
    at, seen = now - timedelta(days=9), Actor(_ACCOUNTANT.username, "198.51.100.7")
    pays_on = taipei(now).date() - timedelta(days=4)
    made = batching.make(_ACCOUNTANT, {f"application.{application.id}": "1", "pays_on": str(pays_on)}, seen, at)
    _undisturbed(lambda: paying_worker.make_file(made.id, at))
    _undisturbed(lambda: batching.fetch(_ACCOUNTANT, made.id, seen, at + timedelta(minutes=10)))
    batch, day = load_batch(made.id), taipei(now).date() - timedelta(days=3)
    last = len(batch.entries) - 1
    rows = [
        bank_rules.Row(
            entry.case_id, entry.amount, number != last, "00" if number != last else "03", "" if number != last else "帳戶已結清", day
        )
        for number, entry in enumerate(batch.entries)
    ]
    results.apply_answer(batch, rows, seen, now - timedelta(days=3))
    return batch

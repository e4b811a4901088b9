"""ID numbers and accounts: checked, encrypted, versions that never change, and no opening without its record."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st
from moto.backends import get_backend

from chalicelib import dynamodb
from chalicelib.cloud import keys
from chalicelib.domains.fees.payees import banks_rules, payees
from chalicelib.domains.fees.payees import rules as payees_rules
from chalicelib.domains.fees.payees import store as payees_store
from chalicelib.domains.fees.payees.store import PayeeItem
from chalicelib.domains.people import service as people
from chalicelib.errors import Forbidden, InvalidInput, NotFound, Unavailable
from chalicelib.identity import Role
from tests.scenes.fees import ACCOUNTANT, ORGANIZER, standing
from tests.scenes.fees_confirming import ACCOUNT, ADDRESS, CLEAR, ID_NUMBER, account_form, confirmed_case, entered, sent_case
from tests.support.browser_client import Browser

WHY = "製作匯款檔"


def fields(**changed: str) -> dict[str, str]:
    return payees_rules.read(account_form(**changed), frozenset(), people.checked_id, resident=True)


def everything_stored() -> str:
    """All items of all tables, all queued messages, all objects, as moto holds them."""
    account = get_backend("dynamodb")["123456789012"]["ap-northeast-1"]
    items = [repr(item.to_json()) for each in account.tables.values() for part in each.items.values() for item in part.values()]
    queues = get_backend("sqs")["123456789012"]["ap-northeast-1"].queues.values()
    return "\n".join([*items, *(message.body for queue in queues for message in queue._messages)])


def test_what_was_saved_comes_back_and_the_reading_is_written_down(now: datetime) -> None:
    """In clear to who says who and why; the record names both, the version and the masked holder."""
    version = payees.save("lin", fields(), "講座", now)
    found = payees.revealed("lin", version, "accountant1", WHY, now)
    assert (found.id_number, found.bank_code, found.account, found.address) == (ID_NUMBER, "012", ACCOUNT, ADDRESS)
    (reading,) = payees.readings(ACCOUNTANT, "2026-03")
    assert (reading.by, reading.why, reading.version, reading.holder, reading.at) == ("accountant1", WHY, 1, "林○豪", now)


def test_pages_get_masks_only(now: datetime) -> None:
    """*******789, the last four digits of the account, the district; nothing is opened for it."""
    payees.save("lin", fields(), "講座", now)
    shown = payees.masked("lin")
    assert shown
    assert (shown.id_masked, shown.account_masked, shown.bank_name) == ("*******789", "********9012", "台北富邦商業銀行")
    assert (shown.address, shown.holder, shown.version) == ("臺北市文山區○○○", "林○豪", 1)
    assert payees.readings(ACCOUNTANT, "2026-03") == []
    assert payees.masked("nobody") is None


def test_a_version_never_changes(now: datetime) -> None:
    """A correction is a further version; what was confirmed is still read as it was, and what was not typed goes along unopened."""
    payees.save("lin", fields(), "講座", now)
    changed = payees_rules.read(
        {"bank_code": "700", "account": "00012345678901", "account_again": "0001234-5678901"},
        frozenset(payees_rules.FIELDS),
        people.checked_id,
        resident=True,
    )
    assert payees.save("lin", changed, "講座", now + timedelta(days=1)) == 2
    assert payees.readings(ACCOUNTANT, "2026-03") == []
    first, second = (payees.revealed("lin", number, "a", WHY, now) for number in (1, 2))
    assert (first.account, first.branch) == (ACCOUNT, "木柵分行")
    assert (second.account, second.bank_code, second.branch) == ("00012345678901", "700", "")
    assert (second.id_number, second.address) == (ID_NUMBER, ADDRESS)


def test_nothing_is_opened_when_the_reading_cannot_be_written(now: datetime) -> None:
    """The table does not answer: KMS is not even asked."""
    payees.save("lin", fields(), "講座", now)
    asked: list[str] = []

    def no_answer(**_: object) -> None:
        raise EndpointConnectionError(endpoint_url="https://dynamodb")

    events, kms = dynamodb.connection().client.meta.events, keys.client("kms").meta.events
    events.register("before-call.dynamodb.PutItem", no_answer)
    kms.register("before-call.kms.Decrypt", lambda **_: asked.append("decrypt"))
    try:
        with pytest.raises(Unavailable):
            payees.revealed("lin", 1, "a", WHY, now)
    finally:
        events.unregister("before-call.dynamodb.PutItem", no_answer)
    assert asked == []


def test_who_and_why_must_be_said(now: datetime) -> None:
    """Without either, and for a version that is not there, nothing is opened."""
    payees.save("lin", fields(), "講座", now)
    for who, why in (("", WHY), ("a", "")):
        with pytest.raises(InvalidInput):
            payees.revealed("lin", 1, who, why, now)
    with pytest.raises(NotFound):
        payees.revealed("lin", 2, "a", WHY, now)


def test_a_ciphertext_fits_only_its_own_place(now: datetime) -> None:
    """Moved to another field, another lecturer or another version's key, it does not open."""
    for lecturer in ("lin", "chen"):
        payees.save(lecturer, fields(), "講座", now)
    item = PayeeItem.find("PAYEE#lin", "V#0001")
    assert item
    swapped = {**item.sealed, "holder": item.sealed["address"]}
    item.update(actions=[PayeeItem.sealed.set(swapped)])
    with pytest.raises(InvalidTag):
        payees.revealed("lin", 1, "a", WHY, now)
    other = PayeeItem.find("PAYEE#chen", "V#0001")
    assert other
    other.update(actions=[PayeeItem.keys.set(item.keys), PayeeItem.sealed.set(item.sealed)])
    with pytest.raises(ClientError):
        payees.revealed("chen", 1, "a", WHY, now)


def test_no_clear_number_anywhere(
    browser: Browser, now: datetime, drain: Callable[[], int], sent_mail: Callable[[], list[Any]], caplog: pytest.LogCaptureFixture
) -> None:
    """Typed wrongly, typed rightly, confirmed and sealed: no table, queue, mail, log or page holds a number, an address or a phone."""
    caplog.set_level(logging.DEBUG)
    case = sent_case(now)
    entered(browser, case)
    wrong = account_form(account_again="999999999999")
    browser.post("/fee/account", wrong)
    assert browser.status == 400
    caplog.clear()  # the test's own browser logs nothing; botocore's debug lines hold what goes to KMS, which is sealed keys only
    browser.post("/fee/account", account_form(), follow=True)
    assert browser.status == 200
    page = browser.text
    confirmed_case(now, code="B00999")
    drain()
    mails = "\n".join(part.get_content() for mail in sent_mail() for part in mail.walk() if part.get_content_maintype() == "text")
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("chalicelib", "app")))
    assert "*******789" in everything_stored()
    assert "********9012" in page
    for number in CLEAR:
        for place in (everything_stored(), mails, ours, page):
            assert number not in place
    assert standing(case).state == "sent"


def test_an_error_does_not_repeat_what_was_typed() -> None:
    """Neither the message nor its fields; nor does the opened record show itself in a trace."""
    with pytest.raises(InvalidInput) as raised:
        fields(id_number="A123456780", account="55555", phone="x")
    said = raised.value.message + repr(raised.value.fields)
    assert set(raised.value.fields) == {"id_number", "account", "phone"}
    assert "A123456780" not in said
    assert "55555" not in said
    assert ACCOUNT not in repr(payees.RevealedPayee(ID_NUMBER, "012", ACCOUNT, ADDRESS))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"account_again": "123456789013"}, "account_again"),
        ({"account": "", "account_again": ""}, "account"),
        ({"account": "1234567", "account_again": "1234567"}, "account"),
        ({"account": "1" * 17, "account_again": "1" * 17}, "account"),
        ({"account": "12345678a", "account_again": "12345678a"}, "account"),
        ({"account": "00000000", "account_again": "00000000"}, "account"),
        ({"bank_code": "700"}, "account"),
        ({"bank_code": ""}, "bank_code"),
        ({"bank_code": "other", "bank_other": "12"}, "bank_other"),
        ({"bank_code": "other", "bank_other": ""}, "bank_other"),
        ({"holder": ""}, "holder"),
        ({"holder": "林" * 61}, "holder"),
        ({"address": "臺北市\n文山區"}, "address"),
        ({"address": ""}, "address"),
        ({"id_number": ""}, "id_number"),
        ({"id_number": "A123456788"}, "id_number"),
        ({"phone": "12"}, "phone"),
    ],
)
def test_each_field_is_checked(changed: dict[str, str], field: str) -> None:
    """What is missing, too long, mistyped or of the wrong length for that bank is said at its field."""
    with pytest.raises(InvalidInput) as raised:
        fields(**changed)
    assert field in raised.value.fields


def test_full_width_spaces_and_hyphens_are_taken() -> None:
    """An account as a phone's keyboard or a passbook gives it."""
    found = fields(account="１２３４-5678 9012", account_again=ACCOUNT, id_number="ａ123456789", phone="0912-345-678")
    assert (found["account"], found["id_number"], found["phone"]) == (ACCOUNT, ID_NUMBER, "0912345678")


def test_who_lives_abroad_gives_a_passport() -> None:
    """Its number has no check digit; a person key is not made of it."""
    found = payees_rules.read(account_form(id_number="x 1234567"), frozenset(), people.checked_id, resident=False)
    assert found["id_number"] == "X1234567"


@given(st.text(max_size=40), st.sampled_from([*banks_rules.BANKS, "0051234"]))
def test_only_digits_ever_pass_as_an_account(typed: str, code: str) -> None:
    """Whatever is typed: what is accepted is 8 to 16 ASCII digits."""
    account = payees_rules.digits(typed)
    if not banks_rules.account_problem(code, account):
        assert account.isascii()
        assert account.isdigit()
        assert 8 <= len(account) <= 16


@given(st.text(alphabet="0123456789", min_size=8, max_size=16))
def test_a_mask_shows_four_digits_at_most(account: str) -> None:
    """And is as long as the account."""
    mask = payees_rules.masked("account", account, people.mask_id, people.mask_name)
    assert (len(mask), mask.count("*"), mask[-4:]) == (len(account), len(account) - 4, account[-4:])


def test_the_list_of_readings_is_for_those_who_need_it(browser: Browser, now: datetime) -> None:
    """The accountant sees who, why and when; an organizer sees nothing of it."""
    payees.save("lin", fields(), "講座", now)
    payees.revealed("lin", 1, "accountant1", WHY, now)
    browser.sign_in(Role.ACCOUNTANT).get("/fees/readings?month=2026-03")
    for words in ("accountant1", WHY, "林○豪", "2026-03-02 08:50:00"):
        assert words in browser.text
    assert browser.get("/fees/readings?month=2026-02x").status == 200
    with pytest.raises(Forbidden):
        payees.readings(ORGANIZER, "2026-03")


def test_readings_come_latest_first(now: datetime) -> None:
    """Of their month only."""
    payees.save("lin", fields(), "講座", now)
    for day in (0, 1, 40):
        payees.revealed("lin", 1, f"a{day}", WHY, now + timedelta(days=day))
    assert [each.by for each in payees_store.readings("2026-03")] == ["a1", "a0"]

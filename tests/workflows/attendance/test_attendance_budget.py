"""What one check-in costs."""

from collections.abc import Callable
from datetime import datetime

import pytest

from chalicelib.domains.attendance import service, store
from chalicelib.domains.attendance.model import Outcome, Scan, SessionSnapshot, Via
from chalicelib.domains.attendance.store import AttendanceItem
from chalicelib.domains.classes import service as classes
from chalicelib.domains.people import service as people
from infra.local import cloud
from tests.scenes.attendance import WANG, enter, make_running_class, morning, nonce_of, scan
from tests.support.browser_client import Browser
from tests.support.sent_calls import dynamodb_calls


@pytest.fixture
def facts(browser: Browser, drain: Callable[[], int], now: datetime) -> SessionSnapshot:
    made = make_running_class(browser, drain, now)
    return service.facts_of(classes.load_session(morning(made)))


@pytest.mark.counts_requests
def test_a_check_in_is_one_call(facts: SessionSnapshot, new_browser: Callable[[], Browser], now: datetime) -> None:
    """From the press to the seat on the phone: one UpdateItem and nothing else."""
    phone = scan(new_browser(), facts.session_id, now)
    nonce = nonce_of(phone)
    with dynamodb_calls() as calls:
        phone.post("/q", {"nonce": nonce, "id_number": WANG})
    assert calls == ["UpdateItem"]


def test_opening_the_page_is_one_read_of_the_session(facts: SessionSnapshot, new_browser: Callable[[], Browser], now: datetime) -> None:
    """A scanned code reads the session, and looks once whether the phone is locked."""
    with dynamodb_calls() as calls:
        scan(new_browser(), facts.session_id, now)
    assert sorted(set(calls)) in (["GetItem"], ["BatchGetItem", "GetItem"], ["GetItem", "Query"])
    assert len(calls) == 2


@pytest.mark.counts_requests
def test_already_in_is_one_call_as_well(facts: SessionSnapshot, new_browser: Callable[[], Browser], now: datetime) -> None:
    """Who is in already is told so from the failed write alone, without a second read."""
    phone = enter(scan(new_browser(), facts.session_id, now), WANG)
    scan(phone, facts.session_id, now)
    nonce = nonce_of(phone)
    with dynamodb_calls() as calls:
        phone.post("/q", {"nonce": nonce, "known": "1"})
    assert calls == ["UpdateItem"]


def test_an_item_is_one_write_unit(facts: SessionSnapshot, now: datetime) -> None:
    """With the longest names, signed in and out, the item stays below 1 KB, and no attribute of its index changes."""
    agency = "臺北市政府公務人員訓練處及所屬機關學校聯合辦公室"
    longest = {"name": "谷辣斯‧尤達卡‧伊斯瑪哈單‧𠮷川" * 2, "agency": agency, "room": "臺北市大安區公所七樓大禮堂"}
    person = people.identify(WANG)
    item = AttendanceItem.find(facts.session_id, f"P#{person}")
    assert item
    item.change([getattr(AttendanceItem, name).set(value) for name, value in longest.items()], AttendanceItem.pk.exists())
    first = Scan(person, "r" * 22, "d" * 16, Via.MEMBER_PASS, now, now)
    assert service.check_in(facts, first).outcome is Outcome.SEATED
    out = Scan(person, "s" * 22, "d" * 16, Via.MEMBER_PASS, facts.ends_at, facts.ends_at)
    assert service.check_out(facts, out).outcome is Outcome.CHECKED_OUT
    stored = AttendanceItem.find(facts.session_id, f"P#{person}")
    assert stored
    wire = stored.serialize()
    size = sum(len(name.encode()) + len(str(next(iter(value.values()))).encode()) for name, value in wire.items())
    assert size < 1024, size


def test_a_check_in_touches_no_index() -> None:
    """The index by person holds nothing that a scan writes, so it costs no second write unit."""
    table = cloud.of_type("AWS::DynamoDB::Table")["AttendanceTable"]
    (index,) = table["GlobalSecondaryIndexes"]
    held = {key["AttributeName"] for key in index["KeySchema"]} | set(index["Projection"]["NonKeyAttributes"])
    assert index["Projection"]["ProjectionType"] == "INCLUDE"
    assert not held & {*store.IN, *store.OUT}

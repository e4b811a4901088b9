"""Nothing that is stored, logged or sent ties a secret ballot to its voter."""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from chalicelib.domains.voting import access, store_ballots
from chalicelib.domains.voting.model import Poll
from chalicelib.domains.voting.results import results
from infra.local import cloud
from tests.scenes.voting import IDS, RECEIPT, checked, choosing, make_poll, make_voting_class, page_of, person, vote
from tests.support.browser_client import Browser

Aws = Callable[[str], Any]
NAMES = ("王小明", "李大同", "𠮷川健")
# Below, whoever looks has the whole database, every log line and every mail, and knows when each of eight people voted.


def everything(aws: Aws) -> dict[tuple[str, str, str], dict[str, Any]]:
    """Every item of every table, by table and key."""
    client, found = aws("dynamodb"), {}
    for table in client.list_tables()["TableNames"]:
        for page in client.get_paginator("scan").paginate(TableName=table):
            for item in page["Items"]:
                found[table, item["pk"]["S"], item["sk"]["S"]] = item
    return found


@pytest.fixture
def voted(
    browser: Browser,
    drain: Callable[[], int],
    now: datetime,
    set_clock: Callable[[datetime], None],
    new_browser: Callable[[], Browser],
    caplog: pytest.LogCaptureFixture,
) -> tuple[Poll, list[str]]:
    """Eight people vote through the pages, a minute apart, while results are watched; the receipts in their order."""
    caplog.set_level(logging.DEBUG)
    poll = make_poll(make_voting_class(browser, drain, now), now)
    receipts = []
    for place in range(1, 9):
        set_clock(now + timedelta(minutes=place))
        phone = new_browser().enter(poll.class_id, person(place))
        phone.post(page_of(poll), checked(phone, poll, choosing(poll, NAMES[place % 3])))
        receipts += RECEIPT.findall(phone.text)
        browser.get(f"/classes/{poll.class_id}/polls/{poll.id}/live")
    drain()
    assert len(set(receipts)) == 8
    return poll, receipts


def test_ballot_and_marker_hold_nothing_but_themselves(voted: tuple[Poll, list[str]], aws: Aws) -> None:
    """A ballot is its key and its choices, a marker its key alone: no time, number, request, name, address or browser."""
    poll, receipts = voted
    items = everything(aws)
    ballots = [item for (table, pk, _), item in items.items() if table == cloud.name_of("BallotsTable") and pk == poll.id]
    markers = [item for (_, pk, _), item in items.items() if pk == f"MARKS#{poll.id}"]
    assert [set(item) for item in ballots] == [{"pk", "sk", "choices"}] * len(receipts)
    assert [set(item) for item in markers] == [{"pk", "sk"}] * len(receipts)


def test_no_stored_byte_is_common_to_both(voted: tuple[Poll, list[str]], aws: Aws) -> None:
    """No receipt stands anywhere but in its ballot; no person, ID number or marker stands in a ballot."""
    poll, receipts = voted
    ballots, others = [], []
    for (table, *_), item in everything(aws).items():
        (ballots if table == cloud.name_of("BallotsTable") else others).append(json.dumps(item))
    assert not any(receipt in text for receipt in receipts for text in others)
    people = [person(place) for place in range(1, 9)]
    ties = [*people, *IDS, *(access.marker(poll.id, each) for each in people)]
    assert not any(tie in text for tie in ties for text in ballots)


def test_the_order_of_voting_is_nowhere(voted: tuple[Poll, list[str]]) -> None:
    """Ballots stand by receipt, markers by marker; neither order says who came first, nor matches the other."""
    poll, receipts = voted
    kept = [ballot.receipt for ballot in store_ballots.ballots(poll.id)]
    assert kept == sorted(receipts)
    by_marker = sorted(range(1, 9), key=lambda place: access.marker(poll.id, person(place)))
    assert by_marker != list(range(1, 9))


def test_no_log_line_and_no_mail_tells(voted: tuple[Poll, list[str]], caplog: pytest.LogCaptureFixture) -> None:
    """Our logs hold neither receipts, choices nor persons; mails hold no receipt."""
    poll, receipts = voted
    own = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith(("chalicelib", "app", "training")))
    mails = "".join(str(mail) for mail in cloud.sent_mail())
    choices = [each.id for each in poll.content.candidates]
    assert not any(secret in own for secret in [*receipts, *choices, *(person(place) for place in range(1, 9))])
    assert not any(receipt in mails for receipt in receipts)


def test_the_tables_have_no_stream_no_index_and_ballots_no_recovery() -> None:
    """The template gives them none: each would say in which order ballots came, or let two states a second apart be compared."""
    for name in ("PollsTable", "BallotsTable"):
        properties = cloud.of_type("AWS::DynamoDB::Table")[name]
        assert not properties.keys() & {
            "StreamSpecification",
            "GlobalSecondaryIndexes",
            "LocalSecondaryIndexes",
            "KinesisStreamSpecification",
        }
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": False}


def test_the_first_ballots_are_not_shown_one_by_one(browser: Browser, drain: Callable[[], int], now: datetime) -> None:
    """While a secret poll is open, one or two ballots show only how many voted."""
    poll = make_poll(make_voting_class(browser, drain, now), now)
    for place in (1, 2):
        vote(poll, place, choosing(poll, "王小明"), now)
        found = results.shown(poll, now + timedelta(seconds=2 * place))
        assert (found.voted, found.tally) == (place, None)
    vote(poll, 3, choosing(poll, "王小明"), now)
    assert results.shown(poll, now + timedelta(minutes=1)).tally


def test_a_vote_is_four_write_units(voted: tuple[Poll, list[str]], aws: Aws) -> None:
    """Two items below 1 KB, each written once in a transaction, which counts twice; with two hundred ranked candidates one more."""
    poll, _ = voted
    sizes = [len(json.dumps(item)) for (_, pk, _), item in everything(aws).items() if pk in {poll.id, f"MARKS#{poll.id}"}]
    assert max(sizes) < 1024

"""A hall that votes at once, two forms of one person, and voting against the end, on Amazon's own engine."""

import json
import logging
import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from chalicelib import dynamodb
from chalicelib.domains.classes import service as classes
from chalicelib.domains.voting import access, casting, opening, store_ballots
from chalicelib.domains.voting.model import Poll, Status
from chalicelib.domains.voting.polls import making
from chalicelib.domains.voting.results import results
from chalicelib.errors import AppError, Conflict
from infra.local import cloud
from infra.samples.make import roster_2000
from tests.scenes.voting import ORGANIZER, choosing, close, counted, make_poll, make_voting_class, poll_form, standing, vote
from tests.support.at_once import at_once
from tests.support.browser_client import Browser
from tests.support.builders import confirm_import, import_file, make_class

Drain = Callable[[], int]
ROUNDS = 10


def test_a_hall_of_two_thousand(browser: Browser, drain: Drain, now: datetime, caplog: pytest.LogCaptureFixture) -> None:
    """2,000 people vote at once, each form sent two or three times over: as many ballots as voters, every receipt is in the list, and the
    choices are those that were sent. From all that is stored and logged no ballot can be tied to its voter."""
    caplog.set_level(logging.DEBUG, "chalicelib")
    class_ = make_class(ORGANIZER, now, pattern="none", seats="2000")
    browser.sign_in(*ORGANIZER.roles, username=ORGANIZER.username)
    confirm_import(browser, drain, import_file(browser, drain, class_.id, roster_2000()))
    everyone = [each.person for each in classes.roster(classes.load_class(class_.id))]
    poll = make_poll(classes.load_class(class_.id), now)
    chance = random.Random(1)
    forms = {}
    for each in everyone:
        name = chance.choice(["王小明", "李大同", "𠮷川健"])
        forms[each] = {**choosing(poll, name), "receipt": casting.new_receipt()}
    presses = [each for each in everyone for _ in range(chance.choice([2, 3]))]
    chance.shuffle(presses)

    def press(each: str) -> tuple[str, str | None]:
        for _ in range(5):
            try:
                return each, casting.cast(class_.id, each, poll.id, forms[each], now)
            except Conflict:
                raise
            except AppError:  # the engine was too busy; a phone tries again
                time.sleep(0.2)
        raise AssertionError("the engine never answered")

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(press, presses))
    assert all(receipt == forms[each]["receipt"] for each, receipt in answers)
    ballots = store_ballots.ballots(poll.id)
    assert len(ballots) == store_ballots.turnout(poll.id) == len(everyone) == 2000
    assert {ballot.receipt: ballot.choices for ballot in ballots} == {form["receipt"]: (form["choice"],) for form in forms.values()}
    found = results.shown(close(poll, now), counted(now))
    assert found.agrees
    assert found.tally
    sent = Counter(form["choice"] for form in forms.values())
    assert {line.candidate.id: line.votes for line in found.tally.groups[0].lines} == dict(sent)
    assert_nothing_ties(poll.id, everyone, caplog.text)


def assert_nothing_ties(poll_id: str, people: list[str], logged: str) -> None:
    """Of every byte of every table and every log line, receipts are in the ballots alone, and persons and markers nowhere in them."""
    client, ballots, others = dynamodb.connection().client, dict[str, str](), list[str]()
    for name in client.list_tables()["TableNames"]:
        for page in client.get_paginator("scan").paginate(TableName=name):
            for item in page["Items"]:
                if name == cloud.name_of("BallotsTable"):
                    assert set(item) == {"pk", "sk", "choices"}
                    ballots[item["sk"]["S"]] = json.dumps(item)
                else:
                    others.append(json.dumps(item))
    markers = [text for text in others if f"MARKS#{poll_id}" in text]
    assert len(markers) == len(people)
    assert all(set(json.loads(text)) == {"pk", "sk"} for text in markers)
    elsewhere, within = "\n".join(others) + logged, "\n".join(ballots.values()) + logged
    assert not any(receipt in elsewhere for receipt in ballots)
    assert not any(each in within or access.marker(poll_id, each) in within for each in people)


def test_two_forms_of_one_person_are_one_ballot(browser: Browser, drain: Drain, now: datetime) -> None:
    """From two phones at once one is taken and the other is told; what is kept is what was taken."""
    class_ = make_voting_class(browser, drain, now)
    for _ in range(ROUNDS):
        poll = make_poll(class_, now)
        acts = [lambda name=name, poll=poll: vote(poll, 1, choosing(poll, name), now) for name in ("王小明", "李大同")]  # type: ignore[misc]
        receipts = at_once(*acts)
        [ballot] = store_ballots.ballots(poll.id)
        assert sorted(receipts, key=bool) == [None, ballot.receipt]
        chosen = ("王小明", "李大同")[receipts.index(ballot.receipt)]
        assert ballot.choices == tuple(choosing(poll, chosen).values())


def test_voting_while_it_ends(browser: Browser, drain: Drain, now: datetime) -> None:
    """Who is answered with a receipt is counted, who is refused is not, however the end falls between them."""
    class_ = make_voting_class(browser, drain, now)
    for _ in range(ROUNDS):
        poll = make_poll(class_, now)
        acts: list[Callable[[], object]] = [
            lambda place=place, poll=poll: vote(poll, place, choosing(poll, "王小明"), now)  # type: ignore[misc]
            for place in range(1, 9)
        ]
        answers = at_once(*acts[:4], lambda poll=poll: close(poll, now), *acts[4:])  # type: ignore[misc]
        taken = [each for each in answers if isinstance(each, str)]
        assert standing(poll).status(now) is Status.COUNTING
        assert sorted(taken) == [ballot.receipt for ballot in store_ballots.ballots(poll.id)]
        assert store_ballots.turnout(poll.id) == len(taken)
        late = [place for place, each in zip((1, 2, 3, 4, 0, 5, 6, 7, 8), answers, strict=True) if isinstance(each, Conflict)]
        for place in late:
            with pytest.raises(Conflict):
                vote(poll, place, choosing(poll, "王小明"), now + timedelta(seconds=1))


def test_ended_from_two_tabs(browser: Browser, drain: Drain, now: datetime) -> None:
    """Both presses end it, at one time; neither opens it again."""
    class_ = make_voting_class(browser, drain, now)
    for _ in range(ROUNDS):
        poll = make_poll(class_, now)
        answers = at_once(lambda poll=poll: close(poll, now), lambda poll=poll: close(poll, now + timedelta(seconds=1)))  # type: ignore[misc]
        assert answers == [standing(poll)] * 2, "neither is told of a conflict"
        assert standing(poll).closes_at in {now, now + timedelta(seconds=1)}
        assert standing(poll).version == 3


def open_now(poll: Poll, now: datetime) -> Poll:
    return opening.settle(ORGANIZER, poll.class_id, poll.id, {"action": "open"}, now)


def rename(poll: Poll, now: datetime) -> Poll:
    return making.save(ORGANIZER, poll.class_id, poll.id, poll_form(title="改過的", version="1"), now)


def test_opened_from_two_tabs(browser: Browser, drain: Drain, now: datetime) -> None:
    """Both presses open it, at one time; against an edit of the same moment one of the two is told."""
    class_ = make_voting_class(browser, drain, now)
    for _ in range(ROUNDS):
        poll = make_poll(class_, now, opened=False)
        answers = at_once(lambda poll=poll: open_now(poll, now), lambda poll=poll: open_now(poll, now + timedelta(seconds=1)))  # type: ignore[misc]
        assert answers == [standing(poll)] * 2
        assert standing(poll).version == 2
        poll = make_poll(class_, now, opened=False)
        answers = at_once(lambda poll=poll: open_now(poll, now), lambda poll=poll: rename(poll, now))  # type: ignore[misc]
        told = [isinstance(each, Conflict) for each in answers]
        assert told in ([True, False], [False, True], [False, False])
        assert (standing(poll).content.title == "改過的") is not told[1]

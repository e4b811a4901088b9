"""The one mechanism that moves a document on, with a document of two fields."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import pytest
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.cloud import queue
from chalicelib.dynamodb import Item
from chalicelib.errors import Conflict, NotFound
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.store import OutboxItem
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.records import chain_items
from chalicelib.records.chain_items import EventFields
from chalicelib.records.hash_chain import Actor, Event, EventKind
from chalicelib.records.transitions import Documents, Transition, retry_on_conflict
from chalicelib.settings import settings

CLERK = Actor("clerk", "203.0.113.7", "Firefox")


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return {"open": "開啟", "closed": "結案"}[self.value]


class Kind(EventKind):
    MADE = "made", "建立"
    CLOSED = "closed", "結案"
    NOTED = "noted", "註記"


@dataclass(frozen=True)
class Paper:
    id: str
    state: State
    note: str = ""
    events: int = 0
    last_hash: str = ""


class _Base(Item):
    class Meta:
        table_name = settings().licences_table


class PaperItem(_Base):
    state = UnicodeAttribute()
    note = UnicodeAttribute(default="")
    events = NumberAttribute()
    last_hash = UnicodeAttribute()


class EventItem(EventFields, _Base):
    pass


def find(paper_id: str) -> Paper | None:
    item = PaperItem.find(paper_id, "PAPER")
    return Paper(item.pk, State(item.state), item.note, int(item.events), item.last_hash) if item else None


def events(paper_id: str) -> list[Event]:
    return chain_items.events_of(EventItem, paper_id)


papers = Documents[Paper](
    find=find,
    events_of=events,
    item_of=lambda each: PaperItem(each.id, "PAPER", state=each.state.value, note=each.note, events=each.events, last_hash=each.last_hash),
    event_class=EventItem,
    named=lambda each: f"文件 {each.id} ",
    changed="剛被更新",
)


def made(now: datetime) -> Paper:
    work = UnitOfWork(now)
    papers.create(work, Paper("p1", State.OPEN), Transition(kind=Kind.MADE, actor=CLERK), now)
    work.commit()
    return papers.load("p1")


def closing(*messages: Message, **more: Any) -> Transition:
    return Transition(kind=Kind.CLOSED, actor=CLERK, expected={State.OPEN}, change={"state": State.CLOSED}, messages=messages, **more)


def delivered() -> list[str]:
    return [json.loads(body)["id"] for body in queue.drain(settings().work_queue_url)]


def test_a_transition_changes_chains_and_delivers(now: datetime) -> None:
    """The document is as it was answered, its event follows the one before with who and from where, and the message is in its queue."""
    after = papers.apply(made(now), closing(Message("test.closed", {}, id="m1"), detail={"why": "done"}), now)
    stored, whole = papers.history(papers.load("p1"))
    assert papers.load("p1") == after
    assert (after.state, after.events, whole) == (State.CLOSED, 2, True)
    assert [event.kind for event in stored] == ["made", "closed"]
    assert (stored[1].by, stored[1].ip, stored[1].user_agent, stored[1].detail) == ("clerk", "203.0.113.7", "Firefox", {"why": "done"})
    assert stored[1].previous == stored[0].hash
    assert delivered() == ["m1"]


def test_of_two_that_read_the_same_one_wins(now: datetime) -> None:
    """The second hears Conflict; its event, its items and its messages do not exist."""
    paper = made(now)
    papers.apply(paper, closing(), now)
    with_it = PaperItem("p2", "PAPER", state="open", events=0, last_hash="")
    with pytest.raises(Conflict, match="剛被更新"):
        papers.apply(paper, closing(Message("test.closed", {}, id="m2"), items=[with_it]), now)
    assert [event.kind for event in events("p1")] == ["made", "closed"]
    assert (find("p2"), OutboxItem.find("m2", "message"), delivered()) == (None, None, [])


def test_another_state_is_a_conflict_in_words(now: datetime) -> None:
    """Nothing is tried in a state that was not expected, and the person is told which it is."""
    closed = papers.apply(made(now), closing(), now)
    with pytest.raises(Conflict, match="文件 p1 的狀態是「結案」，不能這樣處理。"):
        papers.apply(closed, closing(), now)
    assert papers.load("p1") == closed


def test_a_changed_hash_is_enough(now: datetime) -> None:
    """As many events but another chain: somebody else's document is not overwritten."""
    with pytest.raises(Conflict):
        papers.apply(replace(made(now), last_hash="0" * 64), closing(), now)


def test_the_system_notes_whatever_the_state_and_tries_again(now: datetime) -> None:
    """A note that meets another change reads anew and is added after it."""
    made(now)
    tries = []

    def change(paper: Paper) -> Mapping[str, Any]:
        tries.append(paper.events)
        if len(tries) == 1:
            papers.apply(paper, closing(), now)
        return {"note": "退信"}

    after = papers.record("p1", Kind.NOTED, change, now)
    assert (after.note, after.state, tries) == ("退信", State.CLOSED, [1, 2])
    assert [(event.kind, event.by) for event in events("p1")] == [("made", "clerk"), ("closed", "clerk"), ("noted", "系統")]


def test_nothing_to_note_writes_nothing(now: datetime) -> None:
    """No new values, no event."""
    paper = made(now)
    assert papers.record("p1", Kind.NOTED, lambda each: {}, now) == paper
    assert len(events("p1")) == 1


def test_a_retry_ends_after_four_tries() -> None:
    """What really stands against it is raised, and other errors at once."""
    tries: list[int] = []

    def attempt() -> None:
        tries.append(1)
        raise Conflict if len(tries) < 10 else NotFound

    with pytest.raises(Conflict):
        retry_on_conflict(attempt)
    assert len(tries) == 4
    tries += [1] * 6
    with pytest.raises(NotFound):
        retry_on_conflict(attempt)
    assert len(tries) == 11


@pytest.mark.parametrize("paper_id", ["", "p9", "x" * 3000])
def test_what_is_not_there_is_not_found(paper_id: str) -> None:
    """An id that nobody gave, none at all, and one that no key can be."""
    with pytest.raises(NotFound):
        papers.load(paper_id)

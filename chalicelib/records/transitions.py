"""How a document that must be believed moves on: the change, its event in the chain, and what it announces, in one transaction.

    load ──▶ a Transition that fits its state ──apply──▶ the document as it is after, its messages on their way
                                                  └────▶ Conflict: another state, or something happened since it was read

One conditional write decides: the document's last hash and count of events are still those that were read. Each workflow makes one
`Documents` for each kind of document that it keeps, over its own store.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from chalicelib.dynamodb import Item
from chalicelib.errors import Conflict, NotFound
from chalicelib.messaging.outbox import Message
from chalicelib.messaging.unit_of_work import UnitOfWork
from chalicelib.records.chain_items import event_item, unchanged_since
from chalicelib.records.hash_chain import SYSTEM, Actor, Event, EventKind, chained, is_intact

_TRIES = 4
_LONGEST_ID = 40
Write = Callable[[UnitOfWork], None]
Result = TypeVar("Result")


class Document(Protocol):
    """A frozen dataclass with these fields; `state` is an enum whose members have a label."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def id(self) -> str: ...
    @property
    def state(self) -> Any: ...
    @property
    def events(self) -> int: ...
    @property
    def last_hash(self) -> str: ...


D = TypeVar("D", bound=Document)


@dataclass(frozen=True, kw_only=True)
class Transition:
    """`expected` are the states in which it may happen (None: any), `change` the new values of the document's fields.

    With it `items` are put, `writes` add what else has to stand or fall with it, and `messages` are announced.
    """

    kind: EventKind
    actor: Actor
    expected: Collection[Any] | None = None
    change: Mapping[str, Any] = field(default_factory=dict)
    detail: Mapping[str, Any] = field(default_factory=dict)
    messages: Sequence[Message] = ()
    items: Sequence[Item] = ()
    writes: Sequence[Write] = ()

    def event(self, number: int, at: datetime) -> Event:
        """Its place in a document's chain, not linked yet."""
        return Event(number, at, self.kind.value, self.actor.by, self.actor.ip, self.actor.user_agent, self.detail)


@dataclass(frozen=True, kw_only=True)
class Documents(Generic[D]):
    """One kind of document. `named` is how a person is told of one; `changed` is what they hear where somebody else was first.

    `find`, `events_of` and `item_of` are its store's, `event_class` is the table's item of events. `arrive` gives a document
    what it notes of itself when its state is another than before (since when, for example).
    """

    find: Callable[[str], D | None]
    events_of: Callable[[str], list[Event]]
    item_of: Callable[[D], Item]
    event_class: type[Item]
    named: Callable[[D], str]
    changed: str
    arrive: Callable[[D, datetime], D] = lambda document, now: document

    def load(self, document_id: str) -> D:
        """Raises NotFound."""
        found = self.find(document_id) if 0 < len(document_id) <= _LONGEST_ID else None
        if found is None:
            raise NotFound
        return found

    def history(self, document: D) -> tuple[list[Event], bool]:
        """The events in order, and whether their chain is intact."""
        events = self.events_of(document.id)
        return events, is_intact(events, document.events, document.last_hash)

    def create(self, work: UnitOfWork, draft: D, first: Transition, now: datetime) -> D:
        """The document and its first event, with all that the transition brings, as part of a caller's unit. Returns it as it will be."""
        event = chained(first.event(1, now), "")
        made = replace(draft, events=event.number, last_hash=event.hash)
        work.create(self.item_of(made))
        self._add(work, made, event, first)
        return made

    def add(self, work: UnitOfWork, document: D, transition: Transition, now: datetime) -> D:
        """The transition as part of a caller's unit: two items, and those that it brings. Returns the document as it will be.

        One that changed since it was read fails the whole unit. Raises Conflict in a state that was not expected.
        """
        if transition.expected is not None and document.state not in transition.expected:
            raise Conflict(f"{self.named(document)}的狀態是「{document.state.label}」，不能這樣處理。")
        after = replace(document, **transition.change)
        if after.state is not document.state:
            after = self.arrive(after, now)
        event = chained(transition.event(document.events + 1, now), document.last_hash)
        after = replace(after, events=event.number, last_hash=event.hash)
        item = self.item_of(after)
        work.put(item, unchanged_since(type(item), document.events, document.last_hash))
        self._add(work, after, event, transition)
        return after

    def apply(self, document: D, transition: Transition, now: datetime) -> D:
        """Returns it as it is after. Raises Conflict in a state that was not expected, or if anything changed since it was read."""
        work = UnitOfWork(now)
        after = self.add(work, document, transition, now)
        if not work.try_commit():
            raise Conflict(self.changed)
        return after

    def record(
        self,
        document_id: str,
        kind: EventKind,
        change: Callable[[D], Mapping[str, Any]],
        now: datetime,
        *,
        detail: Mapping[str, Any] | None = None,
        messages: Sequence[Message] = (),
        items: Sequence[Item] = (),
    ) -> D:
        """A transition of the system itself, whatever the state: read again and tried again while others change the document.

        `change` answers the new values; none at all means that there is nothing to record. Raises NotFound, and Conflict after four tries.
        """

        def attempt() -> D:
            document = self.load(document_id)
            values = change(document)
            if not values:
                return document
            happened = Transition(kind=kind, actor=SYSTEM, change=values, detail=detail or {}, messages=messages, items=items)
            return self.apply(document, happened, now)

        return retry_on_conflict(attempt)

    def _add(self, work: UnitOfWork, document: D, event: Event, transition: Transition) -> None:
        work.create(event_item(self.event_class, document.id, event))
        for item in transition.items:
            work.put(item)
        for write in transition.writes:
            write(work)
        work.announce(*transition.messages)


def retry_on_conflict(attempt: Callable[[], Result]) -> Result:
    """Up to four times, where a worker noted something (a paper that was made) in that very moment: `attempt` reads and checks anew.

    What really stands against it raises Conflict again.
    """
    for _ in range(_TRIES - 1):
        try:
            return attempt()
        except Conflict:
            continue
    return attempt()

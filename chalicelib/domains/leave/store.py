"""Applications and the hours that they hold: reading, and the writes that decide, as parts of a transaction."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, cast

from chalicelib.domains.leave.hours_rules import overlaps, with_claims, without
from chalicelib.domains.leave.model import Leave, Part, State
from chalicelib.domains.leave.store_items import LeaveItem, SlotItem
from chalicelib.dynamodb import Transaction

_PLAIN = (
    "class_title", "name", "agency", "seat", "kind", "reason", "requested_at", "answered_at", "answered_by", "answer",
    "ended_at", "ended_by", "ended_reason", "instead_of", "proof_key", "proof_at", "proof_problem",
)  # fmt: skip


def find(class_id: str, leave_id: str) -> Leave | None:
    pk, sk = _key(class_id, leave_id)
    item = LeaveItem.find(pk, sk)
    return leave_of(item) if item else None


def leaves_of(class_id: str, person: str) -> list[Leave]:
    """A person's applications in the class, the latest first."""
    found = map(leave_of, LeaveItem.search(f"{class_id}#{person}", LeaveItem.sk.startswith("LEAVE#")))
    return sorted(found, key=lambda leave: leave.requested_at, reverse=True)


def of_class(class_id: str) -> list[Leave]:
    """Every application in the class, the latest first; an index, so one of this second may be missing."""
    found = map(leave_of, cast("Iterator[LeaveItem]", LeaveItem.by_class.query(class_id)))
    return sorted(found, key=lambda leave: leave.requested_at, reverse=True)


def waiting(class_id: str) -> list[Leave]:
    """What waits for an answer, the oldest first; by the index."""
    found = LeaveItem.by_class.query(class_id, LeaveItem.class_order.startswith("open#"))
    return [leave_of(item) for item in cast("Iterator[LeaveItem]", found)]


def of_agency(agency: str, most: int) -> list[Leave]:
    """What was approved for the agency's people, cancelled since or not, the latest answer first."""
    found = LeaveItem.by_agency.query(agency, scan_index_forward=False, page_size=most)
    return [leave_of(item) for item in islice(cast("Iterator[LeaveItem]", found), most)]


def slots(class_id: str, person: str) -> dict[str, str]:
    """Session id to what the person's applications hold of it."""
    found = SlotItem.search(f"{class_id}#{person}", SlotItem.sk.startswith("SLOT#"))
    return {item.sk.removeprefix("SLOT#"): item.taken for item in found}


def create(transaction: Transaction, leave: Leave) -> None:
    """Fails the transaction where the application is there already."""
    pk, sk = _key(leave.class_id, leave.id)
    plain = {name: getattr(leave, name) for name in _PLAIN}
    order = _order(leave.state, leave)
    item = LeaveItem(pk, sk, **plain, class_id=leave.class_id, class_order=order, state=leave.state.value, parts=parts_to_data(leave.parts))
    transaction.create(item)


def advance(transaction: Transaction, leave: Leave, state: State, values: Mapping[str, Any]) -> None:
    """Moves the application on from the state that `leave` is in; fails the transaction where it has left that state."""
    pk, sk = _key(leave.class_id, leave.id)
    actions = [getattr(LeaveItem, name).set(value) for name, value in values.items()]
    actions += [LeaveItem.state.set(state.value), LeaveItem.class_order.set(_order(state, leave))]
    transaction.change(LeaveItem(pk, sk), actions, LeaveItem.state == leave.state.value)


def reserve(
    transaction: Transaction, key: tuple[str, str], held_hours: Mapping[str, str], take: Iterable[Part], free: Iterable[Part] = ()
) -> None:
    """Takes and frees hours; `key` is (class id, person), `held_hours` what `slots` returned.

    The transaction fails where anything of these sessions has changed since; what overlaps must have been refused before.
    """
    freed = {part.session_id: part.claims for part in free}
    taken = {part.session_id: part.claims for part in take}
    for session_id in freed.keys() | taken.keys():
        before = held_hours.get(session_id, "")
        after = with_claims(without(before, freed.get(session_id, frozenset())), taken.get(session_id, frozenset()))
        unchanged = SlotItem.taken == before
        condition = unchanged if before else SlotItem.pk.does_not_exist() | unchanged
        transaction.put(SlotItem(f"{key[0]}#{key[1]}", f"SLOT#{session_id}", taken=after), condition)


def conflicts(held_hours: Mapping[str, str], take: Iterable[Part], free: Iterable[Part] = ()) -> list[Part]:
    """Those parts that something held overlaps, once `free` is free."""
    freed = {part.session_id: part.claims for part in free}
    return [
        part
        for part in take
        if overlaps(without(held_hours.get(part.session_id, ""), freed.get(part.session_id, frozenset())), part.claims)
    ]


def keep_proof(leave: Leave, key: str, problem: str, now: datetime) -> None:
    """The proof lies at `key`, or why it was not taken. A later one takes its place; the earlier file stays in the bucket."""
    pk, sk = _key(leave.class_id, leave.id)
    values = [LeaveItem.proof_problem.set(problem), LeaveItem.proof_at.set(now)]
    LeaveItem(pk, sk).change([*values, *([LeaveItem.proof_key.set(key)] if key else [])], LeaveItem.sk.exists())


def forget_proofs(class_id: str) -> None:
    """That there were any."""
    for leave in of_class(class_id):
        if leave.proof_key:
            pk, sk = _key(class_id, leave.id)
            LeaveItem(pk, sk).change([LeaveItem.proof_key.set("")], LeaveItem.sk.exists())


def forget(class_id: str) -> int:
    """Everything of everybody who ever applied in the class."""
    return sum(LeaveItem.forget(f"{class_id}#{person}") for person in {leave.person for leave in of_class(class_id)})


def leave_of(item: LeaveItem) -> Leave:
    pk_class, _, person = item.pk.rpartition("#")
    return Leave(
        id=f"{person}.{item.sk.removeprefix('LEAVE#')}",
        class_id=pk_class,
        state=State(item.state),
        parts=tuple(_part(data) for data in item.parts),
        listed=tuple((day, order) for day, order in item.listed or ()),
        **{name: getattr(item, name) for name in _PLAIN},
    )


def parts_to_data(parts: Iterable[Part]) -> list[dict[str, Any]]:
    return [{**vars(p), "starts_at": p.starts_at.isoformat(), "ends_at": p.ends_at.isoformat(), "hours": list(p.hours)} for p in parts]


def _part(data: Mapping[str, Any]) -> Part:
    moments = {name: datetime.fromisoformat(data[name]) for name in ("starts_at", "ends_at")}
    return Part(**{**data, **moments, "hours": tuple(data["hours"])})


def _key(class_id: str, leave_id: str) -> tuple[str, str]:
    person, _, token = leave_id.partition(".")
    return f"{class_id}#{person}", f"LEAVE#{token}"


def _order(state: State, leave: Leave) -> str:
    return f"{'open' if state is State.REQUESTED else 'done'}#{leave.requested_at.isoformat()}#{leave.id}"

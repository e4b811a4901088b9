"""The fees table: cases, their chains of events, and which case of a lecturer lives."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from chalicelib.domains.fees.model import Case, Deduction, IncomeClass, LecturerKind, Line, Payee, Source, State
from chalicelib.domains.fees.store_items import CaseItem, EventItem, SlotItem
from chalicelib.dynamodb import Transaction
from chalicelib.records import chain_items
from chalicelib.records.document_state import DocumentState
from chalicelib.records.hash_chain import Event

SHARDS = 8
_DATES = ("pays_on", "due_on", "last_reminder_on")
_NUMBERS = ("class_year", "class_run", "events", "payee_version", "links", "reminders", "rate", "objected_net")
_MADE = {"id", "class_id", "organizers", "payee", "lines", "deductions", "state", "moments"}


def find(case_id: str) -> Case | None:
    item = CaseItem.find(case_id, "CASE")
    return case_of(item) if item else None


def cases(ids: Iterable[str]) -> list[Case]:
    """Those of the ids that stand, in order of the ids; read by key and consistently."""
    asked = list(dict.fromkeys(ids))
    found = {item.pk: case_of(item) for item in CaseItem.batch_get([(each, "CASE") for each in asked], consistent_read=True)}
    return [found[each] for each in asked if each in found]


def of_class(class_id: str) -> list[Case]:
    """By serial number, the cancelled ones too; an index, so a case of this second may be missing."""
    return [case_of(item) for item in CaseItem.by_class.query(class_id)]


def made_between(first: date, last: date) -> list[Case]:
    """Cases made from `first` to `last`, both included (days in Taipei), by serial number; by the index of months."""
    return list(each_made_between(first, last))


def each_made_between(first: date, last: date) -> Iterator[Case]:
    """As `made_between`, page by page while it is read."""
    within = CaseItem.pk.between(f"{first:%Y%m%d}", f"{last:%Y%m%d}~")
    for month in _months(first, last):
        yield from (case_of(item) for item in CaseItem.by_month.query(month, within))


def latest_made_between(first: date, last: date, before: str = "") -> Iterator[Case]:
    """The latest first, those whose number is below `before` where it is given; page by page while it is read."""
    within = CaseItem.pk.between(f"{first:%Y%m%d}", before or f"{last:%Y%m%d}~")
    for month in reversed(_months(first, last)):
        found = CaseItem.by_month.query(month, within, scan_index_forward=False)
        yield from (case_of(item) for item in found if item.pk != before)


def in_state(state: State) -> Iterator[Case]:
    """Every case of the state, those that came to it first before others of their shard; by the index, read page by page."""
    return (case_of(item) for shard in range(SHARDS) for item in CaseItem.by_state.query(f"{state}#{shard}"))


def paid_between(first: datetime, last: datetime) -> Iterator[Case]:
    """Cases that were noted as paid in the time from `first` up to `last`."""
    within = CaseItem.since.between(_moment(first), _moment(last))
    return (case_of(item) for shard in range(SHARDS) for item in CaseItem.by_state.query(f"{State.PAID}#{shard}", within))


def events(case_id: str) -> list[Event]:
    """In order."""
    return chain_items.events_of(EventItem, case_id)


def slot(class_id: str, lecturer: str) -> str:
    """The live case of the lecturer (a key of the name) in the class, or empty."""
    item = SlotItem.find(f"SLOT#{class_id}", lecturer)
    return item.case_id if item else ""


def take_slot(transaction: Transaction, class_id: str, lecturer: str, case_id: str) -> None:
    """The transaction fails where the lecturer has a live case in the class."""
    free = SlotItem.pk.does_not_exist() | (SlotItem.case_id == "")
    transaction.put(SlotItem(f"SLOT#{class_id}", lecturer, case_id=case_id), free)


def freed_slot(class_id: str, lecturer: str) -> SlotItem:
    """For the transition that cancels the case which holds it."""
    return SlotItem(f"SLOT#{class_id}", lecturer, case_id="")


def lines_to_data(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Plain values for JSON."""
    return [{**vars(line), "source": line.source.value, "day": str(line.day) if line.day else ""} for line in lines]


def lines_from_data(data: Sequence[Mapping[str, Any]]) -> tuple[Line, ...]:
    return tuple(
        Line(**{**each, "source": Source(each["source"]), "day": date.fromisoformat(each["day"]) if each["day"] else None}) for each in data
    )


def case_of(item: CaseItem) -> Case:
    plain: dict[str, Any] = {name: getattr(item, name) for name in Case.__dataclass_fields__ if name not in _MADE}
    plain |= {name: int(plain[name]) for name in _NUMBERS}
    plain |= {name: date.fromisoformat(plain[name]) if plain[name] else None for name in _DATES}
    plain["document"] = DocumentState(item.document)
    payee = {**item.payee, "kind": LecturerKind(item.payee["kind"]), "income_class": IncomeClass(item.payee["income_class"])}
    return Case(
        **plain,
        id=item.pk,
        class_id=item.class_id or "",
        organizers=tuple(item.organizers),
        payee=Payee(**payee),
        lines=lines_from_data(item.lines),
        deductions=tuple(Deduction(**each) for each in item.deductions),
        state=State(item.state),
        moments=tuple((State(state), datetime.fromisoformat(at)) for state, at in item.moments),
    )


def item_of(case: Case) -> CaseItem:
    plain = {name: value for name, value in vars(case).items() if name not in _MADE}
    plain |= {name: str(plain[name]) if plain[name] else None for name in _DATES}
    plain["document"] = plain["document"].value
    return CaseItem(
        case.id,
        "CASE",
        **plain,
        class_id=case.class_id,
        organizers=list(case.organizers),
        payee={**vars(case.payee), "kind": case.payee.kind.value, "income_class": case.payee.income_class.value},
        lines=lines_to_data(case.lines),
        deductions=[dict(vars(each)) for each in case.deductions],
        state=case.state.value,
        moments=[[state.value, _moment(at)] for state, at in case.moments],
        month=f"{case.id[:4]}-{case.id[4:6]}",
        state_shard=f"{case.state}#{sum(case.id.encode()) % SHARDS}",
        since=_moment(case.state_since or case.made_at),
    )


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _months(first: date, last: date) -> list[str]:
    start, end = (day.year * 12 + day.month - 1 for day in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]

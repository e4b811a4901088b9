"""The licences table: letters, their chains of events, signatures and links."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chalicelib.clock import taipei
from chalicelib.domains.licences.clause_data_rules import clauses_from_data, clauses_to_data
from chalicelib.domains.licences.model import Letter, State, Work
from chalicelib.domains.licences.store_items import EventItem, LetterItem, PointerItem, SignatureItem
from chalicelib.dynamodb import Transaction
from chalicelib.records import chain_items
from chalicelib.records.document_state import UNMADE, DocumentState
from chalicelib.records.hash_chain import Event

_SHARDS = 8
_DATES = ("due_on", "ended_on", "last_reminder_on")
_NUMBERS = ("template_version", "fee", "links", "reminders", "events")


def find_letter(letter_id: str) -> Letter | None:
    item = LetterItem.find(letter_id, "LETTER")
    return letter_of(item) if item else None


def letters(ids: Iterable[str]) -> list[Letter]:
    """Those of the ids that stand, in any order; read by key and consistently."""
    keys = [(each, "LETTER") for each in dict.fromkeys(ids)]
    return [letter_of(item) for item in LetterItem.batch_get(keys, consistent_read=True)]


def letters_of_class(class_id: str) -> list[Letter]:
    """By number of the letter; an index, so a letter of this second may be missing."""
    return [letter_of(item) for item in LetterItem.by_class.query(class_id)]


def letters_of_month(month: str) -> Iterator[Letter]:
    """Every letter signed in the month (as 2026-03, in Taipei), read page by page."""
    return (letter_of(item) for item in LetterItem.by_status_partition.query(month))


def open_letters() -> Iterator[Letter]:
    """Every letter that waits for its lecturer."""
    return (letter_of(item) for shard in range(_SHARDS) for item in LetterItem.by_status_partition.query(f"open#{shard}"))


def unsealed_letters() -> list[Letter]:
    """Signed letters whose document is waiting or failed."""
    return [letter_of(item) for item in LetterItem.by_document.query("yes")]


def events(letter_id: str) -> list[Event]:
    """In order."""
    return chain_items.events_of(EventItem, letter_id)


def find_signature(letter_id: str) -> tuple[bytes, str]:
    """The drawing as PNG and the typed name; one of them is empty."""
    item = SignatureItem.find(letter_id, "SIGNATURE")
    return (item.png or b"", item.typed_name) if item else (b"", "")


def find_pointer(kind: str, value: str) -> tuple[str, str, int] | None:
    """(letter id, purpose, expires_at in epoch seconds or 0) of LINK or VERIFY."""
    item = PointerItem.find(f"{kind}#{value}", "LINK")
    return (item.letter_id, item.purpose, int(item.expires_at or 0)) if item else None


def find_by_verification(code: str) -> Letter | None:
    """The letter of a public verification code."""
    found = find_pointer("VERIFY", code)
    return find_letter(found[0]) if found else None


def pointer(kind: str, value: str, letter_id: str, purpose: str, expires_at: datetime | None = None) -> PointerItem:
    ends = int(expires_at.timestamp()) if expires_at else None
    return PointerItem(f"{kind}#{value}", "LINK", letter_id=letter_id, purpose=purpose, expires_at=ends)


def take_slot(transaction: Transaction, slot: str, letter_id: str, instead_of: str) -> None:
    """Makes the slot name this letter: where it is free, or still names the letter that it is to take the place of."""
    free = PointerItem.letter_id == instead_of if instead_of else PointerItem.pk.does_not_exist()
    transaction.put(pointer("SLOT", slot, letter_id, "slot"), free)


def signature(letter_id: str, png: bytes, typed_name: str) -> SignatureItem:
    return SignatureItem(letter_id, "SIGNATURE", png=png or None, typed_name=typed_name)


def letter_of(item: LetterItem) -> Letter:
    plain: dict[str, Any] = {name: getattr(item, name) for name in Letter.__dataclass_fields__ if name not in _MADE}
    plain |= {name: int(plain[name]) for name in _NUMBERS}
    plain |= {name: date.fromisoformat(plain[name]) if plain[name] else None for name in _DATES}
    plain["document"] = DocumentState(item.document)
    return Letter(
        **plain,
        id=item.pk,
        class_id=item.class_id or "",
        organizers=tuple(item.organizers),
        works=works_from_data(item.works),
        clauses=clauses_from_data(item.clauses),
        state=State(item.state),
    )


_MADE = {"id", "class_id", "organizers", "works", "clauses", "state"}


def works_from_data(data: Sequence[Mapping[str, Any]]) -> tuple[Work, ...]:
    return tuple(
        Work(each["title"], tuple(date.fromisoformat(day) for day in each["days"]), each["class_id"], each["class_title"]) for each in data
    )


def works_to_data(works: Sequence[Work]) -> list[dict[str, Any]]:
    return [{**vars(work), "days": [str(day) for day in work.days]} for work in works]


def item_of(letter: Letter) -> LetterItem:
    plain = {name: value for name, value in vars(letter).items() if name not in _MADE}
    plain |= {name: str(plain[name]) if plain[name] else None for name in _DATES}
    plain["document"] = plain["document"].value
    return LetterItem(
        letter.id,
        "LETTER",
        **plain,
        class_id=letter.class_id,
        organizers=list(letter.organizers),
        works=works_to_data(letter.works),
        clauses=clauses_to_data(letter.clauses),
        state=str(letter.state),
        status_partition=_status_partition(letter),
        unsealed="yes" if letter.document in UNMADE else None,
    )


def _status_partition(letter: Letter) -> str | None:
    if letter.open:
        return f"open#{sum(letter.id.encode()) % _SHARDS}"
    return month_of(letter.signed_at) if letter.signed_at else None


def month_of(moment: datetime) -> str:
    """As 2026-03, in Taipei."""
    return f"{taipei(moment):%Y-%m}"

"""Rules of completion, lists of who completed, and certificates in the portal table."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, UTCDateTimeAttribute
from pynamodb.expressions.update import Action

from chalicelib.domains.completion.certificate_rules import Line, Listing, State
from chalicelib.domains.completion.counting.rules import Kind, Shortfall
from chalicelib.domains.completion.rules import Basis, Rule
from chalicelib.domains.completion.store_items import CompletionItem
from chalicelib.dynamodb import JsonAttribute, Transaction
from chalicelib.records.document_state import DocumentState


class RuleItem(CompletionItem):
    """pk class id, sk COMPLETION-RULE#<4 digits>."""

    basis = UnicodeAttribute()
    minimum = NumberAttribute()
    survey = BooleanAttribute()
    made_at = UTCDateTimeAttribute()
    made_by = UnicodeAttribute()


class ListItem(CompletionItem):
    """pk class id, sk COMPLETION#<4 digits>. Named as the model's Listing."""

    state = UnicodeAttribute()
    confirmed_at = UTCDateTimeAttribute()
    confirmed_by = UnicodeAttribute()
    reason = UnicodeAttribute(default="")
    seen = UnicodeAttribute()
    people = NumberAttribute()
    passed = NumberAttribute()
    numbered = NumberAttribute(default=0)


class LineItem(CompletionItem):
    """pk <class id>#COMPLETION#<4 digits>, sk person. Named as the model's Line."""

    seat = UnicodeAttribute(default="")
    name = UnicodeAttribute()
    id_masked = UnicodeAttribute()
    agency = UnicodeAttribute(default="")
    passes = BooleanAttribute()
    hours = NumberAttribute()
    total = NumberAttribute()
    attended = NumberAttribute()
    expected = NumberAttribute()
    reasons = JsonAttribute()
    short = JsonAttribute(null=True)
    class_title = UnicodeAttribute()
    starts_on = UnicodeAttribute()
    ends_on = UnicodeAttribute()
    code = UnicodeAttribute(default="")
    number = UnicodeAttribute(default="")
    issued_on = UnicodeAttribute(null=True)
    document = UnicodeAttribute(default="none")
    document_key = UnicodeAttribute(default="")
    document_sha256 = UnicodeAttribute(default="")
    document_error = UnicodeAttribute(default="")
    mailed_at = UTCDateTimeAttribute(null=True)


class CodeItem(CompletionItem):
    """pk CERTIFICATE#<code>, sk CERTIFICATE: the list that first gave this certificate, and the person."""

    class_id = UnicodeAttribute()
    version = NumberAttribute()
    person = UnicodeAttribute()


class FileItem(CompletionItem):
    """pk DOCUMENT#<sha256 of a certificate's file>, sk CERTIFICATE: the certificate's code."""

    code = UnicodeAttribute()


_LINE = [field.name for field in fields(Line) if field.name != "person"]
_DATES = ("starts_on", "ends_on", "issued_on")


def rule(class_id: str) -> Rule:
    """The one in force; the standard one until an organizer changes it."""
    sk = RuleItem.sk.startswith("COMPLETION-RULE#")
    found = list(RuleItem.query(class_id, sk, scan_index_forward=False, limit=1, consistent_read=True))
    return _rule_of(found[0]) if found else Rule()


def put_rule(class_id: str, new: Rule, who: str, now: datetime) -> None:
    """Raises ConditionFailed where somebody else made this version first."""
    values: dict[str, Any] = {"basis": new.basis.value, "minimum": new.minimum, "survey": new.survey}
    RuleItem(class_id, f"COMPLETION-RULE#{new.version:04}", made_at=now, made_by=who, **values).put(RuleItem.pk.does_not_exist())


def listings(class_id: str) -> list[Listing]:
    """Every list of the class, the latest first."""
    found = ListItem.query(class_id, ListItem.sk.startswith("COMPLETION#"), scan_index_forward=False, consistent_read=True)
    return [_listing_of(item) for item in found]


def find_listing(class_id: str, version: int) -> Listing | None:
    item = ListItem.find(class_id, _list_key(version))
    return _listing_of(item) if item else None


def create_listing(transaction: Transaction, listing: Listing) -> None:
    """Fails the transaction where this version is there already."""
    values = {name: value for name, value in vars(listing).items() if name not in {"class_id", "version", "state"}}
    transaction.create(ListItem(listing.class_id, _list_key(listing.version), state=listing.state.value, **values))


def move_listing(transaction: Transaction, listing: Listing, state: State, values: Mapping[str, Any]) -> None:
    """Fails the transaction where the list has left the state that `listing` is in."""
    actions = [ListItem.state.set(state.value), *(getattr(ListItem, name).set(value) for name, value in values.items())]
    transaction.change(ListItem(listing.class_id, _list_key(listing.version)), actions, ListItem.state == listing.state.value)


def lines(class_id: str, version: int) -> list[Line]:
    """Of one list, by seat: 2 before 10."""
    found = [_line_of(item) for item in LineItem.search(_line_key(class_id, version))]
    return sorted(found, key=lambda line: (not line.seat, len(line.seat), line.seat, line.name))


def find_line(class_id: str, version: int, person: str) -> Line | None:
    item = LineItem.find(_line_key(class_id, version), person)
    return _line_of(item) if item else None


def create_line(class_id: str, version: int, line: Line, *, fresh: bool) -> None:
    """The line, and where its certificate is a `fresh` one the way from the code to it. A line that is there already stays as it is."""
    transaction = Transaction()
    transaction.create(_item_of(class_id, version, line))
    if fresh:
        transaction.create(CodeItem(f"CERTIFICATE#{line.code}", "CERTIFICATE", class_id=class_id, version=version, person=line.person))
    transaction.try_commit()


def change_line(transaction: Transaction, key: tuple[str, int, str], before: DocumentState, after: DocumentState, **values: Any) -> None:
    """Moves the document of a line, `key` is (class id, version, person); fails the transaction where it is not in the state `before`."""
    class_id, version, person = key
    actions: list[Action] = [getattr(LineItem, name).set(value) for name, value in values.items()]
    item = LineItem(_line_key(class_id, version), person)
    transaction.change(item, [LineItem.document.set(after.value), *actions], LineItem.document == before.value)


def mark_mailed(class_id: str, version: int, person: str, now: datetime) -> None:
    LineItem(_line_key(class_id, version), person).change([LineItem.mailed_at.set(now)], LineItem.sk.exists())


def point_to_file(transaction: Transaction, sha256: str, code: str) -> None:
    """So that the file leads to its certificate."""
    transaction.put(FileItem(f"DOCUMENT#{sha256}", "CERTIFICATE", code=code))


def find_file(sha256: str) -> str:
    """The code of the certificate whose file this is, or empty."""
    item = FileItem.find(f"DOCUMENT#{sha256}", "CERTIFICATE")
    return item.code if item else ""


def find_code(code: str) -> CodeItem | None:
    return CodeItem.find(f"CERTIFICATE#{code}", "CERTIFICATE")


def _list_key(version: int) -> str:
    return f"COMPLETION#{version:04}"


def _line_key(class_id: str, version: int) -> str:
    return f"{class_id}#{_list_key(version)}"


def _rule_of(item: RuleItem) -> Rule:
    version = int(item.sk.removeprefix("COMPLETION-RULE#"))
    return Rule(Basis(item.basis), int(item.minimum), item.survey, version)


def _listing_of(item: ListItem) -> Listing:
    return Listing(
        class_id=item.pk,
        version=int(item.sk.removeprefix("COMPLETION#")),
        state=State(item.state),
        confirmed_at=item.confirmed_at,
        confirmed_by=item.confirmed_by,
        reason=item.reason,
        seen=item.seen,
        people=int(item.people),
        passed=int(item.passed),
        numbered=int(item.numbered),
    )


def _item_of(class_id: str, version: int, line: Line) -> LineItem:
    values = {name: getattr(line, name) for name in _LINE}
    values |= {name: values[name].isoformat() if values[name] else None for name in _DATES}
    values |= {"document": line.document.value, "reasons": list(line.reasons), "short": [list(each) for each in line.short] or None}
    return LineItem(_line_key(class_id, version), line.person, **values)


def _line_of(item: LineItem) -> Line:
    values: dict[str, Any] = {name: getattr(item, name) for name in _LINE}
    values |= {name: date.fromisoformat(values[name]) if values[name] else None for name in _DATES}
    values |= {name: int(values[name]) for name in ("hours", "total", "attended", "expected")}
    values |= {"document": DocumentState(item.document), "reasons": tuple(item.reasons)}
    values["short"] = tuple(Shortfall(of, name, Kind(kind), units, why) for of, name, kind, units, why in item.short or ())
    return Line(person=item.sk, **values)

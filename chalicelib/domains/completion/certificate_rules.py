"""The lines of a confirmed list, what a correction changes in them, and how a certificate stands. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from chalicelib.domains.completion.counting.rules import Shortfall
from chalicelib.records.document_state import DocumentState

# What is on the certificate: where none of it changes, a correction leaves the certificate as it is.
PRINTED = ("name", "passes", "hours", "class_title", "starts_on", "ends_on")


class State(StrEnum):
    """Where a list is."""

    CONFIRMING = "confirming"
    CONFIRMED = "confirmed"
    OUTDATED = "outdated"


class Standing(StrEnum):
    """What the public page says of a certificate."""

    VALID = "valid"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Line:
    """One person of a list. `reasons` say why not, `short` which 節 do not count though the person came.

    The fields from `code` on belong to the certificate of who completed.
    """

    person: str
    seat: str
    name: str
    id_masked: str
    agency: str
    passes: bool
    hours: int
    total: int
    attended: int
    expected: int
    reasons: tuple[str, ...]
    class_title: str
    starts_on: date
    ends_on: date
    code: str = ""
    number: str = ""
    issued_on: date | None = None
    document: DocumentState = DocumentState.NONE
    document_key: str = ""
    document_sha256: str = ""
    document_error: str = ""
    mailed_at: datetime | None = None
    short: tuple[Shortfall, ...] = ()

    @property
    def result(self) -> str:
        return "結訓" if self.passes else "未結訓"


@dataclass(frozen=True)
class Listing:
    """The head of a list. `seen` is the digest of what the organizer had on the page; `reason` is empty in the first version.

    `numbered` is the highest number that a certificate of the class was given so far.
    """

    class_id: str
    version: int
    state: State
    confirmed_at: datetime
    confirmed_by: str
    reason: str
    seen: str
    people: int
    passed: int
    numbered: int = 0


@dataclass(frozen=True)
class Difference:
    """How a person stands now against the list in force; empty where the person is not on that side."""

    name: str
    id_masked: str
    before: str
    after: str


_JUDGED = (*PRINTED, "person", "id_masked", "agency", "total", "attended", "expected", "reasons", "short")


def digest(lines: Iterable[Line], *, seats: bool = False) -> str:
    """What a list says, whatever became of its certificates; with `seats` also by what order its certificates would be numbered."""
    names = (*_JUDGED, "seat") if seats else _JUDGED
    said = sorted(json.dumps([getattr(line, name) for name in names], default=str, ensure_ascii=False) for line in lines)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def differences(frozen: Sequence[Line], present: Sequence[Line]) -> list[Difference]:
    """Whoever would stand otherwise on a list made now, in the order of the present list, then those who have gone."""
    before, after = ({line.person: line for line in lines} for lines in (frozen, present))
    found = []
    for person in [*after, *(person for person in before if person not in after)]:
        old, new = before.get(person), after.get(person)
        if old is None or new is None or digest([old]) != digest([new]):
            shown = new or old
            assert shown
            renamed = bool(old and new and old.name != new.name)
            found.append(Difference(shown.name, shown.id_masked, _words(old, renamed), _words(new, renamed)))
    return found


def _words(line: Line | None, renamed: bool) -> str:
    if line is None:
        return ""
    name = f"{line.name}：" if renamed else ""
    said = "；".join([*line.reasons, *(each.text for each in line.short)])
    return f"{name}{line.result}，{line.hours} 節" + (f"（{said}）" if said else "")


def with_certificates(
    lines: Iterable[Line], before: Mapping[str, Line], last: int, issued_on: date, codes: Mapping[str, str]
) -> tuple[list[Line], int]:
    """Gives each who completed a certificate: the one of the list before where nothing printed on it changed, else a new code and the
    number after `last`. Returns the highest number too, so that none is ever given again.

    Numbered by seat, which the digest that was seen covers, so that a second run gives everybody the same number.
    """
    given = []
    for line in sorted(lines, key=lambda line: (not line.seat, len(line.seat), line.seat, line.person)):
        old = before.get(line.person)
        if not line.passes:
            given.append(line)
        elif old and old.code and all(getattr(old, name) == getattr(line, name) for name in PRINTED):
            given.append(_as_before(line, old))
        else:
            last += 1
            given.append(replace(line, code=codes[line.person], number=f"{last:04}", issued_on=issued_on, document=DocumentState.WAITING))
    return given, last


def _as_before(line: Line, old: Line) -> Line:
    kept = ("code", "number", "issued_on", "document", "document_key", "document_sha256", "document_error", "mailed_at")
    return replace(line, **{name: getattr(old, name) for name in kept})


def standing(code: str, in_force: Line | None) -> Standing:
    """How the certificate with this code stands by the person's line in the list in force."""
    if in_force is None or not in_force.passes:
        return Standing.WITHDRAWN
    return Standing.VALID if in_force.code == code else Standing.REPLACED

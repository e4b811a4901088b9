"""The organizer's page of a class: each session's counts, and a part of the people over all sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domains.attendance.lines import Known, Line, lines_of
from chalicelib.domains.attendance.model import Board, SessionSnapshot, board
from chalicelib.domains.attendance.overview import store
from chalicelib.domains.attendance.overview.presence import Column, presences
from chalicelib.domains.classes import service as classes
from chalicelib.identity import Principal
from chalicelib.web.paging_rules import Part, part_of

_MOST_CELLS = 1000  # some 250 bytes each: a quarter of a megabyte
_MOST_ROWS = 50
_MOST_GONE = 200


@dataclass(frozen=True)
class Overview:
    """`part` is of those found; `gone` are no longer on the roster, and stand at the end."""

    class_: classes.Class
    boards: Sequence[tuple[SessionSnapshot, Board]]
    part: Part[Line]
    gone: int


def overview(who: Principal, class_id: str, text: str, page: str, now: datetime) -> Overview:
    """Those with the text in name, agency or seat. Raises NotFound, Forbidden."""
    class_ = classes.open_class(who, class_id)
    columns = presences(class_.id, now)
    boards = [(facts, board(found.values(), facts, now)) for facts, found in columns]
    roster = classes.roster(class_)
    gone = _gone({each.person for each in roster}, columns)
    everyone: list[Known] = [*roster, *_known(gone)]
    wanted = [each for each in everyone if text in f"{each.name} {each.agency} {each.seat}"]
    part = part_of(wanted, page, min(_MOST_ROWS, _MOST_CELLS // max(1, len(columns))))
    shown = Part(lines_of(part.rows, columns, now), part.page, part.pages, part.count)
    return Overview(class_, boards, shown, len(gone))


def _gone(on_roster: set[str], columns: Sequence[Column]) -> dict[str, str]:
    """Person to a session where the person stands, of who is in a session and not on the roster."""
    return {person: facts.session_id for facts, found in columns for person in found if person not in on_roster}


def _known(gone: dict[str, str]) -> list[Known]:
    keys = [(session_id, person) for person, session_id in list(gone.items())[:_MOST_GONE]]
    return sorted(store.entries(keys), key=lambda entry: (entry.name, entry.person))

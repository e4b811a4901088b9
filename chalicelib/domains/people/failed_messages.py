"""Staff's list of messages that failed, by kind: what each may see, and giving them another go.

An administrator sees all of them, an organizer those of the own classes.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domains.classes import service as classes
from chalicelib.errors import Forbidden, NotFound
from chalicelib.identity import Principal, Role
from chalicelib.messaging import failures, registry
from chalicelib.messaging.store import OutboxItem
from chalicelib.web.paging_rules import Part, part_of

WATCHERS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
PAGE = 50


@dataclass(frozen=True)
class Kind:
    """`failed` need a person, `waiting` wait for a service to answer. `sent_again`: how far the last press is, done and of how many."""

    kind: str
    label: str
    failed: int
    waiting: int
    sent_again: tuple[int, int] | None


@dataclass(frozen=True)
class Listing:
    """What failed of a kind; `part` is of the messages, the oldest first."""

    kind: str
    label: str
    part: Part[OutboxItem]


def overview(who: Principal) -> list[Kind]:
    """Every kind of which something failed, waits, or is being sent again; the most first. Raises Forbidden."""
    who.require(WATCHERS)
    found, waits = failures.failed(), failures.waiting()
    own = _own(who, [*(item.subject for item in found), *(subject for _, subject in waits)])
    failed = Counter(item.kind for item in found if item.subject in own)
    waiting = Counter(kind for kind, subject in waits.elements() if subject in own)
    presses = {each.kind: (int(each.done), int(each.total)) for each in failures.presses() if _may_see(who, each.by) and not each.ended_at}
    kinds = sorted({*failed, *waiting, *presses}, key=lambda kind: (-failed[kind], -waiting[kind], kind))
    return [Kind(kind, _label(kind), failed[kind], waiting[kind], presses.get(kind)) for kind in kinds]


def listing(who: Principal, kind: str, page: str) -> Listing:
    """Raises NotFound where nothing of the kind failed that this person may see, Forbidden."""
    found = _failed_of(who, kind)
    if not found:
        raise NotFound
    return Listing(kind, _label(kind), part_of(found, page, PAGE))


def send_again(who: Principal, message_id: str, now: datetime) -> str:
    """Returns its kind. Raises NotFound when it is not a failed one, Forbidden for another's class."""
    who.require(WATCHERS)
    item = failures.find(message_id)
    if item.subject not in _own(who, [item.subject]):
        raise Forbidden
    failures.redrive(message_id, now)
    return str(item.kind)


def send_all_again(who: Principal, kind: str, now: datetime) -> int:
    """Everything of the kind that this person may see; returns how many. Raises Forbidden."""
    everything = who.has(Role.ADMINISTRATOR)
    subjects = None if everything else {item.subject for item in _failed_of(who, kind)}
    return failures.redrive_all(kind, subjects, who.username, now) if everything or subjects else 0


def _failed_of(who: Principal, kind: str) -> list[OutboxItem]:
    who.require(WATCHERS)
    found = [item for item in failures.failed() if item.kind == kind]
    own = _own(who, (item.subject for item in found))
    return [item for item in found if item.subject in own]


def _own(who: Principal, subjects: Iterable[str]) -> set[str]:
    """Those that this person may see: classes that the person runs, or all."""
    return {subject for subject in set(subjects) if who.has(Role.ADMINISTRATOR) or (subject and _runs(who, subject))}


def _runs(who: Principal, class_id: str) -> bool:
    try:
        classes.open_class(who, class_id)
    except (Forbidden, NotFound):
        return False
    return True


def _may_see(who: Principal, by: str) -> bool:
    return who.has(Role.ADMINISTRATOR) or who.username == by


def _label(kind: str) -> str:
    return registry.label_of(kind) or "系統工作"

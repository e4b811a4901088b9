"""Who may open which case."""

from chalicelib.domains.fees.model import Case
from chalicelib.domains.fees.transitions import cases, load
from chalicelib.errors import Forbidden
from chalicelib.identity import Principal, Role

EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
READERS = EDITORS | {Role.ACCOUNTANT}


def open_case(who: Principal, case_id: str) -> Case:
    """A case to work on: for an organizer of its class, or an administrator. Raises NotFound, Forbidden."""
    who.require(EDITORS)
    case = load(case_id)
    if not may_work_on(who, case):
        raise Forbidden
    return case


def read_case(who: Principal, case_id: str) -> Case:
    """A case to look at: also any case, for accountants. Raises NotFound, Forbidden."""
    who.require(READERS)
    case = load(case_id)
    if not may_read(who, case):
        raise Forbidden
    return case


def may_read(who: Principal, case: Case) -> bool:
    return who.has(Role.ACCOUNTANT) or may_work_on(who, case)


def may_work_on(who: Principal, case: Case) -> bool:
    """Whether the person is an organizer of its class, or an administrator."""
    return who.has(Role.ADMINISTRATOR) or (who.has(Role.ORGANIZER) and who.username in case.organizers)


def intact(case: Case) -> bool:
    """Whether nothing in the case's chain was changed or left out."""
    return cases.history(case)[1]

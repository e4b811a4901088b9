"""Who may open which letter."""

from chalicelib.domains.licences.model import Letter
from chalicelib.domains.licences.transitions import load
from chalicelib.errors import Forbidden
from chalicelib.identity import Principal, Role

EDITORS = frozenset({Role.ADMINISTRATOR, Role.ORGANIZER})
READERS = EDITORS | {Role.COURSEWARE_MANAGER}


def get_letter_for_editing(who: Principal, letter_id: str) -> Letter:
    """A letter to work on: for an organizer of its class, or an administrator. Raises NotFound, Forbidden."""
    who.require(EDITORS)
    letter = load(letter_id)
    if not who.has(Role.ADMINISTRATOR) and who.username not in letter.organizers:
        raise Forbidden
    return letter


def read_letter(who: Principal, letter_id: str) -> Letter:
    """A letter to look at: also every signed one, for whoever may search the database. Raises NotFound, Forbidden."""
    who.require(READERS)
    letter = load(letter_id)
    if letter.signed_at or who.has(Role.ADMINISTRATOR) or who.username in letter.organizers:
        return letter
    raise Forbidden

"""What the other workflows may use of people: the key that stands for a typed ID number and what may be shown of it.

identify, checked_id, normalise_id, mask_id, ending_of, mask_name   (model)
Guess, Door, Why, closed, count_guess, opens_again_at        (guesses)
end, stands                                                  (visits)

Accounts are in `service_accounts`, lecturers in `service_lecturers`, counters of attempts in `service_attempts`: a check-in needs none
of them, and starts without.
"""

from chalicelib.cloud.keys import secret
from chalicelib.domains.people.guesses.guesses import Guess, closed
from chalicelib.domains.people.guesses.guesses import count as count_guess
from chalicelib.domains.people.guesses.rules import Door, Why, opens_again_at
from chalicelib.domains.people.lockout_rules import LOCK_MINUTES
from chalicelib.domains.people.model import checked_id, ending_of, mask_id, mask_name, normalise_id, person_key
from chalicelib.domains.people.visits.visits import end, stands

__all__ = [
    "LOCK_MINUTES",
    "Door",
    "Guess",
    "Why",
    "checked_id",
    "closed",
    "count_guess",
    "end",
    "ending_of",
    "identify",
    "mask_id",
    "mask_name",
    "normalise_id",
    "opens_again_at",
    "stands",
]


def identify(typed_id: str) -> str:
    """The person key of a typed ID number, 23 characters. Raises InvalidInput, which never repeats what was typed."""
    return person_key(checked_id(typed_id), secret("id-hash"))

"""Typing a number at the room's code: looked at only while the door takes guesses, and counted where it is on no roster.

Who is known to the browser already is never asked here, nor is the counter, which has bounds of its own: whoever closes the door of a
session closes it for first-time browsers, for a quarter of an hour, and nobody has to go home.
"""

from datetime import datetime

from chalicelib.domains.attendance.model import SessionSnapshot, clock_time
from chalicelib.domains.people import service as people
from chalicelib.errors import TooMany


def guess_of(facts: SessionSnapshot, address: str, typed: str = "") -> people.Guess:
    """`typed` is empty before anything is."""
    return people.Guess.of_number(people.Door.SCAN, facts.session_id, typed, address)


def refuse_closed(guess: people.Guess, now: datetime) -> None:
    """Raises TooMany, which says where to go."""
    why = people.closed(guess, now)
    if why is None:
        return
    until = clock_time(people.opens_again_at(guess.door, now))
    if why is people.Why.ADDRESS:
        raise TooMany(f"這個網路輸入了太多不在名冊上的證號，{until} 前暫停。請關閉 Wi-Fi、改用行動網路再掃描一次，或直接到報到櫃台辦理。")
    raise TooMany(f"這個場次輸入了太多不在名冊上的證號，{until} 前暫停用手機輸入。請直接到報到櫃台辦理；報到過的手機不受影響。")


def count(guess: people.Guess, now: datetime) -> None:
    """The number is on no roster."""
    people.count_guess(guess, now)


def closed_until(facts: SessionSnapshot, now: datetime) -> str:
    """For the room's screen and the staff: until when first-time phones go to the counter, as 09:15; empty while the door is open."""
    return clock_time(people.opens_again_at(people.Door.SCAN, now)) if people.closed(guess_of(facts, ""), now) else ""

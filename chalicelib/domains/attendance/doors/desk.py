"""Numbers typed or scanned at the counter: whoever works there is answered whose they are, so there is a bound to it, too.

By account, which nobody throws away as a phone its cookie. The desk goes on meanwhile: people are found by name and seat.
"""

from datetime import datetime

from chalicelib.domains.attendance.model import clock_time
from chalicelib.domains.people import service as people
from chalicelib.errors import Conflict


def guess_of(session_id: str, username: str, text: str) -> people.Guess:
    """`text` as it came."""
    return people.Guess.of_number(people.Door.COUNTER, f"{session_id}|{username}", text)


def look(session_id: str, username: str, now: datetime) -> None:
    """Ahead of the first scan, which then is one call like all others."""
    people.closed(guess_of(session_id, username, ""), now)


def refuse_closed(guess: people.Guess, now: datetime) -> None:
    """Raises Conflict: to the page, 429 is a busy network, and the scan would be kept and sent again."""
    if people.closed(guess, now):
        until = clock_time(people.opens_again_at(guess.door, now))
        raise Conflict(f"這個帳號在本場次輸入了太多不在名冊上的證號，{until} 前請改用姓名或座位查詢，或掃描學員的報到條碼。")

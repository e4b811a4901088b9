"""A class of the sample centre that is over: most came, some did not; its list waits to be confirmed."""

from datetime import datetime

from chalicelib.domains.attendance import expecting
from chalicelib.domains.attendance import service as attendance
from chalicelib.domains.attendance.model import Scan, SessionSnapshot, Via
from chalicelib.domains.classes import service as classes


def attend(class_id: str, now: datetime) -> int:
    """Checks most of the roster in to and out of every session, as if by phone; returns how many people came at all.

    Every ninth stays away, every seventh comes to the first session only. Done again it changes nothing.
    """
    expecting.expect(class_id, now)
    sessions = [attendance.facts_of(session) for session in classes.sessions(class_id)]
    came = 0
    for number, trainee in enumerate(classes.roster(classes.load_class(class_id)), start=1):
        if number % 9:
            came += 1
            for facts in sessions[: 1 if number % 7 == 0 else len(sessions)]:
                _come(facts, trainee.person)
    return came


def _come(facts: SessionSnapshot, person: str) -> None:
    for at, act, what in ((facts.starts_at, attendance.check_in, "in"), (facts.ends_at, attendance.check_out, "out")):
        act(facts, Scan(person, f"sample-{what}-{facts.session_id}", f"phone-{person}", Via.PHONE, at, at))

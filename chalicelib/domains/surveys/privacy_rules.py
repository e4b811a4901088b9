"""What may be shown of an anonymous survey, and when, so that nobody can tell who answered what. Pure."""

PRIVACY_FLOOR = 5
"""Answers: with fewer, nothing is shown, compared or exported."""
LIVE_STEP = 5
"""Answers: while a survey is open its counts move only in steps of so many. Never below PRIVACY_FLOOR: who looks before and after a step
would else see what the few answered who came in between."""


def may_be_shown(given: int) -> bool:
    """Whether so many answers hide each of them."""
    return given >= PRIVACY_FLOOR


def makes_a_step(given: int, shown: int) -> bool:
    """Whether `given` answers may take the place of a tally of `shown` answers while the survey is open."""
    return given - shown >= LIVE_STEP

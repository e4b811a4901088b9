"""How long the room's code is good, and a phone's nonce. Pure.

A code is bound to the step of time in which it is shown. It is accepted until its step is over and for a grace after, so that who scanned
in its last second is not refused, and a photo sent to a friend is. The nonce is for typing: it is given when the page first loads.
"""

from datetime import datetime, timedelta

CODE_TURNS_EVERY_S = 30
"""Seconds that a code is shown."""
GRACE_S = 30
"""Seconds for which a code is still accepted after it has left the screen."""
NONCE_LIVES = timedelta(minutes=2)
"""From the scan to the press."""


def step_at(moment: datetime) -> int:
    """The number of the step of time, counted from 1970."""
    return int(moment.timestamp()) // CODE_TURNS_EVERY_S


def seconds_left(moment: datetime) -> int:
    """Until the code turns, 1 to CODE_TURNS_EVERY_S."""
    return CODE_TURNS_EVERY_S - int(moment.timestamp()) % CODE_TURNS_EVERY_S


def is_fresh(step: int, moment: datetime) -> bool:
    """Whether a code of this step is accepted at the moment; one of a step that has not begun is not."""
    shown_for = int(moment.timestamp()) - step * CODE_TURNS_EVERY_S
    return 0 <= shown_for < CODE_TURNS_EVERY_S + GRACE_S
